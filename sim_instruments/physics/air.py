"""Knows what surrounds a simulated bench at any time: the air, and the supply; it knows no instrument."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    Rows = tuple[tuple[Fraction, Quantity], ...]


class Air:
    """What surrounds a bench.

    Args:
        constant: by name, what does not change.
        drift: by name rising times [s] with the value then; evenly between two, level before the first and after the
            last.
    """

    def __init__(self, constant: Mapping[str, Quantity], drift: Mapping[str, Rows]) -> None:
        self._constant = constant
        self._drift = drift

    def value(self, name: str, now: float) -> Quantity | None:
        """Return a value at a time [s], or None where nothing is known of it."""
        rows = self._drift.get(name)
        if rows is None:
            return self._constant.get(name)
        time, (first, last) = Fraction(now), (rows[0], rows[-1])
        if time <= first[0]:
            return first[1]
        for (begin, low), (end, high) in pairwise(rows):
            if time <= end:
                share = (time - begin) / (end - begin)
                return Quantity(low.value + (high.to(low.unit).value - low.value) * share, low.unit)
        return last[1]
