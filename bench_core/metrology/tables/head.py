"""The pressure of a column of fluid between two reference levels."""

from __future__ import annotations

from typing import Final

from bench_core.metrology.tables.table import Source, TableValue, refuse_outside, tabulate

SOURCE: Final = Source(
    title="Hydrostatics; as JJG 875 and the texts on pressure balances use it",
    edition="",
    clause="head correction",
    found_in="follows from Archimedes' principle",
)


def head_correction(fluid_density: float, air_density: float, gravity: float, height: float) -> TableValue:
    """Return the gauge pressure that a column of fluid adds, (fluid - air)·g·height.

    Args:
        fluid_density: of the transmitting fluid at its pressure, in kg/m³, 0 to 20 000.
        air_density: of the ambient air, in kg/m³, 0 to 2; 0 for absolute pressures.
        gravity: local acceleration of free fall, in m/s², 9.7 to 9.9.
        height: of the standard's reference level above the unit under test's, in m, -100 to 100.

    Returns:
        In Pa, to be added to the standard's pressure to give the pressure at the UUT; exact for a fluid of one
        density; sensitivities by each argument.

    Raises:
        OutsideValidity: an argument outside its range.

    Source: hydrostatics.
    """
    refuse_outside("head correction, density of the fluid", fluid_density, 0.0, 2e4, "kg/m³")
    refuse_outside("head correction, density of air", air_density, 0.0, 2.0, "kg/m³")
    refuse_outside("head correction, gravity", gravity, 9.7, 9.9, "m/s²")
    refuse_outside("head correction, height", height, -100.0, 100.0, "m")
    arguments = {"fluid_density": fluid_density, "air_density": air_density, "gravity": gravity, "height": height}
    return tabulate(_head, arguments, 0.0, "Pa", SOURCE)


def _head(**at: complex) -> complex:
    return (at["fluid_density"] - at["air_density"]) * at["gravity"] * at["height"]
