from __future__ import annotations

import threading

import pytest

from bench_core.capabilities.instruments import Link, LinkContext, Links
from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import DocumentInvalid, LinkClosed, LinkRefused, LinkTimeout, UsageError
from sim_instruments.dialects.execution import Unended
from sim_instruments.fault_script import FaultScript
from sim_instruments.links import SimLinks

CONVERSATION = (
    *(("calibrator", message) for message in ("*RST;*CLS", "OUT 1 V", "OUT?", "OPER", "*OPC?", "OPER?")),
    *(("meter", message) for message in ("*RST;*CLS", "CONF:VOLT:DC 1", "CONF?", *["READ?"] * 10, "SYST:ERR?")),
    *(("calibrator", message) for message in ("OUT -9 V;*OPC?", "ERR?")),
    *(("meter", message) for message in ("VOLT:DC:RANG 10;:VOLT:NPLC 1", "SAMP:COUN 5", "READ?", "*ESR?;FOO")),
)


def converse(bench) -> list[str]:
    replies = []
    for name, message in CONVERSATION:
        if "?" in message:
            replies.append(f"{bench.clock.now()!r} {bench.ask(name, message)}")
        else:
            bench.tell(name, message)
    return replies


def test_the_links_fulfil_the_protocols(world_path):
    links: Links = SimLinks(LinkContext(VirtualClock(), world_path))
    link: Link = links.open("sim:meter", 5.0)
    assert link.resource == "sim:meter"
    links.close()


@pytest.mark.parametrize(
    ("reply", "came"),
    [
        ("1", b"1"),
        ("1\r", b"1"),
        ("\n\r\n1\n", b"\n\r\n1\n"),
        (Unended("\x00\r\n"), b"\x00\r\n"),
        (Unended("\n"), b"\n"),
    ],
)
def test_only_the_terminator_is_taken_off_a_reply(world_path, monkeypatch, reply, came):
    links = SimLinks(LinkContext(VirtualClock(), world_path))
    link = links.open("sim:meter", 5.0)

    def answer(_message):
        return reply
        yield  # what makes it an execution

    monkeypatch.setattr(links.world.instrument("meter").dialect, "execute", answer)
    link.write(b"READ?\n")
    assert link.read() == came


def test_two_virtual_runs_are_identical_to_the_byte(world_path, make_bench):
    assert converse(make_bench(world_path)) == converse(make_bench(world_path))


def test_another_seed_gives_other_noise(world_path, make_bench):
    assert converse(make_bench(world_path)) != converse(make_bench(world_path, seed=8))


def point(bench, volts: str, count: int = 5) -> list[str]:
    bench.tell("calibrator", f"STBY;OUT {volts} V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 1")
    return bench.readings(count)


def test_a_point_that_is_taken_again_gets_the_same_readings(world_path, make_bench):
    whole = make_bench(world_path)
    first, second = point(whole, "0.5"), point(whole, "1")
    restarted = make_bench(world_path, start=whole.clock.now() + 0.1)
    assert point(restarted, "1") == second
    assert len(set(first)) > 1
    assert first != second


def test_readings_are_counted_from_the_last_setting_of_the_source(world_path, make_bench):
    few, many = make_bench(world_path), make_bench(world_path)
    replies = []
    for bench, count in ((few, 1), (many, 6)):
        point(bench, "0.5", count)
        bench.tell("calibrator", "OUT 1 V")
        bench.clock.sleep(60)
        replies.append(bench.readings(5))
    assert replies[0] == replies[1]


def test_the_wiring_adds_its_thermal_voltage(world_path, make_bench):
    text = world_path.read_text(encoding="utf-8")
    world_path.write_text(text.replace("thermal_emf: 0.2 µV", "thermal_emf: 5 mV"), encoding="utf-8")
    assert float(point(make_bench(world_path), "1", 1)[0]) == pytest.approx(1.005, abs=1e-4)


def test_replies_keep_their_order_behind_a_late_one(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter='{kind: late, delay: 5 s, matching: "*IDN?"}'))
    bench.tell("meter", "*IDN?")
    bench.tell("meter", "*OPC?")
    assert bench.link("meter").read().startswith(b"HEWLETT")
    assert bench.link("meter").read() == b"1"
    assert bench.clock.now() == pytest.approx(5.0)


