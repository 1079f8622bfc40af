"""`calbench sim` opens the doors that it is told to, and a bench file leads to the first of them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from drivers.bench import read_bench
from drivers.links.visa import VisaLinks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a process")

PARTS = {"hislip": "::hislip0,", "vxi11": "::inst0::INSTR", "socket": "::SOCKET", "serial": "ASRL/dev/"}


@contextmanager
def sim(*words):
    command = [sys.executable, "-m", "bench_cli", "sim", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield process.stdout
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0


def identity(resource):
    links = VisaLinks(LinkContext(system_clock()))
    link = links.open(resource, 10.0)
    link.write(b"*IDN?\n")
    reply = link.read()
    links.close()
    return reply.decode()


def test_every_instrument_answers_on_each_door_and_the_bench_file_names_the_first(bench_folder):
    doors = ["hislip", "vxi11", "socket", *(["serial"] if sys.platform == "linux" else [])]
    words = [word for door in doors for word in ("--door", door)]
    served = bench_folder.path("served.yaml")
    with sim(bench_folder.path("bench.yaml"), "--json", "--bench-out", served, *words) as said:
        announced = {one["instrument"]: one["links"] for one in (json.loads(said.readline()) for _ in range(2))}
        for links in announced.values():
            assert all(PARTS[door] in link for door, link in zip(doors, links, strict=True))
            assert len({identity(link) for link in links}) == 1
        bench = read_bench(served)
        assert {name: entry.link for name, entry in bench.instruments.items()} == {
            name: links[0] for name, links in announced.items()
        }
        assert "hislip0," in bench.instruments["meter"].link


def test_people_are_told_the_doors_and_the_port_of_the_portmapper(bench_folder):
    with sim(bench_folder.path("bench.yaml"), "--door", "vxi11", "--portmapper", "0") as said:
        lines = [said.readline() for _ in range(4)]
    assert "calibrator: fluke.5522a @ TCPIP0::127.0.0.1," in lines[0]
    assert lines[2].startswith("portmapper @ 127.0.0.1:")
    assert "Ctrl-C" in lines[3]


def test_a_door_that_does_not_exist_is_refused(calbench, bench_folder):
    said = calbench("sim", bench_folder.path("bench.yaml"), "--door", "gpib")
    assert said.code == 2
    assert "invalid choice: 'gpib'" in said.err


def test_a_portmapper_without_vxi11_door_is_refused_in_words(calbench, bench_folder):
    said = calbench("sim", bench_folder.path("bench.yaml"), "--portmapper", "0")
    assert said.code == 2
    assert "give an instrument the door vxi11" in said.err


@pytest.mark.slow
@pytest.mark.parametrize("door", [door for door in PARTS if door != "serial" or sys.platform == "linux"])
def test_a_whole_run_goes_through_each_door(bench_folder, calbench, door):
    served = bench_folder.path("served.yaml")
    with sim(bench_folder.path("bench.yaml"), "--json", "--speed", "50", "--door", door, "--bench-out", served) as said:
        for _ in range(2):
            said.readline()
        ran = calbench(
            "run", bench_folder.path("procedure.yaml"), "--bench", served, "--speed", "50",
            "--out", bench_folder.folder,
        )  # fmt: skip
    assert ran.code == 0, ran.err
