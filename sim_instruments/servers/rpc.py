"""Knows ONC remote procedure calls on a byte stream: records, XDR and the header; it knows no program.

Sources: RFC 5531 (RPC version 2), RFC 4506 (XDR).
"""

from __future__ import annotations

import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

_UINT = struct.Struct(">I")
_LAST_FRAGMENT = 0x80000000
LARGEST_RECORD = 1 << 20
_RPC_VERSION = 2
_CALL, _REPLY = 0, 1
_ACCEPTED, _DENIED = 0, 1
_SUCCESS, _PROGRAM_UNAVAILABLE, _PROGRAM_MISMATCH, _PROCEDURE_UNAVAILABLE, _GARBAGE = range(5)
_LONGEST_CREDENTIALS = 400


class GarbageError(Exception):
    """The bytes are not what the procedure, or the protocol, asks for."""


class Arguments:
    """Reads XDR values one after the other.

    Args:
        data: whole record.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def uint(self) -> int:
        """Return the next unsigned integer.

        Raises:
            GarbageError: the record has ended.
        """
        if self._at + 4 > len(self._data):
            raise GarbageError
        value: int = _UINT.unpack_from(self._data, self._at)[0]
        self._at += 4
        return value

    def opaque(self, longest: int) -> bytes:
        """Return the next bytes of variable length.

        Raises:
            GarbageError: they are longer than allowed, or the record has ended.
        """
        size = self.uint()
        padded = size + -size % 4
        if size > longest or self._at + padded > len(self._data):
            raise GarbageError
        value = self._data[self._at : self._at + size]
        self._at += padded
        return value


def uints(*values: int) -> bytes:
    """Return unsigned, or signed, integers as XDR."""
    return b"".join(_UINT.pack(value & 0xFFFFFFFF) for value in values)


def opaque(data: bytes) -> bytes:
    """Return bytes of variable length as XDR."""
    return _UINT.pack(len(data)) + data + b"\0" * (-len(data) % 4)


@dataclass(frozen=True, slots=True)
class Program:
    """One program with the procedures that it has.

    Args:
        number: of the program.
        version: the only one.
        procedures: by number; each takes its arguments and returns its results as XDR.
    """

    number: int
    version: int
    procedures: Mapping[int, Callable[[Arguments], Awaitable[bytes]]]


async def answered(record: bytes, program: Program) -> bytes | None:
    """Return the reply to one call, or None where the record is no call."""
    call = Arguments(record)
    try:
        number, kind, rpc_version = call.uint(), call.uint(), call.uint()
        if kind != _CALL:
            return None
        if rpc_version != _RPC_VERSION:
            return uints(number, _REPLY, _DENIED, 0, _RPC_VERSION, _RPC_VERSION)
        wanted = call.uint(), call.uint(), call.uint()
        for _ in ("credentials", "verifier"):
            call.uint()
            call.opaque(_LONGEST_CREDENTIALS)
    except GarbageError:
        return None
    return uints(number, _REPLY, _ACCEPTED, 0, 0) + await _accepted(call, program, *wanted)


async def _accepted(call: Arguments, program: Program, number: int, version: int, procedure: int) -> bytes:
    """Return the results of a call that has an RPC header, or why there are none."""
    if number != program.number:
        return uints(_PROGRAM_UNAVAILABLE)
    if version != program.version:
        return uints(_PROGRAM_MISMATCH, program.version, program.version)
    if procedure == 0:
        return uints(_SUCCESS)
    if procedure not in program.procedures:
        return uints(_PROCEDURE_UNAVAILABLE)
    try:
        return uints(_SUCCESS) + await program.procedures[procedure](call)
    except GarbageError:
        return uints(_GARBAGE)


def call(number: int, program: int, version: int, procedure: int, arguments: bytes = b"") -> bytes:
    """Return a call as a record, without credentials."""
    return uints(number, _CALL, _RPC_VERSION, program, version, procedure, 0, 0, 0, 0) + arguments


def marked(record: bytes) -> bytes:
    """Return a record as one fragment of a byte stream; source: RFC 5531, 11 (record marking)."""
    return _UINT.pack(_LAST_FRAGMENT | len(record)) + record


async def read_record(reader: asyncio.StreamReader) -> bytes:
    """Return the next record, put together from its fragments.

    Raises:
        GarbageError: it is larger than any call.
        EOFError: the client has closed the connection.
    """
    record, last = b"", False
    while not last:
        mark: int = _UINT.unpack(await reader.readexactly(4))[0]
        last, size = bool(mark & _LAST_FRAGMENT), mark & ~_LAST_FRAGMENT
        if len(record) + size > LARGEST_RECORD:
            raise GarbageError
        record += await reader.readexactly(size)
    return record


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, program: Program) -> None:
    """Answer the calls of one connection in turn until it closes, or says what is no record."""
    try:
        while True:
            reply = await answered(await read_record(reader), program)
            if reply is not None:
                writer.write(marked(reply))
                await writer.drain()
    except GarbageError:
        return
