"""An instrument that never says the same number twice, behind any door, with the faults of a world file."""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import ScaledClock, VirtualClock, system_clock
from bench_core.documents.model import parse
from bench_core.errors import InstrumentError
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.links.visa import VisaLinks
from drivers.protocols import ieee4882
from drivers.session import Session
from sim_instruments.fault_script import FaultScript
from sim_instruments.links import SimLink
from sim_instruments.serving import RunningServers, serve
from sim_instruments.world import SimulatedInstrument
from sim_instruments.world_file import WorldFile

TIMEOUT_S = 0.25
GRACE_S = 0.5
"""A failure is told within the time-out and this."""
IDENTITY = "CALBENCH,NUMBERING,1,1.0"


class Numbering:
    """An instrument whose every reply is a number that was never given before."""

    terminator = b"\n"
    serial_terminator = b"\n"
    serial_clear = b"\x03"

    def __init__(self):
        self.given = 0
        self.obeyed = []
        self.event_enable = 0

    def execute(self, message):
        self.obeyed.append(message)
        replies = []
        for unit in message.split(";"):
            if unit.startswith("*ESE "):
                self.event_enable = int(unit.removeprefix("*ESE "))
            elif unit == "*ESE?":
                replies.append(str(self.event_enable))
            elif unit == "*IDN?":
                replies.append(IDENTITY)
            elif unit.endswith("?"):
                self.given += 1
                replies.append(f"{self.given:+.8E}")
        return ";".join(replies) or None
        yield  # what makes it an execution

    def status_byte(self, *, message_available):
        return 16 if message_available else 0

    def next_change(self):
        return None

    def interrupted(self):
        pass

    unterminated = overrun = device_clear = trip = interrupted


def faults_of(text):
    """Return the faults that a world file would say in these words."""
    file = f"calbench: world/1\nworld: w\ninstruments:\n  it: {{simulates: keysight.34401a, faults: [{text}]}}\n"
    return parse("world.yaml", file.encode(), WorldFile).model.instruments["it"].faults


@dataclass
class Bench:
    """A session to a numbering instrument behind one door.

    Args:
        session: to it.
        dialect: of it.
        wall: clock that failures are timed by.
    """

    session: Session
    dialect: Numbering
    wall: object

    def ask(self):
        """Ask for a number; it is always the one that was given to this question."""
        number = self.session.ask("READ?", ieee4882.number)
        assert number == self.dialect.given, "the reply to another question was taken"
        return number

    def failure(self):
        """Ask, and return the failure; it comes in time, and is typed."""
        began = self.wall.now()
        with pytest.raises(InstrumentError) as caught:
            self.ask()
        assert self.wall.now() - began < TIMEOUT_S + GRACE_S
        return caught.value


def require(door):
    """Skip the test where a door cannot be opened."""
    if door == "serial" and sys.platform != "linux":
        pytest.skip("a serial door needs Linux")


@pytest.fixture
def ending():
    """Close everything that a test has opened."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def numbering(ending):
    """Return a function that connects a session to a numbering instrument with these faults behind a door."""

    def connect(faults, door="socket", seed=1):
        require(door)
        clock = VirtualClock() if door == "sim" else ScaledClock(1.0)
        dialect = Numbering()
        script = FaultScript(faults_of(faults), seed)
        meter = SimulatedInstrument("meter", "a test", "1", None, dialect, script, clock.now)
        world = SimpleNamespace(instrument=lambda _: meter, clock=clock, lock=threading.RLock())
        if door == "sim":
            link, wall = SimLink(world, meter, TIMEOUT_S), clock
        else:
            running = RunningServers(world, ["meter"], [door])
            ending.callback(running.close)
            links = VisaLinks(LinkContext(clock))
            ending.callback(links.close)
            link, wall = links.open(running.links["meter"][0], TIMEOUT_S), system_clock()
        ending.callback(link.close)
        return Bench(Session(link, f"meter ({link.resource})", VirtualClock()), dialect, wall)

    return connect


@pytest.fixture
def twin(ending, tmp_path, read_type):
    """Return a function that gives a real driver, connected to its twin behind a door; the twin lives 50 times fast."""

    def connect(name, faults="", door="socket", timeout_s=1.0, entry=""):
        require(door)
        path = tmp_path / "world.yaml"
        entry = f'{{simulates: {name}, serial: "7", settling: 0 s, doors: [{door}], faults: [{faults}]{entry}}}'
        path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{it: {entry}}}\n", encoding="utf-8")
        running = serve(path, ScaledClock(50.0))
        ending.callback(running.close)
        links = VisaLinks(LinkContext(system_clock()))
        ending.callback(links.close)
        link = links.open(running.links["it"][0], timeout_s)
        found, record = registry.driver(name), read_type(name)
        session = Session(link, f"it ({link.resource})", VirtualClock(), registry.language_of(found, record))
        return found(session, record)

    return connect


@pytest.fixture
def volts():
    """Select 10 V DC on a meter."""
    return lambda meter: meter.select("dc_voltage", Quantity.parse("10 V"), {})
