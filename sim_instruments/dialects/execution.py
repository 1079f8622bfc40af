"""Knows how a dialect works through one message in world time; it knows no wire and no command."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from bench_core.metrology.quantity import Quantity
from sim_instruments.physics.converter import Converter
from sim_instruments.physics.output import Nature, Output

Execution: TypeAlias = Generator[float, None, str | None]
"""Works through a message: yields each time it waits for [s], `NEVER` where only another event can end
the wait, and returns the reply without its terminator, or None for silence."""

NEVER = float("inf")
POWER_LINE_HZ = 50.0


class Unended(str):
    """A reply that has no terminator: only the end that an interface knows ends it, as with binary readings."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a dialect drives.

    Args:
        serial: serial number as the instrument answers it.
        nature: what makes it differ from others of its type.
        output: its output terminals; those of a meter stay open.
        converter: behind its input terminals.
        now: world time [s].
        at_terminal: whether it takes its remote side for a person at a terminal.
        air: gives by name what surrounds it, and None for what the world does not say.
    """

    serial: str
    nature: Nature
    output: Output
    converter: Converter
    now: Callable[[], float]
    mains_hz: float = POWER_LINE_HZ
    at_terminal: bool = False
    air: Callable[[str], Quantity | None] = lambda _: None


class Dialect(Protocol):
    """One simulated instrument as its manual describes it."""

    terminator: bytes
    """Ends each reply."""

    def execute(self, message: str) -> Execution:
        """Work through one program message without its terminator."""

    def interrupted(self) -> None:
        """Learn that a reply was dropped because a new message came before it was read."""

    def unterminated(self) -> Execution | None:
        """Learn that a reply was asked for although there was no complete query.

        Returns:
            What the instrument does then, where to be read is an event to it; else None.
        """

    def overrun(self) -> None:
        """Learn that a message was longer than the input buffer."""

    def device_clear(self) -> None:
        """Give up what is under way and become ready for a new message."""

    def trip(self) -> None:
        """Take the output off by itself, as a protection does."""


@runtime_checkable
class Polled(Protocol):
    """A dialect whose status byte an interface can read without a message."""

    def status_byte(self, *, message_available: bool) -> int:
        """Return the status byte with the master summary in bit 6.

        Args:
            message_available: whether a reply waits to be read (bit 4).
        """

    def next_change(self) -> float | None:
        """Return when the status will change although no message comes [s]; None where it will not."""


@runtime_checkable
class OnDoors(Protocol):
    """A dialect that differs from interface to interface."""

    door: str
    """Which one the message under way came in by: `socket`, `hislip`, `vxi11`, `serial`, `sim`."""


@runtime_checkable
class RemoteControlled(Protocol):
    """A dialect whose front panel an interface can lock out and give back."""

    def go_to_remote(self) -> None:
        """Obey the interface."""

    def go_to_local(self) -> None:
        """Obey the front panel."""
