"""Knows the state of the 5522A: what is selected, whether it operates, when it leaves operate by itself.

Source: Fluke 5520A Operators Manual, chapter 6 (automatic standby, instrument status register; pages not checked).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from enum import IntFlag
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.amplitudes import DCV, Function, Range
from sim_instruments.dialects.fluke_5522a.errors import ErrorQueue, FlukeError, event_of
from sim_instruments.dialects.ieee488 import EventStatus, StatusRegisters
from sim_instruments.physics.output import Setting

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution

HIGH_VOLTAGE = Decimal(33)
_HIGHEST = Decimal(1020)
_LARGEST_CURRENT = Decimal("20.5")


class InstrumentStatus(IntFlag):
    """Bits of the instrument status register that are simulated."""

    OPER = 1 << 0
    HIVOLT = 1 << 7
    REMOTE = 1 << 11
    SETTLED = 1 << 12


class StatusChanges:
    """The registers that remember which bits of the status have risen and fallen."""

    def __init__(self, status: int) -> None:
        self._seen = status
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


class Limits:
    """The largest amplitudes that may be set: lowest and highest, by unit."""

    def __init__(self) -> None:
        self._bounds = {"V": (-_HIGHEST, _HIGHEST), "A": (-_LARGEST_CURRENT, _LARGEST_CURRENT)}

    def set(self, unit: str, highest: Decimal, lowest: Decimal) -> None:
        """Limit the amplitudes of a unit.

        Raises:
            FlukeError: the unit has no limits.
        """
        if unit not in self._bounds:
            raise FlukeError(errors.BAD_UNIT)
        self._bounds[unit] = (lowest, highest)

    def allow(self, unit: str, value: Decimal) -> bool:
        """Tell whether an amplitude is within the limits."""
        if unit not in self._bounds:
            return True
        lowest, highest = self._bounds[unit]
        return lowest <= value <= highest

    @property
    def values(self) -> tuple[Decimal, ...]:
        """Highest and lowest volts, highest and lowest amperes."""
        return tuple(bound for lowest, highest in self._bounds.values() for bound in (highest, lowest))


class Calibrator5522A:
    """The sourcing part: selection, operate and standby, status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.status = StatusRegisters()
        self.errors = ErrorQueue()
        self.remote = False
        self.earth = "OPEN"
        self.limits = Limits()
        self.locked = False
        self._select(DCV, DCV.ranges[0], Decimal(0), Decimal(0))
        self.changes = StatusChanges(self.instrument_status())

    def _select(self, function: Function, range_: Range, value: Decimal, frequency: Decimal) -> None:
        self.function, self.range, self.value, self.frequency = function, range_, value, frequency
        self.body.output.program(Setting(function.capability, range_.full_scale, value), self.body.now())

    def output(self, function: Function, value: Decimal, frequency: Decimal) -> None:
        """Select an output; operate ends where the manual says so.

        Args:
            function: DCV, ACV, …
            value: amplitude in the function's unit.
            frequency: 0 for direct voltage and current [Hz].

        Raises:
            FlukeError: it is refused, and nothing has changed.
        """
        same = function is self.function
        range_ = self.range if self.locked and same else function.range_for(value)
        if abs(value) > range_.largest:
            raise FlukeError(errors.RANGE_LOCKED)
        if not self.limits.allow(function.unit, value):
            raise FlukeError(errors.BEYOND_LIMIT)
        value = value.quantize(range_.step, rounding=ROUND_HALF_EVEN)
        if not same:
            self.locked = False
        if not same or (self._high(function, value) and not self.locked and value != self.value):
            self.standby()
        self._select(function, range_, value, frequency)

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

    def reset(self) -> None:
        """Do what `*RST` does: 0 V, standby, no lock, earth open, widest limits."""
        self.standby()
        self.locked = False
        self.earth = "OPEN"
        self.limits = Limits()
        self._select(DCV, DCV.ranges[0], Decimal(0), Decimal(0))

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
        status = InstrumentStatus(0)
        if self.body.output.energised:
            status |= InstrumentStatus.OPER
        if self._high(self.function, self.value):
            status |= InstrumentStatus.HIVOLT
        if self.remote:
            status |= InstrumentStatus.REMOTE
        if self.settled:
            status |= InstrumentStatus.SETTLED
        return int(status)

    def observe(self) -> None:
        """Note what has changed in the status since the last look."""
        self.changes.observe(self.instrument_status())

    def status_byte(self) -> int:
        """Return the status byte: bit 3 while the error queue is not empty, bit 2 for a change of the status."""
        self.observe()
        return self.status.byte((8 if self.errors else 0) | (4 if self.changes.summary else 0))

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

    @staticmethod
    def _high(function: Function, value: Decimal) -> bool:
        return function.unit == "V" and abs(value) >= HIGH_VOLTAGE
