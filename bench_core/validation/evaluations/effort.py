"""How much work a Monte Carlo example is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Effort:
    """How many trials a Monte Carlo example takes.

    Args:
        name: `quick` or `thorough`.
        factor: by which the example's own number of trials is multiplied.
    """

    name: str
    factor: float

    def trials(self, number: int) -> int:
        """Return the trials for an example whose own number this is."""
        return round(number * self.factor)


QUICK: Final = Effort("quick", 1)
THOROUGH: Final = Effort("thorough", 10)
