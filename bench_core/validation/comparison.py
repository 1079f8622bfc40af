"""Holds what the engine found against what a document says; knows neither of the two in particular."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bench_core.errors import BenchError, NumberInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.validation.example import Expected

Found = Quantity | float | bool | str
"""What an evaluation returns for one value: a float has no unit."""

_DIGITS, _MOST_DIGITS = 8, 16
_ROUND_OFF = Fraction(1, 10**6)  # of the tolerance: in binary a value may be a little more than half a unit away


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value, held against the document.

    Args:
        expected: of the document.
        label: of the case, or empty.
        found: as text, in the unit of the expected value, with more digits than that has.
        deviation: found less expected, in that unit; None for texts.
        ok: whether the deviation is within the tolerance.
    """

    expected: Expected
    label: str
    found: str
    deviation: float | None
    ok: bool

    @property
    def tolerance(self) -> float | None:
        """The largest deviation that is allowed, in the unit of the expected value; None for texts."""
        allowed = allowance(self.expected)
        return None if allowed is None else float(allowed)


def compare(expected: Expected, found: Found, label: str = "") -> Comparison:
    """Hold a value against the document.

    Args:
        expected: of the document.
        found: by the engine.
        label: of the case, for people.
    """
    if expected.basis == "exact":
        text = _text(found)
        return Comparison(expected, label, text, None, text == expected.text)
    try:
        value = _value(found, Quantity.parse(expected.text))
    except (BenchError, ValueError, OverflowError) as failure:  # another kind of quantity, no number, or no finite one
        return Comparison(expected, label, f"{_text(found)}: {failure}", None, ok=False)
    printed, allowed = Quantity.parse(expected.text).value, allowance(expected) or Fraction(0)
    deviation = value - printed
    slack = allowed * _ROUND_OFF
    above = Fraction(0) if expected.basis == "bound" else allowed
    ok = -allowed - slack <= deviation <= above + slack
    return Comparison(expected, label, shown(value, Quantity.parse(expected.text)), float(deviation), ok)


def failed(expected: Expected, why: str, label: str = "") -> Comparison:
    """Return what stands for a value that the engine did not find.

    Args:
        expected: of the document.
        why: it was not found.
        label: of the case, for people.
    """
    return Comparison(expected, label, why, None, ok=False)


def allowance(expected: Expected) -> Fraction | None:
    """Return the largest deviation that is allowed, in the unit of the expected value; None for texts."""
    if expected.relative is not None:
        return abs(Quantity.parse(expected.text).value) * Fraction(Decimal(repr(expected.relative)))
    return expected.tolerance


def shown(value: Fraction, like: Quantity) -> str:
    """Return a number for people, with its unit and as many digits as tell a deviation.

    Args:
        value: in the unit of `like`.
        like: how the document prints it.
    """
    number = f"{float(value):.{min(_MOST_DIGITS, max(_DIGITS, _figures(like) + 2))}g}"
    return number if like.unit.symbol == "1" else f"{number} {like.unit.symbol}"


def _figures(quantity: Quantity) -> int:
    digits = quantity.value * 10 ** (quantity.decimals or 0)
    return len(str(abs(round(digits))))


def _value(found: Found, expected: Quantity) -> Fraction:
    if isinstance(found, Quantity):
        return found.to(expected.unit).value
    if isinstance(found, bool | str):
        raise NumberInvalid("no number")
    return Quantity.of(Fraction(found), "1").to(expected.unit).value


def _text(found: Found) -> str:
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found)
