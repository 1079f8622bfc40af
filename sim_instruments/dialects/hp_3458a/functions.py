"""Knows which functions the 3458A has and which ranges each of them has; it knows no state.

Source: Agilent 3458A User's Guide, entries FUNC and RANGE (pages not checked). Where the largest ranges end is not
from the manual. The sampling functions DSAC, DSDC, SSAC and SSDC are not simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError

_OVER_RANGE = Decimal("1.2")
_DOWN_RANGE = 0.1

INPUT = "INPUT HI LO"
CURRENT = "CURRENT 1 A"
"""Terminals as a world file names them; on the instrument the second is `I` and shares LO."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Args:
        name: as a command writes it.
        code: as `FUNC?` answers it.
        capability: what it reads.
        ranges: full scales, rising, in the function's unit.
        largest: that the last range still reads.
    """

    name: str
    code: int
    capability: str
    ranges: tuple[Decimal, ...]
    largest: Decimal

    def limit(self, full_scale: Decimal) -> Decimal:
        """Return the magnitude beyond which a reading on a range is an overload."""
        return self.largest if full_scale == self.ranges[-1] else full_scale * _OVER_RANGE

    def range_for(self, value: Decimal) -> Decimal:
        """Return the smallest range that reads a value.

        Raises:
            HpError: none does.
        """
        for full_scale in self.ranges:
            if abs(value) <= self.limit(full_scale):
                return full_scale
        raise HpError(errors.OUT_OF_RANGE)

    def follow(self, full_scale: Decimal, value: float) -> Decimal:
        """Return the range that autorange goes to: up beyond the limit, down below 10 % (not from the manual)."""
        index = self.ranges.index(full_scale)
        while index + 1 < len(self.ranges) and abs(value) > self.limit(self.ranges[index]):
            index += 1
        while index and abs(value) < float(self.ranges[index]) * _DOWN_RANGE:
            index -= 1
        return self.ranges[index]

    @property
    def terminals(self) -> str:
        """Where it is connected."""
        return CURRENT if self.capability.endswith("_current") else INPUT

    @property
    def alternating(self) -> bool:
        """Whether it reads an alternating quantity."""
        return self.capability.startswith("ac_")

    @property
    def ohms(self) -> bool:
        """Whether it reads a resistance."""
        return self.capability.startswith("resistance")

    @property
    def counts(self) -> bool:
        """Whether it counts periods instead of converting."""
        return self.capability == "frequency"


def _decades(first: str, last: str) -> tuple[Decimal, ...]:
    low, high = Decimal(first).adjusted(), Decimal(last).adjusted()
    return tuple(Decimal(1).scaleb(power) for power in range(low, high + 1))


def _function(name: str, code: int, capability: str, ranges: tuple[str, str], largest: str) -> Function:
    return Function(name, code, capability, _decades(*ranges), Decimal(largest))


DCV = _function("DCV", 1, "dc_voltage", ("0.1", "1000"), "1050")

FUNCTIONS = {
    function.name: function
    for function in (
        DCV,
        _function("ACV", 2, "ac_voltage", ("0.01", "1000"), "1050"),
        _function("ACDCV", 3, "ac_voltage", ("0.01", "1000"), "1050"),
        _function("OHM", 4, "resistance", ("10", "1E9"), "1.2E9"),
        _function("OHMF", 5, "resistance_4w", ("10", "1E9"), "1.2E9"),
        _function("DCI", 6, "dc_current", ("1E-7", "1"), "1.05"),
        _function("ACI", 7, "ac_current", ("1E-4", "1"), "1.05"),
        _function("ACDCI", 8, "ac_current", ("1E-4", "1"), "1.05"),
        _function("FREQ", 9, "frequency", ("0.01", "1000"), "1050"),
        _function("PER", 10, "frequency", ("0.01", "1000"), "1050"),
    )
}
