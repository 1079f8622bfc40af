"""Instruments that are not what they were: local, restarted, tripped, swapped; F18, F19, F22, F23, F27 to F30."""

from __future__ import annotations

import sys

import pytest

from bench_core.capabilities.instruments import LinkContext, SerialPort
from bench_core.clock import ScaledClock, VirtualClock, system_clock
from bench_core.errors import (
    IdentityMismatch,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    Overload,
    SettingChanged,
)
from bench_core.metrology.quantity import Quantity
from drivers.links.visa import VisaLinks
from drivers.session import Language, Session
from sim_instruments.serving import serve

METER = "keysight.34401a"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a serial door needs Linux")


@LINUX
def test_f18_a_pseudo_terminal_is_opened_although_it_knows_neither_7_bits_nor_parity(tmp_path, ending):
    path = tmp_path / "world.yaml"
    path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{it: {{simulates: {METER}, doors: [serial]}}}}\n")
    running = serve(path, ScaledClock(50.0))
    ending.callback(running.close)
    resource = running.links["it"][0]
    port = SerialPort(data_bits=7, parity="even", stop_bits=2)
    for _ in range(2):
        links = VisaLinks(LinkContext(system_clock(), serial_ports={resource: port}))
        session = Session(links.open(resource, 1.0), "it", VirtualClock())
        assert session.identify().model == "34401A"
        links.close()


@LINUX
def test_f19_a_meter_that_somebody_puts_into_local_is_taken_over_again(twin, volts):
    meter = twin(METER, "{kind: local, matching: READ, after: 1 message}", "serial", timeout_s=0.5)
    meter.identify()
    meter.prepare()
    volts(meter)
    meter.indicate()
    with pytest.raises(LinkTimeout):
        meter.indicate()
    assert abs(meter.indicate().value) < 1e-3


def test_f22_a_request_for_service_that_nobody_asked_for_disturbs_nothing(numbering):
    bench = numbering("{kind: service_request, lasting: true}", "hislip")
    assert [bench.ask() for _ in range(5)] == [1, 2, 3, 4, 5]


def test_f22_amid_a_device_clear_it_costs_a_new_connection_and_no_number(numbering):
    faults = "{kind: service_request, lasting: true}, {kind: silent, matching: READ, after: 2 messages}"
    bench = numbering(faults, "hislip")
    bench.ask(), bench.ask()
    assert type(bench.failure()) is LinkTimeout
    assert [bench.ask(), bench.ask()] == [4, 5]


@pytest.mark.parametrize("door", ["sim", "socket", "hislip", "vxi11"])
def test_f23_an_instrument_that_obeys_nothing_until_a_device_clear_is_cleared(numbering, door):
    bench = numbering('{kind: stall, matching: "READ?", after: 2 messages}', door)
    bench.ask(), bench.ask()
    assert type(bench.failure()) is LinkTimeout
    assert [bench.ask(), bench.ask()] == [3, 4]


@LINUX
def test_f23_over_a_serial_line_it_is_cleared_by_its_character(twin, volts):
    meter = twin(METER, "{kind: stall, matching: READ, after: 1 message}", "serial", timeout_s=0.5)
    meter.identify()
    meter.prepare()
    volts(meter)
    meter.indicate()
    with pytest.raises(LinkTimeout):
        meter.indicate()
    assert abs(meter.indicate().value) < 1e-3


@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11"])
def test_f27_a_meter_that_was_switched_off_and_on_gives_no_value_of_another_function(twin, door):
    meter = twin(METER, "{kind: restart, matching: READ, after: 1 message}", door)
    meter.identify()
    meter.prepare()
    meter.select("resistance", Quantity.parse("1 kΩ"), {})
    with pytest.raises(Overload):  # nothing is connected
        meter.indicate()
    with pytest.raises(LinkClosed):
        meter.indicate()
    with pytest.raises(SettingChanged, match="FUNC"):
        meter.indicate()


def test_f27_a_function_that_reads_back_as_another_is_refused(twin, volts):
    meter = twin(METER, "{kind: garbage, matching: 'FUNC?', reply: '\"CURR\"'}")
    meter.identify()
    meter.prepare()
    with pytest.raises(MalformedReply, match="FUNC"):
        volts(meter)


OTHERS = {
    "another serial number": (
        "socket",
        "{kind: other_serial, serial: '4711', matching: IDN, after: 1 message, lasting: true}",
        "4711",
    ),
    "another model of the same maker": (
        "vxi11",
        "{kind: garbage, matching: IDN, after: 1 message, lasting: true, reply: 'HEWLETT-PACKARD,53181A,0,3317'}",
        "53181A",
    ),
}


