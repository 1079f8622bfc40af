"""Knows how a quantity approaches a new value; it is told the time and never asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

# exp(-16) is 0.11 ppm of the step
TIME_CONSTANTS_TO_SETTLE = 16.0


@dataclass(frozen=True, slots=True)
class Step:
    """An exponential from one value to another.

    Args:
        start: value before the step.
        target: value that it approaches.
        since: time of the step [s].
        time_constant: of the exponential [s]; 0 for a jump.
    """

    start: float
    target: float
    since: float
    time_constant: float

    def at(self, now: float) -> float:
        """Return the value at a time [s] not before the step."""
        # whole nanoseconds: a run that restarts at another time gets the same elapsed time to the bit
        elapsed = round(now - self.since, 9)
        if self.time_constant == 0:
            return self.target
        return self.target + (self.start - self.target) * exp(-elapsed / self.time_constant)

    @property
    def settled_at(self) -> float:
        """The time from which less than 0.2 ppm of the step is left [s]."""
        return self.since + TIME_CONSTANTS_TO_SETTLE * self.time_constant
