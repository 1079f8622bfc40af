"""Instruments are found and asked who they are, and nothing else is written to them."""

from __future__ import annotations

import os
import select
import socket
import sys
import threading
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from bench_core.capabilities.instruments import Identity
from bench_core.clock import ScaledClock, system_clock
from bench_core.errors import LinkRefused
from drivers import discovery
from drivers.discovery import Found, ask, bench_entries, search
from drivers.links import broadcast
from drivers.links.seeking import Candidate, NotSearchedError
from sim_instruments.serving import serve

if os.name == "posix":
    import tty

CLOCK = system_clock()


@pytest.fixture
def served(tmp_path):
    """Two simulated instruments with all network doors and a port mapper."""
    path = tmp_path / "world.yaml"
    path.write_text(
        """\
calbench: world/1
world: discovery
instruments:
  meter: {simulates: keysight.34401a, serial: "0", doors: [vxi11, hislip, socket]}
  calibrator: {simulates: fluke.5522a, serial: "1972905", doors: [socket]}
""",
        encoding="utf-8",
    )
    with serve(path, ScaledClock(1.0), portmapper=0) as running:
        yield running


def candidates(running):
    return [Candidate(link, "test") for links in running.links.values() for link in links]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux broadcasts to itself")
def test_a_simulated_instrument_is_found_by_broadcast_asked_and_fitted_with_its_driver(served, monkeypatch):
    longest = iter([20.0])  # for the one reply, on a machine with much to do
    wait = lambda read, write, odd, s: select.select(read, write, odd, max(s, next(longest, s)))  # noqa: E731
    monkeypatch.setattr(broadcast, "select", SimpleNamespace(select=wait))
    ways = {"VXI-11": lambda: broadcast.find(["127.255.255.255"], 0.5, served.portmapper_port)}
    searched = search(ways, CLOCK)
    (found,) = ask(searched.candidates, CLOCK)
    assert found.candidate.found_by == "VXI-11"
    assert found.identity.raw == "HEWLETT-PACKARD,34401A,0,10-5-2"
    assert found.driver == "keysight.34401a"
    assert searched.not_searched == {}


def test_every_door_answers_who_is_there(served):
    found = ask(candidates(served), CLOCK)
    assert [one.driver for one in found] == ["keysight.34401a"] * 3 + ["fluke.5522a"]
    assert {one.problem for one in found} == {""}


def test_an_instrument_is_told_nothing_but_the_question_who_it_is():
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def converse():
            connection, _ = listening.accept()
            with connection:
                while data := connection.recv(1000):
                    heard.append(data)
                    connection.sendall(b"MAKER,MODEL,1,2\n")

        thread = threading.Thread(target=converse)
        thread.start()
        (found,) = ask([Candidate(f"TCPIP::127.0.0.1::{listening.getsockname()[1]}::SOCKET", "test")], CLOCK)
        thread.join(20)
    assert heard == [b"*IDN?\n"]
    assert (found.identity.model, found.driver) == ("MODEL", None)


def test_who_does_not_answer_or_answers_otherwise_is_told_in_words():
    def silent(connection):
        connection.recv(100)

    def other(connection):
        connection.recv(100)
        connection.sendall(b"? 17\n")

    problems = []
    for converse, within_s in ((silent, 0.2), (other, 20.0)):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            holding = []

            def hold(listening=listening, converse=converse, holding=holding):
                connection, _ = listening.accept()
                holding.append(connection)
                converse(connection)

            thread = threading.Thread(target=hold)
            thread.start()
            resource = f"TCPIP::127.0.0.1::{listening.getsockname()[1]}::SOCKET"
            problems += [one.problem for one in ask([Candidate(resource, "test")], CLOCK, within_s)]
            thread.join(20)
            holding[0].close()
    with socket.socket() as deaf:  # has the port, so that nobody else gets it meanwhile, and does not listen
        deaf.bind(("127.0.0.1", 0))
        resource = f"TCPIP::127.0.0.1::{deaf.getsockname()[1]}::SOCKET"
        problems += [one.problem for one in ask([Candidate(resource, "test")], CLOCK, 0.2)]
    assert ["no complete reply" in problems[0], "expected 4 fields" in problems[1]] == [True, True]
    assert "nothing answers there" in problems[2]


