"""The density of water by the formula of the CIPM (Tanaka 2001), with dissolved air and compressibility."""

from __future__ import annotations

import math
from typing import Final

from bench_core.metrology.tables.table import Source, TableValue, refuse_outside, tabulate

SOURCE: Final = Source(
    title="Tanaka, Girard, Davis, Peuto, Bignell: Recommended table for the density of water between 0 °C and 40 °C",
    edition="Metrologia 38 (2001) 301-309",
    clause="equations (1), (2) and table 1; corrections for dissolved air and for compressibility",
    found_in="public programs and a metrologist's page, which agree but for the last coefficient of compressibility",
)
# kg/m³ and °C, for VSMOW without air at 101 325 Pa
_A1, _A2, _A3, _A4, _A5 = -3.983035, 301.797, 522528.9, 69.34881, 999.974950
# expanded uncertainty (k = 2) in kg/m³, powers of t/°C
_EXPANDED: Final = (8.394e-4, -1.28e-6, 1.10e-7, -6.09e-9, 1.16e-10)
# kg/m³, powers of t/°C
_AIR: Final = (-4.612e-3, 0.106e-3)
# 1/Pa, powers of t/°C. One page prints 4.16e-15 for the last; 4.16e-14 gives 45.9e-11 at 20 °C, as IAPWS-95 does.
_COMPRESSIBILITY: Final = (50.74e-11, -0.326e-11, 0.00416e-11)
_STANDARD_PRESSURE: Final = 101325.0
# Our own estimate of the neglected second-order term of compressibility, half of kappa²·K' with K' = 6, in 1/Pa²
_SECOND_ORDER: Final = 0.65e-18


def water_density(temperature: float, pressure: float = 101325.0, *, air_saturated: bool = False) -> TableValue:
    """Return the density of pure water of the isotopic composition of VSMOW.

    Tap water differs in its isotopes and by what is dissolved in it; that is not part of the uncertainty.

    Args:
        temperature: of the water, in °C (ITS-90), 0 to 40; 0 to 25 where air-saturated.
        pressure: absolute, in Pa, 50 kPa to 1 MPa.
        air_saturated: whether the water is in equilibrium with air; half the correction is the mean of the two.

    Returns:
        In kg/m³; sensitivities by `temperature` and `pressure`.

    Raises:
        OutsideValidity: temperature or pressure outside the range.

    Source: Tanaka et al., Metrologia 38 (2001) 301; the range of pressure and its term of uncertainty are our own.
    """
    refuse_outside("density of water, temperature", temperature, 0.0, 25.0 if air_saturated else 40.0, "°C")
    refuse_outside("density of water, pressure", pressure, 5e4, 1e6, "Pa")
    over = pressure - _STANDARD_PRESSURE
    neglected = _A5 * _SECOND_ORDER * over * over / math.sqrt(3.0)
    formula = _with_air if air_saturated else _without_air
    uncertainty = math.hypot(_polynomial(_EXPANDED, temperature).real / 2.0, neglected)
    return tabulate(formula, {"temperature": temperature, "pressure": pressure}, uncertainty, "kg/m³", SOURCE)


def _without_air(**at: complex) -> complex:
    t = at["temperature"]
    thiesen = 1.0 - (t + _A1) ** 2 * (t + _A2) / (_A3 * (t + _A4))
    return _A5 * thiesen * _compressed(t, at["pressure"])


def _with_air(**at: complex) -> complex:
    t = at["temperature"]
    thiesen = 1.0 - (t + _A1) ** 2 * (t + _A2) / (_A3 * (t + _A4))
    return (_A5 * thiesen + _polynomial(_AIR, t)) * _compressed(t, at["pressure"])


def _compressed(t: complex, pressure: complex) -> complex:
    return 1.0 + _polynomial(_COMPRESSIBILITY, t) * (pressure - _STANDARD_PRESSURE)


def _polynomial(coefficients: tuple[float, ...], t: complex) -> complex:
    return sum(coefficient * t**power for power, coefficient in enumerate(coefficients))
