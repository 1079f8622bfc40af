"""Units with exact factors, from symbols such as `mV`, `kg/m³`, `V·Hz`; the only module that names pint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import UnitMismatch, UnitNotInDsi, UnitUnknown
from bench_core.metrology.unit_table import (
    ALIASES,
    MEANT,
    ONE,
    PREFIX_ALIASES,
    PREFIXES,
    UNITS,
    WRITTEN_OTHERWISE,
    Dimension,
    NamedUnit,
)

if TYPE_CHECKING:
    import pint

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PART = re.compile(
    r"(?P<name>[A-Za-z_µΩ°%]+|1)(?P<power>\^(?P<caret>-?[0-9]{1,2})|(?P<superscript>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))?"
)
_LONGEST = 60
_LARGEST_EXPONENT = 60
_BASE = ("m", "kg", "s", "A", "K", "mol", "cd")
_COHERENT_NAMES = ("1", "V", "A", "Ω", "Pa", "Hz", "W", "J", "N", "C", "F", "S", "H", "Wb", "T")


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One factor of a unit: prefix, name and exponent, `k`, `g`, 1 for kg."""

    prefix: str
    symbol: str
    exponent: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; its value in coherent SI units is `factor * number + offset`.

    Args:
        symbol: as it is printed.
        parts: what it is made of, for its D-SI name; empty where it has none.
        dimension: exponents of m, kg, s, A, K, mol, cd.
        factor: exact.
        offset: exact, 273.15 K for °C, else 0.
    """

    symbol: str
    parts: tuple[UnitPart, ...]
    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)

    def __str__(self) -> str:
        return self.symbol

    @property
    def dsi(self) -> str:
        r"""The unit in D-SI notation, `\milli\volt`.

        Raises:
            UnitNotInDsi: the unit has no D-SI name.

        Source: D-SI 2.2.1; `\per` is deprecated, negative exponents are used.
        """
        if not self.parts:
            raise UnitNotInDsi(f"{self.symbol}: no D-SI name; give the value in an SI unit")
        return "".join(_dsi_part(part) for part in self.parts)

    def require_same_kind(self, other: Unit) -> None:
        """Refuse to go on when the dimensions differ.

        Raises:
            UnitMismatch: with both units.
        """
        if self.dimension != other.dimension:
            raise UnitMismatch(
                Bilingual(
                    f"{self.symbol} 与 {other.symbol} 不是同类的量",
                    f"{self.symbol} and {other.symbol} are different kinds of quantity",
                )
            )


def unit(text: str) -> Unit:
    """Return the unit that a symbol names.

    Args:
        text: for example `mV`, `kg/m³`, `V·Hz`, `K^-1`, `%`.

    Raises:
        UnitUnknown: with the nearest symbol as a hint.
    """
    return _unit(text)


@lru_cache(maxsize=1024)
def is_unit(text: str) -> bool:
    """Tell whether a symbol names a unit."""
    try:
        _unit(text)
    except UnitUnknown:
        return False
    return True


@lru_cache(maxsize=1024)
def coherent(dimension: Dimension) -> Unit:
    """Return the coherent SI unit of a dimension, printed by a name of its own where it has one.

    Raises:
        UnitUnknown: an exponent is beyond ±60.
    """
    if any(abs(exponent) > _LARGEST_EXPONENT for exponent in dimension):
        raise UnitUnknown(
            Bilingual(
                f"单位的指数超过 ±{_LARGEST_EXPONENT}；核对方程中的幂",
                f"a unit with an exponent beyond ±{_LARGEST_EXPONENT}; check the equation's powers",
            )
        )
    for name in _COHERENT_NAMES:
        if UNITS[name].dimension == dimension:
            return _unit(name)
    return _unit("·".join(f"{s}^{e}" if e != 1 else s for s, e in zip(_BASE, dimension, strict=True) if e))


def product(left: Dimension, right: Dimension, power: int = 1) -> Dimension:
    """Return the dimension of left * right^power."""
    a, b, c, d, e, f, g = (one + power * other for one, other in zip(left, right, strict=True))
    return a, b, c, d, e, f, g


@dataclass(frozen=True, slots=True)
class _Factor:
    """One factor of a unit's text: its canonical text, its D-SI part if it has one, and its exact values."""

    text: str
    part: UnitPart | None
    dimension: Dimension
    factor: Fraction
    offset: Fraction


@lru_cache(maxsize=4096)
def _unit(text: str) -> Unit:
    above, below = _sides(text)
    factors = [_factor(part, 1, text) for part in above] + [_factor(part, -1, text) for part in below]
    dimension, scale = ONE, Fraction(1)
    for factor in factors:
        dimension, scale = product(dimension, factor.dimension), scale * factor.factor
    # °C has an offset only where it stands alone; in µV/°C it means a difference
    offset = factors[0].offset if len(factors) == 1 else Fraction(0)
    symbol = "·".join(factor.text for factor in factors[: len(above)])
    symbol += "".join(f"/{factor.text}" for factor in factors[len(above) :])
    return Unit(symbol, _dsi_parts(factors), dimension, scale, offset)


def _sides(text: str) -> tuple[list[str], list[str]]:
    """Split at the products and at the one quotient that a unit may have."""
    clean = text.strip().replace("\u03bc", "µ").replace("\u2126", "Ω").replace("℃", "°C")
    above, slash, below = clean.partition("/")
    if len(clean) > _LONGEST or "·" in below or "/" in below:
        shown, instead = text[:_LONGEST], "J·kg^-1·K^-1"
        zh = f"单位“{shown}”有两种读法；用负指数，如 {instead}"
        en = f"unit '{shown}' can be read in two ways; write negative exponents, such as {instead}"
        raise UnitUnknown(Bilingual(zh, en))
    return above.split("·"), [below] if slash else []


