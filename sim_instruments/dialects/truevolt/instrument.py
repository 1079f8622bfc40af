"""Knows how a Truevolt meter reads, remembers and reports; its commands are bound in `commands`.

Source: Keysight Truevolt Series Operating and Service Guide, pages 225 and 226 (status registers); other pages not
checked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import CURRENT_TERMINALS, LARGE_CURRENT_TERMINALS, Sense
from sim_instruments.dialects.scpi_meter.meter import DC_IMPEDANCE, ScpiMeter
from sim_instruments.dialects.scpi_meter.replies import binary, block, decade, scientific_reading
from sim_instruments.dialects.scpi_meter.triggering import Triggering
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, signed_entry
from sim_instruments.dialects.truevolt.calculating import Calculation
from sim_instruments.dialects.truevolt.models import (
    AC_RESOLUTION,
    BANDWIDTHS,
    FIXED_RESOLUTION,
    FREQUENCY_RESOLUTION,
    INTEGRATING,
    LARGE_CURRENT,
    Model,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function

_QUEUE_DEPTH = 20
_STEPS_IN_A_DIGIT = 100
_AC_INTEGRATION = 0.02
_FIXED_INTEGRATION = 0.004
_CAPACITANCE_TIME = 0.4
_SELF_TEST = 10.0
_HIGH_IMPEDANCE = 10e9
_HIGHEST_OF_HIGH_IMPEDANCE = Decimal(10)
_TEXTS = {-213: "Init ignored", -230: "Data stale", -350: "Error queue overflow"}

MEASURING = 16
WAITING_FOR_TRIGGER = 32
CONFIGURATION_CHANGED = 256
MEMORY_THRESHOLD = 512
MEMORY_OVERFLOW = 16384


class MeterTruevolt(ScpiMeter):
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
        model: which of the four it is.
    """

    def __init__(self, body: Body, model: Model) -> None:
        self.model = model
        self.calculation = Calculation()
        self.high_impedance = False
        self.threshold = 1
        self.timer = Decimal(1)
        self.binary = False
        self.swapped = False
        self._changed = False
        self._seen_overloads = 0
        self._lost = False
        self.operation = EventGroup(summary=128)
        self.questionable = EventGroup(summary=8)
        groups = {"OPERation": self.operation, "QUEStionable": self.questionable}
        status = ScpiStatus(_QUEUE_DEPTH, groups, queue_bit=4, texts=_TEXTS, write=signed_entry, now=body.now)
        super().__init__(body, status, model.functions, model.memory)

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        super().begin()
        self.calculation = Calculation()
        self.high_impedance = False
        self.threshold = 1
        self.timer = Decimal(1)
        self.binary = self.swapped = False

    def configure(self, sense: Sense) -> None:
        """Select a function and preset the triggers, as `CONFigure` does."""
        self.trigger = Triggering()
        self.calculation.scaling = self.calculation.limits = self.calculation.gathers = False
        self.senses[sense.function.name] = sense
        self.select(sense.function.name)

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        return Sense(function, function.reset_range, terminals=function.terminals)

    def cycles(self, sense: Sense) -> float:
        """Return the integration time [power line cycles]."""
        if sense.aperture is not None:
            return float(sense.aperture) * self.body.mains_hz
        return float(sense.cycles)

    def resolution(self, sense: Sense) -> Decimal:
        """Return the resolution of a function as it is set, in its unit; relative for frequency and period."""
        function = sense.function
        if function.alternating:
            return sense.full_scale * AC_RESOLUTION
        if function.counts_periods:
            return FREQUENCY_RESOLUTION
        if function.quantity not in INTEGRATING:
            return sense.full_scale * FIXED_RESOLUTION
        cycles = self.cycles(sense)
        table = self.model.resolutions
        listed = next((row for row in table if float(row) >= cycles), max(table))
        return sense.full_scale * table[listed]

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the smallest step of a reading."""
        step = self.resolution(sense) / _STEPS_IN_A_DIGIT
        return step * decade(value) if sense.function.counts_periods else step

    def own_delay(self) -> Decimal:
        """Return the automatic trigger delay [s]."""
        sense = self.sense
        function = sense.function
        if function.alternating or function.counts_periods:
            return BANDWIDTHS[sense.bandwidth]
        if function.is_ohms and sense.full_scale >= Decimal("1E7"):
            return Decimal("0.1")
        if function.quantity == "dc_current" or function.is_ohms:
            return Decimal("0.0015") if sense.cycles >= 1 else Decimal("0.001")
        return Decimal("0.00016") if sense.cycles >= 1 else Decimal("0.0001")

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        sense = self.sense
        function = sense.function
        if function.quantity in INTEGRATING:
            zero = sense.autozero or function.quantity == "resistance_4w"
            return (2 if zero else 1) * self.cycles(sense) / self.body.mains_hz
        if function.counts_periods:
            return float(sense.gate)
        if function.quantity == "capacitance":
            return _CAPACITANCE_TIME
        return _AC_INTEGRATION if function.alternating else _FIXED_INTEGRATION

    def impedance(self, sense: Sense) -> float:
        """Return the impedance of the voltage input [Ω]."""
        if sense.function.quantity != "dc_voltage":
            return super().impedance(sense)
        high = self.high_impedance and sense.full_scale <= _HIGHEST_OF_HIGH_IMPEDANCE
        return _HIGH_IMPEDANCE if high else DC_IMPEDANCE

    def choose_terminals(self, sense: Sense) -> None:
        """Let the 10 A range and its terminals go together."""
        if sense.function.unit == "A":
            large = sense.full_scale == LARGE_CURRENT
            sense.terminals = LARGE_CURRENT_TERMINALS if large else CURRENT_TERMINALS

    def overloaded(self, function: Function) -> None:
        """Set the bit of an overload, once for each INITiate."""
        new = function.overload & ~self._seen_overloads
        self._seen_overloads |= function.overload
        self.questionable.note(new)

    def keep(self, value: float) -> None:
        """Take a reading through null and math; where the memory is full, the oldest is lost."""
        sense = self.sense
        if sense.acquire_null:
            sense.null_value, sense.acquire_null = Decimal(value) if abs(value) < 1e37 else Decimal(0), False
        if sense.null:
            value -= float(sense.null_value)
        value = self.calculation.apply(value)
        self._lost = self._lost or len(self.readings) == self.readings.maxlen
        self.readings.append(value)
        self.questionable.become(self.calculation.failed(value) | (MEMORY_OVERFLOW if self._lost else 0))

    def configured(self) -> None:
        """Forget readings that belong to other settings."""
        super().configured()
        self._changed = True
        self._lost = False
        for sense in self.senses.values():
            self.choose_terminals(sense)
        self._observe()

    def initiate(self) -> None:
        """Leave the idle state."""
        super().initiate()
        self._changed = self._lost = False
        self._seen_overloads = 0
        self.calculation.statistics.clear()
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
        """Return to the idle state; the readings stay in memory."""
        super().abort()
        self._observe()

    def read(self) -> Execution:
        """Do what `READ?` does.

        Raises:
            ScpiError: -214, the trigger could never come while this query waits.
        """
        if self.trigger.source == "BUS":
            raise ScpiError(-214)
        self.initiate()
        return (yield from self.fetch())

    def fetch(self) -> Execution:
        """Do what `FETCh?` does: wait for the readings under way; all stay in memory."""
        if self.acquisition is not None:
            yield from self.wait_for_readings()
        if not self.readings:
            raise ScpiError(-230)
        return self.written(self.readings)

    def remove(self, count: int) -> str:
        """Return the oldest readings and take them out of the memory."""
        taken = [self.readings.popleft() for _ in range(min(count, len(self.readings)))]
        return self.written(taken)

    def written(self, values: Iterable[float]) -> str:
        """Write readings in the form that `FORMat` has set."""
        if self.binary:
            return binary(values, double=True, swapped=self.swapped)
        return ",".join([scientific_reading(value) for value in values])

    def as_block(self, text: str) -> str:
        """Return readings as `R?` does, always as a block."""
        return text if self.binary else block(text)

    def forget_statistics(self) -> None:
        """Do what `CALCulate:CLEar` does."""
        self.calculation.statistics.clear()

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        self.abort()
        yield self.body.now() + _SELF_TEST
        return "+0"

    def _observe(self) -> None:
        acquisition = self.acquisition
        condition = CONFIGURATION_CHANGED if self._changed else 0
        if acquisition is not None and not acquisition.complete:
            condition |= WAITING_FOR_TRIGGER if acquisition.awaits_trigger else MEASURING
        if len(self.readings) >= self.threshold:
            condition |= MEMORY_THRESHOLD
        if condition != self.operation.condition:
            self.operation.become(condition)
