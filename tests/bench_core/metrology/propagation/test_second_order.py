"""Terms of the second order against exact variances of polynomials of normal quantities, and where they do not hold."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution import AsymmetricRectangular, Counts, Exponential, Normal, Rectangular
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.propagation import propagate


def second_order(model: str, *inputs: Input, correlations=NONE):
    compiled = compile_model({"y": parse_expression(model)}, [entry.name for entry in inputs])
    return propagate(compiled, inputs, correlations, second_order=True)["y"]


def normal(name: str, value: float, u: float) -> Input:
    return Input(name, value, Normal(u))


def test_of_a_product_it_is_the_exact_variance():
    found = second_order("a * b", normal("a", 3.0, 0.4), normal("b", -2.0, 0.5))
    assert found.second_order**2 == pytest.approx(4 * 0.16 + 9 * 0.25 + 0.16 * 0.25)
    assert found.standard_uncertainty**2 == pytest.approx(4 * 0.16 + 9 * 0.25)


@pytest.mark.parametrize(
    ("power", "variance"),
    [
        (2, lambda x, u: 4 * x**2 * u**2 + 2 * u**4),
        (3, lambda x, u: 9 * x**4 * u**2 + 36 * x**2 * u**4),  # and 15 u⁶, which is of the third order
    ],
)
def test_of_a_power_it_is_the_exact_variance_of_a_normal_quantity(power, variance):
    found = second_order(f"a ^ {power}", normal("a", 1.5, 0.2))
    assert found.second_order**2 == pytest.approx(variance(1.5, 0.2))


def test_where_the_slope_is_0_it_is_all_there_is():
    found = second_order("cos(a)", normal("a", 0.0, 0.1))
    assert found.standard_uncertainty == 0.0
    assert found.second_order == pytest.approx(math.sqrt(0.5) * 0.01)
    assert found.combined == found.second_order


def test_a_linear_model_has_none():
    found = second_order("2 * a - b / 3", normal("a", 3.0, 0.4), normal("b", -2.0, 0.5))
    assert found.second_order == pytest.approx(found.standard_uncertainty, rel=1e-15)


def test_correlated_inputs_are_refused():
    with pytest.raises(NumberInvalid, match="independent inputs; a, b are correlated"):
        second_order("a * b", normal("a", 1, 1), normal("b", 1, 1), correlations=Correlations.of({("a", "b"): 0.1}))


@pytest.mark.parametrize("distribution", [AsymmetricRectangular(1.0, 2.0), Exponential(1.0), Counts(3)])
def test_one_sided_inputs_are_refused_by_name(distribution):
    with pytest.raises(NumberInvalid, match=r"^b: .* symmetrically about the estimate.*Monte Carlo"):
        second_order("a * b", normal("a", 1, 1), Input("b", 1.0, distribution))


def test_limits_that_are_asymmetric_in_name_alone_are_accepted():
    found = second_order("a * a", Input("a", 1.0, AsymmetricRectangular(0.1, 0.1)))
    assert found.second_order == second_order("a * a", Input("a", 1.0, Rectangular(0.1))).second_order


def test_terms_that_leave_no_variance_are_refused():
    # f f''' = -1 at 0: u² - u⁴ for a u beyond 1
    with pytest.raises(NumberInvalid, match=r"^y: the terms of the second order leave no variance"):
        second_order("sin(a)", normal("a", 0.0, 2.0))
