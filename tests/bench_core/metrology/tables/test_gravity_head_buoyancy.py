"""Gravity, columns of fluid and buoyancy against published values."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.tables.buoyancy import buoyancy_factor, conventional_mass_factor
from bench_core.metrology.tables.gravity import SOURCES, local_gravity
from bench_core.metrology.tables.head import head_correction


@pytest.mark.parametrize(
    ("formula", "latitude", "height", "gravity"),
    [
        # Moritz, Geodetic Reference System 1980: at the equator and the pole; 40 CFR 1065.630: at 45°
        ("grs80", 0, 0, 9.7803267715),
        ("grs80", 90, 0, 9.8321863685),
        ("grs80", 45, 0, 9.8061992026),
        # NIMA TR8350.2
        ("wgs84", 0, 0, 9.7803253359),
        ("wgs84", -90, 0, 9.8321849378),
        # documentation of the Python package ahrs
        ("welmec", 52.3, 80, 9.812483709897048),
        # NPL gives 0.003 % per 100 m and the formula itself
        ("npl", 0, 0, 9.780327),
        ("standard_gravity", 45, 0, 9.80665),
    ],
)
def test_published_values(formula, latitude, height, gravity):
    assert local_gravity(latitude, height, formula=formula).value == pytest.approx(gravity, abs=5e-10)


@pytest.mark.parametrize(
    ("latitude", "height", "gravity"),
    # London, Berlin, Moscow, Washington as tables of measured gravity give them
    [(51.5167, 30, 9.81199), (52.5167, 30, 9.8128), (55.75, 139, 9.8156), (38.8833, 0, 9.8011)],
)
@pytest.mark.parametrize("formula", SOURCES)
def test_measured_gravity_is_within_three_standard_uncertainties(formula, latitude, height, gravity):
    found = local_gravity(latitude, height, formula=formula)
    assert abs(found.value - gravity) < 3 * found.standard_uncertainty


@pytest.mark.parametrize("latitude", range(-90, 91, 15))
def test_all_formulas_but_one_agree_at_sea_level(latitude):
    values = [local_gravity(latitude, 0, formula=f).value for f in ("grs80", "wgs84", "welmec", "npl")]
    assert max(values) - min(values) < 2e-5


def test_height_takes_the_free_air_gradient():
    found = local_gravity(30, 2000)
    h = 1.0
    rise = local_gravity(30, 2000 + h).value - local_gravity(30, 2000 - h).value
    assert found.sensitivity("height") == pytest.approx(rise / (2 * h), rel=1e-6)
    assert found.sensitivity("height") == pytest.approx(-3.086e-6, rel=2e-3)
    assert found.combined(height=100) == pytest.approx(math.hypot(found.standard_uncertainty, 3.08e-4), rel=1e-2)


@pytest.mark.parametrize("latitude", [0, 30, 60, 90])
@pytest.mark.parametrize("height", [0, 1000, 3000])
def test_the_ellipsoids_follow_the_published_series(latitude, height):
    # GRS80, as programs of inertial navigation expand it
    s2 = math.sin(math.radians(latitude)) ** 2
    sea_level = 9.7803267715 * (1 + 0.0052790414 * s2 + 0.0000232718 * s2**2)
    series = -(3.087691089e-6 - 4.397731e-9 * s2) * height + 7.211e-13 * height**2
    grs80 = local_gravity(latitude, height, formula="grs80").value
    assert grs80 == pytest.approx(sea_level + series, abs=1.5e-6 if latitude > 45 else 2e-7)
    wgs84 = local_gravity(latitude, height).value - local_gravity(latitude, 0).value
    assert wgs84 == pytest.approx(grs80 - local_gravity(latitude, 0, formula="grs80").value, abs=1e-8)


def test_the_formula_with_standard_gravity_falls_by_twice_the_height_over_the_radius():
    found = local_gravity(45, 1000, formula="standard_gravity")
    assert found.value == pytest.approx(9.80665 / (1 + 2000 / 6.371e6), rel=1e-12)
    assert local_gravity(60, 0, formula="standard_gravity").value == pytest.approx(9.80665 * 1.001325, rel=1e-12)
    assert found.standard_uncertainty == pytest.approx(2 * local_gravity(45, 1000).standard_uncertainty, rel=1e-3)


@pytest.mark.parametrize("formula", ["grs80", "wgs84", "welmec", "npl"])
def test_a_formula_is_within_five_parts_in_a_hundred_thousand(formula):
    found = local_gravity(40, 500, formula=formula)
    assert found.standard_uncertainty == pytest.approx(5e-5 / math.sqrt(3) * found.value)


def test_south_weighs_as_north():
    assert local_gravity(-31.2, 4).value == local_gravity(31.2, 4).value


@pytest.mark.parametrize(("latitude", "height"), [(90.1, 0), (0, 9001), (math.nan, 0)])
def test_places_that_are_none_are_refused(latitude, height):
    with pytest.raises(OutsideValidity, match="local gravity"):
        local_gravity(latitude, height)


def test_formulas_that_are_none_are_refused():
    with pytest.raises(NumberInvalid, match="'clairaut' is not a formula of gravity; known are grs80, wgs84"):
        local_gravity(0, 0, formula="clairaut")


def test_a_column_of_water_and_one_of_nitrogen():
    water = head_correction(998.2, 1.2, 9.8, 0.1)
    assert water.value == pytest.approx(997.0 * 9.8 * 0.1)
    assert water.combined(height=1e-3) == pytest.approx(997.0 * 9.8 * 1e-3)
    assert head_correction(1.16, 1.2, 9.8, 1).value == pytest.approx(-0.04 * 9.8)
    assert head_correction(850, 1.2, 9.8, -0.1).value < 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((850, 1.2, 98, 0.1), "gravity: 98 m/s²"),
        ((850, 1.2, 9.69, 0.1), "gravity"),
        ((20001, 1.2, 9.8, 0.1), "density of the fluid"),
        ((850, 2.1, 9.8, 0.1), "density of air"),
        ((850, 1.2, 9.8, 101), "height: 101 m"),
        ((850, 1.2, 9.8, -101), "height"),
    ],
)
def test_columns_that_are_none_are_refused(arguments, words):
    with pytest.raises(OutsideValidity, match=words):
        head_correction(*arguments)


def test_water_weighed_in_air():
    # ISO 4185: m = (M1 - M0)(1 + eps), eps about rho_a(1/rho_w - 1/rho_p) = 1.05e-3
    found = buoyancy_factor(1.2, 998.2)
    assert found.value - 1 == pytest.approx(1.2 * (1 / 998.2 - 1 / 8000), rel=2e-3)
    assert found.value == pytest.approx((1 - 1.2 / 8000) / (1 - 1.2 / 998.2), rel=1e-15)
    assert found.standard_uncertainty == 0
    h = 1e-4
    rise = buoyancy_factor(1.2 + h, 998.2).value - buoyancy_factor(1.2 - h, 998.2).value
    assert found.sensitivity("air_density") == pytest.approx(rise / (2 * h), rel=1e-6)


def test_weights_of_the_reference_density_need_no_correction():
    assert buoyancy_factor(1.1, 8000).value == 1
    assert conventional_mass_factor(8000).value == 1
    # 1 kg of aluminium (2700 kg/m³) has a conventional mass 294 mg smaller
    assert 1e6 * (conventional_mass_factor(2700).value - 1) == pytest.approx(-294.5, abs=0.1)


@pytest.mark.parametrize(
    "arguments",
    [(2.1, 998.2), (-0.1, 998.2), (1.2, 9.9), (1.2, 30001), (1.2, 998.2, 999), (1.2, 998.2, 30001), (math.nan, 998.2)],
)
def test_densities_that_are_none_are_refused(arguments):
    with pytest.raises(OutsideValidity, match="kg/m³ is outside"):
        buoyancy_factor(*arguments)
