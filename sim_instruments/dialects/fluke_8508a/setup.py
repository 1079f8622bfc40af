"""Knows what a function of the 8508A is set to and how long a reading takes then; it knows no command and no reading.

Integration times of the direct functions: public drivers of the instrument. Settings after reset but those of ACV,
automatic delays and the time of alternating readings are not from the manual.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sim_instruments.dialects.execution import POWER_LINE_HZ
from sim_instruments.dialects.fluke_8508a.functions import Function

INTEGRATIONS = {5: (0.165, 1.0), 6: (1.0, 16.0), 7: (64.0, 256.0), 8: (256.0, 1024.0)}
"""Integration time, fast and normal, by number of digits [power line cycles]."""

_ALTERNATING_CYCLES = {5: 16.0, 6: 64.0}
_FILTER_DELAY = 0.5
_PERIODS_TO_SETTLE = 40.0


@dataclass(slots=True)
class FunctionSetup:
    """What one function is set to; each function remembers its own.

    Args:
        function: that it belongs to.
        nominal: range in use.
        autorange: whether it follows the signal.
        digits: of the display.
        filter: `ON` or `OFF`; of the alternating functions the lowest frequency that it passes [Hz].
        fast: whether the integration time is the shorter one.
        four_wire: whether the sense terminals are in use.
        transfer: whether alternating voltage is compared with direct voltage.
        coupling: `ACCP` or `DCCP`.
        low_current: whether ohms are read with less current.
        spot: whether corrections of one frequency are applied.
    """

    function: Function
    nominal: Decimal
    autorange: bool = True
    digits: int = 7
    filter: str = "OFF"
    fast: bool = False
    four_wire: bool = False
    transfer: bool = True
    coupling: str = "ACCP"
    low_current: bool = False
    spot: bool = False

    @classmethod
    def after_reset(cls, function: Function) -> FunctionSetup:
        """Return what a function is set to after `*RST`."""
        if function.alternating:
            return cls(function, function.ranges[-1], digits=6, filter="40")
        return cls(function, function.ranges[-1])

    @property
    def capability(self) -> str:
        """What it reads with the wires in use."""
        return "resistance_4w" if self.function.ohms and self.four_wire else self.function.capability

    @property
    def cycles(self) -> float:
        """Integration time [power line cycles]."""
        if self.function.alternating:
            return _ALTERNATING_CYCLES[self.digits] * (2 if self.transfer else 1)
        fast, normal = INTEGRATIONS[self.digits]
        return fast if self.fast else normal

    @property
    def automatic_delay(self) -> float:
        """Wait before a triggered reading where none is given [s]."""
        if self.function.alternating:
            return _PERIODS_TO_SETTLE / float(self.filter)
        return _FILTER_DELAY if self.filter == "ON" else 0.0

    @property
    def conversion_time(self) -> float:
        """Time that a reading takes after the delay [s]; true ohms reverse the current."""
        reversals = 2 if self.function.name == "TRUE_OHMS" else 1
        return reversals * self.cycles / POWER_LINE_HZ

    @property
    def step(self) -> Decimal:
        """The last digit of a reading, in the function's unit."""
        return Decimal(1).scaleb(self.nominal.adjusted() - self.digits)
