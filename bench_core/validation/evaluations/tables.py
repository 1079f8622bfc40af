"""Examples of physical tables, through the functions that evaluate them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from bench_core.metrology.quantity import Quantity
from bench_core.metrology.tables import platinum, thermocouple
from bench_core.metrology.tables.air import moist_air_density_oiml
from bench_core.metrology.tables.water import water_density

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.tables.table import TableValue
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


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


def _quantity(found: TableValue) -> Quantity:
    return Quantity.of(Fraction(found.value), found.unit)


def _difference(found: TableValue) -> Quantity:
    return _quantity(found).as_difference()
