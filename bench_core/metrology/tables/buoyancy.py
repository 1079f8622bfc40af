"""Air buoyancy: from a balance's indication to mass, and conventional mass."""

from __future__ import annotations

from typing import Final

from bench_core.metrology.tables.table import Source, TableValue, refuse_outside, tabulate

WEIGHING: Final = Source(
    title="ISO 4185, Measurement of liquid flow in closed conduits, weighing method",
    edition="1980",
    clause="exact form of the buoyancy correction",
    found_in="follows from Archimedes' principle; the document was not at hand",
)
CONVENTIONAL_MASS: Final = Source(
    title="OIML D 28, Conventional value of the result of weighing in air",
    edition="2004",
    clause="20 °C, reference density 8000 kg/m³, air 1.2 kg/m³",
    found_in="follows from Archimedes' principle; the document was not at hand",
)
_REFERENCE_DENSITY: Final = 8000.0
_REFERENCE_AIR: Final = 1.2


def buoyancy_factor(air_density: float, density: float, weight_density: float = 8000.0) -> TableValue:
    """Return what a balance's indication is multiplied by to give the mass of what stands on it.

    Args:
        air_density: in kg/m³, 0 to 2.
        density: of what is weighed, in kg/m³, 10 to 30 000.
        weight_density: of the weights that the balance was adjusted with, in kg/m³, 1000 to 30 000.

    Returns:
        A number (1 - air/weight) / (1 - air/object); sensitivities by each argument.

    Raises:
        OutsideValidity: an argument outside its range.

    Source: ISO 4185; Archimedes' principle.
    """
    _refuse(air_density, density, weight_density)
    arguments = {"air_density": air_density, "density": density, "weight_density": weight_density}
    return tabulate(_factor, arguments, 0.0, "1", WEIGHING)


def conventional_mass_factor(density: float) -> TableValue:
    """Return what a mass is multiplied by to give its conventional mass.

    Args:
        density: of the weight at 20 °C, in kg/m³, 10 to 30 000.

    Returns:
        A number (1 - 1.2/density) / (1 - 1.2/8000), exact by definition; sensitivity by `density`.

    Raises:
        OutsideValidity: the density is outside the range.

    Source: OIML D 28:2004.
    """
    _refuse(_REFERENCE_AIR, density, _REFERENCE_DENSITY)
    return tabulate(_conventional, {"density": density}, 0.0, "1", CONVENTIONAL_MASS)


def _refuse(air_density: float, density: float, weight_density: float) -> None:
    refuse_outside("buoyancy, density of air", air_density, 0.0, 2.0, "kg/m³")
    refuse_outside("buoyancy, density of the object", density, 10.0, 3e4, "kg/m³")
    refuse_outside("buoyancy, density of the weights", weight_density, 1e3, 3e4, "kg/m³")


def _factor(**at: complex) -> complex:
    return (1.0 - at["air_density"] / at["weight_density"]) / (1.0 - at["air_density"] / at["density"])


def _conventional(**at: complex) -> complex:
    return (1.0 - _REFERENCE_AIR / at["density"]) / (1.0 - _REFERENCE_AIR / _REFERENCE_DENSITY)
