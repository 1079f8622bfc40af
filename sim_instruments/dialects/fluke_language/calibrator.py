"""Knows the state of a Fluke calibrator: what is selected, whether it operates, when it leaves operate by itself.

Source: Fluke 5520A Operators Manual, chapters 5 and 6 (automatic standby, instrument status register; bits: 5500A
Operator Manual, page 5-41; other pages not checked). That a change of terminals ends operate is not from a manual: a
current could not be led over otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import ErrorQueue, FlukeError, event_of
from sim_instruments.dialects.fluke_language.ranges import Function, Range
from sim_instruments.dialects.ieee488 import EventStatus, StatusRegisters
from sim_instruments.physics.output import Setting

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.fluke_language.limits import Limits

_ZERO = Decimal(0)
OPERATE = 1 << 0
REMOTE = 1 << 11
SETTLED = 1 << 12
_ERRORS_WAIT = 8
_STATUS_CHANGED = 4
_MESSAGE_AVAILABLE = 16


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected.

    Args:
        function: DCV, ACV, …
        range: of the function.
        value: amplitude in the function's unit.
        frequency: 0 for what does not alternate [Hz].
    """

    function: Function
    range: Range
    value: Decimal
    frequency: Decimal = _ZERO


class StatusChanges:
    """The registers that remember which bits of the status have risen and fallen."""

    def __init__(self) -> None:
        self._seen = 0
        self.risen = 0
        self.fallen = 0
        self.risen_enable = 0
        self.fallen_enable = 0

    def observe(self, status: int) -> None:
        """Note what has changed since the last look."""
        self.risen |= status & ~self._seen
        self.fallen |= self._seen & ~status
        self._seen = status

    @property
    def summary(self) -> bool:
        """Whether an enabled change is remembered."""
        return bool(self.risen & self.risen_enable | self.fallen & self.fallen_enable)


class Calibrator:
    """The sourcing part: selection, operate and standby, status.

    Args:
        body: what it drives.
        first: function that is selected at power-on, at 0 in its lowest range.
        high_voltage: voltage from which a new value ends operate.
        limits: largest amplitudes that may be set.
    """

    def __init__(self, body: Body, first: Function, high_voltage: Decimal, limits: Limits) -> None:
        self.body = body
        self.status = StatusRegisters()
        self.errors = ErrorQueue()
        self.limits = limits
        self.remote = False
        self.locked = False
        self.words: dict[str, str] = {}
        """Keywords that it only keeps, such as `EARTH`."""
        self.changes = StatusChanges()
        self._high_voltage = high_voltage
        self._first = Selection(first, first.ranges[0], _ZERO)
        self._power_on_words: dict[str, str] = {}
        self.selected = self._first
        self._put(self._first)
        self.changes.observe(self.instrument_status())
        self.changes.risen = 0

    def setting(self, selection: Selection) -> Setting:
        """Return what the terminals carry for a selection."""
        function, row = selection.function, selection.range
        return Setting(function.capability, row.full_scale, selection.value, selection.frequency, row.terminals)

    def own_status(self) -> int:
        """Return the bits of the instrument status register that only this family has."""
        return 0

    def output(self, function: Function, value: Decimal, frequency: Decimal) -> None:
        """Select an output; operate ends where the manual says so.

        Args:
            function: DCV, ACV, …
            value: amplitude in the function's unit.
            frequency: 0 for what does not alternate [Hz].

        Raises:
            FlukeError: it is refused, and nothing has changed.
        """
        before = self.selected
        same = function is before.function
        row = before.range if self.locked and same else function.range_for(value, frequency)
        if abs(value) > row.largest:
            raise FlukeError(errors.RANGE_LOCKED)
        if not self.limits.allow(function.unit, value):
            raise FlukeError(errors.BEYOND_LIMIT)
        value = value.quantize(row.step, rounding=ROUND_HALF_EVEN)
        if not same:
            self.locked = False
        if not same or (self.is_high(function, value) and not self.locked and value != before.value):
            self.standby()
        self.select(Selection(function, row, value, frequency))

    def select(self, selection: Selection) -> None:
        """Take a selection; another way to the terminals ends operate."""
        if self.setting(selection).terminals != self.body.output.setting.terminals:
            self.standby()
        self._put(selection)

    def refresh(self) -> None:
        """Put the selection out anew because what surrounds it was changed."""
        self.select(replace(self.selected))

    def is_high(self, function: Function, value: Decimal) -> bool:
        """Tell whether an amplitude is a high voltage."""
        return function.unit == "V" and abs(value) >= self._high_voltage

    def operate(self) -> None:
        """Put the selected output on the terminals."""
        self.observe()
        self.body.output.energise(self.body.now())

    def standby(self) -> None:
        """Take the output off the terminals."""
        self.observe()
        self.body.output.open(self.body.now())

    def trip(self) -> None:
        """Leave operate by itself, with an error, as a protection does."""
        if self.body.output.energised:
            self.standby()
            self.report(errors.TRIPPED)

    def keep_words(self) -> None:
        """Remember the keywords as they are at power-on, for a reset."""
        self._power_on_words = dict(self.words)

    def reset(self) -> None:
        """Do what `*RST` does: nothing selected but the first function at 0, standby, no lock, widest limits."""
        self.standby()
        self.locked = False
        self.words.update(self._power_on_words)
        self.limits.widen()
        self._put(self._first)

    @property
    def settled(self) -> bool:
        """Whether the terminals carry what they should."""
        return self.body.now() >= self.body.output.settled_at

    def complete(self) -> Execution:
        """Wait until the output has settled."""
        while not self.settled:
            yield self.body.output.settled_at
        return None

    def instrument_status(self) -> int:
        """Return the instrument status register."""
        status = self.own_status()
        if self.body.output.energised:
            status |= OPERATE
        if self.remote:
            status |= REMOTE
        if self.settled:
            status |= SETTLED
        return status

    def observe(self) -> None:
        """Note what has changed in the status since the last look."""
        self.changes.observe(self.instrument_status())

    def status_byte(self, *, message_available: bool = False) -> int:
        """Return the status byte: bit 3 while the error queue is not empty, bit 2 for a change of the status."""
        self.observe()
        own = (_ERRORS_WAIT if self.errors else 0) | (_STATUS_CHANGED if self.changes.summary else 0)
        return self.status.byte(own | (_MESSAGE_AVAILABLE if message_available else 0))

    def report(self, number: int) -> None:
        """Put an error into the queue and its class into the event register."""
        self.errors.put(number)
        self.status.note(event_of(number))

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self.observe()
        self.errors.clear()
        self.status.take_events()
        self.changes.risen = self.changes.fallen = 0

    def note_completion(self) -> None:
        """Do what `*OPC` does where nothing else is under way."""
        self.status.note(EventStatus.OPERATION_COMPLETE)

    def _put(self, selection: Selection) -> None:
        self.selected = selection
        self.body.output.program(self.setting(selection), self.body.now())
