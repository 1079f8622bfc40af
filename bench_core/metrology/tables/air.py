"""The density of moist air: CIPM-2007 in full, and the approximation of OIML R 111."""

from __future__ import annotations

import cmath
from typing import Final

from bench_core.metrology.tables.table import Source, TableValue, refuse_outside, tabulate

CIPM_2007: Final = Source(
    title="Picard, Davis, Gläser, Fujii: Revised formula for the density of moist air (CIPM-2007)",
    edition="Metrologia 45 (2008) 149-155",
    clause="equations (1) to (4), appendix A; relative standard uncertainty 22e-6",
    found_in="public programs that agree; uncertainty and ranges are common knowledge, the paper was not at hand",
)
OIML_R_111: Final = Source(
    title="OIML R 111-1, Weights of classes E1 to M3",
    edition="2004",
    clause="E.3, equation (E.3-1); relative uncertainty 2e-4",
    found_in="common knowledge of the field, checked against CIPM-2007; the document was not at hand",
)
_RELATIVE_CIPM: Final = 22e-6
_RELATIVE_OIML: Final = 2e-4
_R: Final = 8.314472  # J/(mol·K), CODATA 2002, as the formula was fixed with it
_WATER_MASS: Final = 18.01528e-3  # kg/mol
_ZERO: Final = 273.15


def moist_air_density(
    temperature: float, pressure: float, relative_humidity: float, *, carbon_dioxide: float = 400e-6
) -> TableValue:
    """Return the density of moist air by CIPM-2007.

    Args:
        temperature: of the air, in °C (ITS-90), 15 to 27.
        pressure: absolute, in Pa, 60 kPa to 110 kPa.
        relative_humidity: as a fraction, 0 to 1.
        carbon_dioxide: mole fraction, 0 to 2e-3.

    Returns:
        In kg/m³; sensitivities by each argument.

    Raises:
        OutsideValidity: an argument outside its range.

    Source: CIPM-2007, Metrologia 45 (2008) 149, equation (1).
    """
    _refuse_cipm(temperature, pressure, carbon_dioxide)
    refuse_outside("density of moist air, relative humidity", relative_humidity, 0.0, 1.0, "(as a fraction)")
    arguments = {
        "temperature": temperature,
        "pressure": pressure,
        "relative_humidity": relative_humidity,
        "carbon_dioxide": carbon_dioxide,
    }
    density = _from_humidity(**arguments).real
    return tabulate(_from_humidity, arguments, _RELATIVE_CIPM * density, "kg/m³", CIPM_2007)


def moist_air_density_from_dew_point(
    temperature: float, pressure: float, dew_point: float, *, carbon_dioxide: float = 400e-6
) -> TableValue:
    """Return the density of moist air by CIPM-2007 from a dew point, which no saturation pressure at t is needed for.

    Args:
        temperature: of the air, in °C (ITS-90), 15 to 27.
        pressure: absolute, in Pa, 60 kPa to 110 kPa.
        dew_point: in °C, from 0 °C (no frost) to the air's temperature.
        carbon_dioxide: mole fraction, 0 to 2e-3.

    Returns:
        In kg/m³; sensitivities by each argument.

    Raises:
        OutsideValidity: an argument outside its range.

    Source: CIPM-2007, Metrologia 45 (2008) 149, appendix A.1.
    """
    _refuse_cipm(temperature, pressure, carbon_dioxide)
    refuse_outside("density of moist air, dew point", dew_point, 0.0, temperature, "°C")
    arguments = {
        "temperature": temperature,
        "pressure": pressure,
        "dew_point": dew_point,
        "carbon_dioxide": carbon_dioxide,
    }
    density = _from_dew_point(**arguments).real
    return tabulate(_from_dew_point, arguments, _RELATIVE_CIPM * density, "kg/m³", CIPM_2007)