def test_a_way_that_cannot_look_says_why_and_the_others_look():
    def missing():
        raise NotSearchedError("install it")

    searched = search({"mDNS": missing, "USB": lambda: [Candidate("USB0::1::2::3::INSTR", "USB")]}, CLOCK)
    assert searched.not_searched == {"mDNS": "install it"}
    assert [one.resource for one in searched.candidates] == ["USB0::1::2::3::INSTR"]


def test_a_way_that_fails_on_what_it_hears_is_told_and_the_others_look():
    def confused():
        raise ValueError("odd text record")

    searched = search({"mDNS": confused, "USB": lambda: [Candidate("USB0::1::2::3::INSTR", "USB")]}, CLOCK)
    assert searched.not_searched == {"mDNS": "it failed (ValueError: odd text record)"}
    assert [one.resource for one in searched.candidates] == ["USB0::1::2::3::INSTR"]


def test_what_keeps_a_connection_busy_without_end_is_left_alone(monkeypatch):
    over = threading.Event()

    class Endless:
        """Like PyVISA-py on a VXI-11 port that sends byte after byte and never a whole message."""

        def __init__(self, _context):
            pass

        def open(self, resource, _within_s):
            over.wait(20)
            raise LinkRefused(resource, "over")

        def close(self):
            pass

    monkeypatch.setattr(discovery, "_OPENING_WITHIN_S", 0.2)
    monkeypatch.setattr(discovery, "VisaLinks", Endless)
    try:
        [found] = ask([Candidate("TCPIP::192.0.2.7::inst0::INSTR", "test")], CLOCK, 0.1)
    finally:
        over.set()
    assert found.identity is None
    assert found.problem == "TCPIP::192.0.2.7::inst0::INSTR: is still connecting after 0.4 s; left alone"


def test_a_resource_that_two_ways_find_is_one_candidate():
    ways = {
        "VXI-11": lambda: [Candidate("TCPIP::127.0.0.1::inst0::INSTR", "VXI-11")],
        "mDNS": lambda: [Candidate("TCPIP0::127.0.0.1::inst0::INSTR", "mDNS _vxi-11")],
    }
    assert [one.found_by for one in search(ways, CLOCK).candidates] == ["VXI-11"]


def test_the_ways_are_those_of_the_command():
    assert list(discovery.all_ways(1.0)) == ["VXI-11", "mDNS", "USB", "serial"]


def identity(model, serial="7"):
    return Identity("M", model, serial, "1", f"M,{model},{serial},1")


def test_each_instrument_gets_one_line_of_a_bench_file_that_can_be_read():
    found = [
        Found(Candidate("TCPIP::192.0.2.7::inst0::INSTR", ""), identity("34465A"), "", "keysight.34465a"),
        Found(Candidate("TCPIP::192.0.2.7::5025::SOCKET", ""), identity("34465A"), "", "keysight.34465a"),
        Found(Candidate("TCPIP::192.0.2.8::5025::SOCKET", ""), identity("34465A", "8"), "", "keysight.34465a"),
        Found(Candidate("ASRL/dev/ttyUSB0::INSTR", ""), identity("MODEL DMM6500", "0"), "", None),
        Found(Candidate("ASRL/dev/ttyUSB1::INSTR", ""), None, "silent", None),
    ]
    lines = bench_entries(found)
    read = YAML(typ="safe").load("instruments:\n" + "\n".join(lines))["instruments"]
    assert read == {
        "i-34465a": {"driver": "keysight.34465a", "link": "TCPIP::192.0.2.7::5025::SOCKET", "serial": "7"},
        "i-34465a-2": {"driver": "keysight.34465a", "link": "TCPIP::192.0.2.8::5025::SOCKET", "serial": "8"},
        "model-dmm6500": {"driver": "generic.scpi", "type": "FILE", "link": "ASRL/dev/ttyUSB0::INSTR"},
    }


@pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals")
def test_a_serial_port_that_its_caller_names_is_asked():
    ours, theirs = os.openpty()
    tty.setraw(theirs)

    def converse():
        heard = b""
        while not heard.endswith(b"\n"):
            heard += os.read(ours, 100)
        os.write(ours, b"HEWLETT-PACKARD,34401A,0,10-5-2\r\n")

    thread = threading.Thread(target=converse)
    thread.start()
    (found,) = ask([Candidate(f"ASRL{os.ttyname(theirs)}::INSTR", "serial port")], CLOCK)
    thread.join(20)
    for descriptor in (ours, theirs):
        os.close(descriptor)
    assert found.driver == "keysight.34401a"
