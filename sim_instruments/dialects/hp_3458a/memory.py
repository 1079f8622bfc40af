"""Knows the reading memory of the 3458A: what it keeps, in which order it gives it back; it knows no wire.

Source: Agilent 3458A User's Guide, entries MEM, MFORMAT, MCOUNT? and RMEM (pages not checked).
"""

from __future__ import annotations

from collections import deque

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError
from sim_instruments.dialects.hp_3458a.replies import BYTES_PER_READING

MODES = {"OFF": 0, "LIFO": 1, "FIFO": 2, "CONT": 3}
BYTES = 20480
"""Size without the memory option."""


class Memory:
    """The reading memory; each reading as it was taken, whatever the format says of its precision."""

    def __init__(self) -> None:
        self.mode = "OFF"
        self.format = "SREAL"
        self._order = "FIFO"
        self._readings: deque[float] = deque()

    @property
    def on(self) -> bool:
        """Whether readings go into the memory."""
        return self.mode != "OFF"

    @property
    def room(self) -> int:
        """How many readings it can still take; where the oldest gives way, or it is off, always some."""
        return self.capacity - len(self) if self.on and self._order == "FIFO" else self.capacity

    @property
    def capacity(self) -> int:
        """How many readings it holds."""
        return BYTES // BYTES_PER_READING[self.format]

    def set_mode(self, mode: str) -> None:
        """Do what `MEM` does: FIFO and LIFO begin with an empty memory, CONT goes on."""
        self.mode = mode
        if mode in {"FIFO", "LIFO"}:
            self._order = mode
            self._readings.clear()

    def set_format(self, name: str) -> None:
        """Do what `MFORMAT` does; the memory is emptied."""
        self.format = name
        self._readings.clear()

    def put(self, reading: float) -> None:
        """Keep a reading; in a full memory it is lost (FIFO), or the oldest is (LIFO)."""
        if len(self) == self.capacity:
            if self._order == "FIFO":
                return
            self._readings.popleft()
        self._readings.append(reading)

    def take(self) -> float:
        """Remove the reading that a plain read gives: the oldest (FIFO) or the newest (LIFO)."""
        return self._readings.popleft() if self._order == "FIFO" else self._readings.pop()

    def recall(self, first: int, count: int) -> list[float]:
        """Return readings by number, of which the newest has number 1; none is removed.

        Raises:
            HpError: there are not so many.
        """
        newest_first = list(reversed(self._readings))[first - 1 : first - 1 + count]
        if len(newest_first) < count:
            raise HpError(errors.MEMORY)
        return newest_first

    def __len__(self) -> int:
        return len(self._readings)
