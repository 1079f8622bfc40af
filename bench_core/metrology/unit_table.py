"""The units that calbench knows by itself: symbol, D-SI name, dimension and exact factor.

Sources: SI Brochure, 9th edition (2019), tables 2 to 8; conventional units by their exact definitions
(1 bar = 1e5 Pa; 1 mmHg = 133.322387415 Pa; 1 lbf/in² from 1 lb = 0.45359237 kg, 1 in = 0.0254 m,
g_n = 9.80665 m/s²). The tests hold every row against pint and dsiUnits.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from bench_core.bilingual import Bilingual

Dimension = tuple[int, int, int, int, int, int, int]
"""Exponents of m, kg, s, A, K, mol, cd."""


class NamedUnit(NamedTuple):
    """One row: factor and offset give the value in coherent SI units as `factor * value + offset`."""

    dsi: str | None
    dimension: Dimension
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    prefixes: bool = True


def _row(
    dsi: str | None, dimension: Dimension, factor: str = "1", *, offset: str = "0", prefixes: bool = True
) -> NamedUnit:
    return NamedUnit(dsi, dimension, Fraction(factor), Fraction(offset), prefixes)


ONE: Dimension = (0, 0, 0, 0, 0, 0, 0)
_PRESSURE: Dimension = (-1, 1, -2, 0, 0, 0, 0)
_ENERGY: Dimension = (2, 1, -2, 0, 0, 0, 0)
_TIME: Dimension = (0, 0, 1, 0, 0, 0, 0)

# Prefixes: name and power of ten.
PREFIXES: dict[str, tuple[str, int]] = {
    "f": ("femto", -15), "p": ("pico", -12), "n": ("nano", -9), "µ": ("micro", -6), "m": ("milli", -3),
    "c": ("centi", -2), "d": ("deci", -1), "da": ("deca", 1), "h": ("hecto", 2), "k": ("kilo", 3),
    "M": ("mega", 6), "G": ("giga", 9), "T": ("tera", 12),
}  # fmt: skip

UNITS: dict[str, NamedUnit] = {
    "1": _row("one", ONE, prefixes=False),
    "%": _row("percent", ONE, "1/100", prefixes=False),
    "ppm": _row("ppm", ONE, "1/1000000", prefixes=False),
    "m": _row("metre", (1, 0, 0, 0, 0, 0, 0)),
    "g": _row("gram", (0, 1, 0, 0, 0, 0, 0), "1/1000"),
    "s": _row("second", _TIME),
    "A": _row("ampere", (0, 0, 0, 1, 0, 0, 0)),
    "K": _row("kelvin", (0, 0, 0, 0, 1, 0, 0)),
    "mol": _row("mole", (0, 0, 0, 0, 0, 1, 0)),
    "cd": _row("candela", (0, 0, 0, 0, 0, 0, 1)),
    "rad": _row("radian", ONE),
    "Hz": _row("hertz", (0, 0, -1, 0, 0, 0, 0)),
    "N": _row("newton", (1, 1, -2, 0, 0, 0, 0)),
    "Pa": _row("pascal", _PRESSURE),
    "J": _row("joule", _ENERGY),
    "W": _row("watt", (2, 1, -3, 0, 0, 0, 0)),
    "C": _row("coulomb", (0, 0, 1, 1, 0, 0, 0)),
    "V": _row("volt", (2, 1, -3, -1, 0, 0, 0)),
    "F": _row("farad", (-2, -1, 4, 2, 0, 0, 0)),
    "Ω": _row("ohm", (2, 1, -3, -2, 0, 0, 0)),
    "S": _row("siemens", (-2, -1, 3, 2, 0, 0, 0)),
    "Wb": _row("weber", (2, 1, -2, -1, 0, 0, 0)),
    "T": _row("tesla", (0, 1, -2, -1, 0, 0, 0)),
    "H": _row("henry", (2, 1, -2, -2, 0, 0, 0)),
    "lx": _row("lux", (-2, 0, 0, 0, 0, 0, 1)),
    "°C": _row("degreecelsius", (0, 0, 0, 0, 1, 0, 0), offset="273.15", prefixes=False),
    "min": _row("minute", _TIME, "60", prefixes=False),
    "h": _row("hour", _TIME, "3600", prefixes=False),
    "d": _row("day", _TIME, "86400", prefixes=False),
    "L": _row("litre", (3, 0, 0, 0, 0, 0, 0), "1/1000"),
    "t": _row("tonne", (0, 1, 0, 0, 0, 0, 0), "1000"),
    "bar": _row("bar", _PRESSURE, "100000"),
    "mmHg": _row("mmHg", _PRESSURE, "133.322387415", prefixes=False),
    "psi": _row(None, _PRESSURE, "8896443230521/1290320000", prefixes=False),
}

# What people write for a symbol; none of these is read, for only a hint comes of it.
MEANT: dict[str, str] = {
    "sec": "s", "secs": "s", "seconds": "s", "minutes": "min", "mins": "min", "hour": "h", "hours": "h", "hr": "h",
    "hrs": "h", "days": "d", "volt": "V", "volts": "V", "vdc": "V", "vac": "V", "amp": "A", "amps": "A",
    "ampere": "A", "adc": "A", "aac": "A", "ohms": "Ω", "hertz": "Hz", "celsius": "°C", "percent": "%", "pct": "%",
    "pascal": "Pa",
}  # fmt: skip

# What is no unit here, since its factor is no exact number, or one letter from another; and how to write it.
_ANGLE = Bilingual(
    "角度用 rad，1° 为 0.017453292519943295 rad；温度用 °C",
    "an angle is in rad, of which 1° has 0.017453292519943295; a temperature is in °C",
)
_PPB = Bilingual("1 ppb 为 0.001 ppm", "1 ppb is 0.001 ppm")
_LEVEL = Bilingual("电平写成没有单位的数", "write a level as a number without a unit")
WRITTEN_OTHERWISE: dict[str, Bilingual] = {
    "°": _ANGLE, "deg": _ANGLE, "degree": _ANGLE, "degrees": _ANGLE, "ppb": _PPB,
    "db": _LEVEL, "dbm": _LEVEL,
}  # fmt: skip

# Other ways to write a symbol, and names that laboratories use for a unit of ours.
ALIASES: dict[str, str] = {"degC": "°C", "ohm": "Ω", "l": "L"}
PREFIX_ALIASES: dict[str, str] = {"u": "µ"}
