"""Knows which reading of a trigger is complete when; it knows no quantity and no command."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf

_SLACK = 1e-9  # a time that is a whole number of readings but for rounding


@dataclass(slots=True)
class Acquisition:
    """Readings that follow one another.

    Args:
        origin: time of the trigger [s].
        first: time from the trigger to the first reading [s].
        interval: from one reading to the next [s].
        count: of readings; infinite where it goes on until it is stopped.
    """

    origin: float
    first: float
    interval: float
    count: float = inf
    taken: int = 0

    @property
    def complete(self) -> bool:
        """Whether all readings were taken."""
        return self.taken >= self.count

    @property
    def next_at(self) -> float:
        """When the next reading is complete [s]."""
        return self.origin + self.first + self.taken * self.interval

    @property
    def last_at(self) -> float:
        """When the last reading is complete [s]."""
        return self.origin + self.first + (self.count - 1) * self.interval

    def due(self, now: float) -> int:
        """Return how many readings are complete at a time [s] and were not taken yet."""
        elapsed = now - self.origin - self.first
        if elapsed < -_SLACK:
            return 0
        reached = floor(elapsed / self.interval + _SLACK) + 1
        return int(min(reached, self.count)) - self.taken

    def skip_to(self, now: float) -> None:
        """Pass over the readings that were complete before a time [s]."""
        elapsed = now - self.origin - self.first
        self.taken = max(self.taken, ceil(elapsed / self.interval - _SLACK)) if elapsed > 0 else self.taken
