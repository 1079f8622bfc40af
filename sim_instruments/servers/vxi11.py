"""Knows how a simulated instrument answers by VXI-11: its core channel, abort channel and service requests.

Source: VXI-11, TCP/IP Instrument Protocol, B.6 and C (RPCL).
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from sim_instruments.servers.listening import HOST, StreamServer, listener
from sim_instruments.servers.rpc import Arguments, Program, opaque, serve, uints
from sim_instruments.servers.vxi11_interrupts import InterruptChannel
from sim_instruments.servers.vxi11_link import LARGEST_CHUNK, Flag, Link, Status

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from sim_instruments.servers.sharing import Shared

CORE, ABORT, VERSION = 0x0607AF, 0x0607B0, 1
DEVICE = "inst0"
_ABORT_PROCEDURE = 1
_LONGEST_NAME = 256
_LONGEST_HANDLE = 40


class Vxi11Server:
    """The VXI-11 ports of one instrument, for any number of clients.

    Args:
        shared: the instrument and what its doors share.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._links: dict[int, Link] = {}
        self._numbers = count(1)
        instrument = shared.instrument
        refuses = instrument.faults.refuses
        self._core = StreamServer(listener(instrument.name, 0, refuses=refuses), self._converse, refuses=refuses)
        self._abort = StreamServer(listener(instrument.name, 0, refuses=refuses), self._abortions, refuses=refuses)

    @property
    def port(self) -> int:
        """The port of the core channel."""
        return self._core.port

    @property
    def resource(self) -> str:
        """The VISA resource name."""
        return f"TCPIP0::{HOST},{self.port}::{DEVICE}::INSTR"

    async def start(self) -> None:
        """Accept connections from now on."""
        await self._core.start()
        await self._abort.start()

    def close(self) -> None:
        """End all connections, accept no more and give the ports back."""
        self._core.close()
        self._abort.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(self._shared, self._links, self._numbers, self._abort.port)
        try:
            await serve(reader, writer, Program(CORE, VERSION, client.procedures))
        finally:
            client.end()

    async def _abortions(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer, Program(ABORT, VERSION, {_ABORT_PROCEDURE: self._abort_link}))

    async def _abort_link(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        if link is None:
            return uints(Status.INVALID_LINK)
        link.abort()
        return uints(Status.DONE)


class _Client:
    """One connection to the core channel, with the links that it has made.

    Args:
        shared: the instrument and what its doors share.
        links: of all clients, by number.
        numbers: of further links.
        abort_port: of the abort channel.
    """

    def __init__(self, shared: Shared, links: dict[int, Link], numbers: count[int], abort_port: int) -> None:
        self._shared = shared
        self._links = links
        self._numbers = numbers
        self._abort_port = abort_port
        self._own: set[int] = set()
        self._interrupts: InterruptChannel | None = None
        self.procedures: dict[int, Callable[[Arguments], Awaitable[bytes]]] = {
            10: self._create_link, 11: self._write, 12: self._read, 13: self._read_status_byte, 14: self._trigger,
            15: self._clear, 16: self._remote, 17: self._local, 18: self._lock, 19: self._unlock,
            20: self._enable_service_request, 22: self._do_command, 23: self._destroy_link,
            25: self._create_interrupt_channel, 26: self._destroy_interrupt_channel,
        }  # fmt: skip

    def end(self) -> None:
        """Give every link back."""
        for number in self._own:
            self._links.pop(number).end()
        if self._interrupts is not None:
            self._interrupts.close()

    async def _create_link(self, arguments: Arguments) -> bytes:
        arguments.uint()  # the client's own number
        lock_device, lock_s = arguments.uint(), arguments.uint() / 1000
        if arguments.opaque(_LONGEST_NAME).lower() != DEVICE.encode():
            return uints(Status.NOT_ACCESSIBLE, 0, 0, 0)
        link = Link(self._shared, self._request_service)
        if lock_device and await link.take_lock(Flag.WAIT_FOR_LOCK, lock_s) != Status.DONE:
            link.end()
            return uints(Status.LOCKED, 0, 0, 0)
        number = next(self._numbers)
        self._links[number] = link
        self._own.add(number)
        return uints(Status.DONE, number, self._abort_port, LARGEST_CHUNK)

    async def _write(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        _, lock_ms, flags = (arguments.uint() for _ in range(3))
        data = arguments.opaque(LARGEST_CHUNK)
        if link is None:
            return uints(Status.INVALID_LINK, 0)
        if not await link.admitted(flags, lock_ms / 1000):
            return uints(Status.LOCKED, 0)
        link.write(data, flags)
        return uints(Status.DONE, len(data))

    async def _read(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        size, wait_ms, lock_ms, flags, character = (arguments.uint() for _ in range(5))
        if link is None:
            return uints(Status.INVALID_LINK, 0) + opaque(b"")
        if not await link.admitted(flags, lock_ms / 1000):
            return uints(Status.LOCKED, 0) + opaque(b"")
        end = character & 0xFF if flags & Flag.TERMINATION_CHARACTER else None
        status, reason, data = await link.read(size, wait_ms / 1000, end)
        return uints(status, reason) + opaque(data)

    async def _generic(self, arguments: Arguments, act: Callable[[Link], object]) -> bytes:
        """Do what has only the parameters that many procedures share: link, flags, time to wait for a lock."""
        link = self._links.get(arguments.uint())
        flags, lock_ms, _ = (arguments.uint() for _ in range(3))
        if link is None:
            return uints(Status.INVALID_LINK)
        if not await link.admitted(flags, lock_ms / 1000):
            return uints(Status.LOCKED)
        act(link)
        return uints(Status.DONE)

    async def _read_status_byte(self, arguments: Arguments) -> bytes:
        polled: list[int] = []
        status = await self._generic(arguments, lambda link: polled.append(link.poll()))
        return status + uints(polled[0] if polled else 0)

    async def _trigger(self, arguments: Arguments) -> bytes:
        return await self._generic(arguments, Link.trigger)

    async def _clear(self, arguments: Arguments) -> bytes:
        return await self._generic(arguments, Link.clear)

    async def _remote(self, arguments: Arguments) -> bytes:
        return await self._generic(arguments, lambda link: link.remote(on=True))

    async def _local(self, arguments: Arguments) -> bytes:
        return await self._generic(arguments, lambda link: link.remote(on=False))

    async def _lock(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        flags, lock_ms = arguments.uint(), arguments.uint()
        return uints(Status.INVALID_LINK if link is None else await link.take_lock(flags, lock_ms / 1000))

    async def _unlock(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        return uints(Status.INVALID_LINK if link is None else link.release_lock())

    async def _enable_service_request(self, arguments: Arguments) -> bytes:
        link = self._links.get(arguments.uint())
        enable, handle = arguments.uint(), arguments.opaque(_LONGEST_HANDLE)
        if link is None:
            return uints(Status.INVALID_LINK)
        link.handle = handle if enable else None
        return uints(Status.DONE)

    async def _do_command(self, arguments: Arguments) -> bytes:
        known = arguments.uint() in self._links
        return uints(Status.NOT_SUPPORTED if known else Status.INVALID_LINK) + opaque(b"")  # for gateways only

    async def _destroy_link(self, arguments: Arguments) -> bytes:
        number = arguments.uint()
        if number not in self._own:
            return uints(Status.INVALID_LINK)
        self._own.remove(number)
        self._links.pop(number).end()
        return uints(Status.DONE)

    async def _create_interrupt_channel(self, arguments: Arguments) -> bytes:
        address, port, program, version, family = (arguments.uint() for _ in range(5))
        if self._interrupts is not None:
            return uints(Status.CHANNEL_EXISTS)
        if family != 0 or port > 0xFFFF:  # only TCP
            return uints(Status.PARAMETER)
        with suppress(OSError):
            self._interrupts = await InterruptChannel.connect(address, port, program, version)
        return uints(Status.NO_CHANNEL if self._interrupts is None else Status.DONE)

    async def _destroy_interrupt_channel(self, _: Arguments) -> bytes:
        if self._interrupts is None:
            return uints(Status.NO_CHANNEL)
        self._interrupts.close()
        self._interrupts = None
        return uints(Status.DONE)

    def _request_service(self, handle: bytes) -> None:
        if self._interrupts is not None:
            self._interrupts.request_service(handle)
