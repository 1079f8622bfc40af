"""Knows what a meter's converter makes of the voltage at its terminals; it knows no display."""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

from sim_instruments.physics.noise import plain, standard_normal

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sim_instruments.physics.output import Nature
    from sim_instruments.physics.wiring import Terminals

# the world file states a meter's noise at this integration time [power line cycles]
_CYCLES_OF_STATED_NOISE = 10.0


class Converter:
    """The analogue-to-digital converter behind a pair of terminals.

    Args:
        nature: of the meter.
        terminals: that it looks at.
    """

    def __init__(self, nature: Nature, terminals: Terminals) -> None:
        self._nature = nature
        self.terminals = terminals
        self.after_reading: list[Callable[[], None]] = []
        """Called after each reading."""
        self.overloaded: Callable[[], bool] = bool
        """Asked at each reading whether a disturbance drives it beyond any range; `bool()` is false."""
        self._number = 0
        self._epoch = terminals.epoch

    def restart(self) -> None:
        """Begin to count readings anew, because the meter was configured."""
        self._number = 0

    def look(self, now: float) -> float:
        """Return the voltage at the terminals without reading it, as autoranging does [V]."""
        return self.terminals.volts_at(now, self._nature.name, 0)

    def read(self, full_scale: Decimal, cycles: float, now: float) -> float:
        """Take one reading.

        Args:
            full_scale: of the range in use [V].
            cycles: integration time [power line cycles].
            now: end of the integration [s].

        Returns:
            The reading with all its errors, unrounded [V].
        """
        number = self._count()
        errors = self._nature.hidden.of("dc_voltage", full_scale)
        volts = errors.apply(self.terminals.volts_at(now, self._nature.name, number))
        if errors.noise:
            key = ("reading", self._nature.seed, self._nature.name, "dc_voltage", plain(full_scale))
            draw = standard_normal(*key, *self.terminals.set_point, number)
            volts += errors.noise * sqrt(_CYCLES_OF_STATED_NOISE / cycles) * draw
        disturbed = self.overloaded()
        self._report()
        return inf if disturbed else volts

    def _count(self) -> int:
        if self._epoch != self.terminals.epoch:
            self._epoch = self.terminals.epoch
            self._number = 0
        self._number += 1
        return self._number

    def _report(self) -> None:
        lead = self.terminals.lead
        for call in (*self.after_reading, *(lead.source.after_reading if lead else ())):
            call()
