"""Knows what a source's terminals carry at a time; it knows no command and no limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING

from sim_instruments.physics.hidden import HiddenTable
from sim_instruments.physics.noise import key_of, plain, standard_normal
from sim_instruments.physics.settling import Step

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Setting:
    """What a source is told to put out.

    Args:
        function: capability, such as `dc_voltage`; `resistance_4w` where sense leads carry the resistance.
        full_scale: of the range in use.
        value: in the function's unit; r.m.s. of a sine where it alternates.
        frequency: 0 where it does not alternate [Hz].
        terminals: that it comes out of: `NORMAL`, `AUX` or `20 A`.
        wires: 4 where sense leads take part; with `resistance` they then free the two-wire value from the leads.
    """

    function: str
    full_scale: Decimal
    value: Decimal
    frequency: Decimal = Decimal(0)
    terminals: str = "NORMAL"
    wires: int = 2


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
        self.opens_at = inf
        """When a watchdog of its own opens the terminals [s]."""
        self.epoch = 0
        """Counts every change of what the terminals carry."""
        self.before_change: list[Callable[[], None]] = []
        """Called before each change, so that readings under way see what was there till now."""
        self.after_reading: list[Callable[[], None]] = []
        """Called after each reading that an instrument took of these terminals."""
        self._step = Step(0.0, 0.0, 0.0, 0.0)
        self._changed()

    def program(self, setting: Setting, now: float) -> None:
        """Take a new setting at time `now` [s]; energised terminals move to it."""
        self._changes()
        start = self._step.at(now) if self.setting.function == setting.function else 0.0
        self.setting = setting
        if self.energised:
            self._step = Step(start, float(setting.value), now, self._nature.time_constant)
        self._changed()

    def energise(self, now: float) -> None:
        """Put the setting on the terminals at time `now` [s]; the terminals come from zero."""
        if self.energised:
            return
        self._changes()
        self.energised = True
        self._step = Step(0.0, float(self.setting.value), now, self._nature.time_constant)
        self._changed()

    def open(self, now: float) -> None:
        """Take the terminals off at time `now` [s]."""
        if not self.energised:
            return
        self._changes()
        self.energised = False
        self.opens_at = inf
        self._step = Step(0.0, 0.0, now, 0.0)
        self._changed()

    def live_at(self, now: float) -> bool:
        """Return whether the terminals carry anything at a time [s]: its watchdog opens them without any message."""
        return self.energised and now < self.opens_at

    @property
    def settled_at(self) -> float:
        """The time from which the terminals carry the setting [s]."""
        return self._step.settled_at

    def carried_at(self, now: float, reader: str, number: int) -> float:
        """Return what energised terminals carry, in the unit of the setting's function.

        Args:
            now: time [s].
            reader: name of the instrument that looks.
            number: of its reading since the last change, from 1.
        """
        errors = self._errors
        value = errors.apply(self._step.at(now), self.frequency)
        if errors.noise:
            value += errors.noise * standard_normal(key_of(self._key, reader, number))
        return value

    def _changes(self) -> None:
        for call in self.before_change:
            call()
        self.epoch += 1

    def _changed(self) -> None:
        setting = self.setting
        self.frequency = float(setting.frequency) if self.energised else 0.0
        """Of what the terminals carry [Hz]."""
        value = plain(setting.value) if self.energised else "open"
        alternating = (plain(setting.frequency),) if setting.frequency else ()
        self.set_point = key_of(setting.function, plain(setting.full_scale), value, *alternating)
        """Function, range, value and frequency, for keys of noise."""
        self._key = key_of("output", self._nature.seed, self._nature.name, self.set_point)
        self._errors = self._nature.hidden.of(setting.function, setting.full_scale)
