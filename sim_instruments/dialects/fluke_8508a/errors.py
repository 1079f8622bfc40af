"""Knows the error queues of the 8508A; it knows no command.

Numbers and texts: Fluke 8508A Service Manual, table 4-8 (page not checked); that a queue is read newest first and
answers 0 when empty: Users Manual, "Recall Device Errors" (page not checked). The depth, and which mistake gives which
number, is not from the manual.
"""

from __future__ import annotations

NOT_INSTALLED = 1001
DATA_ENTRY = 1007
ONLY_ALTERNATING = 1008
OUT_OF_LIMIT = 1013
ILLEGAL_RANGE = 1014

_DEPTH = 16


class ExecutionError(Exception):
    """A command cannot be carried out.

    Args:
        number: of the error.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class CommandError(Exception):
    """A message cannot be understood; no queue holds it."""


class ErrorQueue:
    """Errors, of which the newest is read first; what comes when it is full is lost."""

    def __init__(self) -> None:
        self._numbers: list[int] = []

    def put(self, number: int) -> None:
        """Add an error."""
        if len(self._numbers) < _DEPTH:
            self._numbers.append(number)

    def take(self) -> int:
        """Remove the newest error and return its number; 0 when there is none."""
        return self._numbers.pop() if self._numbers else 0

    def clear(self) -> None:
        """Forget all."""
        self._numbers.clear()
