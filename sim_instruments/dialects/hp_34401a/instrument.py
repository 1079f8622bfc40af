"""Knows how the 34401A reads, remembers and reports; its commands are bound in `commands`.

Sources: IEEE 488.2-1992; SCPI 1991.0; Agilent 34401A User's Guide, pages 142 (overload) and 159 (reply format);
other pages not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.acquisition import Acquisition
from sim_instruments.dialects.hp_34401a.setup import MEMORY, Setup
from sim_instruments.dialects.ieee488 import EventStatus, StatusRegisters
from sim_instruments.dialects.scpi_errors import TEXTS, ErrorQueue, ScpiError, event_of

if TYPE_CHECKING:
    from decimal import Decimal

    from sim_instruments.dialects.execution import Body, Execution

IDENTITY = "HEWLETT-PACKARD,34401A,{serial},10-5-2"
OVERLOAD = 9.9e37
# The interface tells more than the display: a published capture of a unit shows -1.72140000E-05, steps of 1 nV at most,
# where the display's last digit on the 100 mV range is 100 nV.
_STEPS_IN_A_DIGIT = 100
_VOLTAGE_OVERLOAD = 1  # of the questionable data register


class Meter34401A:
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.setup = Setup()
        self.status = StatusRegisters()
        self.errors = ErrorQueue(20)
        self.questionable = 0
        self.questionable_enable = 0
        self.display = ""
        self._acquisition: Acquisition | None = None
        self._note_completion = False
        body.converter.terminals.before_change.append(self.catch_up)

    def report(self, number: int) -> None:
        """Put an error into the queue and its class into the event register."""
        self.errors.put(number)
        self.status.note(event_of(number))

    def next_error(self) -> str:
        """Remove the oldest error and return it as the instrument writes it."""
        number = self.errors.take()
        return f'{number:+d},"{TEXTS[number]}"'

    def status_byte(self) -> int:
        """Return the status byte; bit 3 sums up questionable data."""
        return self.status.byte(8 if self.questionable & self.questionable_enable else 0)

    def take_questionable(self) -> int:
        """Return the questionable data register and clear it."""
        value, self.questionable = self.questionable, 0
        return value

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self.errors.clear()
        self.status.take_events()
        self.questionable = 0
        self._note_completion = False

    def configured(self) -> None:
        """Forget readings that belong to other settings."""
        self.abort()
        self.body.converter.restart()

    def configure(self, setup: Setup) -> None:
        """Take all settings at once."""
        self.setup = setup
        self.configured()

    def reset(self) -> None:
        """Do what `*RST` does."""
        self.configure(Setup())

    def initiate(self, *, into_memory: bool) -> None:
        """Leave the idle state.

        Args:
            into_memory: whether the readings must fit into the memory.

        Raises:
            ScpiError: -213 already initiated, 531 more readings than the memory holds.
        """
        self.catch_up()
        if self._acquisition is not None and not self._acquisition.complete:
            raise ScpiError(-213)
        setup = self.setup
        if into_memory and setup.triggers * setup.samples > MEMORY:
            raise ScpiError(531)
        if setup.source == "IMM":
            burst, triggers = float(setup.triggers * setup.samples), 1.0
        else:
            burst, triggers = float(setup.samples), float(setup.triggers)
        self._acquisition = Acquisition(self._reading_at, setup.reading_time, burst, triggers)
        if setup.source == "IMM":
            self._acquisition.trigger(self.body.now())

    def trigger(self) -> None:
        """Do what `*TRG` does.

        Raises:
            ScpiError: -211, no bus trigger is awaited.
        """
        self.catch_up()
        awaited = self._acquisition is not None and self.setup.source == "BUS"
        if not awaited or self._acquisition is None or not self._acquisition.trigger(self.body.now()):
            raise ScpiError(-211)

    def fetch(self) -> Execution:
        """Wait for the readings under way and return them all.

        Raises:
            ScpiError: -230, there are none.
        """
        acquisition = self._acquisition
        if acquisition is None:
            raise ScpiError(-230)
        yield from self._wait(acquisition)
        if self._acquisition is not acquisition:  # another connection has changed the settings
            raise ScpiError(-230)
        return ",".join(acquisition.readings)

    def complete(self) -> Execution:
        """Wait until nothing is under way."""
        if self._acquisition is not None:
            yield from self._wait(self._acquisition)
        return None

    def note_completion(self) -> None:
        """Do what `*OPC` does: set the bit when nothing is under way any more."""
        self._note_completion = True
        self.catch_up()

    def catch_up(self) -> None:
        """Take every reading that is complete by now."""
        if self._acquisition is not None:
            self._acquisition.catch_up(self.body.now())
        if self._note_completion and (self._acquisition is None or self._acquisition.complete):
            self._note_completion = False
            self.status.note(EventStatus.OPERATION_COMPLETE)

    def abort(self) -> None:
        """Give up the readings under way, as a device clear does."""
        self._acquisition = None

    def _wait(self, acquisition: Acquisition) -> Execution:
        self.catch_up()
        while not acquisition.complete and self._acquisition is acquisition:
            yield acquisition.next_at
            self.catch_up()
        return None

    def _reading_at(self, now: float) -> str:
        setup, converter = self.setup, self.body.converter
        if setup.autorange:
            setup.follow(converter.look(now))
        volts = converter.read(setup.full_scale, float(setup.cycles), now)
        if abs(volts) > setup.over_range:
            self.questionable |= _VOLTAGE_OVERLOAD
            self.status.note(EventStatus.DEVICE_ERROR)
            return number(OVERLOAD if volts > 0 else -OVERLOAD)
        step = setup.resolution / _STEPS_IN_A_DIGIT
        return number(round(volts / float(step)) * step)


def number(value: Decimal | float) -> str:
    """Write a number as `SD.DDDDDDDDESDD`; source: Agilent 34401A User's Guide, page 159."""
    return f"{float(value) + 0.0:+.8E}"
