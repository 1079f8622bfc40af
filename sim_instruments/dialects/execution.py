"""Knows how a dialect works through one message in world time; it knows no wire and no command."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sim_instruments.physics.converter import Converter
from sim_instruments.physics.output import Nature, Output

Execution: TypeAlias = Generator[float, None, str | None]
"""Works through a message: yields each time it waits for [s], `NEVER` where only another event can end
the wait, and returns the reply without its terminator, or None for silence."""

NEVER = float("inf")
POWER_LINE_HZ = 50.0


@dataclass(frozen=True, slots=True)
class Body:
    """What a dialect drives.

    Args:
        serial: serial number as the instrument answers it.
        nature: what makes it differ from others of its type.
        output: its output terminals; those of a meter stay open.
        converter: behind its input terminals.
        now: world time [s].
    """

    serial: str
    nature: Nature
    output: Output
    converter: Converter
    now: Callable[[], float]


class Dialect(Protocol):
    """One simulated instrument as its manual describes it."""

    terminator: bytes
    """Ends each reply."""

    def execute(self, message: str) -> Execution:
        """Work through one program message without its terminator."""

    def interrupted(self) -> None:
        """Learn that a reply was dropped because a new message came before it was read."""

    def unterminated(self) -> None:
        """Learn that a reply was asked for although there was no complete query."""

    def overrun(self) -> None:
        """Learn that a message was longer than the input buffer."""

    def device_clear(self) -> None:
        """Give up what is under way and become ready for a new message."""

    def trip(self) -> None:
        """Take the output off by itself, as a protection does."""
