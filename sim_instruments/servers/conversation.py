"""Knows how an exchange goes on by itself as the world's time passes; nothing polls. It knows no wire."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sim_instruments.exchange import Exchange
from sim_instruments.servers.sharing import FOREVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.servers.sharing import Shared


class Conversation:
    """One exchange on a running event loop.

    Args:
        shared: the instrument and what its doors share.
        door: that the conversation came in by.
        eager: whether a reply leaves by itself.
        react: called whenever the exchange may have something to give.
    """

    def __init__(self, shared: Shared, door: str, *, eager: bool, react: Callable[[], None]) -> None:
        self.exchange = Exchange(shared.instrument, eager=eager, door=door)
        self._shared = shared
        self._react = react
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        shared.enter(self)

    def go_on(self) -> None:
        """Go on as far as the present moment allows, and wake up when there is more to do."""
        self.exchange.run()
        self._react()
        self._shared.changed()
        self._set_timer()

    def clear(self) -> None:
        """Drop everything under way in both directions and clear the instrument."""
        self.exchange.clear()
        self.go_on()

    def end(self) -> None:
        """Give the conversation up."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.exchange.abandon()
        self._shared.leave(self)
        self._shared.changed()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wake = self.exchange.wake_at
        if wake is not None and wake != FOREVER and not self.exchange.hung_up:
            clock = self._shared.clock
            self._timer = self._loop.call_later(max(0.0, wake - clock.now()) / clock.speed, self.go_on)
