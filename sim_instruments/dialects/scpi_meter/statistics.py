"""Knows the statistics that a meter gathers of its readings; it knows no command."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt


@dataclass(slots=True)
class Statistics:
    """Minimum, maximum, mean and standard deviation of readings, without keeping them."""

    count: int = 0
    minimum: float = 0.0
    maximum: float = 0.0
    average: float = 0.0
    _squares: float = 0.0

    def add(self, value: float) -> None:
        """Take a reading; an overload does not count."""
        if not isfinite(value):
            return
        self.minimum = min(self.minimum, value) if self.count else value
        self.maximum = max(self.maximum, value) if self.count else value
        self.count += 1
        before = value - self.average
        self.average += before / self.count
        self._squares += before * (value - self.average)

    def clear(self) -> None:
        """Forget all readings."""
        self.count = 0
        self.minimum = self.maximum = self.average = self._squares = 0.0

    @property
    def deviation(self) -> float:
        """Experimental standard deviation; 0 for fewer than two readings."""
        return sqrt(self._squares / (self.count - 1)) if self.count > 1 else 0.0

    @property
    def span(self) -> float:
        """From the minimum to the maximum."""
        return self.maximum - self.minimum
