"""Knows the true errors that an instrument hides; it refuses to know who will look for them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

# x - x³ has its largest value, 2/(3√3), at x = 1/√3
_PEAK_OF_ODD_TERM = 2 / 27**0.5


@dataclass(frozen=True, slots=True)
class HiddenErrors:
    """The true errors of one range.

    Args:
        full_scale: nominal value of the range.
        gain: relative error of the slope.
        offset: error at zero, in the range's unit.
        linearity: largest departure from the line between zero and ± full scale, relative to full scale.
        noise: standard deviation of one reading, in the range's unit.
    """

    full_scale: float
    gain: float = 0.0
    offset: float = 0.0
    linearity: float = 0.0
    noise: float = 0.0

    def apply(self, value: float) -> float:
        """Return what comes out, without noise, when `value` should.

        The departure from linearity is odd and smooth, and vanishes at zero and at ± full scale.
        """
        x = value / self.full_scale
        bend = self.linearity * self.full_scale * (x - x**3) / _PEAK_OF_ODD_TERM
        return value * (1 + self.gain) + self.offset + bend


class HiddenTable:
    """The true errors of all ranges of an instrument; a range that is not listed has none.

    Args:
        rows: by function and full scale [coherent SI unit].
    """

    def __init__(self, rows: Mapping[tuple[str, Fraction], HiddenErrors] | None = None) -> None:
        self._rows = dict(rows or {})

    def of(self, function: str, full_scale: Fraction | Decimal) -> HiddenErrors:
        """Return the errors of one range of one function."""
        return self._rows.get((function, Fraction(full_scale))) or HiddenErrors(float(full_scale))
