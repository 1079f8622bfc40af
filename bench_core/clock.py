"""Time as the program sees it: real, scaled, or virtual; no other module asks the machine for the time."""

from __future__ import annotations

import heapq
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
_POLL_S = 0.002


class Clock(Protocol):
    """What runner, links and simulators know of time."""

    @property
    def kind(self) -> str:
        """`system`, `scaled` or `virtual`."""

    @property
    def speed(self) -> float:
        """Seconds of this clock in one second of wall time; infinite on a virtual clock."""

    def now(self) -> float:
        """Monotonic time of this clock [s]."""

    def utc(self) -> datetime:
        """Wall time in UTC, never scaled."""

    def sleep(self, seconds: float) -> None:
        """Let time pass [s]."""

    def wait_until(self, ready: Callable[[], bool], deadline: float) -> bool:
        """Wait until `ready()`; return whether it was before the deadline (a reading of `now` [s])."""

    def gather(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Do all tasks, at once where that is possible, and return their results in order."""


class ScaledClock:
    """A clock that runs `speed` times as fast as the wall.

    Args:
        speed: seconds of this clock in one wall second.
        start: reading of `now` at construction [s].
    """

    def __init__(self, speed: float = 1.0, start: float = 0.0) -> None:
        if not 0 < speed < 1e6:
            raise ValueError(f"speed must be above 0 and below 1e6, not {speed}")
        self._speed = speed
        self._start = start
        self._origin = time.monotonic()

    @property
    def kind(self) -> str:
        """`system` at speed 1, else `scaled`."""
        return "system" if self._speed == 1 else "scaled"

    @property
    def speed(self) -> float:
        """Seconds of this clock in one wall second."""
        return self._speed

    def now(self) -> float:
        """Monotonic time of this clock [s]."""
        return self._start + (time.monotonic() - self._origin) * self._speed

    def utc(self) -> datetime:
        """Wall time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass [s]."""
        time.sleep(max(0.0, seconds) / self._speed)

    def wait_until(self, ready: Callable[[], bool], deadline: float) -> bool:
        """Wait until `ready()`; return whether it was before the deadline."""
        while not ready():
            if self.now() >= deadline:
                return ready()
            time.sleep(_POLL_S)
        return True

    def gather(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Do all tasks at once, one thread each."""
        if not tasks:
            return []
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  who only asks the time does not wait for it

        with ThreadPoolExecutor(len(tasks)) as pool:
            return [future.result() for future in [pool.submit(task) for task in tasks]]


def system_clock(start: float = 0.0) -> ScaledClock:
    """Return the clock of the wall, counting from `start` [s]."""
    return ScaledClock(1.0, start)


class VirtualClock:
    """A clock that only moves when somebody waits; what happens at a known time sets an alarm.

    Args:
        start: reading of `now` at construction [s].
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._alarms: list[float] = []
        self._lock = threading.RLock()

    @property
    def kind(self) -> str:
        """Always `virtual`."""
        return "virtual"

    @property
    def speed(self) -> float:
        """Infinite: no wall time passes."""
        return float("inf")

    def now(self) -> float:
        """Virtual time [s]."""
        return self._now

    def utc(self) -> datetime:
        """Wall time in UTC."""
        return datetime.now(UTC)

    def alarm(self, at: float) -> None:
        """Make a waiter look again at virtual time `at` [s]."""
        with self._lock:
            heapq.heappush(self._alarms, at)

    def sleep(self, seconds: float) -> None:
        """Move virtual time on [s]."""
        self.advance_to(self._now + max(0.0, seconds))

    def advance_to(self, at: float) -> None:
        """Move virtual time on to `at` [s]; never back."""
        with self._lock:
            self._now = max(self._now, at)

    def wait_until(self, ready: Callable[[], bool], deadline: float) -> bool:
        """Jump from alarm to alarm until `ready()` or the deadline."""
        while not ready():
            if self._now >= deadline:
                return False
            self.advance_to(min(self._next_alarm(), deadline))
        return True

    def gather(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Do the tasks one after another, in their order: deterministic."""
        return [task() for task in tasks]

    def _next_alarm(self) -> float:
        with self._lock:
            while self._alarms and self._alarms[0] <= self._now:
                heapq.heappop(self._alarms)
            return self._alarms[0] if self._alarms else float("inf")
