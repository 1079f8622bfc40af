"""Knows what a driver is given whose instruments open their links themselves; knows no link and no instrument."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bench_core.capabilities.instruments import SerialPort
from bench_core.clock import Clock

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Instrument
    from bench_core.documents.instrument import TypeRecord


@dataclass(frozen=True, slots=True)
class Connection:
    """Where an instrument is, and how it may be waited for.

    Args:
        name: of the instrument on the bench.
        resource: the bench entry's `link:`, which the bench lock holds.
        timeout_s: for one reply [s].
        clock: for the pause before a second attempt.
        serial_port: how the bench file sets a serial line.
    """

    name: str
    resource: str
    timeout_s: float
    clock: Clock
    serial_port: SerialPort = field(default_factory=SerialPort)

    @property
    def who(self) -> str:
        """Instrument and resource name, for people."""
        return f"{self.name} ({self.resource})"


class OpenedInstrument(Protocol):
    """An instrument with a link of its own."""

    @property
    def instrument(self) -> Instrument:
        """The driver."""

    def close(self) -> None:
        """Give the link back; closing twice does no harm."""


class OwnLinks(Protocol):
    """A driver whose instruments open their links themselves."""

    def require(self, type_record: TypeRecord) -> None:
        """Refuse a type record that does not describe what the driver needs.

        Raises:
            UsageError: in words.
        """

    def check(self, connection: Connection, type_record: TypeRecord) -> None:
        """Find out before a run what can be found out without opening a link.

        Raises:
            UsageError: what is needed is not installed, or cannot open such a resource.
        """

    def __call__(self, connection: Connection, type_record: TypeRecord) -> OpenedInstrument:
        """Return an instrument, whose link is opened when it is first used; nothing is sent."""