def _factor(text: str, sign: int, whole: str) -> _Factor:
    match = _PART.fullmatch(text)
    if match is None:
        raise _unknown(whole)
    power = sign * int((match["caret"] or match["superscript"] or "1").translate(_SUPERSCRIPTS))
    if power == 0:
        raise UnitUnknown(
            Bilingual(
                f"单位“{whole}”的指数为 0；删去这一部分", f"unit '{whole}' has an exponent of 0; leave that part out"
            )
        )
    prefix, symbol, row = _named(match["name"], whole)
    scale = (row.factor * Fraction(10) ** PREFIXES[prefix][1] if prefix else row.factor) ** power
    part = UnitPart(prefix, symbol, power) if row.dsi else None
    offset = row.offset if power == 1 else Fraction(0)
    return _Factor(prefix + symbol + (match["power"] or ""), part, product(ONE, row.dimension, power), scale, offset)


def _named(name: str, whole: str) -> tuple[str, str, NamedUnit]:
    """Return prefix, symbol and row; a symbol goes before prefix and symbol, so that `min` is a minute."""
    symbol = ALIASES.get(name, name)
    if symbol in UNITS:
        return "", symbol, UNITS[symbol]
    for letters in (2, 1):
        prefix, stem = PREFIX_ALIASES.get(name[:letters], name[:letters]), name[letters:]
        symbol = ALIASES.get(stem, stem)
        if prefix in PREFIXES and symbol in UNITS and UNITS[symbol].prefixes:
            return prefix, symbol, UNITS[symbol]
    return "", name, _from_pint(name, whole)


def _dsi_parts(factors: list[_Factor]) -> tuple[UnitPart, ...]:
    """Return the parts of a D-SI name, none where one factor has no such name; the 1 of 1/K is left out."""
    counted = [factor.part for factor in factors if len(factors) == 1 or factor.text != "1"]
    parts = tuple(part for part in counted if part is not None)
    return parts if len(parts) == len(counted) else ()


def _dsi_part(part: UnitPart) -> str:
    prefix = f"\\{PREFIXES[part.prefix][0]}" if part.prefix else ""
    word = "\\kilogram" if (part.prefix, part.symbol) == ("k", "g") else f"{prefix}\\{UNITS[part.symbol].dsi}"
    return word if part.exponent == 1 else f"{word}\\tothe{{{part.exponent}}}"


_HOW_WRITTEN = Bilingual("写成 mV、kg/m³、V·Hz 或 K^-1", "write it as mV, kg/m³, V·Hz or K^-1")


def _unknown(text: str) -> UnitUnknown:
    known = [*UNITS, *(prefix + name for name, row in UNITS.items() if row.prefixes for prefix in PREFIXES)]
    said = text.casefold()
    if said in WRITTEN_OTHERWISE:
        instead = WRITTEN_OTHERWISE[said]
        return UnitUnknown(Bilingual(f"未知的单位“{text}”；{instead.zh}", f"unknown unit '{text}'; {instead.en}"))
    near = [MEANT[said]] if said in MEANT else [name for name in known if name.casefold() == said]
    near = near or get_close_matches(text, known, 1)
    zh, en = " 或 ".join(f"“{name}”" for name in near), " or ".join(f"'{name}'" for name in near)
    hint = Bilingual(f"是否想写{zh}？", f"did you mean {en}?") if near else _HOW_WRITTEN
    shown = text[:_LONGEST]
    return UnitUnknown(Bilingual(f"未知的单位“{shown}”；{hint.zh}", f"unknown unit '{shown}'; {hint.en}"))


def _from_pint(name: str, whole: str) -> NamedUnit:
    """Return pint's row for a unit's full English name, `inch`; its short symbols mean too many things."""
    if not re.fullmatch(r"[a-z][a-z_]{3,30}", name):
        raise _unknown(whole)
    registry = _pint_registry()
    if ("", name, "") not in registry.parse_unit_name(name):
        raise _unknown(whole)
    try:
        one, none = (registry.Quantity(Fraction(count), name).to_base_units() for count in (1, 0))
    except TypeError:  # with numpy installed pint takes numpy's logarithm, which takes no fraction: decibel
        raise _unknown(whole) from None
    dimension = _pint_dimension(one)
    if dimension is None or dimension == ONE or none.magnitude:  # a count, an angle, an offset, a logarithm
        raise _unknown(whole)
    return NamedUnit(None, dimension, Fraction(str(one.magnitude)), prefixes=False)


def _pint_dimension(one: pint.facets.plain.PlainQuantity[Fraction]) -> Dimension | None:
    exponents = {kind: Fraction(str(exponent)) for kind, exponent in one.dimensionality.items()}
    kinds = ("[length]", "[mass]", "[time]", "[current]", "[temperature]", "[substance]", "[luminosity]")
    a, b, c, d, e, f, g = (exponents.pop(kind, Fraction(0)).numerator for kind in kinds)
    return None if exponents else (a, b, c, d, e, f, g)


@lru_cache(maxsize=1)
def _pint_registry() -> pint.UnitRegistry[Fraction]:
    import pint  # noqa: PLC0415  half a second that most runs never need

    return pint.UnitRegistry(non_int_type=Fraction)
