"""Knows what a meter's converter makes of what is at its terminals; it knows no display."""

from __future__ import annotations

from math import inf, isinf, sqrt
from typing import TYPE_CHECKING

from sim_instruments.physics.noise import key_of, plain, standard_normal
from sim_instruments.physics.wiring import INPUT, OHMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sim_instruments.physics.output import Nature
    from sim_instruments.physics.wiring import Lead, Terminals

# the world file states a meter's noise at this integration time [power line cycles]
_CYCLES_OF_STATED_NOISE = 10.0
_UNCONNECTED = "unconnected"
_UNSIGNED = frozenset({"ac_voltage", "ac_current", "frequency"})


class Converter:
    """The analogue-to-digital converter behind a meter's terminals.

    Args:
        nature: of the meter.
        terminals: that it looks at.
    """

    def __init__(self, nature: Nature, terminals: Terminals) -> None:
        self._nature = nature
        self.terminals = terminals
        self.input_impedance = inf
        """Of the voltage input as the meter is set [Ω]."""
        self.after_reading: list[Callable[[], None]] = []
        """Called after each reading."""
        self.overloaded: Callable[[], bool] = bool
        """Asked at each reading whether a disturbance drives it beyond any range; `bool()` is false."""
        self._number = 0
        self._epoch = terminals.epoch
        self._keys: dict[tuple[str, Decimal], str] = {}

    def restart(self) -> None:
        """Begin to count readings anew, because the meter was configured."""
        self._number = 0

    def look(self, function: str, now: float, terminals: str = INPUT) -> float:
        """Return what is at the terminals without reading it, as autoranging does [SI unit of the function].

        Args:
            function: capability, such as `dc_voltage`.
            now: time [s].
            terminals: `INPUT HI LO`, `CURRENT 3 A` or `CURRENT 10 A`.
        """
        return self._seen(self.terminals.lead_at(terminals), function, now, 0)

    def frequency(self, now: float, terminals: str = INPUT) -> float:
        """Return the frequency of what is at the terminals [Hz]; 0 where nothing alternates."""
        return self.look("frequency", now, terminals)

    def read(self, function: str, full_scale: Decimal, cycles: float, now: float, terminals: str = INPUT) -> float:
        """Take one reading.

        Args:
            function: capability, such as `dc_voltage`.
            full_scale: of the range in use [SI unit of the function].
            cycles: integration time [power line cycles].
            now: end of the integration [s].
            terminals: `INPUT HI LO`, `CURRENT 3 A` or `CURRENT 10 A`.

        Returns:
            The reading with all its errors, unrounded [SI unit of the function]; infinite where it is beyond any
            range, or a resistance whose circuit is open.
        """
        value = self.sample(function, full_scale, cycles, now, terminals, self._count())
        disturbed = self.overloaded()
        lead = self.terminals.lead_at(terminals)
        for call in self.after_reading:
            call()
        for call in lead.source.after_reading if lead else ():
            call()
        return inf if disturbed else value

    def sample(
        self, function: str, full_scale: Decimal, cycles: float, now: float, terminals: str, number: int
    ) -> float:
        """Return what the reading of a number would be; nothing is read, and nothing happens after it.

        Args:
            function: as in `read`.
            full_scale: as in `read`.
            cycles: as in `read`.
            now: as in `read`.
            terminals: as in `read`.
            number: from 1, which its noise belongs to.
        """
        lead = self.terminals.lead_at(terminals)
        errors = self._nature.hidden.of(function, full_scale)
        frequency = self.frequency(now, terminals) if errors.flatness else 0.0
        value = errors.apply(self._seen(lead, function, now, number), frequency)
        if errors.noise and not isinf(value):
            spread = errors.noise * sqrt(_CYCLES_OF_STATED_NOISE / cycles)
            set_point = lead.source.set_point if lead else _UNCONNECTED
            value += spread * standard_normal(key_of(self._key(function, full_scale), set_point, number))
        return abs(value) if function in _UNSIGNED else value

    def _seen(self, lead: Lead | None, function: str, now: float, number: int) -> float:
        if lead is None:
            return inf if function in OHMS else 0.0
        return lead.seen(function, now, self._nature.name, number, self.input_impedance)

    def _key(self, function: str, full_scale: Decimal) -> str:
        key = self._keys.get((function, full_scale))
        if key is None:
            key = key_of("reading", self._nature.seed, self._nature.name, function, plain(full_scale))
            self._keys[function, full_scale] = key
        return key

    def _count(self) -> int:
        epoch = self.terminals.epoch
        if self._epoch != epoch:
            self._epoch = epoch
            self._number = 0
        self._number += 1
        return self._number
