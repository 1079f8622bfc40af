"""Knows how a simulated instrument answers on a raw TCP socket; it knows no command.

Nothing polls: between messages the process sleeps in the event loop.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from sim_instruments.exchange import Exchange

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from sim_instruments.world import SimulatedInstrument

HOST = "127.0.0.1"


class _Connection(asyncio.Protocol):
    """One client.

    Args:
        instrument: that it talks to.
        clock: of the world.
        others: all connections of the server, where this one enters itself while it lasts.
    """

    def __init__(self, instrument: SimulatedInstrument, clock: Clock, others: set[_Connection]) -> None:
        self._exchange = Exchange(instrument, eager=True)
        self._clock = clock
        self._others = others
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a stream socket has no other
        self._transport = transport
        self._others.add(self)

    def pause_writing(self) -> None:
        """Hear nothing more from a client that does not read its replies."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Listen again."""
        if self._transport is not None:
            self._transport.resume_reading()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._exchange.receive(data)
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None
        self._others.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._exchange.abandon()

    def _go_on(self) -> None:
        self._exchange.run()
        if self._transport is None:
            return
        while (reply := self._exchange.take()) is not None:
            self._transport.write(reply)
        if self._exchange.hung_up:
            self._transport.close()
            return
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wake = self._exchange.wake_at
        if wake is not None and wake != float("inf"):
            delay = max(0.0, wake - self._clock.now()) / self._clock.speed
            self._timer = asyncio.get_running_loop().call_later(delay, self._go_on)


class TcpServer:
    """The socket of one instrument, for any number of clients.

    Args:
        instrument: behind the socket.
        clock: of the world.
    """

    def __init__(self, instrument: SimulatedInstrument, clock: Clock) -> None:
        self._instrument = instrument
        self._clock = clock
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._socket = _listener(instrument.name, instrument.port or 0, refuses=instrument.faults.refuses)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        number: int = self._socket.getsockname()[1]
        return number

    @property
    def resource(self) -> str:
        """The VISA resource name."""
        return f"TCPIP0::{HOST}::{self.port}::SOCKET"

    async def start(self) -> None:
        """Accept connections from now on; an instrument that refuses them keeps its port closed."""
        if self._instrument.faults.refuses:
            return
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connect, sock=self._socket)

    def close(self) -> None:
        """End all connections, accept no more and give the port back."""
        if self._server is not None:
            self._server.close()
        self._socket.close()
        for connection in list(self._connections):
            connection.abort()

    def _connect(self) -> _Connection:
        return _Connection(self._instrument, self._clock, self._connections)


def _listener(name: str, port: int, *, refuses: bool) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows SO_REUSEADDR would let two programs share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        if not refuses:
            listener.listen(128)
    except OSError as problem:
        listener.close()
        in_use = problem.errno in {errno.EADDRINUSE, errno.EACCES}
        why = "is in use" if in_use else f"cannot be opened, {problem.strerror}"
        raise UsageError(f"{name}: port {port} on {HOST} {why}; leave `port:` out for a free one") from None
    return listener
