"""Many test points at once: what each alone gives, and how what they share correlates their results."""

from __future__ import annotations

import math

import GTC
import numpy as np
import pytest

from bench_core.errors import CorrelationInvalid, ExpressionInvalid, NumberInvalid, UsageError
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.distribution import Normal
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.points import PointInput, propagate_points
from bench_core.metrology.propagation import propagate

INF = math.inf
ERROR = "x + resolution - s * (1 + a * dt)"
NAMES = ("x", "resolution", "s", "a", "dt")
COUNT = 30


def compiled(text: str = ERROR, names=NAMES):
    return compile_model({"error": parse_expression(text)}, names)


def at_points(**changed) -> list[PointInput]:
    s = np.linspace(1.0, 10.0, COUNT)
    found = {
        "x": PointInput("x", s * 1.00001, 2e-6 * s, 9.0),
        "resolution": PointInput("resolution", 0.0, 5e-7),
        "s": PointInput("s", s, 3e-6 * s, np.full(COUNT, 50.0), shared=True),
        "a": PointInput("a", 2e-6, 5e-7, shared=True),
        "dt": PointInput("dt", np.linspace(-1.0, 1.0, COUNT), 0.3, 20.0),
    }
    return list({**found, **changed}.values())


def alone(inputs: list[PointInput], place: int) -> list[Input]:
    def one(array) -> float:
        return float(np.broadcast_to(array, COUNT)[place])

    return [
        Input(entry.name, one(entry.values), Normal(one(entry.standard_uncertainties)), one(entry.degrees_of_freedom))
        for entry in inputs
    ]


R = Correlations.of({("x", "dt"): 0.6, ("s", "a"): -0.3})
cases = pytest.mark.parametrize("correlations", [NONE, R], ids=["independent", "correlated"])


@cases
def test_each_point_has_the_budget_that_it_has_alone(correlations):
    inputs = at_points()
    (found,) = propagate_points(compiled(), inputs, correlations)
    assert found.contributions.shape == (COUNT, 5)
    for place in range(COUNT):
        wanted = propagate(compiled(), alone(inputs, place), correlations)["error"]
        assert found.values[place] == pytest.approx(wanted.value, rel=1e-12, abs=1e-15)
        assert found.standard_uncertainties[place] == pytest.approx(wanted.standard_uncertainty, rel=1e-13)
        assert found.degrees_of_freedom[place] == pytest.approx(wanted.degrees_of_freedom, rel=1e-11)
        assert found.contributions[place] == pytest.approx([part.signed for part in wanted.contributions], rel=1e-12)


def test_what_points_share_correlates_their_results():
    inputs = at_points()
    (found,) = propagate_points(compiled(), inputs)
    matrix = found.covariance()
    assert matrix.shape == (COUNT, COUNT)
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_array_equal(np.diag(matrix), found.standard_uncertainties**2)
    one, other = found.contributions[3], found.contributions[20]
    assert matrix[3, 20] == pytest.approx(one[2] * other[2] + one[3] * other[3])


@cases
@pytest.mark.parametrize(("one", "other"), [(0, 29), (7, 8)])
def test_a_difference_of_points_follows_from_their_covariance(correlations, one, other):
    inputs = at_points()
    (found,) = propagate_points(compiled(), inputs, correlations)
    difference = found.difference(one, other)
    matrix = found.covariance()
    variance = matrix[one, one] + matrix[other, other] - 2 * matrix[one, other]
    assert difference.standard_uncertainty == pytest.approx(math.sqrt(variance), rel=1e-6)
    backwards = found.difference(other, one)
    assert (difference.standard_uncertainty, difference.degrees_of_freedom) == pytest.approx(
        (backwards.standard_uncertainty, backwards.degrees_of_freedom)
    )


def test_gtc_has_the_same_difference_and_degrees_of_freedom():
    count = 3
    x, us = np.array([1.0, 2.0, 4.0]), np.array([1e-3, 2e-3, 3e-3])
    inputs = [
        PointInput("x", x, us, 9.0),
        PointInput("s", 1.0, 2e-3, 5.0, shared=True),
    ]
    (found,) = propagate_points(compiled("x / s - s", ("x", "s")), inputs)
    s = GTC.ureal(1.0, 2e-3, 5)
    ys = [GTC.ureal(float(value), float(u), 9) / s - s for value, u in zip(x, us, strict=True)]
    matrix = found.covariance()
    for one in range(count):
        for other in range(one):
            wanted = ys[one] - ys[other]
            difference = found.difference(one, other)
            assert matrix[one, other] == pytest.approx(GTC.get_covariance(ys[one], ys[other]), rel=1e-12)
            assert difference.standard_uncertainty == pytest.approx(wanted.u, rel=1e-12)
            assert difference.degrees_of_freedom == pytest.approx(wanted.df, rel=1e-10)
    mean = found.combination({0: 1 / 3, 1: 1 / 3, 2: 1 / 3})
    wanted = sum(ys) / 3
    assert mean.standard_uncertainty == pytest.approx(wanted.u, rel=1e-12)
    assert mean.degrees_of_freedom == pytest.approx(wanted.df, rel=1e-10)


