"""`calbench discover`, with the ways to look replaced: no test asks the network it happens to be on."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from bench_cli.commands import discover
from bench_core.capabilities.instruments import Identity
from drivers.discovery import Found
from drivers.links.seeking import Candidate, NotSearchedError

METER = Candidate("TCPIP::192.0.2.8::inst0::INSTR", "VXI-11")
LINE = Candidate("ASRL/dev/ttyUSB0::INSTR", "serial port", "FT232R USB UART")


def missing():
    raise NotSearchedError("install zeroconf")


@pytest.fixture
def asked(monkeypatch):
    """The resources that were asked; a meter answers on each."""
    seen = []

    def ask(candidates, _clock):
        seen.extend(one.resource for one in candidates)
        raw = "HEWLETT-PACKARD,34401A,0,10-5-2"
        return [Found(one, Identity(*raw.split(","), raw), "", "keysight.34401a") for one in candidates]

    ways = {"VXI-11": lambda: [METER], "mDNS": missing, "serial": lambda: [LINE]}
    monkeypatch.setattr(discover, "all_ways", lambda wait: ways if wait == 0.5 else {})
    monkeypatch.setattr(discover, "ask", ask)
    return seen


def test_what_is_found_is_printed_with_its_driver_and_its_line_of_a_bench_file(calbench, asked):
    said = calbench("discover", "--wait", "0.5")
    assert said.code == 0
    (row,) = [line.split() for line in said.out.splitlines() if "HEWLETT" in line]
    assert row == [*asked, "VXI-11", "HEWLETT-PACKARD,34401A,0,10-5-2", "keysight.34401a"]
    assert '  i-34401a: {driver: keysight.34401a, link: "TCPIP::192.0.2.8::inst0::INSTR"}' in said.out
    assert "not searched: mDNS: install zeroconf" in said.out


def test_serial_ports_are_listed_but_not_asked_without_a_yes(calbench, asked):
    said = calbench("discover", "--wait", "0.5")
    assert asked == [METER.resource]
    assert "not asked (--serial) [FT232R USB UART]" in said.out


def test_with_the_option_serial_ports_are_asked(calbench, asked):
    calbench("discover", "--wait", "0.5", "--serial")
    assert asked == [METER.resource, LINE.resource]


@pytest.mark.parametrize(("typed", "is_asked"), [("yes\n", True), ("YES \n", True), ("y\n", False), ("", False)])
def test_a_person_at_a_terminal_must_type_yes(calbench, asked, monkeypatch, typed, is_asked):
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    said = calbench("discover", "--wait", "0.5")
    assert "Send *IDN? to these serial ports?" in said.out
    assert (LINE.resource in asked) == is_asked


def test_programs_get_one_document_and_are_asked_nothing(calbench, asked, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    document = json.loads(calbench("discover", "--wait", "0.5", "--json").out)
    assert asked == [METER.resource]
    assert [(row["resource"], row["identity"], row["driver"]) for row in document["found"]] == [
        (METER.resource, "HEWLETT-PACKARD,34401A,0,10-5-2", "keysight.34401a"),
        (LINE.resource, None, None),
    ]
    assert document["not_searched"] == {"mDNS": "install zeroconf"}
    assert len(document["bench_entries"]) == 1


def test_nothing_found_is_said(calbench, asked):
    said = calbench("discover", "--wait", "1")
    assert said.code == 0
    assert "no instrument was found" in said.out
    assert asked == []


@pytest.mark.parametrize("wait", ["0", "-1", "61", "soon"])
def test_a_wrong_wait_is_refused(calbench, wait):
    said = calbench("discover", "--wait", wait)
    assert said.code == 2
    assert f"{wait} is not above 0" in said.err or f"'{wait}' is no number" in said.err