def test_noise_does_not_depend_on_what_other_instruments_did_before(world_path, make_bench):
    quiet, busy = make_bench(world_path), make_bench(world_path)
    for _ in range(7):
        busy.ask("meter", "READ?")
        busy.ask("calibrator", "*IDN?")
    assert point(busy, "1") == point(quiet, "1")


def test_readings_scatter_as_the_world_file_says(bench):
    readings = [float(reading) for reading in point(bench, "1", 400)]
    mean = sum(readings) / 400
    deviation = (sum((reading - mean) ** 2 for reading in readings) / 399) ** 0.5
    assert deviation == pytest.approx(20e-6, rel=0.15)
    assert mean == pytest.approx(1 + 0.2e-6, abs=4 * 20e-6 / 20)


def test_hidden_errors_of_source_meter_and_wire_add_up(bench):
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10")
    readings = [float(reading) for reading in bench.readings(200)]
    expected = 10 * 1e-6 + 5e-6 + 0.2e-6 + 10 * 40e-6 + 20e-6
    assert sum(readings) / 200 - 10 == pytest.approx(expected, abs=4 * 30e-6 / 200**0.5 + 1e-6)


def test_a_meter_counts_its_cycles_on_the_mains_of_the_world(world_path, make_bench):
    text = world_path.read_text(encoding="utf-8").replace("simulates: keysight.34401a", "simulates: keysight.34461a")
    world_path.write_text(text.replace("ambient:", "mains: 60 Hz\nambient:"), encoding="utf-8")
    bench = make_bench(world_path)
    assert bench.ask("meter", "SYST:LFR?") == "+60"
    bench.tell("meter", "CONF:VOLT:DC 10")
    bench.tell("meter", "VOLT:DC:NPLC 100")
    bench.ask("meter", "VOLT:DC:NPLC?")
    before = bench.clock.now()
    bench.ask("meter", "READ?")
    assert bench.clock.now() - before == pytest.approx(2 * 100 / 60, abs=0.1)


def test_a_reply_that_takes_time_moves_the_virtual_clock_to_it(bench):
    bench.tell("meter", "CONF:VOLT:DC 10;:TRIG:DEL 0")
    bench.tell("meter", "READ?")
    assert bench.clock.now() == 0.0
    bench.link("meter").read()
    assert bench.clock.now() == pytest.approx(0.4, abs=1e-12)


def test_no_reply_moves_the_clock_to_the_time_out(world_path, make_bench):
    bench = make_bench(world_path, timeout=3.0)
    with pytest.raises(LinkTimeout, match="sim:meter: no reply"):
        bench.link("meter").read()
    assert bench.clock.now() == pytest.approx(3.0, abs=1e-9)


def test_a_reply_later_than_the_time_out_does_not_come(world_path, make_bench):
    bench = make_bench(world_path, timeout=1.0)
    bench.tell("meter", "CONF:VOLT:DC 10;:VOLT:NPLC 100")
    with pytest.raises(LinkTimeout):
        bench.ask("meter", "READ?")
    assert bench.clock.now() == pytest.approx(1.0, abs=1e-9)


def test_after_clear_nothing_late_arrives_and_the_meter_is_idle(world_path, make_bench):
    bench = make_bench(world_path, timeout=1.0)
    bench.tell("meter", "CONF:VOLT:DC 10;:VOLT:NPLC 100")
    with pytest.raises(LinkTimeout):
        bench.ask("meter", "READ?")
    bench.link("meter").clear()
    bench.clock.sleep(60)
    assert bench.ask("meter", "*IDN?").startswith("HEWLETT-PACKARD")
    patient = bench.links.open("sim:meter", 60.0)
    patient.write(b"READ?;:SYST:ERR?\n")
    assert patient.read().endswith(b';+0,"No error"')


def test_messages_may_come_in_pieces_of_any_size(bench):
    link = bench.link("meter")
    for byte in b"*ID":
        link.write(bytes([byte]))
    link.write(b"N?\n")
    assert link.read().startswith(b"HEWLETT-PACKARD")


