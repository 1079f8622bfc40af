"""The density of moist air against published values, the formula's shorter form, and the approximation of OIML."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import OutsideValidity
from bench_core.metrology.tables import air
from bench_core.metrology.tables.air import (
    moist_air_density,
    moist_air_density_from_dew_point,
    moist_air_density_oiml,
)

MMHG = 133.322387415


def shorter_form(t: float, p: float, h: float, carbon_dioxide: float) -> float:
    """CIPM-2007, equation (3): constants put together, written once more for this test."""
    kelvin = 273.15 + t
    saturation = math.exp(((1.2378847e-5 * kelvin - 1.9121316e-2) * kelvin + 33.93711047) - 6343.1645 / kelvin)
    x = h * (1.00062 + 3.14e-8 * p + 5.6e-7 * t * t) * saturation / p
    a = 1.58123e-6 + t * (-2.9331e-8 + t * 1.1043e-10)
    b = 5.707e-6 + t * -2.051e-8
    c = 1.9898e-4 + t * -2.376e-6
    q = p / kelvin
    z = 1 - q * (a + x * (b + x * c)) + q * q * (1.83e-11 - 0.765e-8 * x * x)
    return (3.483740 + 1.4446 * (carbon_dioxide - 0.0004)) * 1e-3 * p / (z * kelvin) * (1 - 0.3780 * x)


@pytest.mark.parametrize(
    ("t", "p", "h", "carbon_dioxide"),
    [(20, 101325, 0.5, 4e-4), (15, 60000, 0, 4e-4), (27, 110000, 1, 4e-4), (22.5, 95000, 0, 2e-3)],
)
def test_the_full_formula_agrees_with_its_shorter_form(t, p, h, carbon_dioxide):
    found = moist_air_density(t, p, h, carbon_dioxide=carbon_dioxide)
    assert found.value == pytest.approx(shorter_form(t, p, h, carbon_dioxide), rel=2e-6)
    assert found.standard_uncertainty == pytest.approx(22e-6 * found.value)


def test_compressibility_is_that_of_ciddor():
    # Ciddor, Applied Optics 35 (1996) 1566, equation (12), with the same constants: 20 °C, 100 kPa, 3 % vapour
    q = 1e5 / 293.15
    dry = 1.58123e-6 - 2.9331e-8 * 20 + 1.1043e-10 * 400
    wet = (5.707e-6 - 2.051e-8 * 20) * 0.03 + (1.9898e-4 - 2.376e-6 * 20) * 0.0009
    z = 1 - q * (dry + wet) + q * q * (1.83e-11 - 0.765e-8 * 0.0009)
    assert air._compressibility(20, 1e5, 0.03).real == pytest.approx(z, rel=1e-14)


@pytest.mark.parametrize(("t", "p", "density"), [(10, 730, 1.19569), (40, 760, 1.11497)])
def test_values_of_a_textbook(t, p, density):
    # Borys et al., Fundamentals of Mass Determination (2012), table as quoted by the R package masscor; these
    # temperatures are outside the range that we return values for
    value = air._from_humidity(temperature=t, pressure=p * MMHG, relative_humidity=0.4, carbon_dioxide=4e-4)
    assert value.real == pytest.approx(density, abs=2e-4)


def test_the_approximation_of_oiml():
    found = moist_air_density_oiml(20, 101325, 0.5)
    assert found.value == pytest.approx(1.1993, abs=5e-5)
    assert found.standard_uncertainty == pytest.approx(2.4e-4, rel=1e-2)


@pytest.mark.parametrize("t", [15, 20, 25])
@pytest.mark.parametrize("p", [9e4, 1e5, 1.1e5])
@pytest.mark.parametrize("h", [0.2, 0.5, 0.8])
def test_the_approximation_agrees_with_the_full_formula_within_its_uncertainty(t, p, h):
    rough = moist_air_density_oiml(t, p, h)
    assert rough.value == pytest.approx(moist_air_density(t, p, h).value, abs=2 * rough.standard_uncertainty)


def test_a_dew_point_says_what_the_humidity_it_belongs_to_says():
    # 50 % at 20 °C has its dew point at 9.27 °C
    found = moist_air_density_from_dew_point(20, 101325, 9.27)
    assert found.value == pytest.approx(moist_air_density(20, 101325, 0.5).value, abs=3e-6)
    assert found.standard_uncertainty == pytest.approx(22e-6 * found.value)
    assert moist_air_density_from_dew_point(20, 101325, 20).value == moist_air_density(20, 101325, 1).value


def test_sensitivities_are_those_that_cipm_states():
    # CIPM-2007, table: relative, about -4e-3 /K, 1e-5 /Pa, -9e-3 by humidity, 0.4 by carbon dioxide
    found = moist_air_density(20, 101325, 0.5)
    assert found.sensitivity("temperature") / found.value == pytest.approx(-4e-3, rel=0.1)
    assert found.sensitivity("pressure") / found.value == pytest.approx(1e-5, rel=0.1)
    assert found.sensitivity("relative_humidity") / found.value == pytest.approx(-9e-3, rel=0.1)
    assert found.sensitivity("carbon_dioxide") / found.value == pytest.approx(0.4, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((14.9, 1e5, 0.5), r"14\.9 °C is outside 15 °C to 27 °C"),
        ((20, 1013.25, 0.5), r"1013\.25 Pa is outside 60000 Pa"),
        ((20, 1e5, 50), "relative humidity: 50"),
        ((20, 1e5, math.nan), "nan"),
    ],
)
def test_arguments_outside_are_refused(arguments, words):
    with pytest.raises(OutsideValidity, match=words):
        moist_air_density(*arguments)


def test_other_ranges_are_refused_too():
    with pytest.raises(OutsideValidity, match=r"dew point: 21 °C is outside 0 °C to 20 °C"):
        moist_air_density_from_dew_point(20, 1e5, 21)
    with pytest.raises(OutsideValidity, match="carbon dioxide"):
        moist_air_density(20, 1e5, 0.5, carbon_dioxide=0.1)
    with pytest.raises(OutsideValidity, match=r"0\.81"):
        moist_air_density_oiml(20, 1e5, 0.81)
