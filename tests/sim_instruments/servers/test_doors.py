"""Every door leads to the same instrument, and clients that others wrote get the same bytes through each."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

import pytest
import pyvisa
from pyvisa import constants

from bench_core.clock import ScaledClock
from bench_core.documents.model import load
from bench_core.errors import DocumentInvalid
from sim_instruments.serving import RunningServers, serve
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile

DOORS = ("socket", "hislip", "vxi11", *(("serial",) if sys.platform == "linux" else ()))
SPEED = 500.0
MEMORY_OF_400_DOORS = 3 << 20


@pytest.fixture(scope="module")
def manager():
    made = pyvisa.ResourceManager("@py")
    yield made
    made.close()


@pytest.fixture
def served():
    """Serve worlds until the test ends; clients close before."""
    made = []

    def serve_(*arguments, **options):
        made.append(serve(*arguments, **options))
        return made[-1]

    yield serve_
    for running in made:
        running.close()


@pytest.fixture
def visa(manager, served, open_doors):
    """Return a function that opens a resource by PyVISA; all are closed before their servers."""
    del served, open_doors  # which end later, as they began before
    made = []

    def open_(resource, **settings):
        made.append(manager.open_resource(resource, write_termination="\n", read_termination="\n", **settings))
        made[-1].timeout = 10_000
        return made[-1]

    yield open_
    for resource in made:
        resource.close()


@pytest.fixture
def world(tmp_path):
    path = tmp_path / "world.yaml"
    doors = ", ".join(DOORS)
    path.write_text(
        f"""\
calbench: world/1
world: doors
seed: 7
instruments:
  calibrator: {{simulates: fluke.5522a, serial: "1972905", settling: 0 s, doors: [{doors}]}}
  meter:
    simulates: keysight.34401a
    doors: [{doors}]
    hidden: {{dc_voltage: [{{range: 10 V, gain: 40 ppm, noise: 30 µV}}]}}
