"""The functions that a curve is a linear combination of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.arrays import Array


class Basis(Protocol):
    """Functions of x, one for each coefficient."""

    def values(self, x: Array) -> Array:
        """Return the functions at each x, one row for each."""

    def slopes(self, x: Array) -> Array:
        """Return their derivatives at each x, one row for each."""


@dataclass(frozen=True, slots=True)
class Powers:
    """Powers of z = (x - centre)/scale.

    Args:
        first: lowest power; 1 for a curve that is 0 at the centre.
        last: highest power.
        centre: in the unit of x.
        scale: in the unit of x.
    """

    first: int
    last: int
    centre: float
    scale: float

    def values(self, x: Array) -> Array:
        """Return the powers at each x, one row for each."""
        values: Array = np.power.outer((x - self.centre) / self.scale, self._exponents())
        return values

    def slopes(self, x: Array) -> Array:
        """Return their derivatives at each x, one row for each."""
        powers = self._exponents()
        lower = np.power.outer((x - self.centre) / self.scale, np.maximum(powers - 1.0, 0.0))
        slopes: Array = lower * powers / self.scale
        return slopes

    def _exponents(self) -> Array:
        return np.arange(self.first, self.last + 1, dtype=float)


def centred(x: Sequence[float], degree: int, *, through_zero: bool = False) -> Powers:
    """Return powers in which the points' x run from -1 to 1, which keeps the equations well-conditioned.

    Args:
        x: of the points, not all equal.
        degree: of the polynomial.
        through_zero: the curve is 0 at x = 0; then x is scaled and not centred.
    """
    if through_zero:
        return Powers(1, degree, 0.0, max(abs(value) for value in x) or 1.0)
    low, high = min(x), max(x)
    return Powers(0, degree, low + (high - low) / 2.0, (high - low) / 2.0 or 1.0)
