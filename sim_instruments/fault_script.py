"""Knows when the faults of one simulated instrument happen, by count, time and seeded chance; it knows no command."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from sim_instruments.fault_kinds import KINDS, Strikes

if TYPE_CHECKING:
    from sim_instruments.faults import Fault

_LONGEST_NOISE = 64


class _Armed:
    """One fault that waits for its moment.

    Args:
        fault: as the world file says.
        chance: where it is left to chance.
    """

    def __init__(self, fault: Fault, chance: random.Random) -> None:
        self.fault = fault
        self.by_readings = fault.after is not None and fault.after.of == "reading"
        self._probability = None if fault.probability is None else float(fault.probability.si)
        self._chance = chance
        self._events = 0
        self._spent = False

    def hits(self, message: str | None, readings: int, now: float) -> bool:
        """Tell whether this message, connection or reading is hit; it counts as seen."""
        fault = self.fault
        if self._spent or (fault.matching and (message is None or fault.matching not in message)):
            return False
        self._events += 1
        seen = readings if self.by_readings else self._events - 1
        early = fault.after is not None and seen < fault.after.count
        if early or (fault.at is not None and now < float(fault.at.si)):
            return False
        if self._probability is not None and self._chance.random() >= self._probability:
            return False
        self._spent = not fault.lasting
        return True


class FaultScript:
    """All faults of one instrument, and how far it has come.

    Args:
        faults: as the world file says.
        seed: of all chance.
    """

    def __init__(self, faults: tuple[Fault, ...] = (), seed: object = "") -> None:
        self._chance = random.Random(f"faults {seed}")  # noqa: S311  repeatable on purpose
        self._armed = [_Armed(fault, self._chance) for fault in faults]
        self._readings = 0
        self._connections = 0
        self.armed = bool(faults)
        """Whether anything can go wrong at all."""

    @property
    def refuses(self) -> bool:
        """Whether no connection is ever accepted."""
        faults = [a.fault for a in self._armed if a.fault.kind == "refuse"]
        return any(f.after is None and f.at is None and f.probability is None for f in faults)

    def of_message(self, message: str, now: float) -> tuple[Fault, ...]:
        """Return what happens to a message that has just come."""
        return self._struck(Strikes.MESSAGE, message, now)

    def of_connection(self, now: float) -> tuple[Fault, ...]:
        """Count a connection that opens, and return what happens to it."""
        self._connections += 1
        return self._struck(Strikes.CONNECTION, None, now)

    def connection_ends(self) -> None:
        """Count a connection that has ended."""
        self._connections -= 1

    def overloads(self, now: float) -> bool:
        """Tell whether the reading that is taken now sees a signal beyond its range."""
        return bool(self._struck(Strikes.READING, None, now))

    def misconnects(self, now: float) -> set[str]:
        """Return how the leads that a person connects now come out: `miswired`, `reversed`, or as they should."""
        return {fault.kind for fault in self._struck(Strikes.LEADS, None, now)}

    def trips_after_reading(self, now: float) -> bool:
        """Count a reading that was taken, and tell whether the source trips on it."""
        self._readings += 1
        trips = [a for a in self._armed if a.fault.kind == "trip" and a.by_readings]
        return any(armed.hits(None, self._readings, now) for armed in trips)

    def noise(self) -> bytes:
        """Return some random bytes."""
        return self._chance.randbytes(self._chance.randint(4, _LONGEST_NOISE))

    def _struck(self, strikes: Strikes, message: str | None, now: float) -> tuple[Fault, ...]:
        able = [a for a in self._armed if KINDS[a.fault.kind].strikes is strikes and self._can_happen(a)]
        return tuple(a.fault for a in able if a.hits(message, self._readings, now))

    def _can_happen(self, armed: _Armed) -> bool:
        if armed.fault.kind == "sole_client":
            return self._connections > 1
        return not (armed.fault.kind == "trip" and armed.by_readings)  # that one trips after a reading
