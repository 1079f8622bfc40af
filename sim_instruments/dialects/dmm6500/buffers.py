"""Knows the reading buffers of a DMM6500; it knows no command.

Source: DMM6500 Reference Manual, reading buffers (pages not checked).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.statistics import Statistics

DEFAULT = "defbuffer1"
_DEFAULT_SIZE = 100000
_NAMES_OF_DEFAULTS = (DEFAULT, "defbuffer2")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading in a buffer.

    Args:
        value: in the unit of the function; infinite for an overload.
        at: world time of its end [s].
        unit: text.
    """

    value: float
    at: float
    unit: str


@dataclass(slots=True)
class Buffer:
    """A reading buffer.

    Args:
        size: readings that it holds.
        once: whether it stops when it is full; else the oldest is lost.
    """

    size: int = _DEFAULT_SIZE
    once: bool = False
    readings: deque[Reading] = field(default_factory=deque)
    statistics: Statistics = field(default_factory=Statistics)
    first: int = 1
    """Index of the oldest reading."""

    def add(self, reading: Reading) -> None:
        """Store a reading."""
        if len(self.readings) >= self.size:
            if self.once:
                return
            self.readings.popleft()
            self.first += 1
        self.readings.append(reading)
        self.statistics.add(reading.value)

    def clear(self) -> None:
        """Forget all readings."""
        self.readings.clear()
        self.statistics.clear()
        self.first = 1

    @property
    def start(self) -> int:
        """Index of the oldest reading; 0 where there is none."""
        return self.first if self.readings else 0

    @property
    def end(self) -> int:
        """Index of the newest reading; 0 where there is none."""
        return self.first + len(self.readings) - 1 if self.readings else 0

    def between(self, start: int, end: int) -> list[Reading]:
        """Return readings by their indices, both included.

        Raises:
            ScpiError: -222, there are no such readings.
        """
        if not self.readings or not self.start <= start <= end <= self.end:
            raise ScpiError(-222)
        return [self.readings[index - self.first] for index in range(start, end + 1)]


class Buffers:
    """All buffers of a meter, by name."""

    def __init__(self) -> None:
        self._buffers: dict[str, Buffer] = {}
        self.reset()

    def reset(self) -> None:
        """Keep the default buffers only, empty."""
        self._buffers = {name: Buffer() for name in _NAMES_OF_DEFAULTS}

    def named(self, name: str = DEFAULT) -> Buffer:
        """Return a buffer.

        Raises:
            ScpiError: -224, there is none of this name.
        """
        buffer = self._buffers.get(name.lower())
        if buffer is None:
            raise ScpiError(-224)
        return buffer

    def make(self, name: str, size: int) -> None:
        """Make a buffer.

        Raises:
            ScpiError: -224, there is one of this name.
        """
        if name.lower() in self._buffers:
            raise ScpiError(-224)
        self._buffers[name.lower()] = Buffer(size)

    def delete(self, name: str) -> None:
        """Delete a buffer.

        Raises:
            ScpiError: -224, there is none of this name, or it is a default one.
        """
        self.named(name)
        if name.lower() in _NAMES_OF_DEFAULTS:
            raise ScpiError(-224)
        del self._buffers[name.lower()]
