"""Knows the 34401A's math: null, dB, dBm, minimum and maximum, limit test; it knows no voltage.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (pages not checked).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, log10

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import Bounds

_MILLIWATT = 1e-3
_REFERENCES = tuple(map(Decimal, (50, 75, 93, 110, 124, 125, 135, 150, 250, 300, 500, 600, 800, 900, 1000, 1200, 8000)))
FUNCTIONS = ("NULL", "DB", "DBM", "AVERage", "LIMit")
VALUES = Bounds(Decimal("-1.2E8"), Decimal("1.2E8"))
DECIBELS = Bounds(Decimal(-200), Decimal(200))
REFERENCES = Bounds(_REFERENCES[0], _REFERENCES[-1])
LOW_LIMIT_FAILED = 2048
HIGH_LIMIT_FAILED = 4096


@dataclass(slots=True)
class Calculation:
    """The math operation and its registers.

    Args:
        function: `NULL`, `DB`, `DBM`, `AVER` or `LIM`.
        on: whether it is applied.
        null: null register; None until the first reading fills it.
        decibels: dB relative register; None until the first reading fills it [dBm].
        ohms: dBm reference resistance [Ω].
        lower: limit.
        upper: limit.
        count: readings in the min-max memory.
    """

    function: str = "NULL"
    on: bool = False
    null: float | None = None
    decibels: float | None = None
    ohms: float = 600.0
    lower: float = 0.0
    upper: float = 0.0
    minimum: float = 0.0
    maximum: float = 0.0
    total: float = 0.0
    count: int = 0

    def switch(self, on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        """Turn the operation on or off; what its registers had gathered is forgotten."""
        self.on = on
        if on:
            self.null = self.decibels = None
            self.minimum = self.maximum = self.total = 0.0
            self.count = 0

    def require(self, function: str) -> None:
        """Refuse to write a register of an operation that is not on.

        Raises:
            ScpiError: -221.
        """
        if not self.on or self.function != function:
            raise ScpiError(-221)

    def apply(self, value: float) -> tuple[float, int]:
        """Return what becomes of a reading, and the bits of the questionable register that this sets."""
        if not self.on or not isfinite(value):
            return value, 0
        match self.function:
            case "NULL":
                if self.null is None:
                    self.null = value
                return value - self.null, 0
            case "DB" | "DBM":
                return self._decibels(value), 0
            case "LIM":
                return value, LOW_LIMIT_FAILED * (value < self.lower) | HIGH_LIMIT_FAILED * (value > self.upper)
            case _:
                self._gather(value)
                return value, 0

    @property
    def average(self) -> float:
        """Mean of the readings in the min-max memory."""
        return self.total / self.count if self.count else 0.0

    def _decibels(self, value: float) -> float:
        power = value * value / self.ohms / _MILLIWATT
        level = 10 * log10(power) if power else -200.0
        if self.function == "DBM":
            return level
        if self.decibels is None:
            self.decibels = level
        return level - self.decibels

    def _gather(self, value: float) -> None:
        self.minimum = min(self.minimum, value) if self.count else value
        self.maximum = max(self.maximum, value) if self.count else value
        self.total += value
        self.count += 1


def nearest_reference(value: Decimal) -> Decimal:
    """Return the reference resistance of dBm that a value means.

    Raises:
        ScpiError: -224, there is none.
    """
    if value not in _REFERENCES:
        raise ScpiError(-224)
    return value
