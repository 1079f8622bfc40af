"""Knows how a client asks which port a program listens on; it maps what it is told and registers nothing by itself.

Source: RFC 1833, 3 (port mapper, version 2).
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING, cast

from bench_core.errors import UsageError
from sim_instruments.servers.listening import HOST, StreamServer, listener
from sim_instruments.servers.rpc import Arguments, Program, answered, serve, uints

if TYPE_CHECKING:
    from collections.abc import Mapping

PORT = 111
_PROGRAM, _VERSION = 100000, 2
_GET_PORT, _DUMP = 3, 4
_TCP = 6
_BROADCAST = "127.255.255.255"


class Portmapper:
    """Answers over TCP and UDP on the loopback interface, broadcasts included.

    Args:
        mapped: port by program and version; all of them TCP.
        port: to listen on; 0 for a free one.

    Raises:
        UsageError: the port is taken, or needs rights that this process does not have.
    """

    def __init__(self, mapped: Mapping[tuple[int, int], int], port: int = PORT) -> None:
        self._mapped = dict(mapped)
        self._program = Program(_PROGRAM, _VERSION, {_GET_PORT: self._get_port, _DUMP: self._dump})
        self._server = StreamServer(listener("portmapper", port, refuses=False), self._converse)
        self.port = self._server.port
        self._sockets: list[socket.socket] = []
        self._transports: list[asyncio.DatagramTransport] = []
        try:
            for address in (HOST, _BROADCAST) if sys.platform == "linux" else (HOST,):
                self._sockets.append(_datagrams(address, self.port))
        except OSError as problem:
            self.close()
            raise UsageError(f"portmapper: UDP port {self.port} cannot be opened, {problem.strerror}") from problem

    async def start(self) -> None:
        """Answer from now on."""
        await self._server.start()
        loop = asyncio.get_running_loop()
        for one in self._sockets:
            transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self._program), sock=one)
            self._transports.append(transport)

    def close(self) -> None:
        """Give the ports back."""
        self._server.close()
        for transport in self._transports:
            transport.abort()
        for one in self._sockets:
            one.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer, self._program)

    async def _get_port(self, arguments: Arguments) -> bytes:
        program, version, protocol, _ = (arguments.uint() for _ in range(4))
        return uints(self._mapped.get((program, version), 0) if protocol == _TCP else 0)

    async def _dump(self, _: Arguments) -> bytes:
        rows = (uints(1, program, version, _TCP, port) for (program, version), port in self._mapped.items())
        return b"".join(rows) + uints(0)


class _Datagrams(asyncio.DatagramProtocol):
    """Answers calls that come in single datagrams.

    Args:
        program: that is served.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._transport: asyncio.DatagramTransport | None = None
        self._answering: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.get_running_loop().create_task(self._answer(data, addr))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, data: bytes, address: tuple[str, int]) -> None:
        reply = await answered(data, self._program)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, address)


def _datagrams(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    made.settimeout(0)  # asyncio wants it so
    return made
