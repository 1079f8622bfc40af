"""Knows the true errors that an instrument hides; it refuses to know who will look for them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import isinf, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

# x - x³ has its largest value, 2/(3√3), at x = 1/√3
_PEAK_OF_ODD_TERM = 2 / 27**0.5
_FOUR_WIRE = "resistance_4w"


@dataclass(frozen=True, slots=True)
class HiddenErrors:
    """The true errors of one range.

    Args:
        full_scale: nominal value of the range.
        gain: relative error of the slope.
        offset: error at zero, in the range's unit.
        linearity: largest departure from the line between zero and ± full scale, relative to full scale.
        noise: standard deviation of one reading, in the range's unit.
        flatness: rising frequencies, each with a relative error that is added to the gain there; straight lines over
            the logarithm of the frequency between them, level beyond the first and the last [Hz].
        characterised: value that a source of fixed values knows this one to have; None where that is the nominal one.
    """

    full_scale: float
    gain: float = 0.0
    offset: float = 0.0
    linearity: float = 0.0
    noise: float = 0.0
    flatness: tuple[tuple[float, float], ...] = ()
    characterised: Fraction | None = None

    def apply(self, value: float, frequency: float = 0.0) -> float:
        """Return what comes out, without noise, when `value` should.

        The departure from linearity is odd and smooth, and vanishes at zero and at ± full scale.

        Args:
            value: in the range's unit; what is infinite stays so.
            frequency: of an alternating quantity [Hz].
        """
        if isinf(value):
            return value
        x = value / self.full_scale if self.full_scale else 0.0
        bend = self.linearity * self.full_scale * (x - x**3) / _PEAK_OF_ODD_TERM
        gain = self.gain + self._response(frequency) if self.flatness else self.gain
        return value * (1 + gain) + self.offset + bend

    def _response(self, frequency: float) -> float:
        lowest, highest = self.flatness[0], self.flatness[-1]
        if frequency <= lowest[0]:
            return lowest[1]
        for (below, low), (above, high) in pairwise(self.flatness):
            if frequency <= above:
                return low + (high - low) * log(frequency / below) / log(above / below)
        return highest[1]


class HiddenTable:
    """The true errors of all ranges of an instrument; a range that is not listed has none.

    Errors of `resistance` are those of `resistance_4w` too where that has no rows of its own: it is the same
    resistor, or the same converter.

    Args:
        rows: by function and full scale [coherent SI unit].
    """

    def __init__(self, rows: Mapping[tuple[str, Fraction], HiddenErrors] | None = None) -> None:
        self._rows = dict(rows or {})
        self._own_4w = any(function == _FOUR_WIRE for function, _ in self._rows)
        self._found: dict[tuple[str, Fraction | Decimal], HiddenErrors] = {}

    def of(self, function: str, full_scale: Fraction | Decimal) -> HiddenErrors:
        """Return the errors of one range of one function."""
        found = self._found.get((function, full_scale))
        if found is None:
            listed = "resistance" if function == _FOUR_WIRE and not self._own_4w else function
            found = self._rows.get((listed, Fraction(full_scale))) or HiddenErrors(float(full_scale))
            self._found[function, full_scale] = found
        return found
