"""Knows a meter's trigger model: which reading is complete when; it knows no quantity and no command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from sim_instruments.dialects.execution import NEVER


@dataclass(slots=True)
class Acquisition:
    """What one INITiate sets going.

    Args:
        take: takes the reading that ends at a time [s].
        first: from a trigger to the end of its first reading [s].
        interval: from one reading of a trigger to the next [s].
        burst: readings that one trigger gives; may be infinite.
        triggers: how many more triggers it accepts; may be infinite.
        free_running: whether nobody keeps the readings, so that of those that are due only the last is taken.
    """

    take: Callable[[float], None]
    first: float
    interval: float
    burst: float
    triggers: float
    free_running: bool = False
    taken: int = 0
    """Readings taken of the present trigger."""
    _origin: float = 0.0
    _under_way: bool = False
    _taking: bool = False

    def trigger(self, now: float) -> bool:
        """Start a burst; return whether a trigger was awaited."""
        if not self.awaits_trigger:
            return False
        self._origin, self.taken, self._under_way = now, 0, True
        self.triggers -= 1
        return True

    def catch_up(self, now: float) -> None:
        """Take every reading that was complete by a time [s].

        A reading may itself change the world (a source trips on it), which then asks to catch up once more.
        """
        if self._taking or self.next_at > now:
            return
        self._taking = True
        try:
            if self.free_running:
                self.taken = max(self.taken, floor((now - self._origin - self.first) / self.interval))
            while self._under_way and (at := self.next_at) <= now:
                self.taken += 1
                self._under_way = self.taken < self.burst
                self.take(at)
        finally:
            self._taking = False

    @property
    def next_at(self) -> float:
        """When the next reading is complete [s]; never while a trigger is awaited."""
        return self._origin + self.first + self.taken * self.interval if self._under_way else NEVER

    @property
    def awaits_trigger(self) -> bool:
        """Whether a trigger would start readings."""
        return not self._under_way and self.triggers > 0

    @property
    def complete(self) -> bool:
        """Whether all readings were taken."""
        return not self._under_way and self.triggers <= 0
