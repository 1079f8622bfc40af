"""Knows how VXI-11 instruments are found: all port mappers of a network are asked at once for the core channel.

Sources: RFC 5531 (RPC version 2), RFC 1833 (port mapper), VXI-11 B.6 (program numbers).
"""

from __future__ import annotations

import select
import socket
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from drivers.links.seeking import Candidate, NotSearchedError

if sys.platform == "linux":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Sequence

PORT = 111
_ANYBODY = "255.255.255.255"
_LOOPBACK = "127.255.255.255"
_GET_BROADCAST_ADDRESS = 0x8919  # SIOCGIFBRDADDR of Linux
_NUMBER = 0x43414C42
_CALL = struct.pack(
    ">14I", _NUMBER, 0, 2, 100000, 2, 3,  # call 3 (get port) of the port mapper
    0, 0, 0, 0,  # without credentials
    0x0607AF, 1, 6, 0,  # for the core channel of VXI-11, on TCP
)  # fmt: skip
_REPLY = struct.Struct(">7I")
_ACCEPTED = (_NUMBER, 1, 0, 0, 0, 0)
_LARGEST_PORT = 0xFFFF


def find(addresses: Sequence[str], wait_s: float, port: int = PORT) -> list[Candidate]:
    """Return every VXI-11 instrument that answers.

    Args:
        addresses: broadcast addresses, one for each network.
        wait_s: how long to listen [s].
        port: of the port mappers.

    Raises:
        NotSearchedError: no network takes a broadcast.
    """
    wall = system_clock()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asked = 0
        for address in addresses:
            with suppress(OSError):
                asked += asking.sendto(_CALL, (address, port)) > 0
        if not asked:
            raise NotSearchedError("no network takes a broadcast; check the network connection")
        found: dict[str, Candidate] = {}
        end = wall.now() + wait_s
        while select.select([asking], [], [], max(0.0, end - wall.now()))[0]:
            with suppress(OSError):  # an unreachable network tells so here
                reply, (host, _) = asking.recvfrom(1024)
                core = _core_port(reply)
                if core is not None:
                    found.setdefault(host, Candidate(_resource(host, core, port), "VXI-11"))
    return list(found.values())


def broadcast_addresses() -> list[str]:
    """Return the broadcast address of every network that this machine is on, its own included."""
    found = [_LOOPBACK] if sys.platform == "linux" else []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                found.append(_broadcast_address(asking, name))
    return list(dict.fromkeys([*found, _ANYBODY]))


def _broadcast_address(asking: socket.socket, interface: str) -> str:
    if sys.platform != "linux":
        return _ANYBODY
    request = struct.pack("256s", interface.encode()[:15])
    return socket.inet_ntoa(fcntl.ioctl(asking.fileno(), _GET_BROADCAST_ADDRESS, request)[20:24])


def _core_port(reply: bytes) -> int | None:
    if len(reply) < _REPLY.size:
        return None
    *header, core = _REPLY.unpack_from(reply)
    return core if tuple(header) == _ACCEPTED and 0 < core <= _LARGEST_PORT else None


def _resource(host: str, core: int, port: int) -> str:
    """Name the instrument so that its port is asked for again: another one may serve after it was switched off."""
    return f"TCPIP::{host}::inst0::INSTR" if port == PORT else f"TCPIP::{host},{core}::inst0::INSTR"
