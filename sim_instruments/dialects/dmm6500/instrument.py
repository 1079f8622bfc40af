"""Knows how the DMM6500 reads, fills its buffers and reports; its commands are bound in `commands`.

Sources: captures of a DMM6500 with firmware 1.7.12b in PyMeasure tests (forms of readings, numbers, function names and
errors); DMM7510 Reference Manual, appendix on the status model (bits of the status byte); no page of its own manual was
checked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.dmm6500.buffers import DEFAULT, Buffers, Reading
from sim_instruments.dialects.dmm6500.functions import (
    BANDWIDTHS,
    FUNCTIONS,
    INTEGRATING,
    LARGE_CURRENT,
    OTHER_UNITS,
    UNITS,
    cycle_limits,
)
from sim_instruments.dialects.scpi_errors import ErrorEntry, ScpiError
from sim_instruments.dialects.scpi_meter.acquisition import Acquisition
from sim_instruments.dialects.scpi_meter.functions import CURRENT_TERMINALS, LARGE_CURRENT_TERMINALS, Sense
from sim_instruments.dialects.scpi_meter.meter import DC_IMPEDANCE, ScpiMeter
from sim_instruments.dialects.scpi_meter.replies import decade, finite
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function

IDENTITY = "KEITHLEY INSTRUMENTS,MODEL DMM6500,{serial},1.7.12b"
_EVENT_LOG = 1000
_OVERHEAD = 0.001
_FIXED_TIME = 0.05
_HIGH_IMPEDANCE = 10e9
# a world has no date of its own
_DAY_ZERO = datetime(2000, 1, 1)  # noqa: DTZ001  the instrument's clock knows no zone


class Meter6500(ScpiMeter):
    """The measuring part: settings, trigger model, readings, buffers and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.buffers = Buffers()
        self.count = Decimal(1)
        self.precision = 0
        self.form = "ASC"
        self.swapped = True
        self.high_impedance = False
        self.language = "SCPI"
        self.loop: tuple[Decimal, Decimal, str] | None = None
        """Readings, delay [s] and buffer of the trigger model that is loaded."""
        self._into = DEFAULT
        groups = {"OPERation": EventGroup(summary=128), "QUEStionable": EventGroup(summary=8)}
        status = ScpiStatus(_EVENT_LOG, groups, queue_bit=4, write=_logged, now=body.now)
        super().__init__(body, status, FUNCTIONS)

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        super().begin()
        self.buffers.reset()
        self.count = Decimal(1)
        self.precision = 0
        self.form = "ASC"
        self.swapped = True
        self.high_impedance = False
        self.loop = None

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        return Sense(
            function,
            function.reset_range,
            cycles=Decimal(1),
            gate=Decimal("0.2"),
            bandwidth=Decimal(3),
            average_kind="REP",
            terminals=function.terminals,
        )

    def configured(self) -> None:
        """Give up what is under way; what is in the buffers stays."""
        for sense in self.senses.values():
            if sense.function.unit == "A":
                large = sense.full_scale == LARGE_CURRENT
                sense.terminals = LARGE_CURRENT_TERMINALS if large else CURRENT_TERMINALS
        self.abort()
        self.body.converter.restart()

    @property
    def at_the_rear(self) -> bool:
        """Whether the rear terminals are selected: whoever puts leads there presses TERMINALS."""
        lead = self.body.converter.terminals.lead_at(LARGE_CURRENT_TERMINALS)
        return lead is not None and lead.terminals == LARGE_CURRENT_TERMINALS

    def cycles(self, sense: Sense) -> float:
        """Return the integration time of one reading, filter included [power line cycles]."""
        return float(self.aperture(sense)) * self.body.mains_hz * self._filtered(sense)

    def aperture(self, sense: Sense) -> Decimal:
        """Return the integration time of one measurement [s]."""
        if sense.function.counts_periods:
            return sense.gate
        return sense.cycles / Decimal(str(self.body.mains_hz)) if sense.aperture is None else sense.aperture

    def shown_cycles(self, sense: Sense) -> Decimal:
        """Return the integration time as `NPLCycles?` answers it."""
        if sense.aperture is None:
            return sense.cycles
        return sense.aperture * Decimal(str(self.body.mains_hz))

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the smallest step of a reading; captures show steps of 1e-9 of the range and less."""
        full_scale = decade(value) if sense.function.counts_periods else sense.full_scale
        return full_scale.scaleb(-10)

    def own_delay(self) -> Decimal:
        """Return the automatic delay [s]."""
        return Decimal("0.001")

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        sense = self.sense
        function = sense.function
        if function.counts_periods:
            return float(sense.gate)
        repeats = self._filtered(sense) if sense.average_kind == "REP" else 1.0
        if function.alternating:
            return BANDWIDTHS[sense.bandwidth] * repeats
        if function.quantity not in INTEGRATING:
            return _FIXED_TIME * repeats
        integrations = 2 if sense.autozero else 1
        return (integrations * float(self.aperture(sense)) + _OVERHEAD) * repeats

    def impedance(self, sense: Sense) -> float:
        """Return the impedance of the voltage input [Ω]."""
        if sense.function.quantity != "dc_voltage":
            return super().impedance(sense)
        return _HIGH_IMPEDANCE if self.high_impedance and sense.full_scale <= 10 else DC_IMPEDANCE

    def keep(self, value: float) -> None:
        """Take a reading, relative where that is on, into the buffer."""
        sense = self.sense
        if sense.null:
            value -= float(sense.null_value)
        function = sense.function
        unit = OTHER_UNITS.get(function.quantity, UNITS[function.unit])
        self.buffers.named(self._into).add(Reading(value, self.reading_at, unit))

    def start(self, count: Decimal, delay: Decimal, buffer: str) -> None:
        """Begin to take readings into a buffer.

        Raises:
            ScpiError: -213, the meter is busy already.
        """
        self.catch_up()
        if not self.idle:
            raise ScpiError(-213)
        self.buffers.named(buffer)
        self._into = buffer
        interval = float(delay or self.own_delay()) + self.sampling_time()
        self.acquisition = Acquisition(self._take, interval, interval, float(count), 1.0)
        self.acquisition.trigger(self.body.now())

    def initiate(self) -> None:
        """Do what `INITiate` does: start the trigger model.

        Raises:
            ScpiError: -221, none is loaded.
        """
        if self.loop is None:
            raise ScpiError(-221)
        self.start(*self.loop)

    def measure(self, buffer: str) -> Execution:
        """Take as many readings as `COUNt` says, and wait for them."""
        self.start(self.count, Decimal(0), buffer)
        yield from self.wait_for_readings()
        return None

    def bus_trigger(self) -> None:
        """Do what `*TRG` does: an event that no loaded trigger model waits for."""

    def written(self, value: float) -> str:
        """Write a reading as `FORMat:ASCii:PRECision` has set; 0 is the instrument's own choice, 7 digits."""
        return f"{finite(value) + 0.0:.{(self.precision or 7) - 1}E}"

    def test(self) -> Execution:
        """Do what `*TST?` does, which tests nothing."""
        yield self.body.now()
        return "0"

    def longest_cycles(self) -> tuple[Decimal, Decimal]:
        """Return the shortest and the longest integration time [power line cycles]."""
        return cycle_limits(self.body.mains_hz)

    @staticmethod
    def _filtered(sense: Sense) -> float:
        return float(sense.average_count) if sense.average else 1.0


def date_of(seconds: float) -> datetime:
    """Return what the instrument's clock shows at a world time [s]."""
    return _DAY_ZERO + timedelta(seconds=seconds)


def _logged(entry: ErrorEntry, text: str) -> str:
    if entry.number == 0:
        return '0,"No error;0;0 0"'
    stamp = date_of(entry.at).strftime("%Y/%m/%d %H:%M:%S.%f")[:-3]
    return f'{entry.number:d},"{text};1;{stamp}"'
