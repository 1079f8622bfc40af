"""Knows the 34401A's settings and how they depend on one another; it knows no command and no reading.

Source: Agilent 34401A User's Guide, chapters 3 and 4 (integration time and resolution, autozero, trigger
delay); pages not checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sim_instruments.dialects.execution import POWER_LINE_HZ

RANGES = tuple(Decimal(text) for text in ("0.1", "1", "10", "100", "1000"))
"""Full scales of direct voltage [V]."""

RESOLUTIONS = {
    Decimal("0.02"): Decimal("1E-4"),
    Decimal("0.2"): Decimal("1E-5"),
    Decimal(1): Decimal("3E-6"),
    Decimal(10): Decimal("1E-6"),
    Decimal(100): Decimal("3E-7"),
}
"""Resolution relative to the range, by integration time [power line cycles]."""

LONGEST_DELAY = Decimal(3600)
MOST_READINGS = Decimal(50000)
MEMORY = 512
_OVER_RANGE = 1.2
# the 1000 V range ends near its full scale; the exact place is not from the manual
_OVER_RANGE_OF_1000_V = 1.05
_DOWN_RANGE = 0.1


@dataclass(slots=True)
class Setup:
    """What the 34401A is set to; the defaults are those of `*RST`.

    Args:
        full_scale: range in use [V].
        autorange: whether it follows the signal.
        cycles: integration time [power line cycles].
        autozero: whether each reading is followed by one of the zero.
        high_impedance: whether the input stays above 10 GΩ on the lower ranges.
        source: of triggers, `IMM`, `BUS` or `EXT`.
        triggers: that one INITiate accepts; may be infinite.
        samples: readings for each trigger.
        delay: before each reading [s]; None for the instrument's own.
    """

    full_scale: Decimal = Decimal(10)
    autorange: bool = True
    cycles: Decimal = Decimal(10)
    autozero: bool = True
    high_impedance: bool = False
    source: str = "IMM"
    triggers: Decimal = Decimal(1)
    samples: int = 1
    delay: Decimal | None = None

    @property
    def resolution(self) -> Decimal:
        """The smallest step of a reading [V]."""
        return self.full_scale * RESOLUTIONS[self.cycles]

    @property
    def effective_delay(self) -> Decimal:
        """The wait before each reading [s]."""
        if self.delay is not None:
            return self.delay
        return Decimal("0.0015") if self.cycles >= 1 else Decimal("0.001")

    @property
    def reading_time(self) -> float:
        """Time from a trigger to its first reading, and from each reading to the next [s]."""
        integrations = 2 if self.autozero else 1
        return float(self.effective_delay) + integrations * float(self.cycles) / POWER_LINE_HZ

    @property
    def over_range(self) -> float:
        """Beyond this magnitude a reading is an overload [V]."""
        factor = _OVER_RANGE_OF_1000_V if self.full_scale == RANGES[-1] else _OVER_RANGE
        return float(self.full_scale) * factor

    def follow(self, volts: float) -> None:
        """Choose the range as autorange does: up above 120 %, down below 10 % of the range."""
        while abs(volts) > self.over_range and self.full_scale < RANGES[-1]:
            self.full_scale = RANGES[RANGES.index(self.full_scale) + 1]
        while abs(volts) < float(self.full_scale) * _DOWN_RANGE and self.full_scale > RANGES[0]:
            self.full_scale = RANGES[RANGES.index(self.full_scale) - 1]

    def choose_range(self, expected: Decimal) -> None:
        """Take the smallest range whose full scale is not below the expected value [V], and stay there."""
        self.full_scale = next(full_scale for full_scale in RANGES if full_scale >= abs(expected))
        self.autorange = False

    def choose_resolution(self, wanted: Decimal) -> None:
        """Take the shortest integration time that resolves `wanted` [V], which one of them does."""
        resolving = (cycles for cycles, relative in RESOLUTIONS.items() if self.full_scale * relative <= wanted)
        self.cycles = next(resolving)

    def choose_cycles(self, wanted: Decimal) -> None:
        """Take the shortest integration time that is not below the wanted one."""
        self.cycles = next(cycles for cycles in RESOLUTIONS if cycles >= wanted)
