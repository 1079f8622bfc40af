"""Knows which leads lie on a bench and who is joined by them; it knows no signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.physics.wiring import Lead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim_instruments.dialects.execution import Body
    from sim_instruments.fault_script import FaultScript
    from sim_instruments.world_file import LeadEntry

WIRING = "wiring"
"""Stands among the instruments of a prompt to connect, with `2-wire` or `4-wire`."""
_FOUR_WIRE = "4-wire"


class Wires:
    """The leads of a bench.

    Args:
        entries: which there are, and how they lie at the start.
        bodies: of the instruments, by name.
    """

    def __init__(self, entries: tuple[LeadEntry, ...], bodies: Mapping[str, Body]) -> None:
        self._entries = entries
        self._bodies = bodies
        for entry in entries:
            self._connect(entry, entry.terminals, entry.wires)

    def reconnect(self, leads: Mapping[str, str], faults: Mapping[str, FaultScript]) -> None:
        """Take all leads off the instruments that are named, and connect them as told, so far as there are leads.

        Args:
            leads: by instrument the terminals; and `wiring`, `4-wire` or else 2-wire.
            faults: of the instruments, by name.
        """
        wires = 4 if leads.get(WIRING) == _FOUR_WIRE else 2
        for entry in self._entries:
            if entry.source in leads or entry.to in leads:
                self._bodies[entry.to].converter.terminals.disconnect(self._bodies[entry.source].output)
        for entry in self._entries:
            if entry.source in leads and entry.to in leads:
                wrong = self._mistakes(entry, faults)
                if "miswired" not in wrong:
                    self._connect(entry, leads, wires, crossed="reversed" in wrong)

    def _connect(self, entry: LeadEntry, terminals: Mapping[str, str], wires: int, *, crossed: bool = False) -> None:
        lead = Lead(
            source=self._bodies[entry.source].output,
            thermal_emf=float(entry.thermal_emf.si),
            source_terminals=terminals.get(entry.source),
            terminals=terminals.get(entry.to),
            wires=wires,
            resistance=float(entry.resistance.si),
            reversed=crossed,
        )
        self._bodies[entry.to].converter.terminals.connect(lead)

    def _mistakes(self, entry: LeadEntry, faults: Mapping[str, FaultScript]) -> set[str]:
        now = self._bodies[entry.to].now()
        return {kind for name in (entry.source, entry.to) for kind in faults[name].misconnects(now)}
