"""Knows how the 8588A reads, remembers and reports; its commands are bound in `commands`.

Source: Fluke 8588A/8558A Remote Programmer's Manual, tables 8 and 10 (status byte, STATus commands); the form of
readings is not from the manual.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_8588a.functions import FILTERS, FUNCTIONS, INTEGRATING, MEMORY, QUEUE_DEPTH
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import Sense
from sim_instruments.dialects.scpi_meter.meter import ScpiMeter
from sim_instruments.dialects.scpi_meter.replies import decade, finite
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, plain_entry

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function

IDENTITY = "FLUKE,8588A,{serial},1.30"
MEASURING = 16
_IMPEDANCES = {"AUTO": 1e12, "10M": 10e6, "1M": 1e6}
_HIGHEST_OF_HIGH_IMPEDANCE = Decimal(10)


class Meter8588A(ScpiMeter):
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.input_impedance = "AUTO"
        self.aperture_modes: dict[str, str] = {}
        self.terminals = "FRON"
        self.operation = EventGroup(summary=128)
        self.questionable = EventGroup(summary=8)
        groups = {"OPERation": self.operation, "QUEStionable": self.questionable}
        status = ScpiStatus(QUEUE_DEPTH, groups, queue_bit=4, write=plain_entry, now=body.now)
        super().__init__(body, status, FUNCTIONS, MEMORY)

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        super().begin()
        self.input_impedance = "AUTO"
        self.aperture_modes = dict.fromkeys(FUNCTIONS, "AUTO")

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        return Sense(
            function, function.reset_range, digits=Decimal(7), bandwidth=Decimal(40), terminals=function.terminals
        )

    def aperture(self, sense: Sense) -> Decimal:
        """Return the integration time [s]."""
        return sense.cycles / Decimal(str(self.body.mains_hz)) if sense.aperture is None else sense.aperture

    def cycles(self, sense: Sense) -> float:
        """Return the integration time [power line cycles]."""
        return float(self.aperture(sense)) * self.body.mains_hz

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the smallest step of a reading: the last of 8½ digits, whatever the display shows."""
        full_scale = decade(value) if sense.function.counts_periods else sense.full_scale
        return full_scale.scaleb(-8)

    def own_delay(self) -> Decimal:
        """Return the automatic delay [s]."""
        return Decimal("0.01")

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        sense = self.sense
        if sense.function.quantity in INTEGRATING:
            return 2 * float(self.aperture(sense))
        return float(sense.gate) if sense.function.counts_periods else FILTERS[sense.bandwidth]

    def impedance(self, sense: Sense) -> float:
        """Return the impedance of the voltage input [Ω]."""
        if sense.function.quantity != "dc_voltage":
            return super().impedance(sense)
        if self.input_impedance == "AUTO" and sense.full_scale > _HIGHEST_OF_HIGH_IMPEDANCE:
            return _IMPEDANCES["10M"]
        return _IMPEDANCES[self.input_impedance]

    def overloaded(self, function: Function) -> None:
        """Set the bit of an overload."""
        self.questionable.note(function.overload)

    def initiate(self) -> None:
        """Leave the idle state."""
        super().initiate()
        self._observe()

    def bus_trigger(self) -> None:
        """Do what `*TRG` does."""
        super().bus_trigger()
        self._observe()

    def catch_up(self) -> None:
        """Take every reading that is complete by now."""
        super().catch_up()
        self._observe()

    def abort(self) -> None:
        """Return to the idle state."""
        super().abort()
        self._observe()

    def read(self) -> Execution:
        """Do what `READ?` does.

        Raises:
            ScpiError: -214, the trigger could never come while this query waits.
        """
        if self.trigger.source == "BUS":
            raise ScpiError(-214)
        self.abort()
        self.initiate()
        return (yield from self.fetch())

    def fetch(self) -> Execution:
        """Do what `FETCh?` does."""
        yield from self.wait_for_readings()
        return ",".join([f"{finite(value) + 0.0:+.9E}" for value in self.readings])

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        self.abort()
        yield self.body.now() + 60.0
        return "0"

    def _observe(self) -> None:
        condition = 0 if self.idle else MEASURING
        if condition != self.operation.condition:
            self.operation.become(condition)
