"""Knows what a source's terminals carry at a time; it knows no command and no limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.physics.hidden import HiddenTable
from sim_instruments.physics.noise import plain, standard_normal
from sim_instruments.physics.settling import Step

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Setting:
    """What a source is told to put out.

    Args:
        function: capability, such as `dc_voltage`.
        full_scale: of the range in use.
        value: in the function's unit.
    """

    function: str
    full_scale: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Nature:
    """What makes one instrument differ from the next of its type.

    Args:
        name: in the world file.
        seed: of the world.
        hidden: its true errors.
        time_constant: with which its output settles [s].
    """

    name: str
    seed: int
    hidden: HiddenTable
    time_constant: float


class Output:
    """The output terminals of one source.

    Args:
        nature: of the source.
        initial: setting at power-on; the terminals are open then.
    """

    def __init__(self, nature: Nature, initial: Setting) -> None:
        self._nature = nature
        self.setting = initial
        self.energised = False
        self.epoch = 0
        """Counts every change of what the terminals carry."""
        self.before_change: list[Callable[[], None]] = []
        """Called before each change, so that readings under way see what was there till now."""
        self.after_reading: list[Callable[[], None]] = []
        """Called after each reading that an instrument took of these terminals."""
        self._step = Step(0.0, 0.0, 0.0, 0.0)

    def program(self, setting: Setting, now: float) -> None:
        """Take a new setting at time `now` [s]; energised terminals move to it."""
        self._changes()
        start = self._step.at(now) if self.setting.function == setting.function else 0.0
        self.setting = setting
        if self.energised:
            self._step = Step(start, float(setting.value), now, self._nature.time_constant)

    def energise(self, now: float) -> None:
        """Put the setting on the terminals at time `now` [s]; the terminals come from zero."""
        if self.energised:
            return
        self._changes()
        self.energised = True
        self._step = Step(0.0, float(self.setting.value), now, self._nature.time_constant)

    def open(self, now: float) -> None:
        """Take the terminals off at time `now` [s]."""
        if not self.energised:
            return
        self._changes()
        self.energised = False
        self._step = Step(0.0, 0.0, now, 0.0)

    @property
    def settled_at(self) -> float:
        """The time from which the terminals carry the setting [s]."""
        return self._step.settled_at

    def volts_at(self, now: float, reader: str, number: int) -> float:
        """Return the direct voltage at the terminals.

        Args:
            now: time [s].
            reader: name of the instrument that looks.
            number: of its reading since the last change, from 1.
        """
        if not self.energised or self.setting.function != "dc_voltage":
            return 0.0
        errors = self._nature.hidden.of("dc_voltage", self.setting.full_scale)
        key = ("output", self._nature.seed, self._nature.name, *self.set_point, reader, number)
        noise = errors.noise * standard_normal(*key) if errors.noise else 0.0
        return errors.apply(self._step.at(now)) + noise

    @property
    def set_point(self) -> tuple[str, str, str]:
        """Function, range and value as text, for keys."""
        setting = self.setting
        return setting.function, plain(setting.full_scale), plain(setting.value) if self.energised else "open"

    def _changes(self) -> None:
        for call in self.before_change:
            call()
        self.epoch += 1