wiring: [{{from: calibrator, to: meter}}]
""",
        encoding="utf-8",
    )
    return path


CONVERSATION = ("*IDN?", "CONF:VOLT:DC 10;:VOLT:NPLC 1;*OPC?", "SAMP:COUN 3;:READ?", "CONF?", "SYST:ERR?")


def converse(resource):
    if resource.resource_name.startswith("ASRL"):
        resource.write("SYST:REM")
    resource.write("*RST;*CLS")
    return [resource.query(message).rstrip("\r") for message in CONVERSATION]


def test_pyvisa_gets_the_same_bytes_through_each_door(world, served, visa):
    replies = {}
    for door in DOORS:
        running = served(world, ScaledClock(SPEED), names=["meter"], doors=[door])
        replies[door] = converse(visa(running.links["meter"][0]))
    assert len({tuple(reply) for reply in replies.values()}) == 1
    assert replies["socket"][0] == "HEWLETT-PACKARD,34401A,0,10-5-2"
    assert replies["socket"][-1] == '+0,"No error"'


def test_all_doors_of_an_instrument_lead_to_the_same_one(world, served, visa):
    running = served(world, ScaledClock(SPEED))
    assert [len(links) for links in running.links.values()] == [len(DOORS)] * 2
    opened = [visa(link) for link in running.links["calibrator"]]
    for number, resource in enumerate(opened, start=1):
        resource.write(f"OUT {number} V")
        assert resource.query("*OPC?").strip() == "1"
        assert {float(other.query("OUT?").split(",")[0]) for other in opened} == {number}


def test_an_interrupted_reply_is_an_error_in_the_queue_on_each_door_that_knows_its_end(world, served, visa):
    running = served(world, ScaledClock(20.0))
    for link in running.links["meter"][1:3]:
        resource = visa(link)
        resource.write("*CLS")
        resource.write("READ?")
        assert resource.query("*IDN?").startswith("HEWLETT")
        assert resource.query("SYST:ERR?").startswith("-410")


def test_pyvisa_clears_polls_and_triggers_as_it_can_through_each_door(world, served, visa):
    running = served(world, ScaledClock(SPEED))
    for door, link in zip(DOORS[1:3], running.links["meter"][1:3], strict=True):
        resource = visa(link)
        resource.write("*CLS")
        assert resource.read_stb() == 0
        # a reading of minutes: PyVISA-py's clear over HiSLIP takes a reply that is here already for its acknowledgement
        resource.write("CONF:VOLT:DC 10;:VOLT:NPLC 100;:SAMP:COUN 50000;:READ?")
        resource.clear()
        # *ESE and not *SRE: PyVISA-py 0.8.1 breaks when HiSLIP tells more than it asks
        resource.write("*ESE 32;:SAMP:COUN 1;:TRIG:SOUR BUS;:INIT")
        if door == "vxi11":
            resource.assert_trigger()
            assert float(resource.query("FETC?")) is not None
        resource.write("*CLS;FOO")
        assert resource.query("*IDN?").startswith("HEWLETT")
        assert resource.stb & 32


def test_pyvisa_locks_a_vxi11_door(world, served, visa):
    running = served(world, ScaledClock(SPEED))
    link = running.links["meter"][2]
    one, other = visa(link), visa(link)
    one.lock_excl()
    session = other.visalib.sessions[other.session]
    session.lock_timeout = 0
    with pytest.raises(pyvisa.VisaIOError):
        other.query("*IDN?")
    one.unlock()
    assert other.query("*IDN?").startswith("HEWLETT")


def test_a_reply_beyond_64_kib_comes_whole_through_each_door(open_doors, visa):
    opened = open_doors(*DOORS)
    for link in opened.links.values():
        assert len(visa(link).query("LONG? 100000").rstrip("\r")) == 100000


def test_a_vxi11_client_that_others_wrote_is_satisfied(world):
    vxi11 = pytest.importorskip("vxi11", reason="python-vxi11 comes with the test extra")
    with serve(world, ScaledClock(SPEED), portmapper=0) as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(vxi11.rpc, "PMAP_PORT", running.portmapper_port)
        instrument = vxi11.Instrument("127.0.0.1", "inst0")
        assert instrument.ask("*IDN?").startswith("FLUKE,5522A")
        instrument.clear()
        assert instrument.read_stb() == 0
        instrument.lock()
        instrument.write("OUT 3 V")
        instrument.unlock()
        instrument.trigger()
        assert instrument.ask("OUT?").startswith("3.0")
        instrument.close()


@pytest.mark.parametrize(
    ("doors", "words"),
    [("[]", "doors"), ("[socket, gpib]", "gpib"), ("[socket, socket]", "stands twice")],
)
def test_a_wrong_list_of_doors_is_refused(tmp_path, doors, words):
    path = tmp_path / "world.yaml"
    text = f"calbench: world/1\nworld: w\ninstruments: {{m: {{simulates: keysight.34401a, doors: {doors}}}}}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentInvalid, match=words):
        serve(path, ScaledClock(1.0))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_doors_of_a_hundred_instruments_are_small_and_cost_no_processor_time_while_idle(tmp_path):
    path = tmp_path / "world.yaml"
    entries = "\n".join(f"  m{number}: {{simulates: fluke.5522a}}" for number in range(100))
    path.write_text(f"calbench: world/1\nworld: many\ninstruments:\n{entries}\n", encoding="utf-8")
    world = World(load(path, WorldFile).model, ScaledClock(1.0))
    with RunningServers(world, ["m0"], DOORS):
        pass
    before = resident()
    with RunningServers(world, list(world.instruments), DOORS) as running:
        added = resident() - before
        links = running.links
        its_time = time.pthread_getcpuclockid(running._thread.ident)  # of the servers alone
        busy = time.clock_gettime(its_time)
        with socket.create_connection(("127.0.0.1", int(links["m99"][0].split("::")[2])), timeout=0.5) as idle:
            with pytest.raises(TimeoutError):
                idle.recv(1)
            assert time.clock_gettime(its_time) - busy < 0.05
            idle.settimeout(10)
            idle.sendall(b"*IDN?\n")
            assert idle.recv(100).startswith(b"FLUKE")
    assert len({link for name in links for link in links[name]}) == 400
    assert added < MEMORY_OF_400_DOORS, f"{added / (1 << 20):.1f} MiB"


def resident():
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_vxi11_is_found_by_pyvisa_without_its_port_where_the_port_of_the_portmapper_is_free(world, served, visa):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 111))
        except OSError:
            pytest.skip("port 111 needs rights or is taken")
    served(world, ScaledClock(SPEED), portmapper=111)
    resource = visa("TCPIP::127.0.0.1::inst0::INSTR")
    assert resource.query("*IDN?").startswith("FLUKE,5522A")
    assert resource.get_visa_attribute(constants.VI_ATTR_INTF_TYPE) == constants.InterfaceType.tcpip