@pytest.mark.parametrize(("door", "fault", "found"), OTHERS.values(), ids=OTHERS)
def test_f28_another_instrument_on_the_same_port_in_mid_run_is_refused_and_never_read(twin, volts, door, fault, found):
    """The link fails, and when it is back another instrument answers."""
    lost = "{kind: silent, matching: READ, after: 1 message}"
    meter = twin(METER, f"{lost}, {fault}", door, 0.3)
    meter.identify()
    meter.prepare()
    volts(meter)
    meter.indicate()
    with pytest.raises(LinkTimeout):
        meter.indicate()
    for _ in range(3):
        with pytest.raises(IdentityMismatch, match=f"found .*{found}.*; check cables and addresses"):
            meter.indicate()


@pytest.mark.parametrize("door", ["socket", "serial"])
def test_f06_a_cable_pulled_at_each_message_of_a_measurement_is_a_typed_failure(twin, volts, door):
    failures = []
    for pulled_at in range(14):
        meter = twin(METER, f"{{kind: close, after: {pulled_at} messages}}", door)
        try:
            meter.identify()
            meter.prepare()
            volts(meter)
            meter.indicate()
        except (LinkClosed, LinkRefused) as failed:
            failures.append(failed)
    assert len(failures) > 8  # a socket that is closed while it is identified is opened again
    assert all("check" in failed.what for failed in failures)


@LINUX
def test_f28_another_instrument_plugged_into_the_same_serial_port_is_refused_and_the_right_one_taken_up(
    tmp_path, ending
):
    port, adaptors = tmp_path / "ttyUSB0", []
    for serial, faults in (("7", "{kind: close, matching: READ, after: 1 message}"), ("8", ""), ("7", "")):
        path = tmp_path / f"{len(adaptors)}.yaml"
        entry = f'{{simulates: {METER}, serial: "{serial}", doors: [serial], faults: [{faults}]}}'
        path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{it: {entry}}}\n", encoding="utf-8")
        adaptors.append(serve(path, ScaledClock(50.0)))
        ending.callback(adaptors[-1].close)

    def plug(adaptor):
        port.unlink(missing_ok=True)
        port.symlink_to(adaptor.links["it"][0].removeprefix("ASRL").removesuffix("::INSTR"))

    plug(adaptors[0])
    links = VisaLinks(LinkContext(system_clock()))
    ending.callback(links.close)
    session = Session(links.open(f"ASRL{port}::INSTR", 1.0), "it", VirtualClock(), Language(serial_wake=("SYST:REM",)))
    session.query("READ?")
    with pytest.raises(LinkClosed, match="the line is gone"):
        session.query("READ?")
    plug(adaptors[1])
    for _ in range(2):
        with pytest.raises(IdentityMismatch, match=r"found .*34401A,8"):
            session.query("READ?")
    plug(adaptors[2])
    session._link.close()
    assert float(session.query("READ?")) < 1


def test_f29_a_source_that_leaves_operate_by_itself_says_so_when_asked(twin):
    source = twin("fluke.5522a", "{kind: trip, matching: 'OPER?', after: 3 messages}")
    source.identify()
    source.prepare()
    source.source("dc_voltage", Quantity.parse("5 V"), {})
    assert source.operate().energised
    assert not source.output_state().energised


def test_f30_a_source_whose_program_dies_is_made_safe_by_the_next_one(twin, ending):
    source = twin("fluke.5522a")
    source.identify()
    source.prepare()
    source.source("dc_voltage", Quantity.parse("5 V"), {})
    assert source.operate().energised
    other = VisaLinks(LinkContext(system_clock()))
    ending.callback(other.close)
    after = type(source)(
        Session(other.open(source._session.resource, 1.0), "it", VirtualClock(), source.LANGUAGE), source._type
    )
    assert not after.make_safe().energised


def test_two_programs_on_one_instrument_never_take_each_others_replies(numbering, ending):
    bench = numbering("{kind: late, delay: 20 ms, probability: 50 %, lasting: true}", "socket")
    other = VisaLinks(LinkContext(system_clock()))
    ending.callback(other.close)
    second = Session(other.open(bench.session.resource, 1.0), "second", VirtualClock())
    for _ in range(8):
        bench.ask()
        second.query("*IDN?")
        second.query("READ?")
