"""A dead instrument is told within 5 s, however long its readings take; a slow reading is waited for all the same."""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import suppress

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import ScaledClock, VirtualClock, system_clock
from bench_core.errors import LinkTimeout
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.bench import read_bench
from drivers.links.visa import VisaLinks
from drivers.opening import open_bench
from drivers.session import Session, TimeOuts
from sim_instruments.links import SimLinks
from sim_instruments.serving import serve

TOLD_WITHIN_S = 5.0
SLOW = ["hp.3458a", "fluke.8508a", "fluke.8588a"]
DOORS = ("socket", "hislip", "vxi11", *(("serial",) if sys.platform == "linux" else ()))
BRIEF_S, LONG_S = 0.1, 30.0
BENCH = """\
calbench: bench/1
bench: one
instruments: {{meter: {{driver: {driver}, link: "{link}"{more}}}}}
roles: {{}}
"""
WORLD = """\
calbench: world/1
world: w
instruments: {{it: {{simulates: keysight.34401a, serial: "7", settling: 0 s, doors: [{door}]}}}}
"""


class Silent:
    """A link over which nothing ever comes, and how long that was waited for."""

    resource = "GPIB0::22::INSTR"

    def __init__(self, clock, timeout_s):
        self.clock, self.timeout_s = clock, timeout_s

    def write(self, message):
        pass

    def read(self, within_s=None):
        self.clock.sleep(self.timeout_s if within_s is None else within_s)
        raise LinkTimeout(self.resource, "no reply")

    def clear(self):
        return True


@pytest.fixture
def bench(tmp_path):
    """Read a bench of one meter."""

    def bench(driver, link, more=""):
        path = tmp_path / "bench.yaml"
        path.write_text(BENCH.format(driver=driver, link=link, more=more), encoding="utf-8")
        return read_bench(path)

    return bench


@pytest.fixture
def answering():
    """Serve a socket that answers each line as a function says; None is silence."""
    listening = socket.create_server(("127.0.0.1", 0))
    connections, threads = [], []

    def converse(connection, reply_to):
        with connection, suppress(OSError), connection.makefile("rb") as lines:
            for line in lines:
                reply = reply_to(line.decode().strip())
                if reply is not None:
                    connection.sendall(reply.encode() + b"\n")

    def accept(reply_to):
        with suppress(OSError):
            while True:
                connections.append(listening.accept()[0])
                begin(converse, connections[-1], reply_to)

    def begin(act, *arguments):
        threads.append(threading.Thread(target=act, args=arguments, daemon=True))
        threads[-1].start()

    def start(reply_to):
        begin(accept, reply_to)
        return f"TCPIP::127.0.0.1::{listening.getsockname()[1]}::SOCKET"

    yield start
    for one in (listening, *connections):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
    for thread in threads:
        thread.join(LONG_S)


@pytest.mark.parametrize("name", sorted(registry.driver_names() - {"generic.scpi", "adapter.python"}))
def test_a_dead_instrument_is_told_within_5_s_whatever_its_readings_take(name, read_type):
    clock, driver, record = VirtualClock(), registry.driver(name), read_type(name)
    language = registry.language_of(driver, record)
    link = Silent(clock, registry.STATE_WITHIN_S)
    instrument = driver(Session(link, name, clock, language, registry.time_outs(driver)), record)
    began = clock.now()
    with pytest.raises(LinkTimeout):
        instrument.identify()
    assert clock.now() - began <= TOLD_WITHIN_S


@pytest.mark.parametrize("name", SLOW)
def test_a_server_that_listens_but_is_silent_is_told_long_before_a_reading_could_be_over(
    bench, answering, name, monkeypatch
):
    monkeypatch.setattr(registry, "_IDENTITY_WITHIN_S", BRIEF_S)
    assert registry.reply_within(registry.driver(name)) >= LONG_S
    link = answering(lambda _: None)
    with open_bench(bench(name, link), LinkContext(VirtualClock())) as opened:
        opened.connect("meter")
        began = time.monotonic()
        with pytest.raises(LinkTimeout, match=f"no complete reply within {BRIEF_S:g} s"):
            opened.identify("meter")
    assert time.monotonic() - began < LONG_S / 2


