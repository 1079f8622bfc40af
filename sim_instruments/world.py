"""Knows how instruments, wires and time make one world; it knows no byte of any language and no socket."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.documents.model import load
from bench_core.errors import UsageError
from sim_instruments.dialects.catalogue import DISPLAYS, dialect
from sim_instruments.dialects.execution import Body, Dialect
from sim_instruments.fault_script import FaultScript
from sim_instruments.physics.converter import Converter
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.wiring import Terminals
from sim_instruments.wires import Wires
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import LinkContext
    from bench_core.clock import Clock
    from bench_core.metrology.quantity import Quantity
    from sim_instruments.dialects.handheld import Handheld
    from sim_instruments.world_file import SimulatedEntry

_SHARED = "simulated world"
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
        doors: that it answers on, names of `sim_instruments.servers.doors`.
        by_lines: whether its replies stream as lines, as before a person at a terminal.
    """

    name: str
    simulates: str
    serial: str
    port: int | None
    dialect: Dialect
    faults: FaultScript
    now: Callable[[], float]
    doors: tuple[str, ...] = ("socket",)
    by_lines: bool = False


class World:
    """All instruments of a world file, wired up.

    Args:
        file: what the world is like.
        clock: whose time it lives in.
        seed: of all noise; the world file's own where None.
    """

    def __init__(self, file: WorldFile, clock: Clock, seed: int | None = None) -> None:
        self.file = file
        self.clock = clock
        self.seed = file.seed if seed is None else seed
        self.lock = threading.RLock()
        """Held while anything in this world moves."""
        self._air = file.air()
        self._bodies = {name: self._body(name, entry) for name, entry in file.instruments.items()}
        self._faults = {
            name: FaultScript(entry.faults, f"{self.seed} {name}") for name, entry in file.instruments.items()
        }
        self._wires = Wires(file.wiring, self._bodies)
        self.instruments: dict[str, SimulatedInstrument] = {}
        """Those that can be talked to."""
        self.displays: dict[str, Handheld] = {}
        """Those that only a person can read."""
        for name, entry in file.instruments.items():
            if entry.simulates in DISPLAYS:
                self.displays[name] = DISPLAYS[entry.simulates](self._bodies[name], entry.counts)
                self._connect_faults(name, lambda: None)
            else:
                self.instruments[name] = self._instrument(name, entry)

    def instrument(self, name: str) -> SimulatedInstrument:
        """Return an instrument by name.

        Raises:
            UsageError: there is none of this name.
        """
        if name not in self.instruments:
            known = ", ".join(self.instruments)
            raise UsageError(f"sim:{name}: no such instrument in the world; it has {known}")
        return self.instruments[name]

    def output(self, name: str) -> Output:
        """Return what the terminals of a source carry, for those who look at the physics and not at the wire.

        Args:
            name: of an instrument of this world.
        """
        return self._bodies[name].output

    def air(self, name: str) -> Quantity | None:
        """Return what surrounds the instruments now, by its name in `ambient`; None where the world does not say."""
        return self._air.value(name, self.clock.now())

    def serial(self, name: str) -> str:
        """Return the serial number that is printed on an instrument.

        Raises:
            UsageError: there is none of this name.
        """
        return self.displays[name].body.serial if name in self.displays else self.instrument(name).serial

    def reconnect(self, leads: Mapping[str, str]) -> None:
        """Change the leads as a person does who is told so.

        Args:
            leads: by instrument the terminals; and `wiring`, `4-wire` or else 2-wire.
        """
        self._wires.reconnect(leads, self._faults)

    def _body(self, name: str, entry: SimulatedEntry) -> Body:
        nature = Nature(name, self.seed, entry.hidden_table(), float(entry.settling.si))
        converter = Converter(nature, Terminals())
        output = Output(nature, _NOTHING)
        at_terminal = entry.remote == "terminal"
        mains = float(self.file.mains.si)
        who, now = entry.serial, self.clock.now
        return Body(who, nature, output, converter, now, mains_hz=mains, at_terminal=at_terminal, air=self.air)

    def _instrument(self, name: str, entry: SimulatedEntry) -> SimulatedInstrument:
        made = dialect(entry.simulates)(self._bodies[name])
        self._connect_faults(name, made.trip)
        faults, now = self._faults[name], self.clock.now
        who = (name, entry.simulates, entry.serial, entry.port)
        by_lines = entry.remote == "terminal"
        return SimulatedInstrument(*who, made, faults, now, doors=entry.doors, by_lines=by_lines)

    def _connect_faults(self, name: str, trip: Callable[[], None]) -> None:
        body, faults, now = self._bodies[name], self._faults[name], self.clock.now
        if not faults.armed:
            return

        def after_reading() -> None:
            if faults.trips_after_reading(now()):
                trip()

        body.output.after_reading.append(after_reading)
        body.converter.after_reading.append(after_reading)
        body.converter.overloaded = lambda: faults.overloads(now())


def shared_world(context: LinkContext) -> World:
    """Return the one world that the links and the person of a bench share, made when it is first needed.

    Raises:
        UsageError: the bench names no world, or its file cannot be read.
        DocumentInvalid: the file has mistakes.
    """
    found = context.shared.get(_SHARED)
    if isinstance(found, World):
        return found
    if context.world is None:
        raise UsageError("bench: what is simulated needs a world; add `world: FILE` to the bench file")
    made = World(load(context.world, WorldFile).model, context.clock, context.seed)
    context.shared[_SHARED] = made
    return made
