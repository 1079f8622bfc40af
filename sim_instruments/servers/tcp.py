"""Knows how a simulated instrument answers on a raw TCP socket; it knows no command.

Nothing polls: between messages the process sleeps in the event loop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sim_instruments.servers.conversation import Conversation
from sim_instruments.servers.listening import HOST, listener

if TYPE_CHECKING:
    from sim_instruments.servers.sharing import Shared


_LINGER = 5.0
"""How long a client that sends no more may wait for its reply [s of the world]; one that has left looks the same."""


class _Connection(asyncio.Protocol):
    """One client.

    Args:
        shared: the instrument that it talks to.
        others: all connections of the server, where this one enters itself while it lasts.
    """

    def __init__(self, shared: Shared, others: set[_Connection]) -> None:
        self._conversation = Conversation(shared, "socket", eager=True, react=self._reply)
        self._exchange = self._conversation.exchange
        self._shared = shared
        self._others = others
        self._transport: asyncio.Transport | None = None
        self._heard_all = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a stream socket has no other
        self._transport = transport
        self._others.add(self)
        if self._exchange.under_way:  # a fault at the opening of a connection
            self._conversation.go_on()

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
        reply = self._exchange.answer(data)
        if reply is not None and self._transport is not None:
            self._transport.write(reply)
        elif self._exchange.under_way:
            self._conversation.go_on()
            return
        if self._shared.listeners:
            self._shared.changed()

    def eof_received(self) -> bool:
        """Stay for what is under way when a client says that it has sent all: it still waits for its reply."""
        self._heard_all = self._exchange.under_way
        if self._heard_all:
            asyncio.get_running_loop().call_later(_LINGER / self._shared.clock.speed, self._leave)
        return self._heard_all

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None
        self._others.discard(self)
        self._conversation.end()

    def _leave(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _reply(self) -> None:
        if self._transport is None:
            return
        while (reply := self._exchange.take()) is not None:
            self._transport.write(reply)
        if self._exchange.hung_up or (self._heard_all and not self._exchange.under_way):
            self._transport.close()


class TcpServer:
    """The socket of one instrument, for any number of clients.

    Args:
        shared: the instrument and what its doors share.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        instrument = shared.instrument
        self._socket = listener(instrument.name, instrument.port or 0, refuses=instrument.faults.refuses)

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
        if self._shared.instrument.faults.refuses:
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
        return _Connection(self._shared, self._connections)
