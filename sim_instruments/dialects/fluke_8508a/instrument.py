"""Knows how the 8508A triggers, reads and reports; its words are bound in `commands`.

Sources: IEEE 488.2-1992; Fluke 8508A Users Manual, chapter 4 (pages not checked). The number of decimals of a reading
is not from the manual; that an invalid reading is 200.0000E+33 follows public drivers.
"""

from __future__ import annotations

from math import floor, inf
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_8508a.errors import ErrorQueue
from sim_instruments.dialects.fluke_8508a.functions import FUNCTIONS
from sim_instruments.dialects.fluke_8508a.setup import FunctionSetup
from sim_instruments.dialects.ieee488 import EventStatus, StatusRegisters

if TYPE_CHECKING:
    from decimal import Decimal

    from sim_instruments.dialects.execution import Body, Execution

INVALID = "200.0000E+33"

_SLACK = 1e-9  # a time that is a whole number of readings but for rounding


class Meter8508A:
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.status = StatusRegisters()
        self.execution_errors = ErrorQueue()
        self.device_errors = ErrorQueue()
        body.converter.terminals.before_change.append(self.catch_up)
        self._set_defaults()

    def _set_defaults(self) -> None:
        self.functions = {name: FunctionSetup.after_reset(function) for name, function in FUNCTIONS.items()}
        self.function = self.functions["DCV"]
        self.input = "FRONT"
        self.guard = "INT"
        self.external = False
        self.delay: Decimal | None = None
        self.line_frequency = 50
        self._reading: float | None = None
        self._due: float | None = None
        self.configured()

    def reset(self) -> None:
        """Do what `*RST` does."""
        self._set_defaults()

    def configured(self) -> None:
        """Forget the reading under way, which belongs to other settings."""
        self._due = None
        self._origin = self.body.now()
        self.body.converter.restart()

    @property
    def reading_time(self) -> float:
        """Time from a trigger to its reading [s]."""
        setup = self.function
        delay = setup.automatic_delay if self.delay is None else float(self.delay)
        return delay + setup.conversion_time

    def trigger(self) -> None:
        """Do what `*TRG` does: begin a reading."""
        self.catch_up()
        self._due = self.body.now() + self.reading_time

    def recall(self) -> Execution:
        """Do what `RDG?` does: wait for the reading under way and return it, else return the last."""
        if self._due is None and not self.external:
            passed = (self.body.now() - self._origin) / self.reading_time
            self._due = self._origin + (floor(passed + _SLACK) + 1) * self.reading_time
        while self._due is not None and self.body.now() < self._due:
            yield self._due
        self.catch_up()
        return self._written()

    def catch_up(self) -> None:
        """Take the reading under way if it is complete by now."""
        if self._due is not None and self.body.now() >= self._due:
            due, self._due = self._due, None
            self._reading = self._reading_at(due)

    @property
    def next_change(self) -> float | None:
        """When the reading under way is complete [s]."""
        return self._due

    def abort(self) -> None:
        """Give up the reading under way, as a device clear does."""
        self._due = None

    def frequency(self) -> str:
        """Return the frequency of the signal as `FREQ?` does [Hz]."""
        hertz = self.body.converter.frequency(self.body.now(), self.function.function.terminals)
        return f"{hertz if self.input == 'FRONT' else 0.0:+.4E}"

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self.execution_errors.clear()
        self.device_errors.clear()
        self.status.take_events()

    def refuse(self, number: int) -> None:
        """Note a command that cannot be carried out."""
        self.execution_errors.put(number)
        self.status.note(EventStatus.EXECUTION_ERROR)

    def _reading_at(self, now: float) -> float:
        setup, converter = self.function, self.body.converter
        function, capability = setup.function, setup.capability
        if self.input != "FRONT":  # nothing is connected at the rear, and nothing when the input is off
            return inf if function.ohms else 0.0
        if setup.autorange:
            setup.nominal = function.follow(setup.nominal, converter.look(capability, now, function.terminals))
        value = converter.read(capability, setup.nominal, setup.cycles, now, function.terminals)
        if abs(value) > function.limit(setup.nominal):
            return inf if value > 0 else -inf
        step = float(setup.step)
        return round(value / step) * step

    def _written(self) -> str:
        reading = self._reading
        if reading is None:
            return f"+{INVALID}"
        if abs(reading) == inf:
            return f"{'+' if reading > 0 else '-'}{INVALID}"
        return f"{reading + 0.0:+.{self.function.digits}E}"