def test_a_message_without_end_is_dropped_when_the_buffer_is_full(bench):
    bench.link("meter").write(b"A" * 70000)
    assert bench.ask("meter", "SYST:ERR?") == '+521,"Input buffer overflow"'


def test_a_closed_link_says_so(bench):
    link = bench.link("meter")
    link.close()
    link.close()
    for act in (link.read, link.clear, lambda: link.write(b"*CLS\n")):
        with pytest.raises(LinkClosed):
            act()


def test_a_conversation_that_the_instrument_ended_is_opened_again_by_clear(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator='{kind: close, matching: "OPER?"}'))
    link = bench.link("calibrator")
    bench.tell("calibrator", "OUT 1 V;OPER")
    with pytest.raises(LinkClosed):
        bench.ask("calibrator", "OPER?")
    with pytest.raises(LinkClosed):
        link.write(b"STBY\n")
    link.clear()
    assert bench.ask("calibrator", "OPER?") == "1"
    bench.tell("calibrator", "STBY")
    assert bench.ask("calibrator", "OPER?") == "0"


def test_what_was_under_way_when_the_instrument_hung_up_does_not_arrive_afterwards(faulty_world, make_bench):
    faults = '{kind: late, delay: 5 s, matching: "*IDN?"}, {kind: close, matching: "*OPC?"}'
    bench = make_bench(faulty_world(meter=faults))
    bench.tell("meter", "*IDN?")
    bench.tell("meter", "*OPC?")
    bench.link("meter").clear()
    bench.clock.sleep(60)
    assert bench.ask("meter", "*OPC?") == "1"


def test_an_instrument_that_refuses_is_not_reached_by_clear_either(faulty_world, make_bench, monkeypatch):
    bench = make_bench(faulty_world(meter='{kind: close, matching: "*OPC?"}'))
    with pytest.raises(LinkClosed):
        bench.ask("meter", "*OPC?")
    monkeypatch.setattr(FaultScript, "refuses", True)
    with pytest.raises(LinkRefused, match="sim:meter"):
        bench.link("meter").clear()


def test_a_world_is_checked_without_opening_anything(world_path, faulty_world):
    SimLinks(LinkContext(VirtualClock(), world_path)).check("sim:meter")
    SimLinks(LinkContext(VirtualClock(), faulty_world(meter="{kind: refuse}"))).check("sim:meter")
    with pytest.raises(DocumentInvalid, match="late"):
        SimLinks(LinkContext(VirtualClock(), faulty_world(meter="{kind: late}"))).check("sim:meter")
    with pytest.raises(UsageError, match="no such instrument"):
        SimLinks(LinkContext(VirtualClock(), world_path)).check("sim:metre")


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ("sim:metre", "sim:metre: no such instrument in the world; it has calibrator, meter"),
        ("TCPIP::x", "write sim:NAME"),
    ],
)
def test_a_wrong_resource_is_refused_in_words(bench, resource, words):
    with pytest.raises(UsageError, match=words):
        bench.links.open(resource, 1.0)


def test_a_bench_without_world_is_told_what_to_add():
    with pytest.raises(UsageError, match="world: FILE"):
        SimLinks(LinkContext(VirtualClock())).open("sim:meter", 1.0)


def test_an_instrument_that_is_off_refuses(faulty_world, make_bench):
    with pytest.raises(LinkRefused, match="sim:meter"):
        make_bench(faulty_world(meter="{kind: refuse}")).link("meter")


def test_on_a_scaled_clock_threads_share_one_world(world_path):
    clock = ScaledClock(5000.0)
    links = SimLinks(LinkContext(clock, world_path))
    meter, calibrator = links.open("sim:meter", 30.0), links.open("sim:calibrator", 30.0)
    replies: list[bytes] = []

    def ask(link, message: bytes) -> None:
        for _ in range(20):
            link.write(message)
            replies.append(link.read())

    threads = [threading.Thread(target=ask, args=pair) for pair in ((meter, b"READ?\n"), (calibrator, b"OPER?\n"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    links.close()
    assert len(replies) == 40
    assert replies.count(b"0") == 20
