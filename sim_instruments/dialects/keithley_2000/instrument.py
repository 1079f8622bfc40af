"""Knows how the Keithley 2000 reads, fills its buffer and reports; its commands are bound in `commands`.

Source: Keithley 2000 User's Manual, rev. J, sections 4 (status structure, trigger model) and 5; pages not checked, but
for figure 5-1 (form of a reading).
"""

from __future__ import annotations

from decimal import Decimal
from math import inf, isinf
from typing import TYPE_CHECKING

from sim_instruments.dialects.keithley_2000.functions import (
    BANDWIDTHS,
    FUNCTIONS,
    INTEGRATING,
    QUEUE_DEPTH,
    UNITS,
)
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.acquisition import Acquisition
from sim_instruments.dialects.scpi_meter.functions import Sense
from sim_instruments.dialects.scpi_meter.meter import ScpiMeter
from sim_instruments.dialects.scpi_meter.replies import decade
from sim_instruments.dialects.scpi_meter.triggering import Triggering
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, plain_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function

IDENTITY = "KEITHLEY INSTRUMENTS INC.,MODEL 2000,{serial},A20  /A02"
_OVERHEAD = 0.003
_FIXED_TIME = 0.1

READING_OVERFLOW = 1
READING_AVAILABLE = 32
BUFFER_AVAILABLE = 128
BUFFER_HALF_FULL = 256
BUFFER_FULL = 512
MEASURING = 16
WAITING_FOR_TRIGGER = 32
IDLE = 1024


