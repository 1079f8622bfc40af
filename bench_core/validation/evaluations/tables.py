"""Examples of physical tables, through the functions that evaluate them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from bench_core.metrology.quantity import Quantity
from bench_core.metrology.tables import platinum, thermocouple
from bench_core.metrology.tables.air import moist_air_density, moist_air_density_oiml
from bench_core.metrology.tables.buoyancy import buoyancy_factor, conventional_mass_factor
from bench_core.metrology.tables.gravity import local_gravity
from bench_core.metrology.tables.head import head_correction
from bench_core.metrology.tables.water import water_density

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.tables.table import TableValue
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given

_COLUMN: Final = ("fluid", "air", "g", "height")


def platinum_resistance(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Resistance of a Pt100."""
    return {"R": _quantity(platinum.resistance(given.number("t")))}


def platinum_temperature(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Temperature of a Pt100."""
    return {"t": _quantity(platinum.temperature(given.number("R")))}


def platinum_tolerance(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Tolerance of a class, a difference of temperatures."""
    name = cast("platinum.ToleranceClass", given.text("class"))
    return {"tolerance": _difference(platinum.tolerance(name, given.number("t")))}


def thermocouple_emf(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Emf of a thermocouple, reference junction at 0 °C."""
    return {"emf": _quantity(thermocouple.emf(given.text("type"), given.number("t")))}


def thermocouple_temperature(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Temperature of a thermocouple, reference junction at 0 °C."""
    return {"t": _quantity(thermocouple.temperature(given.text("type"), float(given.quantity("emf").to("V"))))}


def density_of_water(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Density of air-free water at standard pressure."""
    return {"density": _quantity(water_density(given.number("t")))}


def density_of_air(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Density of moist air by the approximation of OIML R 111."""
    pressure, humidity = (float(given.quantity(name).si) for name in ("p", "humidity"))
    return {"density": _quantity(moist_air_density_oiml(given.number("t"), pressure, humidity))}


def density_of_air_cipm(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Density of moist air by CIPM-2007, 400 ppm of carbon dioxide."""
    pressure, humidity = (float(given.quantity(name).si) for name in ("p", "humidity"))
    return {"density": _quantity(moist_air_density(given.number("t"), pressure, humidity))}


def normal_gravity(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Gravity of the ellipsoid GRS80 at its surface."""
    return {"g": _quantity(local_gravity(given.number("latitude"), 0.0, formula="grs80"))}


def buoyancy(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Mass of what a balance indicates, air buoyancy corrected."""
    densities = (float(given.quantity(name).si) for name in ("air", "density", "weights"))
    factor = buoyancy_factor(*densities)
    slopes = {f"d_{name}": slope for name, slope in factor.sensitivities}
    return {"factor": factor.value, "mass": given.quantity("indicated") * _quantity(factor), **slopes}


def conventional_mass(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Conventional mass of a weight, from its mass and density."""
    factor = conventional_mass_factor(float(given.quantity("density").si))
    return {"conventional_mass": given.quantity("mass") * _quantity(factor)}


def head(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Pressure of the column of fluid between two reference levels."""
    return {"head": _quantity(head_correction(*(float(given.quantity(name).si) for name in _COLUMN)))}


def _quantity(found: TableValue) -> Quantity:
    return Quantity.of(Fraction(found.value), found.unit)


def _difference(found: TableValue) -> Quantity:
    return _quantity(found).as_difference()
