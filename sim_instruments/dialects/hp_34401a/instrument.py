"""Knows how the 34401A reads, remembers and reports; its commands are bound in `commands`.

Sources: IEEE 488.2-1992; SCPI 1991.0; Agilent 34401A User's Guide, pages 142 (overload) and 159 (reply format);
other pages not checked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.calculating import Calculation
from sim_instruments.dialects.hp_34401a.setup import (
    AC_RESOLUTIONS,
    FIXED,
    FUNCTIONS,
    INTEGRATING,
    MEMORY,
    own_delay,
    resolution,
)
from sim_instruments.dialects.ieee488 import EventStatus
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import Sense
from sim_instruments.dialects.scpi_meter.meter import DC_IMPEDANCE, ScpiMeter
from sim_instruments.dialects.scpi_meter.replies import decade, scientific_reading
from sim_instruments.dialects.scpi_meter.triggering import Triggering
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, signed_entry

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function

IDENTITY = "HEWLETT-PACKARD,34401A,{serial},10-5-2"
# The interface tells more than the display: a published capture of a unit shows -1.72140000E-05, steps of 1 nV at most,
# where the display's last digit on the 100 mV range is 100 nV.
_STEPS_IN_A_DIGIT = 100
_QUEUE_DEPTH = 20
_AC_INTEGRATION = 0.02
_FIXED_INTEGRATION = 0.004
_SELF_TEST = 10.0
_HIGH_IMPEDANCE = 10e9
_HIGHEST_OF_HIGH_IMPEDANCE = Decimal(10)
_TEXTS = {
    -123: "Numeric overflow",
    -213: "INIT ignored",
    -230: "Data stale",
    -350: "Too many errors",
    514: "Command allowed only with RS-232",
    521: "Input buffer overflow",
    531: "Insufficient memory",
    532: "Cannot achieve requested resolution",
    550: "Command not allowed in local",
}


class Meter34401A(ScpiMeter):
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.autozero = True
        self.bandwidth = Decimal(20)
        self.high_impedance = False
        self.calculation = Calculation()
        self.storing = True
        """Whether `INITiate` stores readings (`DATA:FEED`)."""
        self._keeping = True
        self.lit = True
        """Whether the display is on."""
        self.by_serial = False
        """Whether the message under way came in by RS-232."""
        self.remote = False
        """Whether the computer has taken over on RS-232; on the other interfaces it has whenever it speaks."""
        self.questionable = EventGroup(summary=8)
        status = ScpiStatus(
            _QUEUE_DEPTH, {"QUEStionable": self.questionable}, texts=_TEXTS, write=signed_entry, now=body.now
        )
        super().__init__(body, status, FUNCTIONS)

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        super().begin()
        self._preset()

    def configure(self, sense: Sense, *, autozero: bool) -> None:
        """Select a function and preset the rest, as `CONFigure` does."""
        self.trigger = Triggering()
        self._preset()
        self.autozero = autozero
        self.senses[sense.function.name] = sense
        self.select(sense.function.name)

    def _preset(self) -> None:
        self.autozero = True
        self.bandwidth = Decimal(20)
        self.high_impedance = False
        self.calculation.switch(False)  # noqa: FBT003  off

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        return Sense(function, function.reset_range, terminals=function.terminals, digits=Decimal(6))

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the smallest step of a reading."""
        if sense.function.counts_periods:
            return decade(value) * resolution(sense) / _STEPS_IN_A_DIGIT
        if sense.function.alternating:
            return sense.full_scale * AC_RESOLUTIONS[-1] / _STEPS_IN_A_DIGIT
        return resolution(sense) / _STEPS_IN_A_DIGIT

    def own_delay(self) -> Decimal:
        """Return the automatic trigger delay [s]."""
        return own_delay(self.sense, self.bandwidth)

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        sense = self.sense
        quantity = sense.function.quantity
        if quantity in INTEGRATING:
            return (2 if self.autozero else 1) * float(sense.cycles) / self.body.mains_hz
        if sense.function.counts_periods:
            return float(sense.gate)
        return _FIXED_INTEGRATION if quantity in FIXED else _AC_INTEGRATION

    def impedance(self, sense: Sense) -> float:
        """Return the impedance of the voltage input [Ω]."""
        if sense.function.quantity != "dc_voltage":
            return super().impedance(sense)
        high = self.high_impedance and sense.full_scale <= _HIGHEST_OF_HIGH_IMPEDANCE
        return _HIGH_IMPEDANCE if high else DC_IMPEDANCE

    def overloaded(self, function: Function) -> None:
        """Set the bits of an overload; the error queue hears nothing of it."""
        self.questionable.note(function.overload)
        self.status.registers.note(EventStatus.DEVICE_ERROR)

    def keep(self, value: float) -> None:
        """Take a reading through the math operation."""
        value, failed = self.calculation.apply(value)
        self.questionable.note(failed)
        if self._keeping:
            self.readings.append(value)

    def initiate(self) -> None:
        """Leave the idle state.

        Raises:
            ScpiError: -213 already initiated, 550 nobody has taken the meter over on RS-232.
        """
        if self.by_serial and not self.remote:
            raise ScpiError(550)
        super().initiate()

    def store(self) -> None:
        """Do what `INITiate` does.

        Raises:
            ScpiError: 531, more readings than the memory holds.
        """
        if self.storing and self.trigger.triggers * self.trigger.samples > MEMORY:
            raise ScpiError(531)
        self.initiate()
        self._keeping = self.storing

    def read(self) -> Execution:
        """Do what `READ?` does.

        Raises:
            ScpiError: -214, the trigger could never come while this query waits.
        """
        if self.trigger.source == "BUS":
            raise ScpiError(-214)
        self._keeping = True
        self.initiate()
        return (yield from self.fetch())

    def fetch(self) -> Execution:
        """Do what `FETCh?` does."""
        yield from self.wait_for_readings()
        return ",".join([scientific_reading(value) for value in self.readings])

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        self.abort()
        yield self.body.now() + _SELF_TEST
        return "+0"
