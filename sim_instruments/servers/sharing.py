"""Knows what all doors of one instrument share: its lock, and who must hear of a request for service."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import Polled

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.clock import Clock
    from sim_instruments.world import SimulatedInstrument

FOREVER = float("inf")


class Lock:
    """Who alone may talk to an instrument; a holder is anything that can be told apart.

    Source: IVI-6.1 (HiSLIP), lock transactions: an exclusive lock, and a shared one for all who give the same key.
    """

    def __init__(self) -> None:
        self._exclusive: object | None = None
        self._key = b""
        self._sharing: set[object] = set()
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def exclusive(self) -> bool:
        """Whether somebody holds the exclusive lock."""
        return self._exclusive is not None

    @property
    def holders(self) -> int:
        """How many hold a lock of either kind."""
        return len(self._sharing | ({self._exclusive} - {None}))

    def admits(self, holder: object) -> bool:
        """Tell whether a holder may talk to the instrument now."""
        if self._exclusive is not None:
            return self._exclusive is holder
        return not self._sharing or holder in self._sharing

    def holds(self, holder: object) -> bool:
        """Tell whether a holder has a lock of either kind."""
        return self._exclusive is holder or holder in self._sharing

    def take(self, holder: object, key: bytes = b"") -> bool:
        """Take the exclusive lock, or with a key the shared one, if it is free; return whether it was."""
        if not self.admits(holder):
            joins = bool(key) and self._exclusive is None and key == self._key
            if not joins:
                return False
        if key:
            self._key = key
            self._sharing.add(holder)
        else:
            self._exclusive = holder
        return True

    def release(self, holder: object) -> str:
        """Give one lock back, the exclusive one first; return `exclusive`, `shared` or, where there was none, ``."""
        if self._exclusive is holder:
            self._exclusive = None
            released = "exclusive"
        elif holder in self._sharing:
            self._sharing.remove(holder)
            released = "shared"
        else:
            return ""
        self.wake()
        return released

    def wake(self) -> None:
        """Have all who wait look again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    def forget(self, holder: object) -> None:
        """Give every lock of a holder back, as when its connection ends."""
        while self.release(holder):
            pass

    async def until(self, done: Callable[[], bool], seconds: float) -> bool:
        """Wait until something that depends on this lock comes about.

        Args:
            done: tries, and tells whether it did.
            seconds: longest wait of the wall; `FOREVER` for any.

        Returns:
            Whether it came about.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not done():
            released = loop.create_future()
            self._waiting.append(released)
            left = None if seconds == FOREVER else max(0.0, end - loop.time())
            try:
                await asyncio.wait((released,), timeout=left)
            finally:
                if released in self._waiting:
                    self._waiting.remove(released)
            if not released.done():
                return done()
        return True


class Shared:
    """One instrument as all of its doors see it.

    Args:
        instrument: behind the doors.
        clock: of the world.
    """

    def __init__(self, instrument: SimulatedInstrument, clock: Clock) -> None:
        self.instrument = instrument
        self.clock = clock
        self.lock = Lock()
        self.listeners: list[Callable[[], None]] = []
        """Called whenever the status of the instrument may have changed."""
        self._timer: asyncio.TimerHandle | None = None
        self._conversations: set[object] = set()
        self._alone_since = asyncio.get_running_loop().time()

    def enter(self, conversation: object) -> None:
        """Note that somebody is connected."""
        self._conversations.add(conversation)

    def leave(self, conversation: object) -> None:
        """Note that somebody is connected no more."""
        self._conversations.discard(conversation)
        self._alone_since = asyncio.get_running_loop().time()

    def alone_s(self) -> float:
        """Return how long nobody has been connected: time of the wall, 0 while somebody is [s]."""
        return 0.0 if self._conversations else asyncio.get_running_loop().time() - self._alone_since

    def ignore(self, listener: Callable[[], None]) -> None:
        """Call a listener no more."""
        if listener in self.listeners:
            self.listeners.remove(listener)

    def changed(self) -> None:
        """Tell all who listen that the status may have changed."""
        if not self.listeners:
            return
        for listener in tuple(self.listeners):
            listener()
        self._watch_next_change()

    def _watch_next_change(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dialect = self.instrument.dialect
        moment = dialect.next_change() if isinstance(dialect, Polled) else None
        if moment is not None and moment != FOREVER:
            delay = max(0.0, moment - self.clock.now()) / self.clock.speed
            self._timer = asyncio.get_running_loop().call_later(delay, self.changed)

    def close(self) -> None:
        """Listen to nothing more."""
        self.listeners.clear()
        if self._timer is not None:
            self._timer.cancel()
