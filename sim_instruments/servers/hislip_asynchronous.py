"""Knows the asynchronous channel of a HiSLIP client: clear, status, locks, sizes, remote and local.

Source: IVI-6.1, 6.5 (locks), 6.8 (status query), 6.12 (device clear), 6.13 (remote and local control).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import RemoteControlled
from sim_instruments.servers.hislip_messages import LARGEST_PAYLOAD, Error, Kind, Message, packed, read
from sim_instruments.servers.hislip_session import unknown

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from sim_instruments.servers.hislip_session import Session
    from sim_instruments.servers.sharing import Shared

_SIZE = struct.Struct("!Q")
_HEADER_SIZE = 16
_RELEASE, _REQUEST = 0, 1
_FAILURE, _SUCCESS, _SUCCESS_SHARED, _WRONG = 0, 1, 2, 3
_RELEASED = {"exclusive": _SUCCESS, "shared": _SUCCESS_SHARED, "": _WRONG}
_REMOTE_LOCAL_CODES = 7
_GO_TO_LOCAL = frozenset({0, 2, 6})
_GO_TO_REMOTE = frozenset({3, 5})


class AsynchronousChannel:
    """The second channel of one client.

    Args:
        session: that it belongs to.
        shared: the instrument and what its doors share.
        reader: of the channel.
        writer: of the channel.
    """

    def __init__(
        self, session: Session, shared: Shared, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._session = session
        self._shared = shared
        self._reader = reader
        self._writer = writer
        self._acts: dict[int, Callable[[Message, bytes], Awaitable[bytes]]] = {
            Kind.ASYNC_MAXIMUM_MESSAGE_SIZE: self._size,
            Kind.ASYNC_DEVICE_CLEAR: self._clear,
            Kind.ASYNC_STATUS_QUERY: self._status,
            Kind.ASYNC_LOCK: self._lock,
            Kind.ASYNC_LOCK_INFO: self._lock_info,
            Kind.ASYNC_REMOTE_LOCAL_CONTROL: self._remote_local,
        }

    async def serve(self) -> None:
        """Obey messages until the client closes the channel."""
        while True:
            message = await read(self._reader)
            act = self._acts.get(message.kind)
            if act is not None and message.payload is not None:
                self._writer.write(await act(message, message.payload))
            elif message.kind not in {Kind.ERROR, Kind.FATAL_ERROR}:
                self._writer.write(unknown(message))
            await self._writer.drain()

    async def _size(self, message: Message, payload: bytes) -> bytes:
        if len(payload) != _SIZE.size:
            return unknown(message)
        self._session.largest = max(1, _SIZE.unpack(payload)[0] - _HEADER_SIZE)
        ours = _SIZE.pack(LARGEST_PAYLOAD + _HEADER_SIZE)
        return packed(Kind.ASYNC_MAXIMUM_MESSAGE_SIZE_RESPONSE, payload=ours)

    async def _clear(self, *_: object) -> bytes:
        self._session.clear()
        return packed(Kind.ASYNC_DEVICE_CLEAR_ACKNOWLEDGE)

    async def _status(self, message: Message, _: bytes) -> bytes:
        return packed(Kind.ASYNC_STATUS_RESPONSE, self._session.status(delivered=bool(message.control & 1)))

    async def _lock(self, message: Message, key: bytes) -> bytes:
        if message.control not in {_RELEASE, _REQUEST}:
            return packed(Kind.ERROR, Error.UNKNOWN_CONTROL_CODE, payload=b"request is 1, release is 0")
        lock, session = self._shared.lock, self._session
        if message.control == _RELEASE:
            return packed(Kind.ASYNC_LOCK_RESPONSE, _RELEASED[lock.release(session)])
        if lock.holds(session) and not key and lock.exclusive:
            return packed(Kind.ASYNC_LOCK_RESPONSE, _WRONG)  # it has this lock already
        taken = await lock.until(lambda: session.gone or lock.take(session, key), message.parameter / 1000)
        return packed(Kind.ASYNC_LOCK_RESPONSE, _SUCCESS if taken else _FAILURE)

    async def _lock_info(self, *_: object) -> bytes:
        lock = self._shared.lock
        return packed(Kind.ASYNC_LOCK_INFO_RESPONSE, int(lock.exclusive), lock.holders)

    async def _remote_local(self, message: Message, _: bytes) -> bytes:
        if message.control >= _REMOTE_LOCAL_CODES:
            return packed(Kind.ERROR, Error.UNKNOWN_CONTROL_CODE, payload=b"0 to 6")
        dialect = self._shared.instrument.dialect
        if isinstance(dialect, RemoteControlled):
            if message.control in _GO_TO_LOCAL:
                dialect.go_to_local()
            elif message.control in _GO_TO_REMOTE:
                dialect.go_to_remote()
        return packed(Kind.ASYNC_REMOTE_LOCAL_RESPONSE)
