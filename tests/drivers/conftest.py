"""Instruments in memory that answer as their manuals' examples do, on wires that misbehave on request."""

from __future__ import annotations

import random
from collections import deque
from decimal import Decimal

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import LinkClosed, LinkTimeout
from drivers import registry
from drivers.session import Session


class InMemory:
    """An instrument with fixed answers; a callable answer is asked each time, None keeps silent."""

    def __init__(self, identity):
        self.obeyed = []
        self.queue = deque()
        self.answers = {"*IDN?": identity}
        self.side_effects = {}

    def obey(self, command):
        self.obeyed.append(command)
        if command in self.side_effects:
            self.side_effects[command]()
        answer = self.answers.get(command)
        return answer() if callable(answer) else answer

    def settings(self):
        """Every command that is no question."""
        return [command for command in self.obeyed if not command.endswith("?")]


class Meter(InMemory):
    """A 34401A with one reading."""

    def __init__(self):
        super().__init__("HEWLETT-PACKARD,34401A,0,10-5-2")
        self.range = Decimal(10)
        self.answers |= {
            "SYST:ERR?": lambda: self.queue.popleft() if self.queue else '+0,"No error"',
            "FUNC?": '"VOLT"',
            "VOLT:DC:RANG?": lambda: f"{float(self.range):+.8E}",
            "READ?": "-1.72140000E-05",
        }

    def obey(self, command):
        if command.startswith("CONF:VOLT:DC "):
            self.range = Decimal(command.removeprefix("CONF:VOLT:DC "))
        return super().obey(command)


class Calibrator(InMemory):
    """A 5522A that goes to standby by itself when 33 V or more are set in operate."""

    def __init__(self):
        super().__init__("FLUKE,5522A,1972905,1.1+1.3+1.8")
        self.on = False
        self.volts = Decimal(0)
        self.answers |= {
            "ERR?": lambda: self.queue.popleft() if self.queue else '0,"No Error"',
            "FUNC?": "DCV",
            "OUT?": lambda: f"{self.volts:.7E},V,0E+00,0,0.00E+00",
            "OPER?": lambda: str(int(self.on)),
            "ISR?": lambda: str(4096 + int(self.on)),
        }
        self.side_effects = {"OPER": lambda: self.turn(on=True), "STBY": lambda: self.turn(on=False)}

    def turn(self, *, on):
        self.on = on

    def obey(self, command):
        if command.startswith("OUT "):
            self.volts = Decimal(command.removeprefix("OUT ").removesuffix(" V"))
            self.on = self.on and abs(self.volts) < 33
        return super().obey(command)


class Wire:
    """A link whose replies come in order; each may come late, after so many vain reads.

    Args:
        instrument: that answers.
        late: returns for each reply how many reads time out before it arrives.
        clears: whether `clear` drops what is under way, as it must; a serial line may not.
    """

    def __init__(self, instrument, resource="TCPIP::192.0.2.7::5025::SOCKET", late=lambda: 0, *, clears=True):
        self.instrument = instrument
        self.resource = resource
        self.late = late
        self.clears = clears
        self.replies = deque()
        self.log = []
        self.closed = False

    def write(self, message):
        assert message.endswith(b"\n")
        if self.closed:
            raise LinkClosed(self.resource, "gone")
        command = message.decode("ascii").rstrip("\n")
        self.log.append(command)
        answer = self.instrument.obey(command)
        if answer is not None:
            self.replies.append([self.late(), answer.encode("latin-1")])

    def read(self):
        if self.closed:
            raise LinkClosed(self.resource, "gone")
        if not self.replies or self.replies[0][0] > 0:
            if self.replies:
                self.replies[0][0] -= 1
            raise LinkTimeout(self.resource, "no reply")
        return self.replies.popleft()[1]

    def clear(self):
        self.log.append("(clear)")
        self.closed = False
        if self.clears:
            self.replies.clear()

    def close(self):
        self.closed = True


def type_record(name):
    return load(registry.type_record_path(registry.driver(name)), TypeRecord).model


def connected(wire, name):
    """Return the driver of that name, on a wire."""
    session = Session(wire, f"bench ({wire.resource})", VirtualClock())
    return registry.driver(name)(session, type_record(name))


@pytest.fixture
def wire_to():
    return Wire


@pytest.fixture
def in_memory():
    return InMemory


@pytest.fixture
def meter():
    return Meter()


@pytest.fixture
def calibrator():
    return Calibrator()


@pytest.fixture
def meter_wire(meter):
    return Wire(meter)


@pytest.fixture
def calibrator_wire(calibrator):
    return Wire(calibrator)


@pytest.fixture
def connect():
    return connected


@pytest.fixture
def read_type():
    return type_record


@pytest.fixture
def seeded():
    return random.Random(20261121)
