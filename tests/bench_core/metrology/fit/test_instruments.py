"""Callendar-Van Dusen, thermocouple deviations and K factors: fitted, read off, and refused."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy import optimize

from bench_core.errors import FitInvalid, NumberInvalid, OutsideValidity
from bench_core.metrology.fit.instruments import fit_callendar_van_dusen, fit_k_factor, fit_thermocouple_deviation
from bench_core.metrology.fit.polynomial import Uncertainties, fit_polynomial
from bench_core.metrology.tables.platinum import CallendarVanDusen
from bench_core.metrology.tables.thermocouple import reference_function

WARM = (0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0, 420.0)
COLD = (-195.0, -150.0, -80.0, -40.0)
THERMOMETER = CallendarVanDusen(100.02, 3.9081e-3, -5.78e-7, -4.2e-12)


def points(temperatures, u=0.0):
    generator = np.random.default_rng(6)
    return [THERMOMETER.resistance(t) + u * generator.standard_normal() for t in temperatures]


@pytest.mark.parametrize("temperatures", [WARM, COLD + WARM])
def test_exact_points_give_the_coefficients_back(temperatures):
    found = fit_callendar_van_dusen(temperatures, points(temperatures)).relation
    assert found.r0 == pytest.approx(100.02, rel=1e-12)
    assert found.a == pytest.approx(3.9081e-3, rel=1e-10)
    assert found.b == pytest.approx(-5.78e-7, rel=1e-7)
    assert found.c == pytest.approx(-4.2e-12 if min(temperatures) < 0 else -4.183e-12, rel=1e-5)


def test_covariance_is_that_of_scipys_curve_fit():
    temperatures, u = COLD + WARM, 0.002
    ohms = points(temperatures, u)
    found = fit_callendar_van_dusen(temperatures, ohms, Uncertainties(u_y=[u] * 12))

    def relation(t, r0, a, b, c):
        below = np.where(t < 0, c * 1e-12 * (t - 100) * t**3, 0.0)
        return r0 * (1 + a * 1e-3 * t + b * 1e-7 * t**2 + below)

    values, covariance = optimize.curve_fit(
        relation, np.array(temperatures), ohms, p0=(100, 3.9, -5.8, -4.2), sigma=[u] * 12, absolute_sigma=True
    )
    scale = np.array([1, 1e-3, 1e-7, 1e-12])
    relation_found = found.relation
    ours = (relation_found.r0, relation_found.a, relation_found.b, relation_found.c)
    assert ours == pytest.approx(values * scale, rel=1e-6)
    assert np.array(found.covariance) == pytest.approx(covariance * np.outer(scale, scale), rel=1e-3)
    assert found.goodness.degrees_of_freedom == 8
    assert found.degrees_of_freedom == math.inf


def test_temperature_and_resistance_are_read_off_with_uncertainty():
    temperatures, u = COLD + WARM, 0.002
    fitted = fit_callendar_van_dusen(temperatures, points(temperatures, u), Uncertainties(u_y=[u] * 12))
    for t in (-190.0, -30.0, 25.0, 400.0):
        ohms = fitted.predict_resistance(t)
        assert abs(ohms.value - THERMOMETER.resistance(t)) < 4 * ohms.standard_uncertainty
        assert 0.2 * u < ohms.standard_uncertainty < 1.1 * u
        back = fitted.predict_temperature(ohms.value, 0.001)
        assert back.value == pytest.approx(t, abs=1e-9)
        slope = fitted.relation.slope(t)
        assert back.standard_uncertainty == pytest.approx(math.hypot(ohms.standard_uncertainty, 0.001) / slope)
        assert not back.extrapolated
    assert fitted.predict_resistance(500.0).extrapolated
    assert fitted.predict_resistance(100.0, 0.01).standard_uncertainty > 0.0037


@pytest.mark.parametrize("t", [-190.0, -30.0, 0.5, 25.0, 400.0])
def test_the_uncertainty_of_a_resistance_is_that_of_differences_of_the_coefficients(t):
    temperatures = COLD + WARM
    fitted = fit_callendar_van_dusen(temperatures, points(temperatures), Uncertainties(u_y=[0.002] * 12))
    center = np.array([fitted.relation.r0, fitted.relation.a, fitted.relation.b, fitted.relation.c])
    steps = np.diag(center * 1e-5)
    gradient = [
        (CallendarVanDusen(*(center + step)).resistance(t) - CallendarVanDusen(*(center - step)).resistance(t))
        / (2 * step[index])
        for index, step in enumerate(steps)
    ]
    expected = math.sqrt(gradient @ np.array(fitted.covariance) @ gradient)
    assert fitted.predict_resistance(t).standard_uncertainty == pytest.approx(expected, rel=1e-5)


def test_draws_of_a_thermometer_scatter_as_its_covariance_says():
    generator = np.random.default_rng(7)
    u = 0.003
    stated = Uncertainties(u_y=[u] * 8)
    ideal = points(WARM)
    found = [
        fit_callendar_van_dusen(WARM, np.array(ideal) + u * generator.standard_normal(8), stated)
        .predict_temperature(150.0)
        .value
        for _ in range(200)
    ]
    expected = fit_callendar_van_dusen(WARM, ideal, stated).predict_temperature(150.0).standard_uncertainty
    assert np.std(found) == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("temperatures", [WARM, COLD + WARM])
def test_uncertain_temperatures_count_through_the_slope(temperatures):
    count = len(temperatures)
    stated = Uncertainties(u_y=[1e-6] * count, u_x=[0.01] * count)
    both = fit_callendar_van_dusen(temperatures, points(temperatures), stated)
    through = [THERMOMETER.slope(t) * 0.01 for t in temperatures]
    as_ohms = fit_callendar_van_dusen(temperatures, points(temperatures), Uncertainties(u_y=through))
    for t in (min(temperatures), 200.0):
        expected = as_ohms.predict_resistance(t).standard_uncertainty
        assert both.predict_resistance(t).standard_uncertainty == pytest.approx(expected, rel=1e-3)


def test_points_of_no_thermometer_are_refused():
    with pytest.raises(OutsideValidity, match=r"point 3: temperature: 900 °C is outside -200 °C to 850 °C"):
        fit_callendar_van_dusen([0, 100, 900, 50], [100, 138, 400, 119])
    with pytest.raises(FitInvalid, match="4 coefficients need 5 or more points"):
        fit_callendar_van_dusen([-10, 0, 100, 50], [96, 100, 138, 119])
    with pytest.raises(FitInvalid, match="point 2: y is nan"):
        fit_callendar_van_dusen([0, 100, 200, 50], [100, math.nan, 175, 119])
    with pytest.raises(FitInvalid, match=r"R0 = -100 Ω, which is no platinum thermometer"):
        fit_callendar_van_dusen([0, 50, 100, 150], [-100, -119.4, -138.5, -157.3])
    with pytest.raises(NumberInvalid, match="no platinum thermometer has R0"):
        fit_callendar_van_dusen([0, 50, 100, 150], [160, 140, 120, 100])
    with pytest.raises(OutsideValidity, match=r"Ω is outside"):
        fit_callendar_van_dusen(WARM, points(WARM)).predict_temperature(1000.0)
    with pytest.raises(NumberInvalid, match="from 0 on, not -1"):
        fit_callendar_van_dusen(WARM, points(WARM)).predict_temperature(110.0, -1)


def thermocouple(degree=2, stated=None):
    """Return a fit of a type S thermocouple that reads 2 µV high at 500 °C and 8 µV at 1000 °C."""
    function = reference_function("S")
    temperatures = (200.0, 400.0, 600.0, 800.0, 1000.0)
    volts = [function.emf(t) + 8e-12 * t**2 for t in temperatures]
    stated = stated or Uncertainties(u_y=[1e-6] * 5)
    return fit_thermocouple_deviation("S", temperatures, volts, degree, stated)


def test_a_thermocouple_is_its_reference_function_and_a_deviation_that_is_0_at_0():
    fitted = thermocouple()
    assert fitted.deviation.value(500.0) == pytest.approx(2e-6, rel=1e-9)
    assert fitted.predict_emf(0.0).value == 0
    assert fitted.predict_temperature(0.0).value == 0
    assert fitted.predict_emf(0.0).standard_uncertainty == 0
    there = fitted.predict_emf(700.0)
    assert there.value == pytest.approx(reference_function("S").emf(700) + 3.92e-6, rel=1e-9)
    back = fitted.predict_temperature(there.value, 0.5e-6)
    assert back.value == pytest.approx(700.0, abs=1e-6)
    slope = reference_function("S").sensitivity(700) + 16e-12 * 700
    assert back.standard_uncertainty == pytest.approx(math.hypot(there.standard_uncertainty, 0.5e-6) / slope, rel=1e-6)
    assert not back.extrapolated
    assert fitted.predict_emf(1100.0).extrapolated
    off = fitted.predict_emf(700.0, 0.3)
    assert off.standard_uncertainty == pytest.approx(math.hypot(there.standard_uncertainty, slope * 0.3), rel=1e-9)


def test_the_uncertainty_of_a_thermocouples_temperatures_counts_through_its_sensitivity():
    exact = thermocouple(stated=Uncertainties(u_y=[1e-6] * 5))
    both = thermocouple(stated=Uncertainties(u_y=[1e-6] * 5, u_x=[0.2] * 5))
    at_800 = [fit.predict_emf(800.0).standard_uncertainty for fit in (exact, both)]
    assert 2 < at_800[1] / at_800[0] < 2.6  # 0.2 °C at about 11 µV/°C beside 1 µV
    nearly = thermocouple(stated=Uncertainties(u_y=[1e-6] * 5, u_x=[1e-9] * 5))
    assert nearly.predict_emf(800.0).standard_uncertainty == pytest.approx(at_800[0], rel=1e-9)


@pytest.mark.parametrize("given", [False, True])
def test_a_thermocouples_scatter_needs_a_point_more_than_there_are_coefficients(given):
    function, temperatures = reference_function("S"), [300.0, 600.0, 900.0]

    def fitted(count):
        stated = Uncertainties(u_y=[1e-6] * count) if given else Uncertainties()
        volts = [function.emf(t) + 1e-6 for t in temperatures[:count]]
        return fit_thermocouple_deviation("S", temperatures[:count], volts, 2, stated)

    enough = 2 if given else 3
    assert fitted(enough).deviation.degrees_of_freedom == (math.inf if given else 1)
    with pytest.raises(FitInvalid, match=f"2 coefficients need {enough} or more points"):
        fitted(enough - 1)


def test_a_thermocouples_uncertainty_is_scaled_by_the_scatter_only_where_that_is_asked_for():
    function, temperatures = reference_function("S"), (200.0, 400.0, 600.0, 800.0)
    volts = [function.emf(t) + u for t, u in zip(temperatures, (9e-6, -9e-6, 9e-6, -9e-6), strict=True)]
    plain, scaled = (
        fit_thermocouple_deviation("S", temperatures, volts, 1, Uncertainties(u_y=[1e-6] * 4), birge=birge)
        for birge in (False, True)
    )
    assert scaled.predict_emf(500.0).standard_uncertainty > 5 * plain.predict_emf(500.0).standard_uncertainty


def test_thermocouples_that_cannot_be_are_refused():
    with pytest.raises(NumberInvalid, match="'Z' is not a thermocouple type"):
        fit_thermocouple_deviation("Z", [0, 1], [0, 1], 1)
    with pytest.raises(OutsideValidity, match="type S, temperature: 2000 °C"):
        fit_thermocouple_deviation("S", [100, 2000, 500], [0, 1e-3, 2e-3], 1)
    with pytest.raises(OutsideValidity, match=r"type S, emf: 0\.02 V"):
        thermocouple().predict_temperature(0.02)
    stated = Uncertainties(u_y=[1e-6] * 3, u_x=[0.1] * 3, r=[0.5] * 3)
    with pytest.raises(FitInvalid, match="a correlation of temperature and emf is not foreseen"):
        fit_thermocouple_deviation("S", [100, 200, 500], [6e-4, 1.4e-3, 4.2e-3], 1, stated)


def test_a_k_factor_over_flow_is_a_polynomial():
    flow, k = (1.0, 2.0, 5.0, 10.0, 20.0), (99.2, 99.8, 100.1, 100.0, 99.9)
    curve = fit_k_factor(flow, k, 2)
    assert curve.predict(7.0) == fit_polynomial(flow, k, 2).curve.predict(7.0)
    assert curve.predict(30.0).extrapolated


def test_a_k_factor_over_the_logarithm_of_reynolds():
    reynolds = (1e4, 3e4, 1e5, 3e5, 1e6)
    k = [50 + 2 * math.log10(re) - 0.1 * math.log10(re) ** 2 for re in reynolds]
    stated = Uncertainties(u_y=[0.01] * 5, u_x=[0.02 * re for re in reynolds])
    curve = fit_k_factor(reynolds, k, 2, stated, logarithmic=True)
    there = curve.predict(2e5, 4e3)
    lg = math.log10(2e5)
    assert there.value == pytest.approx(50 + 2 * lg - 0.1 * lg**2, rel=1e-9)
    slope = (2 - 0.2 * lg) / math.log(10) / 2e5
    assert there.standard_uncertainty == pytest.approx(
        math.hypot(curve.predict(2e5).standard_uncertainty, slope * 4e3), rel=1e-9
    )
    with pytest.raises(NumberInvalid, match="a Reynolds number must be above 0, not 0"):
        curve.predict(0.0)
    for value in (-1, 0, math.inf):
        with pytest.raises(FitInvalid, match=f"point 2: a Reynolds number must be above 0, not {value}"):
            fit_k_factor([1e4, value, 1e5, 1e6], [1, 2, 3, 4], 1, logarithmic=True)


def test_a_k_factor_is_fitted_with_the_stated_uncertainties_as_they_are():
    flow, k = (1.0, 2.0, 5.0, 10.0, 20.0), (99.2, 99.8, 100.1, 100.0, 99.9)
    stated = Uncertainties(u_y=[0.5] * 5, u_x=[0.1 * one for one in flow])
    assert fit_k_factor(flow, k, 1, stated).curve == fit_polynomial(flow, k, 1, stated).curve
    # beside u_y = 0.01 the points scatter widely, which by itself changes nothing
    small = Uncertainties(u_y=[0.01] * 5)
    assert fit_k_factor(flow, k, 1, small).curve == fit_polynomial(flow, k, 1, small).curve
    lg = [math.log10(one) for one in flow]
    of_lg = Uncertainties(u_y=[0.5] * 5, u_x=[0.1 / math.log(10)] * 5)
    found, wanted = fit_k_factor(flow, k, 1, stated, logarithmic=True), fit_polynomial(lg, k, 1, of_lg)
    assert found.curve.coefficients == pytest.approx(wanted.curve.coefficients, rel=1e-9)
    assert found.predict(5.0).standard_uncertainty == pytest.approx(
        wanted.curve.predict(lg[2]).standard_uncertainty, rel=1e-9
    )


def test_a_reynolds_number_may_be_below_1():
    curve = fit_k_factor([0.01, 0.1, 1.0], [1.0, 2.0, 3.0], 1, logarithmic=True)
    assert curve.predict(0.5).value == pytest.approx(3.0 + math.log10(0.5))


@pytest.mark.parametrize(("u_x", "words"), [([0.1, -0.1], "^point 2: u_x"), ([0.1], "u_x")])
def test_an_uncertainty_of_reynolds_that_is_none_is_refused(u_x, words):
    with pytest.raises(FitInvalid, match=words):
        fit_k_factor([1e4, 1e5], [1.0, 2.0], 1, Uncertainties(u_x=u_x), logarithmic=True)


def test_a_reynolds_number_may_be_exact():
    stated = Uncertainties(u_y=[0.1] * 3, u_x=[0.0] * 3)
    assert fit_k_factor([1e4, 1e5, 1e6], [1.0, 2.0, 3.0], 1, stated, logarithmic=True).predict(1e5).value


@pytest.mark.parametrize("temperatures", [WARM[:3], (*COLD[:1], *WARM[:3])])
def test_a_thermometer_of_stated_uncertainty_needs_no_point_more_than_coefficients(temperatures):
    fitted = fit_callendar_van_dusen(temperatures, points(temperatures), Uncertainties(u_y=[1e-3] * len(temperatures)))
    assert fitted.goodness.degrees_of_freedom == 0
    assert fitted.relation.r0 == pytest.approx(100.02, rel=1e-9)
    with pytest.raises(FitInvalid, match="so that their scatter can be estimated"):
        fit_callendar_van_dusen(temperatures, points(temperatures))


def test_reading_off_needs_no_numpy():
    script = (
        "import sys\n"
        "import bench_core.metrology.fit.characteristic, bench_core.metrology.tables.air\n"
        "import bench_core.metrology.tables.gravity, bench_core.metrology.tables.water\n"
        "import bench_core.metrology.tables.platinum_comparison\n"
        "sys.exit('numpy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
