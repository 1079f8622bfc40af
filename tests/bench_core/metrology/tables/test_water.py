"""The density of water against the recommended table, IAPWS's compressibility, and differences."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.tables.water import water_density

# Tanaka et al. 2001, table 1: kg/m³
TABLE = {4: 999.9749, 10: 999.7027, 15: 999.1026, 20: 998.2067, 25: 997.0470, 30: 995.6488}


@pytest.mark.parametrize(("temperature", "density"), TABLE.items())
def test_the_recommended_table(temperature, density):
    assert water_density(temperature).value == pytest.approx(density, abs=5e-5)


def test_the_greatest_density_and_its_published_uncertainty():
    # 999.974 950 kg/m³ ± 0.000 84 kg/m³ (k = 2) at 3.983 035 °C
    greatest = water_density(3.983035)
    assert greatest.value == pytest.approx(999.974950, abs=1e-9)
    assert 2 * greatest.standard_uncertainty == pytest.approx(0.00084, abs=5e-6)
    assert greatest.sensitivity("temperature") == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("temperature", [0.0, 10.0, 20.0, 30.0, 40.0])
def test_the_published_uncertainty_stays_below_a_millionth(temperature):
    assert 4.1e-7 < water_density(temperature).standard_uncertainty / 1000 < 4.4e-7


@pytest.mark.parametrize(("temperature", "compressibility"), [(0, 5.0885e-10), (20, 4.5891e-10), (40, 4.4240e-10)])
def test_compressibility_is_that_of_water(temperature, compressibility):
    # Kell, J. Chem. Eng. Data 20 (1975) 97, table; the coefficient that one page misprints would be 3 % off at 20 °C
    found = water_density(temperature)
    assert found.sensitivity("pressure") / found.value == pytest.approx(compressibility, rel=4e-3)
    raised = water_density(temperature, 5e5).value / found.value - 1
    assert raised == pytest.approx(compressibility * (5e5 - 101325), rel=4e-3)


def test_air_makes_water_lighter_by_the_published_correction():
    assert water_density(20, air_saturated=True).value - water_density(20).value == pytest.approx(-0.002492, abs=1e-9)


@pytest.mark.parametrize("air_saturated", [False, True])
def test_sensitivities_are_the_slopes(air_saturated):
    h = 1e-3
    found = water_density(18, 2e5, air_saturated=air_saturated)
    around = [water_density(t, 2e5, air_saturated=air_saturated).value for t in (18 - h, 18 + h)]
    assert found.sensitivity("temperature") == pytest.approx((around[1] - around[0]) / (2 * h), rel=1e-6)


def test_what_is_neglected_at_pressure_is_in_the_uncertainty():
    # half of kappa²·K' = 0.65e-18 /Pa², taken as rectangular
    neglected = 999.97495 * 0.65e-18 * (1e6 - 101325) ** 2 / math.sqrt(3)
    wanted = math.hypot(water_density(20).standard_uncertainty, neglected)
    assert water_density(20, 1e6).standard_uncertainty == pytest.approx(wanted, rel=1e-12)


def test_pressure_makes_air_saturated_water_denser_too():
    raised = water_density(20, 1e6, air_saturated=True).value / water_density(20, air_saturated=True).value
    assert raised == pytest.approx(water_density(20, 1e6).value / water_density(20).value, rel=1e-15)


def test_formula_and_arguments_combine():
    found = water_density(20)
    together = found.combined(temperature=0.01, pressure=100)
    assert together == pytest.approx(math.hypot(found.standard_uncertainty, 0.2065 * 0.01, 4.58e-7 * 100), rel=1e-3)
    assert found.combined(temperature=0) == found.standard_uncertainty
    with pytest.raises(NumberInvalid, match="no argument 'salinity'; it has temperature, pressure"):
        found.combined(salinity=1.0)
    with pytest.raises(NumberInvalid, match=r"temperature must be a number from 0 on, not -0.1"):
        found.combined(temperature=-0.1)
    with pytest.raises(NumberInvalid, match="not inf"):
        found.combined(temperature=math.inf)


@pytest.mark.parametrize("temperature", [-0.01, 40.01, math.nan, math.inf, 293.15])
def test_temperatures_outside_are_refused_with_value_and_unit(temperature):
    with pytest.raises(OutsideValidity, match=r"density of water, temperature: .* °C is outside 0 °C to 40 °C"):
        water_density(temperature)


def test_air_saturation_is_known_to_25_degrees():
    water_density(25, air_saturated=True)
    with pytest.raises(OutsideValidity, match="25 °C"):
        water_density(25.1, air_saturated=True)
    with pytest.raises(OutsideValidity, match="2000000 Pa is outside"):
        water_density(20, 2e6)


def test_nothing_ships_as_checked():
    assert not water_density(20).source.verified
