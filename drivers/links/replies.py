"""Replies ended by LF from a wire that gives bytes; nothing that came before a question is taken for its answer."""

from __future__ import annotations

import select
import socket
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bench_core.clock import Clock

CHUNK = 4096
"""Most bytes that are taken at once."""
_AT_ONCE = getattr(socket, "MSG_DONTWAIT", 0)  # Windows has no such flag, and waits


class Wire(Protocol):
    """Where bytes come from."""

    def readable(self, seconds: float) -> bool:
        """Wait until bytes are there or the far side has gone; return whether that was so in time.

        Raises:
            ConnectionResetError: it was closed on this side.
        """

    def chunk(self) -> bytes:
        """Return what is there, at least one byte.

        Raises:
            ConnectionResetError: the far side has gone.
        """


class SocketWire:
    """A connected socket.

    Args:
        connected: the socket.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._poll = _poll(connected)

    def send_at_once(self, data: bytes) -> int:
        """Send what the socket takes without waiting, and return how many bytes that was."""
        try:
            return self._socket.send(data, _AT_ONCE)
        except BlockingIOError:
            return 0

    def readable(self, seconds: float) -> bool:
        """Wait for bytes; see `Wire`."""
        if self._socket.fileno() < 0:
            raise ConnectionResetError("closed here")
        if self._poll is not None:
            return bool(self._poll.poll(seconds * 1000))
        return bool(select.select([self._socket], [], [], seconds)[0])

    def chunk(self) -> bytes:
        """Return what is there; see `Wire`."""
        chunk = self._socket.recv(CHUNK)
        if not chunk:
            raise ConnectionResetError("closed by the instrument")
        return chunk


def _poll(connected: socket.socket) -> select.poll | None:
    """Return what waits for any number of descriptor, or None with Windows, whose `select` does."""
    if sys.platform == "win32":
        return None
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return poll


class Replies:
    """The reading side of one connection.

    Args:
        wire: that the replies come from.
        largest: a reply above this size is given up [bytes].
        clock: of the wall, for deadlines.
    """

    def __init__(self, wire: Wire, largest: int, clock: Clock) -> None:
        self._wire = wire
        self._largest = largest
        self._clock = clock
        self._unread = b""

    def drop_unasked(self, silence: float = 0.0) -> None:
        """Drop what has come although no question is open: a second reply to the last one, a banner, a late reply.

        Args:
            silence: how long nothing may come before this ends [s].

        Raises:
            ConnectionResetError: the far side has closed.
            OverflowError: it does not stop.
        """
        self._unread, dropped = b"", 0
        while self._wire.readable(silence):
            dropped += len(self._wire.chunk())
            if dropped > self._largest:
                raise OverflowError(f"more than {self._largest} bytes")

    def next(self, deadline: float) -> bytes:
        """Return one reply with its terminator.

        Args:
            deadline: a reading of the clock [s].

        Raises:
            TimeoutError: no whole reply came before the deadline.
            ConnectionResetError: the far side has closed.
            OverflowError: the reply is larger than any text reply; the rest of it is never read.
        """
        wire, reply = self._wire, self._unread
        while (end := reply.find(b"\n")) < 0:
            if len(reply) > self._largest:
                raise OverflowError(f"more than {self._largest} bytes")
            if not wire.readable(max(0.0, deadline - self._clock.now())):
                raise TimeoutError
            reply += wire.chunk()
        self._unread = reply[end + 1 :]
        return reply[: end + 1]
