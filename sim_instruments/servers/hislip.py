"""Knows how a simulated instrument answers by HiSLIP: two channels a client, replies that name their question.

Source: IVI-6.1, High-Speed LAN Instrument Protocol, synchronized mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.servers.hislip_asynchronous import AsynchronousChannel
from sim_instruments.servers.hislip_messages import BadHeaderError, FatalError, Kind, Message, packed, read
from sim_instruments.servers.hislip_session import Session
from sim_instruments.servers.listening import HOST, StreamServer, listener

if TYPE_CHECKING:
    import asyncio

    from sim_instruments.servers.sharing import Shared

DEVICE = "hislip0"
_VERSION = 0x0100
_VENDOR = int.from_bytes(b"CB", "big")
_MOST_SESSIONS = 0xFFFF


class HislipServer:
    """The HiSLIP port of one instrument, for any number of clients.

    Args:
        shared: the instrument and what its doors share.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._sessions: dict[int, Session] = {}
        self._last_session = 0
        instrument = shared.instrument
        refuses = instrument.faults.refuses
        self._server = StreamServer(listener(instrument.name, 0, refuses=refuses), self._converse, refuses=refuses)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.port

    @property
    def resource(self) -> str:
        """The VISA resource name."""
        return f"TCPIP0::{HOST}::{DEVICE},{self.port}::INSTR"

    async def start(self) -> None:
        """Accept connections from now on."""
        await self._server.start()

    def close(self) -> None:
        """End all connections, accept no more and give the port back."""
        self._server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await read(reader)
            if first.kind == Kind.INITIALIZE:
                await self._synchronous(first, reader, writer)
            elif first.kind == Kind.ASYNC_INITIALIZE:
                await self._asynchronous(first, reader, writer)
            else:
                writer.write(_fatal(FatalError.WRONG_INITIALIZATION, "begin with Initialize"))
        except BadHeaderError:
            writer.write(_fatal(FatalError.POOR_HEADER, "this is no HiSLIP message"))

    async def _synchronous(self, first: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (first.payload or b"").lower() != DEVICE.encode():
            writer.write(_fatal(FatalError.WRONG_INITIALIZATION, f"the only device here is {DEVICE}"))
            return
        number = self._free_number()
        session = self._sessions[number] = Session(self._shared, writer)
        version = min(_VERSION, first.parameter >> 16)
        writer.write(packed(Kind.INITIALIZE_RESPONSE, 0, version << 16 | number))
        try:
            while True:
                message = await read(reader)
                if session.asynchronous is None:
                    writer.write(_fatal(FatalError.NO_BOTH_CHANNELS, "open the asynchronous channel first"))
                    return
                await session.take(message)
        finally:
            del self._sessions[number]
            session.end()

    async def _asynchronous(self, first: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = self._sessions.get(first.parameter)
        if session is None or session.asynchronous is not None:
            writer.write(_fatal(FatalError.WRONG_INITIALIZATION, "no session of this number waits for a channel"))
            return
        session.asynchronous = writer
        writer.write(packed(Kind.ASYNC_INITIALIZE_RESPONSE, 0, _VENDOR))
        try:
            await AsynchronousChannel(session, self._shared, reader, writer).serve()
        finally:
            session.hang_up()

    def _free_number(self) -> int:
        while True:
            self._last_session = self._last_session % _MOST_SESSIONS + 1
            if self._last_session not in self._sessions:
                return self._last_session


def _fatal(error: FatalError, words: str) -> bytes:
    return packed(Kind.FATAL_ERROR, error, payload=words.encode())
