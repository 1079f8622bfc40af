"""Knows which functions the 8508A has, their ranges and the keywords that set them; it knows no state.

Sources: public drivers of the instrument (keywords, ranges); Fluke 8508A Users Manual, chapter 4 (pages not checked).
Where ranges end is not from the manual. Not simulated: PRT, scans of front and rear, averages, math.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sim_instruments.dialects.fluke_8508a import errors
from sim_instruments.dialects.fluke_8508a.errors import ExecutionError

INPUT = "INPUT HI LO"
CURRENT = "CURRENT 20 A"

_COUNTED = Decimal("0.99995")
_DOWN_RANGE = 0.09
_DIRECT = {"FILT_ON": ("filter", "ON"), "FILT_OFF": ("filter", "OFF")}
_FAST = {"FAST_ON": ("fast", True), "FAST_OFF": ("fast", False)}
_WIRES = {"TWO_WR": ("four_wire", False), "FOUR_WR": ("four_wire", True)}
_LOW_CURRENT = {"LOI_ON": ("low_current", True), "LOI_OFF": ("low_current", False)}
_ALTERNATING = {f"FILT{hertz}HZ": ("filter", str(hertz)) for hertz in (100, 40, 10, 1)}
_COUPLING = {"ACCP": ("coupling", "ACCP"), "DCCP": ("coupling", "DCCP")}
_TRANSFER = {"TFER_ON": ("transfer", True), "TFER_OFF": ("transfer", False)}
_SPOT = {"SPOT_ON": ("spot", True), "SPOT_OFF": ("spot", False)}


def _resolutions(*digits: int) -> dict[str, tuple[str, str | bool | int]]:
    return {f"RESL{count}": ("digits", count) for count in digits}


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Args:
        name: as a command writes it.
        capability: what it reads with two wires.
        ranges: nominal values, rising, in the function's unit.
        largest: that the last range still reads.
        keywords: each with the setting that it changes and the value.
    """

    name: str
    capability: str
    ranges: tuple[Decimal, ...]
    largest: Decimal
    keywords: dict[str, tuple[str, str | bool | int]]

    def limit(self, nominal: Decimal) -> Decimal:
        """Return the magnitude beyond which a reading on a range is an overload."""
        return self.largest if nominal == self.ranges[-1] else nominal * _COUNTED

    def range_for(self, value: Decimal) -> Decimal:
        """Return the range that a command asks for by a value: the smallest whose nominal value is not below it.

        Raises:
            ExecutionError: there is none.
        """
        for nominal in self.ranges:
            if abs(value) <= nominal:
                return nominal
        if abs(value) <= self.largest:
            return self.ranges[-1]
        raise ExecutionError(errors.OUT_OF_LIMIT)

    def follow(self, nominal: Decimal, value: float) -> Decimal:
        """Return the range that autorange goes to: up beyond the limit, down below 9 % (not from the manual)."""
        index = self.ranges.index(nominal)
        while index + 1 < len(self.ranges) and abs(value) > self.limit(self.ranges[index]):
            index += 1
        while index and abs(value) < float(self.ranges[index]) * _DOWN_RANGE:
            index -= 1
        return self.ranges[index]

    @property
    def ohms(self) -> bool:
        """Whether it reads a resistance."""
        return self.capability == "resistance"

    @property
    def alternating(self) -> bool:
        """Whether it reads an alternating quantity."""
        return self.capability.startswith("ac_")

    @property
    def terminals(self) -> str:
        """Where it is connected, as a world file names it."""
        return CURRENT if self.capability.endswith("_current") else INPUT


def _twos(first: str, count: int, last: str = "") -> tuple[Decimal, ...]:
    steps = tuple(Decimal(first).scaleb(power) for power in range(count))
    return (*steps, Decimal(last)) if last else steps


_VOLTS = _twos("0.2", 4, "1000")
_AMPERES = _twos("0.0002", 6)
_OHM_KEYWORDS = _DIRECT | _FAST | _WIRES | _LOW_CURRENT
_AC_KEYWORDS = _ALTERNATING | _COUPLING | _resolutions(5, 6)

FUNCTIONS = {
    function.name: function
    for function in (
        Function("DCV", "dc_voltage", _VOLTS, Decimal(1050), _DIRECT | _FAST | _WIRES | _resolutions(5, 6, 7, 8)),
        Function("ACV", "ac_voltage", _VOLTS, Decimal(1050), _AC_KEYWORDS | _TRANSFER | _SPOT | _WIRES),
        Function("DCI", "dc_current", _AMPERES, Decimal(20), _DIRECT | _FAST | _resolutions(5, 6, 7)),
        Function("ACI", "ac_current", _AMPERES, Decimal(20), _AC_KEYWORDS),
        Function("OHMS", "resistance", _twos("2", 10), Decimal("2E9"), _OHM_KEYWORDS | _resolutions(5, 6, 7, 8)),
        Function("TRUE_OHMS", "resistance", _twos("2", 5), Decimal("2E4"), _OHM_KEYWORDS | _resolutions(5, 6, 7, 8)),
        Function("HIV_OHMS", "resistance", _twos("2E7", 4), Decimal("2E10"), _OHM_KEYWORDS | _resolutions(5, 6, 7)),
    )
}
