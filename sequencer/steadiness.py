"""Whether a signal is steady: its own spread over a hold time, which starts anew at any excursion."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity


class SteadySignal:
    """The longest run of latest indications whose peak-to-peak spread stays within a band.

    Args:
        band: largest peak-to-peak spread, in a unit of the signal's kind.
        hold_s: how long it has to stay so [s].
    """

    def __init__(self, band: Quantity, hold_s: float) -> None:
        self._band = band
        self._hold_s = hold_s
        self._latest: deque[tuple[float, Quantity]] = deque()
        self._all: list[tuple[float, Quantity]] = []
        self._longest_s = 0.0

    def add(self, time: float, value: Quantity) -> None:
        """Take in one indication with its time [s]; an excursion drops what came before it."""
        self._all.append((time, value))
        self._latest.append((time, value))
        while self.spread > self._band:
            self._latest.popleft()
        self._longest_s = max(self._longest_s, self.held_s)

    @property
    def spread(self) -> Quantity:
        """Peak to peak of the run of indications."""
        values = [value for _, value in self._latest]
        return max(values) - min(values)

    @property
    def held_s(self) -> float:
        """How long the signal has been within the band [s]."""
        return self._latest[-1][0] - self._latest[0][0] if self._latest else 0.0

    @property
    def longest_s(self) -> float:
        """How long the signal has been within the band at most [s]."""
        return self._longest_s

    @property
    def latest_spread(self) -> Quantity:
        """Peak to peak of every indication of the last hold time, and of the two last ones at least."""
        since = self._all[-1][0] - self._hold_s
        values = [value for time, value in self._all if time >= since]
        values += [value for _, value in self._all[-2:]]
        return max(values) - min(values)

    @property
    def reached(self) -> bool:
        """Whether the hold time is over."""
        return len(self._latest) > 1 and self.held_s >= self._hold_s
