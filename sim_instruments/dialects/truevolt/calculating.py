"""Knows Truevolt's math: scaling, limits, statistics; it knows no voltage.

Source: Keysight Truevolt Series Operating and Service Guide, CALCulate subsystem (pages not checked).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, log10

from sim_instruments.dialects.scpi_meter.statistics import Statistics

LOWER_FAILED = 2048
UPPER_FAILED = 4096
_MILLIWATT = 1e-3


@dataclass(slots=True)
class Calculation:
    """What happens to each reading.

    Args:
        scaling: whether readings are scaled.
        scale: how, `DB`, `DBM`, `PCT` or `SCAL`.
        gain: of `SCAL`.
        offset: of `SCAL`.
        reference: of `PCT`.
        decibels: reference of `DB` [dBm].
        ohms: reference of `DBM` and `DB` [Ω].
        acquire: whether the next reading becomes the reference.
        limits: whether readings are compared with limits.
        gathers: whether statistics are gathered.
    """

    scaling: bool = False
    scale: str = "DB"
    gain: float = 1.0
    offset: float = 0.0
    reference: float = 0.0
    decibels: float = 0.0
    ohms: float = 600.0
    automatic: bool = True
    acquire: bool = False
    limits: bool = False
    lower: float = 0.0
    upper: float = 0.0
    gathers: bool = False
    statistics: Statistics = field(default_factory=Statistics)

    def apply(self, value: float) -> float:
        """Return what becomes of a reading; statistics see that."""
        if self.scaling and isfinite(value):
            value = self._scaled(value)
        if self.gathers:
            self.statistics.add(value)
        return value

    def failed(self, value: float) -> int:
        """Return the condition bits of the limits that a reading fails."""
        if not self.limits:
            return 0
        return LOWER_FAILED * (value < self.lower) | UPPER_FAILED * (value > self.upper)

    def _scaled(self, value: float) -> float:
        if self.scale == "SCAL":
            return value * self.gain + self.offset
        if self.scale == "PCT":
            if self.acquire:
                self.reference, self.acquire = value, False
            return (value - self.reference) / self.reference * 100 if self.reference else 0.0
        power = value * value / self.ohms / _MILLIWATT
        level = 10 * log10(power) if power else -200.0
        if self.scale == "DBM":
            return level
        if self.acquire:
            self.decibels, self.acquire = level, False
        return level - self.decibels
