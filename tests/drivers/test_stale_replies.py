"""Replies delayed past the time-out at random: none of them ever answers a later question.

Each reply carries a number that was never given before, so that a stale one gives itself away. The long run over the
real doors takes some minutes: `python -m pytest -m slow tests/drivers/test_stale_replies.py`.
"""

from __future__ import annotations

import random
import sys
import threading
from types import SimpleNamespace

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import InstrumentError
from bench_core.metrology.quantity import Quantity
from drivers.links.visa import VisaLinks
from drivers.protocols import ieee4882
from drivers.session import Session
from sim_instruments.fault_script import FaultScript
from sim_instruments.faults import Fault
from sim_instruments.links import SimLink
from sim_instruments.serving import RunningServers
from sim_instruments.world import SimulatedInstrument

TIMEOUT_S = 0.03
LATE_SHARE = 0.12
DELAYS = (0.5, 1.01, 1.5, 2, 4)
"""Of late replies, in time-outs."""

LONG_DELAYS = (*DELAYS, 15, 30, 60)
"""Beyond the session's pause between two attempts to resynchronise, too."""

QUESTIONS = ("READ?", "FETC?", "OUT?")
DOORS = ("socket", "hislip", "vxi11", "serial")


class Numbering:
    """An instrument whose every reply is a number that was never given before."""

    terminator = b"\n"

    def __init__(self):
        self.given = 0
        self.event_enable = 0

    def execute(self, message):
        replies = []
        for unit in message.split(";"):
            if unit.startswith("*ESE "):
                self.event_enable = int(unit.removeprefix("*ESE "))
            elif unit == "*ESE?":
                replies.append(str(self.event_enable))
            elif unit == "*IDN?":
                replies.append("CALBENCH,NUMBERING,1,1.0")
            elif unit.endswith("?"):
                self.given += 1
                replies.append(f"{self.given:+.8E}")
        return ";".join(replies) or None
        yield  # what makes it an execution

    def interrupted(self):
        pass

    unterminated = overrun = device_clear = trip = interrupted


class RandomDelays(FaultScript):
    """Delays some replies, most of them past the time-out; a delayed one may arrive amid a later exchange."""

    def __init__(self, seed, delays):
        super().__init__()
        self.armed = True
        self._random = random.Random(seed)
        self._delays = delays

    def of_message(self, _message, _now):
        if self._random.random() >= LATE_SHARE:
            return ()
        seconds = TIMEOUT_S * self._random.choice(self._delays)
        return (Fault(kind="late", delay=Quantity.parse(f"{seconds:.6f} s")),)


class Line(SimLink):
    """Within the process, but as helpless as a serial line: only what has arrived already can be dropped."""

    def clear(self):
        while self._arrived() is not None:
            pass
        return False


@pytest.fixture
def instrument():
    return lambda clock, delays: SimulatedInstrument(
        "meter", "a test", "1", None, Numbering(), RandomDelays(7, delays), clock.now
    )


def exchange(session, instrument, questions, seed=20261121):
    """Ask at random, and return how many replies came and how many did not; each that came is the right one."""
    choose = random.Random(seed)
    came = failed = 0
    for _ in range(questions):
        try:
            number = session.ask(choose.choice(QUESTIONS), ieee4882.number)
        except InstrumentError:
            failed += 1
            continue
        assert number == instrument.dialect.given, "a stale reply was taken for the answer"
        came += 1
    return came, failed


@pytest.mark.parametrize("link", [SimLink, Line])
def test_ten_thousand_exchanges_in_process_take_no_stale_reply(instrument, link):
    clock = VirtualClock()
    meter = instrument(clock, LONG_DELAYS)
    world = SimpleNamespace(lock=threading.RLock(), clock=clock)
    session = Session(link(world, meter, TIMEOUT_S), "meter", clock)
    came, failed = exchange(session, meter, 10_000)
    assert came > 2000
    assert failed > 400
    assert session.resynchronised > 400


def through(door, instrument, questions):
    clock = ScaledClock(1.0)
    meter = instrument(clock, DELAYS)
    world = SimpleNamespace(instrument=lambda _: meter, clock=clock)
    links = VisaLinks(LinkContext(clock))
    with RunningServers(world, ["meter"], [door]) as running:
        link = links.open(running.links["meter"][0], TIMEOUT_S)
        came, failed = exchange(Session(link, "meter", VirtualClock()), meter, questions)
        links.close()
    assert came > questions / 2
    assert failed > questions * LATE_SHARE / 4


@pytest.mark.parametrize("door", DOORS)
def test_two_hundred_exchanges_through_each_door_take_no_stale_reply(instrument, door):
    if door == "serial" and sys.platform != "linux":
        pytest.skip("a serial door needs Linux")
    through(door, instrument, 200)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("door", DOORS)
def test_ten_thousand_exchanges_through_each_door_take_no_stale_reply(instrument, door):
    if door == "serial" and sys.platform != "linux":
        pytest.skip("a serial door needs Linux")
    through(door, instrument, 10_000)
