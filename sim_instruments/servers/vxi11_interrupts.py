"""Knows how a VXI-11 instrument calls its client back for a service request.

Source: VXI-11, TCP/IP Instrument Protocol, B.4.4 (interrupt channel), B.6.13 (device_intr_srq).
"""

from __future__ import annotations

import asyncio
import ipaddress
from itertools import count

from sim_instruments.servers.rpc import call, marked, opaque

PROGRAM = 0x0607B1
_SERVICE_REQUEST = 30
_CONNECT_S = 2.0


class InterruptChannel:
    """A connection to the client's own server; its answers are not awaited.

    Args:
        writer: of the connection.
        program: that the client serves.
        version: of it.
    """

    def __init__(self, writer: asyncio.StreamWriter, program: int, version: int) -> None:
        self._writer = writer
        self._program = program
        self._version = version
        self._numbers = count(1)

    @classmethod
    async def connect(cls, address: int, port: int, program: int, version: int) -> InterruptChannel:
        """Connect to the client.

        Args:
            address: IPv4 address as a number.
            port: TCP port.
            program: that the client serves.
            version: of it.

        Raises:
            OSError: nothing answers there.
        """
        host = str(ipaddress.IPv4Address(address))
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), _CONNECT_S)
        return cls(writer, program, version)

    def request_service(self, handle: bytes) -> None:
        """Call the client.

        Args:
            handle: that it gave for the link.
        """
        number = next(self._numbers)
        self._writer.write(marked(call(number, self._program, self._version, _SERVICE_REQUEST, opaque(handle))))

    def close(self) -> None:
        """End the connection."""
        self._writer.close()
