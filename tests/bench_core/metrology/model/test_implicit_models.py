"""Implicit models h(y, x) = 0: the solution, its derivatives to the third, arrays, and clear refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench_core.errors import ExpressionInvalid, UsageError
from bench_core.metrology.distribution import Normal
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Correlations, Input
from bench_core.metrology.model import compile_model, implicit_model
from bench_core.metrology.propagation import propagate


def implicit(start, *conditions: str, inputs=("x", "c")):
    named = {f"h{place}": parse_expression(text) for place, text in enumerate(conditions)}
    return implicit_model(named, inputs, start)


def explicit(inputs, **equations: str):
    return compile_model({name: parse_expression(text) for name, text in equations.items()}, inputs)


CUBE = "y ^ 3 + c * y - x"
"""With c = 0 the cube root of x; dy/dx = 1 / (3y² + c), dy/dc = -y / (3y² + c)."""


def test_the_solution_and_its_derivatives():
    found = implicit({"y": 1.0}, CUBE).linearise({"x": 10.0, "c": 1.0})
    assert found.values == (pytest.approx(2.0, rel=1e-15),)
    assert found.sensitivities[0] == pytest.approx((1 / 13, -2 / 13), rel=1e-14)


def test_arrays_are_solved_all_together():
    model = implicit({"y": 1.0}, CUBE)
    x = np.array([1e-3, 0.0, 10.0, 1e9])
    found = model.linearise({"x": x, "c": np.ones(4)})
    y = found.values[0]
    np.testing.assert_allclose(y**3 + y, x, rtol=1e-13)
    np.testing.assert_allclose(found.sensitivities[0][0], 1 / (3 * y**2 + 1), rtol=1e-12)
    np.testing.assert_array_equal(model.evaluate({"x": x, "c": np.ones(4)})["y"], y)


def test_a_budget_with_terms_of_the_second_order_is_that_of_the_explicit_model():
    inputs = [Input("x", 8.0, Normal(2.0), 7), Input("c", 0.5, Normal(0.1))]
    (found,) = propagate(implicit({"y": 3.0}, "y ^ 3 * c - x"), inputs, second_order=True).outputs
    (wanted,) = propagate(explicit(("x", "c"), y="exp(ln(x / c) / 3)"), inputs, second_order=True).outputs
    assert found.value == pytest.approx(wanted.value, rel=1e-14)
    assert found.standard_uncertainty == pytest.approx(wanted.standard_uncertainty, rel=1e-13)
    assert found.degrees_of_freedom == pytest.approx(wanted.degrees_of_freedom, rel=1e-12)
    assert found.second_order == pytest.approx(wanted.second_order, rel=1e-12)


def test_two_conditions_give_two_outputs_and_their_covariance():
    # JCGM 100:2008 H.2 the other way round: R and X from Z² = R² + X² and tan(phi) = X / R
    names = ("V", "I", "phi")
    inputs = [Input("V", 5.0, Normal(3e-3)), Input("I", 0.02, Normal(1e-5)), Input("phi", 1.0, Normal(8e-4))]
    correlations = Correlations.of({("V", "I"): -0.36, ("V", "phi"): 0.86, ("I", "phi"): -0.65})
    model = implicit({"R": 1.0, "X": 1.0}, "R * R + X * X - (V / I) ^ 2", "X - R * tan(phi)", inputs=names)
    found = propagate(model, inputs, correlations)
    wanted = propagate(explicit(names, R="V / I * cos(phi)", X="V / I * sin(phi)"), inputs, correlations)
    for output in wanted.outputs:
        assert found[output.name].value == pytest.approx(output.value, rel=1e-13)
        assert found[output.name].standard_uncertainty == pytest.approx(output.standard_uncertainty, rel=1e-11)
    assert found.correlation("R", "X") == pytest.approx(wanted.correlation("R", "X"), rel=1e-9)


def test_a_condition_may_lack_one_of_the_outputs():
    # without exchanging rows the first division would be by 0
    model = implicit({"y": 1.0, "z": 1.0}, "z - x", "y + z - c")
    assert model.evaluate({"x": 3.0, "c": 5.0}) == {"y": pytest.approx(2.0), "z": pytest.approx(3.0)}
    arrays = model.evaluate({"x": np.array([3.0, 4.0]), "c": np.array([5.0, 5.0])})
    assert arrays["y"].tolist() == [2.0, 1.0]
    turned = implicit({"y": 1.0, "z": 1.0}, "y + z - c", "z - x")
    assert turned.evaluate({"x": 3.0, "c": 5.0}) == model.evaluate({"x": 3.0, "c": 5.0})


def test_two_outputs_are_solved_for_arrays_together():
    found = implicit({"y": 2.0, "z": 1.0}, "y * z - x", "y / z - c").evaluate(
        {"x": np.array([6.0, 8.0]), "c": np.array([1.5, 2.0])}
    )
    np.testing.assert_allclose((found["y"], found["z"]), ([3.0, 4.0], [2.0, 2.0]), rtol=1e-14)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_the_size_of_the_numbers_does_not_matter(scale):
    model = implicit({"y": 30 * scale}, "y * y - x")
    x = np.array([4.0, 9.0]) * scale * scale
    np.testing.assert_allclose(model.evaluate({"x": x, "c": 0.0 * x})["y"], np.array([2.0, 3.0]) * scale, rtol=1e-14)


def test_a_solution_of_0_is_found():
    assert implicit({"y": 1.0}, "y + sin(y) - x").evaluate({"x": 0.0, "c": 0.0})["y"] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("x", [-1.0, np.array([1.0, -1.0])])
def test_where_no_solution_is_found_that_is_said(x):
    with pytest.raises(ExpressionInvalid, match=r"no solution for y was found from y = 0.7 in 50 steps; .* moved 'y'"):
        implicit({"y": 0.7}, "y * y - x").evaluate({"x": x, "c": 0.0 * x})


def test_of_several_outputs_the_one_that_moves_most_is_named():
    with pytest.raises(ExpressionInvalid, match=r"^no solution .* from z = 1, y = 0.7 in 50 steps; .* moved 'y' by "):
        implicit({"z": 1.0, "y": 0.7}, "z - c", "y * y + x").evaluate({"x": 1.0, "c": 2.0})


def test_a_condition_that_does_not_change_with_the_output_is_refused():
    with pytest.raises(ExpressionInvalid, match="do not change with the outputs on the way from y = 0,"):
        implicit({"y": 0.0}, "y * y - x").evaluate({"x": 4.0, "c": 0.0})


def test_a_start_out_of_the_domain_is_refused_with_its_place():
    with pytest.raises(ExpressionInvalid, match=r"^h0: ln has no value at -1") as refused:
        implicit({"y": -1.0}, "x - ln(y)").evaluate({"x": 4.0, "c": 0.0})
    assert refused.value.offset == 4


@pytest.mark.parametrize(
    ("start", "conditions", "words"),
    [
        ({"y": 1.0}, ["y - x", "y - c"], "2 conditions do not determine 1 outputs"),
        ({}, [], "0 conditions do not determine 0"),
        ({"y": math.nan}, ["y - x"], "^y: the start value nan is not a finite number"),
        ({"x": 1.0}, ["x - c"], "'x' is both an input and an output"),
    ],
)
def test_what_is_no_implicit_model_is_refused(start, conditions, words):
    with pytest.raises(UsageError, match=words):
        implicit(start, *conditions)
