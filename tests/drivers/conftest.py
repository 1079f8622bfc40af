"""Instruments in memory that answer as their manuals' examples do, on wires that misbehave on request."""

from __future__ import annotations

import random
import re
from collections import deque
from decimal import Decimal
from functools import cache

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import LinkClosed, LinkTimeout
from drivers import registry
from drivers.session import Session
from tests.told_in_both import both_languages  # noqa: F401  every test of the room uses it

_TOKEN = re.compile(r"\*ESE ([0-9]+);\*ESE\?")


class InMemory:
    """An instrument with fixed answers; a callable answer is asked each time, None keeps silent.

    It remembers its event enable register, as every IEEE 488.2 instrument does.
    """

    def __init__(self, identity):
        self.obeyed = []
        self.queue = deque()
        self.answers = {"*IDN?": identity}
        self.side_effects = {}

    def obey(self, command):
        self.obeyed.append(command)
        if command in self.side_effects:
            self.side_effects[command]()
        token = _TOKEN.fullmatch(command)
        answer = token[1] if token and self.answers else self.answers.get(command)
        return answer() if callable(answer) else answer

    def settings(self):
        """Every command that is no question."""
        return [command for command in self.obeyed if not command.endswith("?")]


_CONFIGURE = re.compile(r"CONF:(?P<header>\S+) (?P<number>\S+)")
_FUNCTION = re.compile(r':SENS:FUNC "(?P<header>\S+)"')
_SETTING = re.compile(r"(?P<header>\S+) (?P<value>ON|OFF|[0-9.]+)")


def exponential_number(value):
    """Write a number as the 34401A's manual shows it: a sign, eight decimals, an exponent of two digits."""
    return f"{float(value):+.8E}"


class Meter(InMemory):
    """A SCPI multimeter that remembers what it is set to, and tells it in its model's own words; a 34401A by default.

    Args:
        identity: reply to `*IDN?`.
        no_error: reply to `SYST:ERR?` of an empty queue.
        number: how it writes numbers.
        functions: reply to the function query, by header; the header in quotation marks where it is missing.
    """

    def __init__(
        self,
        identity="HEWLETT-PACKARD,34401A,0,10-5-2",
        no_error='+0,"No error"',
        number=exponential_number,
        functions=None,
    ):
        super().__init__(identity)
        self.number = number
        self.functions = {"VOLT:DC": '"VOLT"', "CURR:DC": '"CURR"'} if functions is None else functions
        self.remembered = {"FUNC?": '"VOLT"'}
        self.answers |= {
            "SYST:ERR?": lambda: self.queue.popleft() if self.queue else no_error,
            "READ?": "-1.72140000E-05",
        }

    def obey(self, command):
        if found := _CONFIGURE.fullmatch(command):
            self.remember_function("FUNC?", found["header"])
            self.remembered[f"{found['header']}:RANG?"] = self.number(found["number"])
            self.remembered[f"{found['header']}:RANG:AUTO?"] = "0"
        elif found := _FUNCTION.fullmatch(command):
            self.remember_function(":SENS:FUNC?", found["header"])
        elif found := _SETTING.fullmatch(command):
            words = {"ON": "1", "OFF": "0"}
            self.remembered[f"{found['header']}?"] = words.get(found["value"]) or self.number(found["value"])
            if found["header"].endswith(":RANG"):
                self.remembered[f"{found['header']}:AUTO?"] = "0"
        answer = super().obey(command)
        return self.remembered.get(command) if answer is None and command not in self.answers else answer

    def remember_function(self, question, header):
        self.remembered[question] = self.functions.get(header, f'"{header}"')


_OUT = re.compile(r"OUT (?P<value>-?[0-9.]+) (?P<unit>V|A|OHM)(?:, (?P<hertz>[0-9.]+) HZ)?")
_FUNCTIONS = {("V", False): "DCV", ("V", True): "ACV", ("A", False): "DCI", ("A", True): "ACI", ("OHM", False): "RES"}


class Calibrator(InMemory):
    """A 5522A that goes to standby by itself when the function changes, or 33 V or more are set in operate.

    An amplitude without a frequency keeps the frequency that there is, as the manual says.
    """

    def __init__(self):
        super().__init__("FLUKE,5522A,1972905,1.1+1.3+1.8")
        self.on = False
        self.value, self.unit, self.hertz = Decimal(0), "V", Decimal(0)
        self.kept = {"CUR_POST": "AUX", "ZCOMP": "NONE", "EARTH": "OPEN", "RANGELCK": "OFF"}
        self.answers |= {
            "ERR?": lambda: self.queue.popleft() if self.queue else '0,"No Error"',
            "FUNC?": lambda: self.function,
            "OUT?": lambda: f"{exponential(self.value, 7)},{self.unit},0E+00,0,{exponential(self.hertz, 2)}",
            "OPER?": lambda: str(int(self.on)),
            "ISR?": lambda: str(4096 + int(self.on)),
            "CUR_POST?": lambda: self.kept["CUR_POST"],
            "ZCOMP?": lambda: self.kept["ZCOMP"],
        }
        self.side_effects = {"OPER": lambda: self.turn(on=True), "STBY": lambda: self.turn(on=False)}

    @property
    def function(self):
        return _FUNCTIONS[self.unit, self.hertz != 0]

    def turn(self, *, on):
        self.on = on

    def obey(self, command):
        if ";" in command and not command.startswith("*ESE"):
            return [self.obey(part) for part in command.split(";")][-1]
        output = _OUT.fullmatch(command)
        word, _, argument = command.partition(" ")
        if output:
            self.select(output)
        elif word in self.kept:
            self.kept[word] = argument
        return super().obey(command)

    def select(self, output):
        before = self.function
        self.value, self.unit = Decimal(output["value"]), output["unit"]
        self.hertz = Decimal(0) if self.unit == "OHM" else Decimal(output["hertz"] or self.hertz)
        changed = self.function != before
        self.on = self.on and not changed and not (self.unit == "V" and abs(self.value) >= 33)
        if changed:
            self.kept["ZCOMP"] = "NONE"


def exponential(value, places):
    """Write a number with so many decimals and an exponent of two digits, as the captured replies do."""
    digits, _, power = f"{float(value):.{places}E}".partition("E")
    return f"{digits}E{int(power):+03d}"


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
        self.waited = []
        self.closed = False

    def write(self, message):
        if message == b"\x03":
            self.log.append("(Ctrl-C)")
            return
        assert message.endswith(b"\n")
        if self.closed:
            raise LinkClosed(self.resource, "gone")
        command = message.decode("ascii").rstrip("\n")
        self.log.append(command)
        answer = self.instrument.obey(command)
        if answer is not None:
            self.replies.append([self.late(), answer.encode("latin-1")])

    def read(self, within_s=None):
        self.waited.append(within_s)
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
        return self.clears

    def close(self):
        self.closed = True


@cache
def type_record(name):
    return load(registry.type_record_path(registry.driver(name)), TypeRecord).model


def connected(wire, name):
    """Return the driver of that name, on a wire."""
    found, record = registry.driver(name), type_record(name)
    language = registry.language_of(found, record)
    return found(Session(wire, f"bench ({wire.resource})", VirtualClock(), language), record)


@pytest.fixture
def wire_to():
    return Wire


@pytest.fixture
def in_memory():
    return InMemory


@pytest.fixture
def scpi_meter():
    return Meter


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
