"""Replies ended by LF from a TCP socket; nothing that came before a question is taken for its answer."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from bench_core.clock import Clock

_CHUNK = 4096


class Replies:
    """The reading side of one connection.

    Args:
        wire: connected.
        largest: a reply above this size is given up [bytes].
        clock: of the wall, for deadlines.
    """

    def __init__(self, wire: socket.socket, largest: int, clock: Clock) -> None:
        self._wire = wire
        self._largest = largest
        self._clock = clock
        self._unread = b""

    def drop_unasked(self) -> None:
        """Drop what has come although no question is open: a second reply to the last one, a banner, a late reply.

        Raises:
            ConnectionResetError: the far side has closed.
            OverflowError: it does not stop.
        """
        self._unread, dropped = b"", 0
        while self._readable(0):
            dropped += len(self._chunk())
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
        reply, found, rest = self._unread.partition(b"\n")
        while not found:
            if len(reply) > self._largest:
                raise OverflowError(f"more than {self._largest} bytes")
            more, found, rest = self._receive(deadline).partition(b"\n")
            reply += more
        self._unread = rest
        return reply + found

    def _receive(self, deadline: float) -> bytes:
        if not self._readable(max(0.0, deadline - self._clock.now())):
            raise TimeoutError
        return self._chunk()

    def _readable(self, seconds: float) -> bool:
        if self._wire.fileno() < 0:
            raise ConnectionResetError("closed here")
        return bool(select.select([self._wire], [], [], seconds)[0])

    def _chunk(self) -> bytes:
        chunk = self._wire.recv(_CHUNK)
        if not chunk:
            raise ConnectionResetError("closed by the instrument")
        return chunk
