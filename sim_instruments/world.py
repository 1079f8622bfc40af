"""Knows how instruments, wires and time make one world; it knows no byte of any language and no socket."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from sim_instruments.dialects.catalogue import DIALECTS
from sim_instruments.dialects.execution import Body, Dialect
from sim_instruments.faults import FaultScript
from sim_instruments.physics.converter import Converter
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.wiring import Lead, Terminals

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from sim_instruments.world_file import SimulatedEntry, WorldFile

_NOTHING = Setting("dc_voltage", Decimal(1), Decimal(0))


@dataclass(frozen=True, slots=True)
class SimulatedInstrument:
    """One instrument of a world.

    Args:
        name: in the world.
        simulates: what it is.
        serial: as it answers it.
        port: that it wants, or None.
        dialect: its language.
        faults: what goes wrong with it.
        now: world time [s].
    """

    name: str
    simulates: str
    serial: str
    port: int | None
    dialect: Dialect
    faults: FaultScript
    now: Callable[[], float]


class World:
    """All instruments of a world file, wired up.

    Args:
        file: what the world is like.
        clock: whose time it lives in.
        seed: of all noise; the world file's own where None.
    """

    def __init__(self, file: WorldFile, clock: Clock, seed: int | None = None) -> None:
        self.clock = clock
        self.seed = file.seed if seed is None else seed
        self.lock = threading.RLock()
        """Held while anything in this world moves."""
        bodies = {name: self._body(name, entry) for name, entry in file.instruments.items()}
        for lead in file.wiring:
            emf = float(lead.thermal_emf.si)
            bodies[lead.to].converter.terminals.connect(Lead(bodies[lead.source].output, emf))
        self.instruments = {
            name: self._instrument(name, entry, bodies[name]) for name, entry in file.instruments.items()
        }

    def instrument(self, name: str) -> SimulatedInstrument:
        """Return an instrument by name.

        Raises:
            UsageError: there is none of this name.
        """
        if name not in self.instruments:
            known = ", ".join(self.instruments)
            raise UsageError(f"sim:{name}: no such instrument in the world; it has {known}")
        return self.instruments[name]

    def _body(self, name: str, entry: SimulatedEntry) -> Body:
        nature = Nature(name, self.seed, entry.hidden_table(), float(entry.settling.si))
        converter = Converter(nature, Terminals())
        return Body(entry.serial, nature, Output(nature, _NOTHING), converter, self.clock.now)

    def _instrument(self, name: str, entry: SimulatedEntry, body: Body) -> SimulatedInstrument:
        dialect = DIALECTS[entry.simulates](body)
        faults = FaultScript(entry.faults)
        now = self.clock.now

        def after_reading() -> None:
            if faults.trips_after_reading(now()):
                dialect.trip()

        body.output.after_reading.append(after_reading)
        body.converter.after_reading.append(after_reading)
        body.converter.overloaded = lambda: faults.overloads(now())
        return SimulatedInstrument(name, entry.simulates, entry.serial, entry.port, dialect, faults, now)
