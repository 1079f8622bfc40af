"""Reading a fitted curve off, both ways, and the probability of chi-square."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.fit.curve import Curve
from bench_core.metrology.fit.goodness import chi_square_probability
from bench_core.metrology.fit.polynomial import Uncertainties, fit_line, fit_polynomial

X = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)


def parabola() -> Curve:
    """Return y = (x - 2)², rising and falling between 0 and 5."""
    return fit_polynomial(X, [(x - 2) ** 2 for x in X], 2, Uncertainties(u_y=[0.1] * 6)).curve


def test_a_prediction_adds_the_uncertainties_of_x_and_of_a_single_y():
    curve = fit_line(X, [1 + 2 * x for x in X], Uncertainties(u_y=[0.1] * 6)).curve
    alone = curve.predict(4.0)
    both = curve.predict(4.0, u_x=0.3, u_y=0.2)
    assert both.value == pytest.approx(9.0)
    assert both.standard_uncertainty == pytest.approx(math.hypot(alone.standard_uncertainty, 0.6, 0.2))
    assert not alone.extrapolated
    assert not curve.predict(0.0).extrapolated
    assert not curve.predict(5.0).extrapolated
    assert curve.predict(5.1).extrapolated
    assert curve.predict(-0.1).extrapolated


def test_the_prediction_of_a_line_is_that_of_the_textbook():
    y = [1.1, 2.9, 5.2, 6.8, 9.1, 10.9]
    fitted = fit_line(X, y)
    s = fitted.goodness.standard_deviation
    for x in (0.0, 2.5, 7.0):
        textbook = s * math.sqrt(1 / 6 + (x - 2.5) ** 2 / 17.5)
        assert fitted.curve.predict(x).standard_uncertainty == pytest.approx(textbook, rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(st.floats(-3, 8), st.floats(0, 1))
def test_a_line_is_read_back(x, u_y):
    curve = fit_line(X, [1 - 2 * x + 0.1 * (-1) ** k for k, x in enumerate(X)]).curve
    found = curve.inverse(curve.value(x), u_y)
    assert found.value == pytest.approx(x, abs=1e-9)
    there = math.hypot(curve.predict(x).standard_uncertainty, u_y)
    assert found.standard_uncertainty == pytest.approx(there / abs(curve.slope(x)), rel=1e-6)
    assert found.extrapolated == (not 0 <= found.value <= 5)


def test_inverse_prediction_scatters_as_it_says():
    generator = np.random.default_rng(5)
    u = 0.05
    stated = Uncertainties(u_y=[u] * 6)
    ideal = np.array([1 + 2 * x for x in X])
    found = [
        fit_line(X, ideal + u * generator.standard_normal(6), stated)
        .curve.inverse(8.0 + u * generator.standard_normal(), u)
        .value
        for _ in range(300)
    ]
    expected = fit_line(X, ideal, stated).curve.inverse(8.0, u)
    assert np.mean(found) == pytest.approx(3.5, abs=0.005)
    assert np.std(found) == pytest.approx(expected.standard_uncertainty, rel=0.15)


def test_a_parabola_is_read_back_where_one_x_has_the_value():
    assert parabola().inverse(6.25).value == pytest.approx(4.5, rel=1e-9)
    cubic = fit_polynomial(X, [x**3 - x for x in X], 3, Uncertainties(u_y=[0.1] * 6)).curve
    assert cubic.inverse(24.0).value == pytest.approx(3.0, rel=1e-9)


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (1.0, r"the curve is 1 at 1, 3 in the range of its points, x = 0 to 5"),
        (9.5, r"the curve is 9\.5 nowhere in the range"),
        (-0.5, r"the curve is -0\.5 nowhere"),
    ],
)
def test_values_reached_nowhere_or_twice_are_refused(y, words):
    with pytest.raises(OutsideValidity, match=words):
        parabola().inverse(y)


def test_a_level_curve_determines_no_x():
    level = fit_polynomial(X, [1.0] * 6, 0, Uncertainties(u_y=[0.1] * 6)).curve
    with pytest.raises(NumberInvalid, match="nowhere"):
        level.inverse(2.0)
    line = Curve((1.0, 0.0), ((0.01, 0.0), (0.0, 0.01)), math.inf, 0.0, 1.0, 0.0, 5.0)
    with pytest.raises(NumberInvalid, match="nowhere"):
        line.inverse(1.0)


@pytest.mark.parametrize("arguments", [(math.nan,), (math.inf,), (1.0, -0.1), (1.0, math.nan), (1.0, math.inf)])
def test_what_is_no_number_is_refused(arguments):
    with pytest.raises(NumberInvalid):
        parabola().predict(*arguments)
    with pytest.raises(NumberInvalid):
        parabola().inverse(*arguments)


@pytest.mark.parametrize("reference", [0.0, 2.5, -7.0])
def test_parameters_about_any_reference_give_the_same_curve(reference):
    curve = parabola()
    about = curve.parameters(reference)
    for x in (0.0, 3.3, 5.0):
        powers = [(x - reference) ** k for k in range(3)]
        value = math.fsum(c * p for c, p in zip(about.values, powers, strict=True))
        variance = math.fsum(powers[i] * about.covariance[i][j] * powers[j] for i in range(3) for j in range(3))
        assert value == pytest.approx(curve.value(x), abs=1e-9)
        assert math.sqrt(variance) == pytest.approx(curve.predict(x).standard_uncertainty, rel=1e-6)
    assert about.values[2] == pytest.approx(1.0)
    assert about.correlation(0, 0) == pytest.approx(1.0)


@pytest.mark.parametrize("degrees_of_freedom", [1, 2, 5, 30, 200])
@pytest.mark.parametrize("ratio", [1e-6, 0.1, 0.9, 1.0, 1.1, 3.0])
def test_the_probability_of_chi_square_is_scipys(degrees_of_freedom, ratio):
    chi_square = ratio * degrees_of_freedom
    expected = stats.chi2.sf(chi_square, degrees_of_freedom)
    assert chi_square_probability(chi_square, degrees_of_freedom) == pytest.approx(expected, rel=1e-11, abs=1e-14)


def test_published_quantiles_of_chi_square():
    assert chi_square_probability(3.841459, 1) == pytest.approx(0.05, abs=1e-7)
    assert chi_square_probability(18.30704, 10) == pytest.approx(0.05, abs=1e-6)
    assert chi_square_probability(0.0, 3) == 1


@pytest.mark.parametrize(("chi_square", "freedom"), [(-1.0, 2), (math.nan, 2), (math.inf, 2), (1.0, 0)])
def test_a_chi_square_that_is_none_is_refused(chi_square, freedom):
    with pytest.raises(NumberInvalid, match="chi-square must be from 0 on"):
        chi_square_probability(chi_square, freedom)
