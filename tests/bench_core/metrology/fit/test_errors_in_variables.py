"""Fits with uncertainties in x and y against published ones and independent programs."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from GTC import type_a
from scipy import optimize

from bench_core.errors import FitInvalid
from bench_core.metrology.fit.polynomial import Uncertainties, fit_line, fit_polynomial

# Pearson (1901) with the weights of York (1966), as Lybanon, Am. J. Phys. 52 (1984) 22, gives them
PEARSON_X = (0.0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4)
PEARSON_Y = (5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5)
YORK_U_X = tuple(w**-0.5 for w in (1000.0, 1000.0, 500.0, 800.0, 200.0, 80.0, 60.0, 20.0, 1.8, 1.0))
YORK_U_Y = tuple(w**-0.5 for w in (1.0, 1.8, 4.0, 8.0, 20.0, 20.0, 70.0, 70.0, 100.0, 500.0))

YORK = Uncertainties(u_y=YORK_U_Y, u_x=YORK_U_X)


def test_pearsons_data_with_yorks_weights():
    # slope and intercept: Neri, Saitta and Chiofalo, J. Phys. E 22 (1989) 215. Uncertainties and reduced chi-square:
    # those of York et al., Am. J. Phys. 72 (2004) 367, as the R package bfsl checks them
    fitted = fit_line(PEARSON_X, PEARSON_Y, YORK)
    parameters = fitted.curve.parameters()
    assert parameters.values == pytest.approx((5.479910224, -0.480533407), abs=1e-9)
    assert parameters.standard_uncertainties == pytest.approx((0.294970735, 0.0579850090), abs=1e-9)
    assert fitted.goodness.chi_square / 8 == pytest.approx(1.483294149, abs=1e-9)
    assert fitted.goodness.birge_ratio == pytest.approx(math.sqrt(1.483294149), abs=1e-9)


def test_gtc_gives_the_same_line():
    witness = type_a.line_fit_wtls(PEARSON_X, PEARSON_Y, YORK_U_X, YORK_U_Y)
    values = fit_line(PEARSON_X, PEARSON_Y, YORK).curve.parameters().values
    assert values == pytest.approx([part.x for part in witness.a_b], abs=1e-6)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_scipys_odr_gives_the_same_polynomial(degree):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from scipy import odr  # noqa: PLC0415  warns that it will leave scipy

        x = np.linspace(0.5, 8, 9)
        y = 1 + 0.8 * x - 0.05 * x**2 + 0.1 * np.cos(7 * x)
        u_x, u_y = np.linspace(0.05, 0.2, 9), np.linspace(0.3, 0.1, 9)
        data = odr.RealData(x, y, sx=u_x, sy=u_y)
        start = np.polyfit(x, y, degree)[::-1]
        model = odr.Model(lambda c, t: np.polynomial.polynomial.polyval(t, c))
        witness = odr.ODR(data, model, beta0=start, sstol=1e-15, partol=1e-15, maxit=1000).run()
    fitted = fit_polynomial(x, y, degree, Uncertainties(u_y=u_y, u_x=u_x))
    parameters = fitted.curve.parameters()
    assert parameters.values == pytest.approx(witness.beta, rel=1e-5)
    assert fitted.goodness.chi_square == pytest.approx(witness.sum_square, rel=1e-8)
    # odr's covariance is that of the linearised problem, as ours for a line
    assert parameters.standard_uncertainties == pytest.approx(np.sqrt(np.diag(witness.cov_beta)), rel=0.02)


def distance(line, x, y, u_x, u_y, r):
    """Return the sum of squared distances to a line, by York's weights, written once more for this test."""
    a, b = line
    return np.sum((y - a - b * x) ** 2 / (u_y**2 + (b * u_x) ** 2 - 2 * b * r * u_x * u_y))


@pytest.mark.parametrize("seed", range(5))
def test_a_correlated_line_minimises_the_distance(seed):
    generator = np.random.default_rng(seed)
    x = np.linspace(0, 5, 8) + generator.normal(0, 0.1, 8)
    y = 1 - 2 * x + generator.normal(0, 0.2, 8)
    u_x, u_y, r = generator.uniform(0.05, 0.2, 8), generator.uniform(0.1, 0.4, 8), generator.uniform(-0.9, 0.9, 8)
    fitted = fit_line(x, y, Uncertainties(u_y=u_y, u_x=u_x, r=r))
    values = np.array(fitted.curve.parameters().values)
    least = distance(values, x, y, u_x, u_y, r)
    assert fitted.goodness.chi_square == pytest.approx(least, rel=1e-10)
    witness = optimize.minimize(
        distance, (1.0, -2.0), (x, y, u_x, u_y, r), method="Nelder-Mead", options={"xatol": 1e-10}
    )
    assert values == pytest.approx(witness.x, abs=1e-5)
    steps = 1e-4 * np.array([[1, 0], [0, 1], [1, 1], [1, -1]])
    assert all(distance(values + s, x, y, u_x, u_y, r) > least for s in (*steps, *-steps))


def test_exact_x_is_the_weighted_fit():
    both = fit_polynomial(PEARSON_X, PEARSON_Y, 2, Uncertainties(u_y=YORK_U_Y, u_x=[0.0] * 10))
    weighted = fit_polynomial(PEARSON_X, PEARSON_Y, 2, Uncertainties(u_y=YORK_U_Y))
    assert both.curve.coefficients == pytest.approx(weighted.curve.coefficients, rel=1e-12)
    assert both.goodness.chi_square == pytest.approx(weighted.goodness.chi_square, rel=1e-12)


def test_x_and_y_exchanged_give_the_same_line():
    line = fit_line(PEARSON_X, PEARSON_Y, YORK)
    turned = fit_line(PEARSON_Y, PEARSON_X, Uncertainties(u_y=YORK_U_X, u_x=YORK_U_Y))
    intercept, slope = line.curve.parameters().values
    assert turned.curve.parameters().values == pytest.approx((-intercept / slope, 1 / slope), rel=1e-8)
    assert turned.goodness.chi_square == pytest.approx(line.goodness.chi_square, rel=1e-9)


def test_many_draws_scatter_as_the_covariance_says():
    generator = np.random.default_rng(5)
    x = np.linspace(0, 10, 8)
    u_x, u_y = np.full(8, 0.1), np.full(8, 0.2)
    stated = Uncertainties(u_y=u_y, u_x=u_x)
    slopes = [
        fit_line(x + u_x * generator.standard_normal(8), 3 - x + u_y * generator.standard_normal(8), stated)
        .curve.parameters()
        .values[1]
        for _ in range(300)
    ]
    assert np.mean(slopes) == pytest.approx(-1, abs=0.006)
    assert np.std(slopes) == pytest.approx(
        fit_line(x, 3 - x, stated).curve.parameters().standard_uncertainties[1], rel=0.1
    )


def test_what_does_not_converge_is_said():
    stated = Uncertainties(u_y=[0.1] * 6, u_x=[5.0] * 6)
    with pytest.raises(FitInvalid, match="did not converge in 500 steps; the uncertainties of x are large"):
        fit_polynomial([2, 3, 5, 6, 7, 8], [-4, -2, 1, 4, 5, 0], 2, stated)
