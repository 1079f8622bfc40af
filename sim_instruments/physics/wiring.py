"""Knows which terminals are joined by which leads, and what gets through them; it knows neither end's errors.

Every instrument's sense path is simple: a 4-wire resistance needs sense leads at both ends. Where one is missing the
sense terminals are open, and the meter shows an overload, never a plausible value.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from sim_instruments.physics.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

OHMS = frozenset({"resistance", "resistance_4w"})
"""Functions in which a meter looks for a resistance."""
_SIGNED = frozenset({"dc_voltage", "dc_current"})
INPUT = "INPUT HI LO"
"""The terminals of a meter for everything but current."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A pair of leads from a source, with a second pair for sensing or without.

    Args:
        source: its output.
        thermal_emf: that the junctions add [V].
        source_terminals: where it begins, or None for wherever the source puts something out.
        terminals: where it ends, or None for wherever the instrument looks.
        wires: 2, or 4 with sense leads.
        resistance: of the two current-carrying leads together [Ω].
        reversed: whether HI and LO are exchanged.
    """

    source: Output
    thermal_emf: float = 0.0
    source_terminals: str | None = None
    terminals: str | None = None
    wires: int = 4
    resistance: float = 0.0
    reversed: bool = False

    def seen(self, function: str, now: float, reader: str, number: int, impedance: float) -> float:
        """Return what an instrument sees at the end of the leads.

        Args:
            function: that the instrument looks for.
            now: time [s].
            reader: name of the instrument that looks.
            number: of its reading since the last change, from 1.
            impedance: of its input [Ω].

        Returns:
            Mean of a direct and root mean square of an alternating quantity, in the function's unit; for resistance
            infinite where the circuit is open.
        """
        source = self.source
        setting = source.setting
        live = source.live_at(now) and (self.source_terminals is None or self.source_terminals == setting.terminals)
        if function in OHMS:
            return self._ohms(function, now, reader, number) if live and setting.function in OHMS else inf
        if function == "frequency":
            return source.frequency if live else 0.0
        value = source.carried_at(now, reader, number) if live and setting.function == function else 0.0
        if self.reversed and function in _SIGNED:
            value = -value
        if function == "dc_voltage":
            return value / (1 + self.resistance / impedance) + self.thermal_emf
        return value / (1 + self.resistance / impedance) if function == "ac_voltage" else value

    def _ohms(self, function: str, now: float, reader: str, number: int) -> float:
        setting = self.source.setting
        sensed = setting.wires == self.wires == 4
        if function == "resistance_4w" and not (sensed and setting.function == "resistance_4w"):
            return inf
        ohms = self.source.carried_at(now, reader, number)
        free_of_leads = sensed and setting.function == function
        return ohms if free_of_leads else ohms + self.resistance


class Terminals:
    """The input terminals of one instrument, and what is connected to them."""

    def __init__(self) -> None:
        self._leads: list[Lead] = []
        self._changed = 0
        self.before_change: list[Callable[[], None]] = []
        """Called before each change of what is connected here."""

    def connect(self, lead: Lead) -> None:
        """Connect the leads from a source."""
        self._changes()
        self._leads.append(lead)
        self._changed += 1
        if self._changes not in lead.source.before_change:
            lead.source.before_change.append(self._changes)

    def disconnect(self, source: Output) -> None:
        """Take the leads from a source off."""
        self._changes()
        self._leads = [lead for lead in self._leads if lead.source is not source]
        self._changed += 1

    def lead_at(self, terminals: str) -> Lead | None:
        """Return the lead that ends at these terminals."""
        for lead in self._leads:
            if lead.terminals is None or lead.terminals == terminals:
                return lead
        return None

    def _changes(self) -> None:
        for call in self.before_change:
            call()

    @property
    def epoch(self) -> int:
        """Changes whenever what is connected changes, or changes what it puts out."""
        return self._changed + sum([lead.source.epoch for lead in self._leads])
