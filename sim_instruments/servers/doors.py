"""Knows which doors there are, by the names that world files use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim_instruments.servers.hislip import HislipServer
from sim_instruments.servers.serial_line import SerialLine
from sim_instruments.servers.tcp import TcpServer
from sim_instruments.servers.vxi11 import Vxi11Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.servers.sharing import Shared


class Door(Protocol):
    """One way to reach an instrument."""

    @property
    def resource(self) -> str:
        """The VISA resource name."""

    async def start(self) -> None:
        """Accept clients from now on."""

    def close(self) -> None:
        """End all conversations and give back what the system lent."""


OPENERS: Mapping[str, Callable[[Shared], Door]] = {
    "socket": TcpServer,
    "hislip": HislipServer,
    "vxi11": Vxi11Server,
    "serial": SerialLine,
}