def test_a_server_that_falls_silent_is_told_when_it_is_asked_for_its_state(bench, answering, monkeypatch):
    monkeypatch.setattr(registry, "_IDENTITY_WITHIN_S", LONG_S)  # it does answer, at once or a little later
    monkeypatch.setattr(registry, "STATE_WITHIN_S", BRIEF_S)
    dead = threading.Event()
    link = answering(lambda line: None if dead.is_set() or line != "*IDN?" else "FLUKE,8588A,912345678,1.0")
    with open_bench(bench("fluke.8588a", link), LinkContext(VirtualClock())) as opened:
        meter = opened.connect("meter")
        meter.identify()
        dead.set()
        began = time.monotonic()
        with pytest.raises(LinkTimeout, match=f"no complete reply within {BRIEF_S:g} s"):
            meter.prepare()
    assert time.monotonic() - began < LONG_S / 2


def test_a_slow_reading_is_waited_for_longer_than_anything_else(bench, answering, meter, monkeypatch):
    def reply_to(line):
        if line == "READ?":
            threading.Event().wait(4 * BRIEF_S)
        return meter.obey(line)

    with open_bench(bench("keysight.34401a", answering(reply_to)), LinkContext(VirtualClock())) as opened:
        driver = opened.connect("meter")
        driver.select("dc_voltage", Quantity.parse("10 V"), {})
        monkeypatch.setattr(driver._session._link, "_timeout_s", BRIEF_S)  # no reply before this has to hurry
        assert driver.indicate().raw == "-1.72140000E-05"


def test_a_time_out_of_the_bench_file_is_for_every_reply(bench, answering):
    link = answering(lambda _: None)
    with open_bench(bench("hp.3458a", link, f", timeout: {BRIEF_S} s"), LinkContext(VirtualClock())) as opened:
        opened.connect("meter")
        with pytest.raises(LinkTimeout, match=f"no complete reply within {BRIEF_S:g} s"):
            opened.identify("meter")


def test_each_kind_of_question_waits_its_own_time(wire_to, meter):
    wire = wire_to(meter, clears=False)
    session = Session(wire, "meter", VirtualClock(), time_outs=TimeOuts(2, 60))
    session.query("FUNC?")
    assert wire.waited == [2, 2, None], "identity and token, then what the link waits"
    session.query("READ?", slow=True)
    assert wire.waited[3:] == [60]


@pytest.mark.parametrize("door", DOORS)
def test_a_link_waits_for_one_reply_as_long_as_it_is_told(tmp_path, door):
    path = tmp_path / "world.yaml"
    path.write_text(WORLD.format(door=door), encoding="utf-8")
    running, links = serve(path, ScaledClock(1.0)), VisaLinks(LinkContext(system_clock()))
    try:
        link = links.open(running.links["it"][0], LONG_S)
        began = time.monotonic()
        with pytest.raises(LinkTimeout, match=f"no complete reply within {BRIEF_S:g} s"):
            link.read(BRIEF_S)
        assert BRIEF_S / 2 <= time.monotonic() - began < LONG_S / 2
        link.clear()
        link.write(b"*IDN?\n")
        assert b"34401A" in link.read()
    finally:
        links.close()
        running.close()


def test_a_simulated_link_waits_on_its_own_clock(tmp_path):
    path = tmp_path / "world.yaml"
    path.write_text(WORLD.format(door="socket"), encoding="utf-8")
    clock = VirtualClock()
    links = SimLinks(LinkContext(clock, world=path, seed=1))
    link = links.open("sim:it", LONG_S)
    with pytest.raises(LinkTimeout):
        link.read(BRIEF_S)
    assert clock.now() == pytest.approx(BRIEF_S)
    links.close()
