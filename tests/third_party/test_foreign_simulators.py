"""Our links and drivers against simulators that others wrote, which know few commands and no metrology.

Of QCoDeS' pyvisa-sim definitions only the Keysight 34465A's can be read as a meter. The 7510's has a function and a
range but no reading, the GS200's and the 2450's an output but no level, and the others no quantity of a calibration
bench. All but two stand on GPIB; those two are serial, and our serial lines need no VISA.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from importlib import metadata, util
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import Identity, LinkContext
from bench_core.clock import system_clock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import InstrumentError, LinkClosed, LinkTimeout, MalformedReply
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.links.visa import VisaLinks
from drivers.protocols.ieee4882 import malformed
from drivers.session import Language, Session

pytestmark = pytest.mark.third_party

FOLDER = Path(__file__).parent
JULABO = "JULABO FP50_MH Simulator, ISIS"


def comes_with_the_extra(distribution):
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{distribution} comes with the third-party extra: python3 run.py third-party")


@pytest.fixture
def links(monkeypatch):
    """Return a function that makes VISA links of a pyvisa-sim definition; all are closed after the test."""
    comes_with_the_extra("pyvisa-sim")
    made = []

    def links_(definition):
        monkeypatch.setenv("PYVISA_LIBRARY", f"{definition}@sim")
        made.append(VisaLinks(LinkContext(system_clock())))
        return made[-1]

    yield links_
    for one in made:
        one.close()


@pytest.fixture
def keysight_34465a():
    comes_with_the_extra("qcodes")
    found = util.find_spec("qcodes")
    return Path(found.submodule_search_locations[0]) / "instrument" / "sims" / "Keysight_34465A.yaml"


@pytest.fixture
def default_devices():
    comes_with_the_extra("pyvisa-sim")
    return Path(util.find_spec("pyvisa_sim").origin).parent / "default.yaml"


def described(link, name):
    """Return the driver of an instrument that a file of this folder describes."""
    record = load(FOLDER / name, TypeRecord).model
    language = registry.language_of(registry.driver("generic.scpi"), record)
    return registry.driver("generic.scpi")(Session(link, name, system_clock(), language), record)


def test_a_described_meter_is_set_and_read(links, keysight_34465a):
    meter = described(links(keysight_34465a).open("GPIB::1::INSTR", 1.0), "qcodes_34465a.yaml")
    assert (meter.identify().maker, meter.identify().model) == ("Keysight", "34465A")
    meter.prepare()
    for range_ in ("1 V", "10 V"):
        meter.select("dc_voltage", Quantity.parse(range_), {})
    assert meter.indicate().value == 10


def test_our_own_driver_refuses_a_simulator_that_answers_error_to_what_it_does_not_know(links, keysight_34465a):
    found = registry.driver("keysight.34465a")
    record = load(registry.type_record_path(found), TypeRecord).model
    session = Session(links(keysight_34465a).open("GPIB::2::INSTR", 1.0), "meter", system_clock())
    with pytest.raises(InstrumentError):
        found(session, record).prepare()


def test_a_described_source_is_set_operated_and_made_safe(links, default_devices):
    supply = described(links(default_devices).open("GPIB::9::INSTR", 1.0), "pyvisa_sim_supply.yaml")
    assert supply.identify().model == "MOCK"
    supply.prepare()
    assert not supply.output_state().energised
    assert supply.source("dc_voltage", Quantity.parse("2.500 V"), {}).value == Quantity.parse("2.5 V").value
    assert supply.operate().energised
    assert supply.output_setting().value == Quantity.parse("2.5 V").value
    assert not supply.make_safe().energised


def test_a_value_that_the_simulator_drops_in_silence_is_found_out_by_reading_back(links, default_devices):
    supply = described(links(default_devices).open("USB::0x1111::0x2222::0x2468::INSTR", 1.0), "pyvisa_sim_supply.yaml")
    supply.prepare()
    with pytest.raises(MalformedReply, match=r"0\.5"):
        supply.source("dc_voltage", Quantity.parse("0.5 V"), {})


def test_a_question_that_stays_without_an_answer_times_out(links, default_devices):
    link = links(default_devices).open("GPIB::9::INSTR", 0.2)
    link.write(b"NO:SUCH?\n")
    with pytest.raises(LinkTimeout):
        link.read()


def test_an_address_that_the_definition_lacks_is_found_out_at_the_first_question(links, default_devices):
    """PyVISA-sim opens it without a word."""
    link = links(default_devices).open("GPIB::29::INSTR", 0.2)
    with pytest.raises(LinkClosed):
        link.write(b"*IDN?\n")


@pytest.fixture
def julabo():
    """A bath circulator of lewis, behind a socket; gives its resource name."""
    comes_with_the_extra("lewis")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run = "from lewis.scripts.run import run_simulation; run_simulation()"
    protocol = f"julabo-version-1: {{bind_address: 127.0.0.1, port: {port}}}"
    process = subprocess.Popen(
        [sys.executable, "-c", run, "julabo", "-p", protocol], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield f"TCPIP::127.0.0.1::{port}::SOCKET"
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port, process):
    for _ in range(200):
        assert process.poll() is None, "lewis ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("lewis opens no port")


@pytest.fixture
def bath(julabo):
    """A session with the circulator: commands end in CR, replies in CR LF, and there is no IEEE 488.2."""

    def identity(reply):
        if reply != JULABO:
            raise malformed(JULABO, reply)
        return Identity("JULABO", "FP50_MH", "", "", reply)

    links = VisaLinks(LinkContext(system_clock()))
    language = Language("VERSION", identity, token=None, terminator=b"\r")
    yield Session(links.open(julabo, 2.0), "bath", system_clock(), language)
    links.close()


def test_a_bath_circulator_of_lewis_is_identified_and_read(bath):
    assert bath.identify().model == "FP50_MH"
    assert 0 <= bath.ask("IN_PV_00", float) <= 100
    assert bath.query("STATUS")


def test_the_empty_line_by_which_lewis_answers_a_setting_never_becomes_a_reading(bath):
    """A real circulator answers nothing there."""
    readings = []

    def number(reply):
        try:
            return float(reply)
        except ValueError:
            raise malformed("a temperature", reply) from None

    for target in range(20, 40):
        bath.write(f"OUT_SP_00 {target}.5")
        for _ in range(3):  # the first reply may be the empty line; the session then clears the link
            try:
                readings.append((target + 0.5, bath.ask("IN_SP_00", number)))
                break
            except MalformedReply:
                continue
    assert len(readings) == 20
    assert all(found == wanted for wanted, found in readings)
