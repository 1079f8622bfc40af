"""Knows the 34401A's trigger model: which reading is complete when; it knows no voltage and no command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sim_instruments.dialects.execution import NEVER


@dataclass(slots=True)
class Acquisition:
    """What one INITiate sets going.

    Args:
        take: takes the reading that ends at a time [s] and returns it as text.
        interval: from one reading to the next [s].
        burst: readings that one trigger gives; may be infinite.
        triggers: how many more triggers it accepts; may be infinite.
    """

    take: Callable[[float], str]
    interval: float
    burst: float
    triggers: float
    readings: list[str] = field(default_factory=list)
    _origin: float = 0.0
    _taken: int = 0
    _under_way: bool = False
    _taking: bool = False

    def trigger(self, now: float) -> bool:
        """Start a burst; return whether a trigger was awaited."""
        if self._under_way or self.triggers <= 0:
            return False
        self._origin, self._taken, self._under_way = now, 0, True
        self.triggers -= 1
        return True

    def catch_up(self, now: float) -> None:
        """Take every reading that was complete by a time [s].

        A reading may itself change the world (a source trips on it), which then asks to catch up once more.
        """
        if self._taking:
            return
        self._taking = True
        try:
            while self._under_way and self.next_at <= now:
                reading = self.take(self.next_at)
                self._taken += 1
                self._under_way = self._taken < self.burst
                self.readings.append(reading)
        finally:
            self._taking = False

    @property
    def next_at(self) -> float:
        """When the next reading is complete [s]; never while a trigger is awaited."""
        return self._origin + (self._taken + 1) * self.interval if self._under_way else NEVER

    @property
    def complete(self) -> bool:
        """Whether all readings were taken."""
        return not self._under_way and self.triggers <= 0
