"""Each argument of each table: taken up to the ends of its range, refused beyond; and what each table's unit is."""

from __future__ import annotations

import math
import re

import pytest

from bench_core.errors import OutsideValidity
from bench_core.metrology.tables import platinum, thermocouple
from bench_core.metrology.tables.air import (
    moist_air_density,
    moist_air_density_from_dew_point,
    moist_air_density_oiml,
)
from bench_core.metrology.tables.buoyancy import buoyancy_factor, conventional_mass_factor
from bench_core.metrology.tables.gravity import local_gravity
from bench_core.metrology.tables.head import head_correction
from bench_core.metrology.tables.water import water_density

OIML = "density of moist air (OIML R 111)"


@pytest.mark.parametrize(
    ("table", "what", "low", "high", "unit"),
    [
        (water_density, "density of water, temperature", 0, 40, "°C"),
        (lambda t: water_density(t, air_saturated=True), "density of water, temperature", 0, 25, "°C"),
        (lambda p: water_density(20, p), "density of water, pressure", 5e4, 1e6, "Pa"),
        (lambda t: moist_air_density(t, 1e5, 0.5), "density of moist air, temperature", 15, 27, "°C"),
        (lambda p: moist_air_density(20, p, 0.5), "density of moist air, pressure", 6e4, 1.1e5, "Pa"),
        (
            lambda h: moist_air_density(20, 1e5, h),
            "density of moist air, relative humidity",
            0,
            1,
            "(as a fraction)",
        ),
        (
            lambda x: moist_air_density(20, 1e5, 0.5, carbon_dioxide=x),
            "density of moist air, carbon dioxide",
            0,
            2e-3,
            "mol/mol",
        ),
        (lambda d: moist_air_density_from_dew_point(20, 1e5, d), "density of moist air, dew point", 0, 20, "°C"),
        (lambda t: moist_air_density_oiml(t, 1e5, 0.5), f"{OIML}, temperature", 10, 30, "°C"),
        (lambda p: moist_air_density_oiml(20, p, 0.5), f"{OIML}, pressure", 9e4, 1.1e5, "Pa"),
        (lambda h: moist_air_density_oiml(20, 1e5, h), f"{OIML}, relative humidity", 0, 0.8, "(fraction)"),
        (lambda a: buoyancy_factor(a, 998.2), "buoyancy, density of air", 0, 2, "kg/m³"),
        (lambda o: buoyancy_factor(1.2, o), "buoyancy, density of the object", 10, 3e4, "kg/m³"),
        (lambda w: buoyancy_factor(1.2, 998.2, w), "buoyancy, density of the weights", 1e3, 3e4, "kg/m³"),
        (conventional_mass_factor, "buoyancy, density of the object", 10, 3e4, "kg/m³"),
        (lambda b: local_gravity(b, 0), "local gravity, latitude", -90, 90, "°"),
        (lambda h: local_gravity(0, h), "local gravity, height", -500, 9000, "m"),
        (lambda f: head_correction(f, 1.2, 9.8, 1), "head correction, density of the fluid", 0, 2e4, "kg/m³"),
        (lambda a: head_correction(850, a, 9.8, 1), "head correction, density of air", 0, 2, "kg/m³"),
        (lambda g: head_correction(850, 1.2, g, 1), "head correction, gravity", 9.7, 9.9, "m/s²"),
        (lambda h: head_correction(850, 1.2, 9.8, h), "head correction, height", -100, 100, "m"),
        (platinum.resistance, "IEC 60751, temperature", -200, 850, "°C"),
        (lambda t: platinum.tolerance("A", t, "film"), "IEC 60751, class A, temperature", -30, 300, "°C"),
        (lambda t: thermocouple.emf("K", t), "type K, temperature", -270, 1372, "°C"),
        (lambda t: thermocouple.tolerance("K", 1, t), "type K, class 1, temperature", -40, 1000, "°C"),
    ],
)
def test_an_argument_is_taken_up_to_the_ends_of_its_range_and_refused_beyond(table, what, low, high, unit):
    for end, beyond in ((low, -math.inf), (high, math.inf)):
        assert math.isfinite(table(end).value)
        outside = math.nextafter(end, beyond)
        words = f"{what}: {outside:.12g} {unit} is outside {low:.12g} {unit} to {high:.12g} {unit}"
        with pytest.raises(OutsideValidity, match=f"^{re.escape(words)}$"):
            table(outside)


@pytest.mark.parametrize(
    ("table", "unit", "exact"),
    [
        (lambda: water_density(20), "kg/m³", False),
        (lambda: moist_air_density(20, 1e5, 0.5), "kg/m³", False),
        (lambda: moist_air_density_from_dew_point(20, 1e5, 10), "kg/m³", False),
        (lambda: moist_air_density_oiml(20, 1e5, 0.5), "kg/m³", False),
        (lambda: buoyancy_factor(1.2, 998.2), "1", True),
        (lambda: conventional_mass_factor(2700), "1", True),
        (lambda: local_gravity(45, 0), "m/s²", False),
        (lambda: head_correction(850, 1.2, 9.8, 1), "Pa", True),
        (lambda: platinum.resistance(100), "Ω", True),
        (lambda: platinum.temperature(110), "°C", True),
        (lambda: platinum.tolerance("B", 100), "°C", True),
        (lambda: thermocouple.emf("K", 100), "V", True),
        (lambda: thermocouple.temperature("K", 4e-3), "°C", True),
        (lambda: thermocouple.tolerance("K", 1, 100), "°C", True),
    ],
)
def test_a_table_says_its_unit_and_whether_it_is_exact(table, unit, exact):
    found = table()
    assert found.unit == unit
    assert (found.standard_uncertainty == 0) is exact
    assert found.source.title
