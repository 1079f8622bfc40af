"""Knows how HiSLIP frames its messages as bytes; it knows no session and no instrument.

Source: IVI-6.1, High-Speed LAN Instrument Protocol, 2.2 (header), 2.4 (message types), 3.3 (errors).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

_HEADER = struct.Struct("!2sBBIQ")
_PROLOGUE = b"HS"
LARGEST_PAYLOAD = 1 << 20
"""What the server takes in one message [bytes]."""


class Kind(IntEnum):
    """Message types."""

    INITIALIZE = 0
    INITIALIZE_RESPONSE = 1
    FATAL_ERROR = 2
    ERROR = 3
    ASYNC_LOCK = 4
    ASYNC_LOCK_RESPONSE = 5
    DATA = 6
    DATA_END = 7
    DEVICE_CLEAR_COMPLETE = 8
    DEVICE_CLEAR_ACKNOWLEDGE = 9
    ASYNC_REMOTE_LOCAL_CONTROL = 10
    ASYNC_REMOTE_LOCAL_RESPONSE = 11
    TRIGGER = 12
    INTERRUPTED = 13
    ASYNC_INTERRUPTED = 14
    ASYNC_MAXIMUM_MESSAGE_SIZE = 15
    ASYNC_MAXIMUM_MESSAGE_SIZE_RESPONSE = 16
    ASYNC_INITIALIZE = 17
    ASYNC_INITIALIZE_RESPONSE = 18
    ASYNC_DEVICE_CLEAR = 19
    ASYNC_SERVICE_REQUEST = 20
    ASYNC_STATUS_QUERY = 21
    ASYNC_STATUS_RESPONSE = 22
    ASYNC_DEVICE_CLEAR_ACKNOWLEDGE = 23
    ASYNC_LOCK_INFO = 24
    ASYNC_LOCK_INFO_RESPONSE = 25


class FatalError(IntEnum):
    """Why a connection ends."""

    POOR_HEADER = 1
    NO_BOTH_CHANNELS = 2
    WRONG_INITIALIZATION = 3


class Error(IntEnum):
    """Why a message is not obeyed."""

    UNKNOWN_MESSAGE = 1
    UNKNOWN_CONTROL_CODE = 2
    UNKNOWN_VENDOR_MESSAGE = 3
    TOO_LARGE = 4


FIRST_VENDOR_KIND = 128


class BadHeaderError(Exception):
    """What came is no HiSLIP message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Args:
        kind: a `Kind`, or another number of 0 to 255.
        control: control code.
        parameter: message parameter.
        payload: None where it was larger than the server takes; it was dropped.
    """

    kind: int
    control: int
    parameter: int
    payload: bytes | None


def packed(kind: Kind, control: int = 0, parameter: int = 0, payload: bytes = b"") -> bytes:
    """Return a message as bytes."""
    return _HEADER.pack(_PROLOGUE, kind, control, parameter & 0xFFFFFFFF, len(payload)) + payload


async def read(reader: asyncio.StreamReader) -> Message:
    """Return the next message of a channel.

    Raises:
        BadHeaderError: the bytes begin no message.
        EOFError: the client has closed the channel.
    """
    prologue, kind, control, parameter, size = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    if prologue != _PROLOGUE:
        raise BadHeaderError
    if size > LARGEST_PAYLOAD:
        await _drop(reader, size)
        return Message(kind, control, parameter, None)
    return Message(kind, control, parameter, await reader.readexactly(size) if size else b"")


async def _drop(reader: asyncio.StreamReader, size: int) -> None:
    left = size
    while left:
        chunk = await reader.read(min(left, LARGEST_PAYLOAD))
        if not chunk:
            raise EOFError
        left -= len(chunk)
