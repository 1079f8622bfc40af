"""What every distribution offers, and what none accepts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from bench_core.errors import NumberInvalid

if TYPE_CHECKING:
    from numpy.random import Generator

    from bench_core.metrology.arrays import Array


class Distribution(Protocol):
    """What is known of an input: how far its value may lie from the estimate, and how probably."""

    @property
    def standard_uncertainty(self) -> float:
        """The standard uncertainty of the estimate, in the input's unit."""

    def draw(self, generator: Generator, size: int) -> Array:
        """Return independent deviations from the estimate, in the input's unit."""


def check_width(name: str, value: float) -> None:
    """Refuse a width or an uncertainty that is negative, infinite or not a number."""
    if not 0.0 <= value < math.inf:
        raise NumberInvalid(f"{name} must be a finite number from 0 on, not {value}")
