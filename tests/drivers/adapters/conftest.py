"""A library of instruments in memory, of every style that libraries have, and drivers that adapt them."""

from __future__ import annotations

import sys
from collections import deque
from enum import Enum
from types import ModuleType

import pint
import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import parse
from drivers import registry
from drivers.own_links import Connection

IDENTITY = "EXAMPLE,M-1,42,1.0"
UNITS = pint.UnitRegistry()
HEAD = """\
calbench: instrument/1
maker: Example
model: M-1
title: {zh: 示例, en: example}
source: {document: "written for a test, nothing checked", edition: none}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [EXAMPLE], model: M-1}
functions:
  dc_voltage:
    coverage: {distribution: rectangular}
    ranges:
      - {range: 100 mV, maximum: 120 mV, resolution: 100 nV, of_reading: 0.005 %}
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.005 %}
  ac_voltage:
    coverage: {distribution: rectangular}
    ranges:
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, bands: [{frequency: 10 Hz .. 20 kHz, of_reading: 0.1 %}]}
"""
METER = """\
python:
  serves: indicator
  class: fakelab.Meter
  open: {with: ["{link}"], options: {patience: "{timeout_s}"}}
  close: close
  identity: {ask: ask, with: ["*IDN?"]}
  ieee_488_2: true
  errors: {ask: next_error, depth: 4}
  prepare: [{call: reset}]
  indicate: {ask: reading, overload: 9.9E37}
  functions:
    dc_voltage:
      select:
        - {set: function_, to: DCV}
        - {set: range_, to: "{range}"}
        - {set: filtered, to: true}
    ac_voltage:
      select:
        - {set: function_, to: ACV}
        - {set: range_, to: "{range}"}
        - {set: lowest, to: "{frequency}"}
"""
SOURCE = """\
python:
  serves: source
  class: fakelab.Source
  open: {with: ["{link}"], options: {patience: "{timeout_s}"}}
  close: close
  identity: {ask: ask, with: ["*IDN?"]}
  ieee_488_2: true
  errors: {ask: next_error, depth: 4}
  prepare: [{call: reset}]
  output:
    operate: [{set: output, to: true}]
    safe: [{set: output, to: false, reads: none}]
    ask: output
    on: true
    off: false
    settled: {ask: is_settled, expect: true}
  functions:
    dc_voltage:
      source: [{set: mode, to: DC}, {set: level, to: "{value}"}]
      setting: {ask: level}
    ac_voltage:
      source: [{set: mode, to: AC}, {set: hertz, to: "{frequency}"}, {set: level, to: "{value}"}]
      setting: {ask: level}
"""


class Bench:
    """What is on the far side of every link: settings that stay, errors, and faults to come.

    Args:
        faults: raised one by one, each by the next thing that is asked or done.
    """

    def __init__(self):
        self.kept = {"function_": "OHM", "range_": 1.0, "mode": "?", "level": 0.0, "output": False, "hertz": 0.0}
        self.log = []
        self.queue = deque()
        self.faults = deque()
        self.reading = 9.0001
        self.opened = 0
        self.still_open = 0
        self.identity = IDENTITY
        self.event_enable = 0

    def meet(self, what):
        self.log.append(what)
        if self.faults and (fault := self.faults.popleft()) is not None:
            raise fault


class Library:
    """What all instruments of the library have."""

    def __init__(self, link, patience):
        self.bench = BENCH[0]
        self.bench.meet(f"open {link} {patience}")
        self.bench.opened += 1
        self.bench.still_open += 1
        self.patience = patience

    def ask(self, question):
        self.bench.meet(question)
        if question.startswith("*ESE "):
            self.bench.event_enable = int(question[5:].partition(";")[0])
            return f"{self.bench.event_enable}\n"
        return self.bench.identity + "\n"

    def close(self):
        self.bench.still_open -= 1

    def reset(self):
        self.bench.meet("reset")

    @property
    def next_error(self):
        return self.bench.queue.popleft() if self.bench.queue else [0.0, '"No error"']


def kept(name):
    """Return a property whose value stays in the instrument."""

    def put(self, value):
        self.bench.meet(f"{name} = {value!r}")
        self.bench.kept[name] = value

    def get(self):
        self.bench.meet(name)
        return self.bench.kept[name]

    return property(get, put)


class Parameter:
    """A setting as QCoDeS has it: called to read it, called with a value to set it."""

    def __init__(self, bench, name):
        self._bench, self._name = bench, name

    def __call__(self, *value):
        if not value:
            return self._bench.kept[self._name]
        (self._bench.kept[self._name],) = value
        return None


class Meter(Library):
    """A meter with properties, a parameter of a part, and plain attributes."""

    function_, range_, filtered, lowest = kept("function_"), kept("range_"), kept("filtered"), kept("lowest")

    class Sense:
        pass

    def __init__(self, link, patience):
        super().__init__(link, patience)
        self.sense = self.Sense()
        self.sense.range = Parameter(self.bench, "range_")
        self.plain = 1.0

    @property
    def reading(self):
        self.bench.meet("reading")
        return self.bench.reading


class Source(Library):
    """A source with properties."""

    mode, level, output, hertz = kept("mode"), kept("level"), kept("output"), kept("hertz")

    def is_settled(self):
        self.bench.meet("is_settled")
        return True


class Mode(Enum):
    """An enumeration, as InstrumentKit has them."""

    voltage_dc = "VOLT:DC"


BENCH = [Bench()]


@pytest.fixture
def bench():
    """The far side."""
    BENCH[0] = Bench()
    return BENCH[0]


@pytest.fixture
def fakelab(monkeypatch, bench):
    """The library, where a type record finds it."""
    module = ModuleType("fakelab")
    module.Meter, module.Source, module.bench, module.function = Meter, Source, bench, kept
    monkeypatch.setitem(sys.modules, "fakelab", module)
    return module


@pytest.fixture
def describe():
    def describe(mapping, before="", after=""):
        text = HEAD + mapping
        assert before in text
        return parse("type.yaml", text.replace(before, after).encode(), TypeRecord).model

    return describe


@pytest.fixture
def adapt(fakelab, describe):
    """Make a driver as a bench does."""

    def adapt(mapping=METER, before="", after="", link="TCPIP::192.0.2.7::5025::SOCKET"):
        connection = Connection("meter-1", link, 2.0, VirtualClock())
        return registry.own_links(registry.driver("adapter.python"))(connection, describe(mapping, before, after))

    return adapt


@pytest.fixture
def adapt_source(adapt):
    """Make a driver of the mapped source."""

    def adapt_source(before="", after="", link="TCPIP::192.0.2.7::5025::SOCKET"):
        return adapt(SOURCE, before, after, link)

    return adapt_source


@pytest.fixture
def texts():
    """The files that describe the meter and the source."""
    return {"meter": HEAD + METER, "source": HEAD + SOURCE}