class Meter2000(ScpiMeter):
    """The measuring part: settings, triggers, readings, buffer and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.buffer: list[float] = []
        self.buffer_size = Decimal(100)
        self.storing = False
        self.elements: tuple[str, ...] = ("READ",)
        self.autozero = True
        self._fresh = False
        self.measurement = EventGroup(summary=1)
        self.operation = EventGroup(summary=128)
        self.questionable = EventGroup(summary=8)
        groups = {"MEASurement": self.measurement, "OPERation": self.operation, "QUEStionable": self.questionable}
        status = ScpiStatus(QUEUE_DEPTH, groups, queue_bit=4, write=plain_entry, now=body.now)
        super().__init__(body, status, FUNCTIONS, 1024)
        self.preset()

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        super().begin()
        self.elements = ("READ",)
        self.autozero = True

    def preset(self) -> None:
        """Do what `SYSTem:PRESet` does, and power-on: measure without end."""
        self.begin()
        self.trigger.continuous = True
        self.trigger.triggers = Decimal("Infinity")
        self.configured()

    def configure(self, name: str) -> None:
        """Select a function with its defaults and one immediate reading, as `CONFigure` does."""
        self.trigger = Triggering()
        self.senses[name] = self.fresh_sense(self.functions[name])
        self.select(name)

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        return Sense(
            function,
            function.reset_range,
            cycles=Decimal(1),
            gate=Decimal(1),
            digits=Decimal(7),
            bandwidth=Decimal(30),
            terminals=function.terminals,
        )

    def cycles(self, sense: Sense) -> float:
        """Return the integration time of one reading, filter included [power line cycles]."""
        return float(sense.cycles) * (float(sense.average_count) if sense.average else 1.0)

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the last digit of the display, which readings follow."""
        full_scale = decade(value) if sense.function.counts_periods else sense.full_scale
        return full_scale.scaleb(1 - int(sense.digits))

    def own_delay(self) -> Decimal:
        """Return the automatic trigger delay [s]."""
        return Decimal("0.1") if self.sense.function.alternating else Decimal("0.001")

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        sense = self.sense
        function = sense.function
        if function.counts_periods:
            return float(sense.gate)
        repeats = float(sense.average_count) if sense.average and sense.average_kind == "REP" else 1.0
        if function.alternating and sense.bandwidth < 300:
            return BANDWIDTHS[sense.bandwidth] * repeats
        if function.quantity not in INTEGRATING:
            return _FIXED_TIME
        integrations = 1.2 if self.autozero else 1.0
        return (integrations * float(sense.cycles) / self.body.mains_hz + _OVERHEAD) * repeats

    def overloaded(self, function: Function) -> None:
        """Set the bit of an overflowed reading."""
        del function
        self.measurement.note(READING_OVERFLOW)

    def keep(self, value: float) -> None:
        """Take a reading, relative where that is on, and store it while the buffer is being filled."""
        sense = self.sense
        if sense.null:
            value -= float(sense.null_value)
        self.readings.append(value)
        self._fresh = True
        self.measurement.note(READING_AVAILABLE)
        if self.storing:
            self._store(value)

    def _store(self, value: float) -> None:
        self.buffer.append(value)
        stored, size = len(self.buffer), int(self.buffer_size)
        if stored >= 2:
            self.measurement.note(BUFFER_AVAILABLE)
        if stored == size // 2:
            self.measurement.note(BUFFER_HALF_FULL)
        if stored >= size:
            self.storing = False
            self.measurement.note(BUFFER_FULL)

    def start_storing(self) -> None:
        """Do what `TRACe:FEED:CONTrol NEXT` does."""
        self.buffer.clear()
        self.storing = True
        if self.trigger.continuous:
            self.configured()  # from now on every reading counts

    def clear_buffer(self) -> None:
        """Do what `TRACe:CLEar` does."""
        self.buffer.clear()

    def configured(self) -> None:
        """Forget readings that belong to other settings; where it initiates itself, begin anew."""
        super().configured()
        self._fresh = False
        if self.trigger.continuous:
            self._initiate_continuously()
        self._observe()

    def switch_continuous(self, on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        """Do what `INITiate:CONTinuous` does."""
        self.trigger.continuous = on
        self.configured()

    def abort(self) -> None:
        """Return to the idle state; where it initiates itself, it leaves it at once."""
        super().abort()
        if self.trigger.continuous:
            self._initiate_continuously()
        self._observe()

    def initiate(self) -> None:
        """Leave the idle state.

        Raises:
            ScpiError: -213, it has left it already or does so by itself.
        """
        if self.trigger.continuous:
            raise ScpiError(-213)
        super().initiate()
        self._fresh = False
        self._observe()

    def bus_trigger(self) -> None:
        """Do what `*TRG` does."""
        super().bus_trigger()
        self._observe()

    def catch_up(self) -> None:
        """Take every reading that is complete by now."""
        super().catch_up()
        self._observe()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way; what it measures without end is no operation that `*OPC` waits for."""
        return self.trigger.continuous or super().idle

    def complete(self) -> Execution:
        """Wait until nothing is under way."""
        if self.acquisition is not None and not self.trigger.continuous:
            yield from self._wait(self.acquisition)
        return None

    def read(self) -> Execution:
        """Do what `READ?` does: abort, initiate, wait.

        Raises:
            ScpiError: -213, the meter initiates itself; -214, the trigger could never come while this query waits.
        """
        if self.trigger.source in {"BUS", "MAN"}:
            raise ScpiError(-214)
        self.abort()
        self.initiate()
        yield from self.wait_for_readings()
        return self.written(self.readings)

    def fetch(self) -> Execution:
        """Do what `FETCh?` does: the latest reading, once there is one."""
        self.catch_up()
        while not self.readings:
            if self.acquisition is None:
                raise ScpiError(-230)
            yield self.due
            self.catch_up()
        self._fresh = False
        return self.written([self.readings[-1]] if self.trigger.continuous else self.readings)

    def fetch_fresh(self) -> Execution:
        """Do what `SENSe:DATA:FRESh?` does: wait for a reading that was not asked for yet."""
        self.catch_up()
        while not self._fresh:
            if self.acquisition is None or self.due == inf:
                raise ScpiError(-230)
            yield self.due
            self.catch_up()
        self._fresh = False
        return self.written([self.readings[-1]])

    def written(self, values: Iterable[float]) -> str:
        """Write readings with the elements that `FORMat:ELEMents` has set."""
        return ",".join([self._written(value) for value in values])

    def _written(self, value: float) -> str:
        if isinf(value):
            text = "+9.9E37" if value > 0 else "-9.9E37"
        else:
            text = f"{value + 0.0:+.8E}"
            if "UNIT" in self.elements:
                text += UNITS[self.sense.function.quantity]
        channel = "0INTCHAN" if "UNIT" in self.elements else "0"
        parts = [text] if "READ" in self.elements else []
        return ",".join([*parts, channel] if "CHAN" in self.elements else parts)

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        yield self.body.now()
        return "0"

    def _initiate_continuously(self) -> None:
        if self.trigger.source not in {"IMM", "TIM"}:
            self.acquisition = Acquisition(self._take, 1.0, 1.0, float(self.trigger.samples), inf)
            return
        interval = float(self.own_delay()) + self.sampling_time()
        self.acquisition = Acquisition(self._take, interval, interval, inf, 1.0, free_running=not self.storing)
        self.acquisition.trigger(self.body.now())

    def _observe(self) -> None:
        acquisition = self.acquisition
        if acquisition is None or acquisition.complete:
            condition = IDLE
        else:
            condition = WAITING_FOR_TRIGGER if acquisition.awaits_trigger else MEASURING
        if condition != self.operation.condition:
            self.operation.become(condition)
