"""Text and numbers as they may stand in a certificate; knows nothing of XML elements or HTML tags."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity, number_text
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from bench_core.metrology.unit import Unit

_BLANKS = re.compile(r"\s+")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT = "\ufffd"
_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Co"})
_POWERS_OF_TEN = {Fraction(10) ** power: power for power in range(-24, 25)}
_RATIOS = {"%": 2, "ppm": 6}


def printable(text: str) -> str:
    """Return text with every run of white space as one blank and every unseen character as U+FFFD.

    An instrument's reply may hold any byte; a control character is not allowed in XML 1.0 (2.2), and one that
    turns the direction of writing could make a number read as another.
    """
    visible = (_REPLACEMENT if _unseen(character) else character for character in _BLANKS.sub(" ", text))
    return "".join(visible).strip()


def _unseen(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) in _UNSEEN


def number(quantity: Quantity) -> str:
    """Return a quantity's digits, trailing zeros included: they carry the rounding."""
    return number_text(quantity.value, quantity.decimals)


def in_unit(quantity: Quantity, target: Unit) -> Quantity:
    """Return the same quantity in another decimal multiple of its unit, with the same digits.

    Args:
        quantity: with decimals.
        target: wanted unit.

    Returns:
        In `target` where the factor between the units is a power of ten, else as it was.
    """
    same_kind = quantity.unit.dimension == target.dimension and quantity.unit.offset == target.offset
    power = _POWERS_OF_TEN.get(quantity.unit.factor / target.factor) if same_kind else None
    if power is None:
        return quantity
    decimals = None if quantity.decimals is None else max(0, quantity.decimals - power)
    return Quantity(quantity.value * Fraction(10) ** power, target, decimals)


def in_dsi(quantity: Quantity) -> Quantity:
    r"""Return a quantity as D-SI writes it: ratios in `\one`, everything else unchanged."""
    return in_unit(quantity, unit("1")) if quantity.unit.symbol in _RATIOS else quantity