def test_a_shared_standard_cancels_in_a_difference_exactly():
    inputs = [PointInput("x", np.array([1.0, 3.0, 1e6]), 1e-9, 7.0), PointInput("s", 0.0, 5.0, shared=True)]
    (found,) = propagate_points(compiled("x - s", ("x", "s")), inputs)
    difference = found.difference(2, 0)
    assert difference.standard_uncertainty == pytest.approx(math.sqrt(2) * 1e-9, rel=1e-12)
    assert difference.degrees_of_freedom == pytest.approx(14.0)
    assert found.difference(1, 1).standard_uncertainty == 0.0
    own = [PointInput("x", np.array([1.0, 3.0]), 1e-9), PointInput("s", 0.0, 5.0)]
    (separate,) = propagate_points(compiled("x - s", ("x", "s")), own)
    assert separate.difference(0, 1).standard_uncertainty == pytest.approx(math.sqrt(2) * 5.0)
    assert separate.covariance()[0, 1] == 0.0


def test_each_point_has_its_coverage_factor():
    freedoms = np.array([1.0, 4.0, 4.99, 30.0, INF])
    (found,) = propagate_points(compiled("x", ("x",)), [PointInput("x", np.zeros(5), 1.0, freedoms)])
    wanted = [coverage_factor(freedom, 0.95) for freedom in (1, 4, 4, 30, INF)]
    assert found.coverage_factors(0.95).tolist() == wanted


def test_points_without_uncertainty_are_exactly_known():
    (found,) = propagate_points(compiled("2 * x", ("x",)), [PointInput("x", np.ones(2), np.array([0.0, 1.0]), 5.0)])
    assert found.standard_uncertainties.tolist() == [0.0, 2.0]
    assert found.degrees_of_freedom.tolist() == [INF, 5.0]


def test_a_correlated_input_that_contributes_nothing_at_a_point_has_no_say_there():
    inputs = [PointInput("x", np.ones(2), 0.1, 9.0), PointInput("s", 1.0, np.array([0.0, 0.1]), 2.0)]
    (found,) = propagate_points(compiled("x + s", ("x", "s")), inputs, Correlations.of({("x", "s"): 0.5}))
    assert found.degrees_of_freedom.tolist() == pytest.approx([9.0, 2.0])


def test_every_output_has_its_budgets():
    model = compile_model({"sum": parse_expression("x + s"), "two": parse_expression("2")}, ("x", "s"))
    inputs = [PointInput("x", np.array([1.0, 2.0]), 0.3), PointInput("s", 1.0, 0.4)]
    total, two = propagate_points(model, inputs)
    assert (total.name, total.values.tolist()) == ("sum", [2.0, 3.0])
    assert total.standard_uncertainties.tolist() == [0.5, 0.5]
    assert (two.name, two.values.tolist(), two.standard_uncertainties.tolist()) == ("two", [2.0, 2.0], [0.0, 0.0])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"values": np.array([1.0, math.nan])}, "^s: a value is not a finite number"),
        ({"standard_uncertainties": np.array([1.0, -1.0])}, "^s: a standard uncertainty is not 0 or more"),
        ({"standard_uncertainties": math.nan}, "^s: a standard uncertainty is not 0 or more"),
        ({"standard_uncertainties": INF}, "^s: a standard uncertainty is not 0 or more"),
        ({"degrees_of_freedom": np.array([1.0, 0.9])}, "^s: degrees of freedom are below 1"),
        ({"degrees_of_freedom": math.nan}, "^s: degrees of freedom are below 1"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(changed, words):
    with pytest.raises(NumberInvalid, match=words):
        PointInput(**{"name": "s", "values": 1.0, "standard_uncertainties": 1.0, **changed})


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (at_points()[:4], "the input 'dt' of the model is not given"),
        ([*at_points(), PointInput("z", 0.0, 1.0)], "'z' is not an input of the model"),
        ([*at_points(), at_points()[0]], "an input is given twice"),
        (at_points(dt=PointInput("dt", np.zeros(7), 1.0)), r"different numbers of points \(.*: 30, dt: 7\)"),
        (at_points(dt=PointInput("dt", np.zeros((COUNT, 2)), 1.0)), "^dt: an array has 2 dimensions"),
        ([PointInput(name, 1.0, 1.0) for name in NAMES], "no input has an array"),
    ],
)
def test_inputs_that_do_not_go_together_are_refused(inputs, words):
    with pytest.raises(UsageError, match=words):
        propagate_points(compiled(), inputs)


def test_a_shared_and_another_input_cannot_be_correlated():
    with pytest.raises(CorrelationInvalid, match="x and s: one is shared by all points, the other is not"):
        propagate_points(compiled(), at_points(), Correlations.of({("x", "s"): 0.5}))


def test_a_division_by_zero_at_one_point_is_refused_with_its_place():
    inputs = [PointInput("x", 1.0, 0.1), PointInput("s", np.array([1.0, 0.0]), 0.1)]
    with pytest.raises(ExpressionInvalid, match=r"^error: division by zero") as refused:
        propagate_points(compiled("x / s", ("x", "s")), inputs)
    assert refused.value.offset == 2