def moist_air_density_oiml(temperature: float, pressure: float, relative_humidity: float) -> TableValue:
    """Return the density of moist air by the approximation of OIML R 111-1.

    Args:
        temperature: of the air, in °C, 10 to 30.
        pressure: absolute, in Pa, 90 kPa to 110 kPa.
        relative_humidity: as a fraction, 0 to 0.8.

    Returns:
        In kg/m³; sensitivities by each argument.

    Raises:
        OutsideValidity: an argument outside its range.

    Source: OIML R 111-1:2004, equation (E.3-1).
    """
    refuse_outside("density of moist air (OIML R 111), temperature", temperature, 10.0, 30.0, "°C")
    refuse_outside("density of moist air (OIML R 111), pressure", pressure, 9e4, 1.1e5, "Pa")
    refuse_outside("density of moist air (OIML R 111), relative humidity", relative_humidity, 0.0, 0.8, "(fraction)")
    arguments = {"temperature": temperature, "pressure": pressure, "relative_humidity": relative_humidity}
    return tabulate(_oiml, arguments, _RELATIVE_OIML * _oiml(**arguments).real, "kg/m³", OIML_R_111)


def _refuse_cipm(temperature: float, pressure: float, carbon_dioxide: float) -> None:
    refuse_outside("density of moist air, temperature", temperature, 15.0, 27.0, "°C")
    refuse_outside("density of moist air, pressure", pressure, 6e4, 1.1e5, "Pa")
    refuse_outside("density of moist air, carbon dioxide", carbon_dioxide, 0.0, 2e-3, "mol/mol")


def _oiml(**at: complex) -> complex:
    t = at["temperature"]
    return (0.34848e-2 * at["pressure"] - 0.9 * at["relative_humidity"] * cmath.exp(0.061 * t)) / (_ZERO + t)


def _from_humidity(**at: complex) -> complex:
    t, pressure = at["temperature"], at["pressure"]
    vapour = at["relative_humidity"] * _enhancement(t, pressure) * _saturation_pressure(t) / pressure
    return _density(t, pressure, vapour, at["carbon_dioxide"])


def _from_dew_point(**at: complex) -> complex:
    dew_point, pressure = at["dew_point"], at["pressure"]
    vapour = _enhancement(dew_point, pressure) * _saturation_pressure(dew_point) / pressure
    return _density(at["temperature"], pressure, vapour, at["carbon_dioxide"])


def _density(t: complex, pressure: complex, vapour: complex, carbon_dioxide: complex) -> complex:
    """Equation (1) of CIPM-2007, with the mole fraction of water vapour."""
    kelvin = t + _ZERO
    dry_mass = 28.96546e-3 + 12.011e-3 * (carbon_dioxide - 0.0004)
    factor = _compressibility(t, pressure, vapour)
    return pressure * dry_mass / (factor * _R * kelvin) * (1.0 - vapour * (1.0 - _WATER_MASS / dry_mass))


def _saturation_pressure(t: complex) -> complex:
    """Appendix A.1.1: vapour pressure at saturation, in Pa."""
    kelvin = t + _ZERO
    return cmath.exp(1.2378847e-5 * kelvin**2 - 1.9121316e-2 * kelvin + 33.93711047 - 6.3431645e3 / kelvin)


def _enhancement(t: complex, pressure: complex) -> complex:
    """Appendix A.1.2."""
    return 1.00062 + 3.14e-8 * pressure + 5.6e-7 * t**2


def _compressibility(t: complex, pressure: complex, vapour: complex) -> complex:
    """Appendix A.1.4."""
    ratio = pressure / (t + _ZERO)
    first = 1.58123e-6 - 2.9331e-8 * t + 1.1043e-10 * t**2
    mixed = (5.707e-6 - 2.051e-8 * t) * vapour + (1.9898e-4 - 2.376e-6 * t) * vapour**2
    return 1.0 - ratio * (first + mixed) + ratio**2 * (1.83e-11 - 0.765e-8 * vapour**2)
