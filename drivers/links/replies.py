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
_LONGEST_SHOWN = 40
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


class NoEnd(TimeoutError):
    """Bytes came in time, but not the end of a reply.

    Args:
        received: what has come.
    """

    def __init__(self, received: bytes) -> None:
        super().__init__(received)
        self.received = received


def timed_out(problem: Exception, within_s: float, check: str) -> str:
    """Return what a person is told when no whole reply came in time, and what to do.

    Args:
        problem: with what has come, if anything has.
        within_s: how long was waited [s].
        check: what may be wrong where nothing came.
    """
    late = f"no complete reply within {within_s:g} s"
    if not isinstance(problem, NoEnd):
        return f"{late}; check {check}"
    shown, count = problem.received[:_LONGEST_SHOWN].decode("latin-1"), len(problem.received)
    what = f"{late}, but {count} bytes {shown!r} without LF at its end"
    return f"{what}; set the instrument to end replies with LF or CR LF, or allow it more time"


def without_terminator(reply: bytes) -> bytes:
    """Return a reply without the one LF or CR LF that ends it; what stands before that belongs to the reply."""
    return reply.removesuffix(b"\n").removesuffix(b"\r")


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


class TellsClosing:
    """A socket for a reader that takes an empty chunk for none yet, and would ask again and again.

    Args:
        connected: the socket.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def recv(self, size: int) -> bytes:
        """Return what is there, at most so many bytes.

        Raises:
            ConnectionResetError: the far side has gone.
        """
        chunk = self._socket.recv(size)
        if not chunk:
            raise ConnectionResetError("closed by the instrument")
        return chunk

    def sendall(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(data)

    def fileno(self) -> int:
        """Return the descriptor to wait for."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


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

    def drop_unasked(self, silence: float = 0.0, deadline: float | None = None) -> None:
        """Drop what has come although no question is open: a second reply to the last one, a banner, a late reply.

        Args:
            silence: how long nothing may come before this ends [s].
            deadline: when it must have ended, however much comes [s]; without one, only so much is dropped.

        Raises:
            ConnectionResetError: the far side has closed.
            OverflowError: it does not stop.
        """
        self._unread, dropped = b"", 0
        while self._wire.readable(silence):
            dropped += len(self._wire.chunk())
            if dropped > self._largest if deadline is None else self._clock.now() > deadline:
                raise OverflowError(f"{dropped} bytes, and no end")

    def next(self, deadline: float) -> bytes:
        """Return one reply with its terminator.

        Args:
            deadline: a reading of the clock [s].

        Raises:
            NoEnd: no whole reply came before the deadline, but some of it.
            TimeoutError: nothing came.
            ConnectionResetError: the far side has closed.
            OverflowError: the reply is larger than any text reply; the rest of it is never read.
        """
        wire, reply = self._wire, self._unread
        while (end := reply.find(b"\n")) < 0:
            if len(reply) > self._largest:
                raise OverflowError(f"more than {self._largest} bytes")
            if not wire.readable(max(0.0, deadline - self._clock.now())):
                raise NoEnd(reply) if reply else TimeoutError
            reply += wire.chunk()
        self._unread = reply[end + 1 :]
        return reply[: end + 1]
