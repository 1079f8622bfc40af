"""Knows how a SCPI meter is initiated, triggered, read and fetched; it knows no command.

Sources: IEEE 488.2-1992, 12 (device operation); SCPI 1999.0, volume 2, 24 (trigger subsystem).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import NEVER
from sim_instruments.dialects.ieee488 import EventStatus
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.acquisition import Acquisition
from sim_instruments.dialects.scpi_meter.sampling import looked, sampled
from sim_instruments.dialects.scpi_meter.triggering import Triggering
from sim_instruments.dialects.scpi_remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_meter.functions import Function, Sense
    from sim_instruments.dialects.scpi_status import ScpiStatus

OVERLOAD = 9.9e37
NOT_A_NUMBER = 9.91e37
DC_IMPEDANCE = 10e6
_AC_IMPEDANCE = 1e6


class Senses(dict[str, "Sense"]):
    """The settings of each function by name; those of a function that nobody has set yet are those of `*RST`.

    Args:
        meter: whose functions they are.
    """

    def __init__(self, meter: ScpiMeter) -> None:
        super().__init__()
        self._meter = meter

    def __missing__(self, name: str) -> Sense:
        self[name] = sense = self._meter.fresh_sense(self._meter.functions[name])
        return sense


class ScpiMeter:
    """The measuring part of a meter: functions, triggers, readings and status.

    Args:
        body: what it drives.
        status: its registers and error queue.
        functions: by name; the first is selected after `*RST`.
        memory: how many readings it keeps; of more, the oldest are lost.
    """

    def __init__(
        self, body: Body, status: ScpiStatus, functions: Mapping[str, Function], memory: int | None = None
    ) -> None:
        self.body = body
        self.status = status
        self.functions = functions
        self.trigger = Triggering()
        self.remembered = Remembered()
        """Settings that change no reading, and that `*RST` resets."""
        self.kept = Remembered()
        """Settings that change no reading, and that `*RST` leaves alone."""
        self.senses = Senses(self)
        self.selected = next(iter(functions))
        self.readings: deque[float] = deque(maxlen=memory)
        self.acquisition: Acquisition | None = None
        self.reading_at = 0.0
        """When the last reading was complete [s]."""
        self._note_completion = False
        self.begin()
        body.converter.terminals.before_change.append(self.catch_up)

    # what a model says of itself

    def fresh_sense(self, function: Function) -> Sense:
        """Return the settings of a function after `*RST`."""
        raise NotImplementedError

    def cycles(self, sense: Sense) -> float:
        """Return the integration time of a function [power line cycles]."""
        return float(sense.cycles)

    def step(self, sense: Sense, value: float) -> Decimal:
        """Return the smallest step of a reading near a value, in the function's unit."""
        raise NotImplementedError

    def impedance(self, sense: Sense) -> float:
        """Return the impedance of the voltage input as the meter is set [Ω]."""
        return _AC_IMPEDANCE if sense.function.alternating or sense.function.counts_periods else DC_IMPEDANCE

    def own_delay(self) -> Decimal:
        """Return the wait before each reading where none was set [s]."""
        raise NotImplementedError

    def sampling_time(self) -> float:
        """Return how long one reading takes after its delay [s]."""
        raise NotImplementedError

    def overloaded(self, function: Function) -> None:
        """Learn that a reading was an overload."""

    def keep(self, value: float) -> None:
        """Take a reading, rounded, where ± infinity is an overload."""
        self.readings.append(value)

    # settings

    @property
    def sense(self) -> Sense:
        """The settings of the selected function."""
        return self.senses[self.selected]

    def begin(self) -> None:
        """Give every setting its value after `*RST`."""
        self.trigger = Triggering()
        self.remembered.reset()
        self.selected = next(iter(self.functions))
        self.senses = Senses(self)

    def reset(self) -> None:
        """Do what `*RST` does."""
        self.begin()
        self.configured()

    def configured(self) -> None:
        """Forget readings that belong to other settings."""
        self.abort()
        self.readings.clear()
        self.body.converter.restart()

    def select(self, name: str) -> None:
        """Select a function."""
        self.selected = name
        self.configured()

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self._note_completion = False
        self.status.clear()

    # triggers and readings

    def initiate(self) -> None:
        """Leave the idle state.

        Raises:
            ScpiError: -213, it has left it already.
        """
        self.catch_up()
        if self.acquisition is not None and not self.acquisition.complete:
            raise ScpiError(-213)
        self.readings.clear()
        trigger, delay = self.trigger, self.trigger.delay
        interval = float(self.own_delay() if delay is None else delay) + self.sampling_time()
        following = interval if trigger.timer is None else max(float(trigger.timer), self.sampling_time())
        if trigger.source == "IMM":
            burst, triggers = float(trigger.triggers) * float(trigger.samples), 1.0
        else:
            burst, triggers = float(trigger.samples), float(trigger.triggers)
        self.acquisition = Acquisition(self._take, interval, following, burst, triggers)
        if trigger.source == "IMM":
            self.acquisition.trigger(self.body.now())

    def bus_trigger(self) -> None:
        """Do what `*TRG` does.

        Raises:
            ScpiError: -211, no bus trigger is awaited.
        """
        self.catch_up()
        acquisition = self.acquisition
        if acquisition is None or self.trigger.source != "BUS" or not acquisition.trigger(self.body.now()):
            raise ScpiError(-211)

    def wait_for_readings(self) -> Execution:
        """Wait until the readings under way are complete.

        Raises:
            ScpiError: -230, there are none, or they were given up meanwhile.
        """
        acquisition = self.acquisition
        if acquisition is None:
            raise ScpiError(-230)
        yield from self._wait(acquisition)
        if self.acquisition is not acquisition:  # another connection has changed the settings
            raise ScpiError(-230)
        return None

    def complete(self) -> Execution:
        """Wait until nothing is under way, as `*OPC?` and `*WAI` do."""
        if self.acquisition is not None:
            yield from self._wait(self.acquisition)
        return None

    def note_completion(self) -> None:
        """Do what `*OPC` does: set the bit when nothing is under way any more."""
        self._note_completion = True
        self.catch_up()

    def catch_up(self) -> None:
        """Take every reading that is complete by now."""
        acquisition = self.acquisition
        if acquisition is not None:
            acquisition.catch_up(self.body.now())
        if self._note_completion and self.idle:
            self._note_completion = False
            self.status.registers.note(EventStatus.OPERATION_COMPLETE)

    def abort(self) -> None:
        """Give up the readings under way, as a device clear does."""
        self.acquisition = None

    @property
    def idle(self) -> bool:
        """Whether no reading is under way and no trigger is awaited."""
        return self.acquisition is None or self.acquisition.complete

    @property
    def due(self) -> float:
        """When the next reading is complete [s]."""
        return NEVER if self.acquisition is None else self.acquisition.next_at

    def _wait(self, acquisition: Acquisition) -> Execution:
        self.catch_up()
        while not acquisition.complete and self.acquisition is acquisition:
            yield acquisition.next_at
            self.catch_up()
        return None

    def _take(self, now: float) -> None:
        sense, converter = self.sense, self.body.converter
        function = sense.function
        self.reading_at = now
        converter.input_impedance = self.impedance(sense)
        if sense.autorange:
            sense.follow(looked(converter, sense, now))
        value = sampled(converter, sense, self.cycles(sense), now)
        if not function.counts_periods and abs(value) > float(function.limit(sense.full_scale)):
            self.overloaded(function)
            self.keep(float("inf") if value > 0 else float("-inf"))
        else:
            step = self.step(sense, value)
            self.keep(float(round(value / float(step)) * step))
