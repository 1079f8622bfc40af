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
        self._within = _Indications()
        self._lately = _Indications()
        self._longest_s = 0.0

    def add(self, time: float, value: Quantity) -> None:
        """Take in one indication with its time [s]; an excursion drops what came before it."""
        self._lately.add(time, value)
        while len(self._lately) > 2 and self._lately.first < time - self._hold_s:
            self._lately.drop_first()
        self._within.add(time, value)
        while self.spread > self._band:
            self._within.drop_first()
        self._longest_s = max(self._longest_s, self.held_s)

    @property
    def spread(self) -> Quantity:
        """Peak to peak of the run of indications."""
        return self._within.spread

    @property
    def held_s(self) -> float:
        """How long the signal has been within the band [s]."""
        return self._within.last - self._within.first if self._within else 0.0

    @property
    def longest_s(self) -> float:
        """How long the signal has been within the band at most [s]."""
        return self._longest_s

    @property
    def latest_spread(self) -> Quantity:
        """Peak to peak of every indication of the last hold time, and of the two last ones at least."""
        return self._lately.spread

    @property
    def reached(self) -> bool:
        """Whether the hold time is over."""
        return len(self._within) > 1 and self.held_s >= self._hold_s


class _Indications:
    """Indications in the order of time, of which the lowest and the highest are known at any length at once.

    Beside all of them it keeps those that no later one is below, and those that no later one is above.
    """

    def __init__(self) -> None:
        self._all: deque[tuple[float, Quantity]] = deque()
        self._lowest: deque[Quantity] = deque()
        self._highest: deque[Quantity] = deque()

    def __len__(self) -> int:
        return len(self._all)

    @property
    def first(self) -> float:
        """Time of the first one [s]."""
        return self._all[0][0]

    @property
    def last(self) -> float:
        """Time of the last one [s]."""
        return self._all[-1][0]

    @property
    def spread(self) -> Quantity:
        """Peak to peak."""
        return self._highest[0] - self._lowest[0]

    def add(self, time: float, value: Quantity) -> None:
        """Take one in."""
        self._all.append((time, value))
        while self._lowest and self._lowest[-1] > value:
            self._lowest.pop()
        while self._highest and self._highest[-1] < value:
            self._highest.pop()
        self._lowest.append(value)
        self._highest.append(value)

    def drop_first(self) -> None:
        """Leave the first one out."""
        _, value = self._all.popleft()
        if self._lowest[0] is value:
            self._lowest.popleft()
        if self._highest[0] is value:
            self._highest.popleft()
