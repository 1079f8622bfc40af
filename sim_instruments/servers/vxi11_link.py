"""Knows one link of a VXI-11 client to a simulated instrument: what each procedure does to it; it knows no call.

Source: VXI-11, TCP/IP Instrument Protocol, B.5 (flags, errors, reasons) and B.6 (procedures).
"""

from __future__ import annotations

import asyncio
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import RemoteControlled
from sim_instruments.exchange import Part
from sim_instruments.servers.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.servers.sharing import Shared

LARGEST_CHUNK = 16384
"""What is taken, and given, in one call [bytes]."""


class Status(IntEnum):
    """Errors."""

    DONE = 0
    NOT_ACCESSIBLE = 3
    INVALID_LINK = 4
    PARAMETER = 5
    NO_CHANNEL = 6
    NOT_SUPPORTED = 8
    LOCKED = 11
    NO_LOCK = 12
    TIME_OUT = 15
    ABORTED = 23
    CHANNEL_EXISTS = 29


class Flag(IntFlag):
    """Flags of a call."""

    WAIT_FOR_LOCK = 1
    END = 8
    TERMINATION_CHARACTER = 128


class Reason(IntFlag):
    """Why a read ended."""

    COUNT = 1
    CHARACTER = 2
    END = 4


class Link:
    """One link.

    Args:
        shared: the instrument and what its doors share.
        request_service: sends a service request with the handle that the client gave.
    """

    def __init__(self, shared: Shared, request_service: Callable[[bytes], None]) -> None:
        self._shared = shared
        self._conversation = Conversation(shared, "vxi11", eager=False, react=self._react)
        self._exchange = self._conversation.exchange
        self._request_service = request_service
        self._reader: asyncio.Future[bytes | None] | None = None
        self._aborted = False
        self.handle: bytes | None = None
        """With which service requests are sent; None while they are not enabled."""
        shared.listeners.append(self._notice)

    async def admitted(self, flags: int, lock_s: float) -> bool:
        """Return whether no other link holds the lock, after waiting for it where the flags say so."""
        lock = self._shared.lock
        return await lock.until(lambda: lock.admits(self), lock_s if flags & Flag.WAIT_FOR_LOCK else 0.0)

    async def take_lock(self, flags: int, lock_s: float) -> Status:
        """Take the lock."""
        lock = self._shared.lock
        taken = await lock.until(lambda: lock.take(self), lock_s if flags & Flag.WAIT_FOR_LOCK else 0.0)
        return Status.DONE if taken else Status.LOCKED

    def release_lock(self) -> Status:
        """Give the lock back."""
        return Status.DONE if self._shared.lock.release(self) else Status.NO_LOCK

    def write(self, data: bytes, flags: int) -> None:
        """Take a part of a message.

        Raises:
            EOFError: the instrument hangs up.
        """
        if self._exchange.reply_waits:
            self._exchange.interrupt()
        self._exchange.receive(data)
        if flags & Flag.END:
            self._exchange.end()
        self._go_on()

    async def read(self, size: int, wait_s: float, end: int | None) -> tuple[Status, Reason, bytes]:
        """Return a part of a reply.

        Args:
            size: most bytes that are wanted.
            wait_s: longest wait for the reply.
            end: byte that ends the read, or None.

        Raises:
            EOFError: the instrument hangs up.
        """
        reply = await self._reply(wait_s)
        if reply is None:
            return Status.ABORTED if self._aborted else Status.TIME_OUT, Reason(0), b""
        chunk, reason = reply[: min(size, LARGEST_CHUNK)], Reason(0)
        if end is not None and (at := chunk.find(end)) >= 0:
            chunk, reason = chunk[: at + 1], Reason.CHARACTER
        if len(chunk) < len(reply):
            self._exchange.put_back(reply[len(chunk) :])
        elif not isinstance(reply, Part):
            reason |= Reason.END
        if len(chunk) == size:
            reason |= Reason.COUNT
        return Status.DONE, reason, chunk

    def abort(self) -> None:
        """End the read that waits."""
        if self._reader is not None and not self._reader.done():
            self._aborted = True
            self._reader.set_result(None)

    def poll(self) -> int:
        """Return the status byte to a serial poll."""
        return self._exchange.serial_poll()

    def trigger(self) -> None:
        """Trigger the instrument."""
        self._exchange.trigger()
        self._go_on()

    def clear(self) -> None:
        """Drop everything under way in both directions and clear the instrument."""
        self._conversation.clear()

    def remote(self, *, on: bool) -> None:
        """Let the interface, or the front panel, control the instrument."""
        dialect = self._shared.instrument.dialect
        if isinstance(dialect, RemoteControlled):
            dialect.go_to_remote() if on else dialect.go_to_local()

    def end(self) -> None:
        """Give everything back."""
        self._shared.ignore(self._notice)
        self._shared.lock.forget(self)
        self._conversation.end()

    async def _reply(self, wait_s: float) -> bytes | None:
        self._aborted = False
        self._exchange.run()
        self._exchange.request()
        reply = self._exchange.take()
        if reply is None and not self._exchange.hung_up:
            self._reader = asyncio.get_running_loop().create_future()
            self._go_on()
            await asyncio.wait((self._reader,), timeout=wait_s)
            reply = self._reader.result() if self._reader.done() else None
            self._reader = None
        if reply is None and self._exchange.hung_up:
            raise EOFError
        return reply

    def _go_on(self) -> None:
        self._conversation.go_on()
        if self._exchange.hung_up and not self._exchange.reply_waits:
            raise EOFError

    def _react(self) -> None:
        if self._reader is None or self._reader.done():
            return
        self._exchange.offer()
        reply = self._exchange.take()
        if reply is not None or self._exchange.hung_up:
            self._reader.set_result(reply)

    def _notice(self) -> None:
        if self._exchange.notice() and self.handle is not None:
            self._request_service(self.handle)
