from __future__ import annotations

import re
import struct

import pytest

from bench_core.errors import LinkTimeout
from sim_instruments.exchange import Exchange

NO_ERROR = '0,"NO ERROR"'
WORLD = """\
calbench: world/1
world: reference
seed: 5
instruments:
  calibrator: {simulates: fluke.5522a, serial: "1", settling: 0 s}
  meter:
    simulates: hp.3458a
    serial: 2823A12345
    hidden: {dc_voltage: [{range: 10 V, gain: 2 ppm, noise: 1 µV}]}
    faults: [FAULTS]
wiring: [{from: calibrator, to: meter}]
"""
READY, ERROR, DATA_AVAILABLE = 16, 32, 128


@pytest.fixture
def make_reference(tmp_path, make_bench):
    def make(faults=""):
        path = tmp_path / "reference.yaml"
        path.write_text(WORLD.replace("FAULTS", faults), encoding="utf-8")
        return make_bench(path, timeout=1000.0)

    return make


@pytest.fixture
def reference(make_reference):
    return make_reference()


def ask(bench, message: str) -> str:
    return bench.ask("meter", message)


def tell(bench, *messages: str) -> None:
    for message in messages:
        bench.tell("meter", message)


def read(bench) -> str:
    """Read without a query, as a controller does that addresses the meter to talk."""
    return bench.link("meter").read().decode()


def apply(bench, output: str = "10 V") -> None:
    bench.tell("calibrator", f"OUT {output};OPER")
    bench.ask("calibrator", "*OPC?")


def seconds(bench, act) -> float:
    before = bench.clock.now()
    act()
    return bench.clock.now() - before


def poll(bench) -> int:
    return bench.links.world.instrument("meter").dialect.status_byte(message_available=False)


def test_it_has_an_identity_of_its_own_and_no_common_query(reference):
    assert ask(reference, "ID?") == "HP3458A"
    tell(reference, "TARM HOLD", "*IDN?")
    with pytest.raises(LinkTimeout):
        read(reference)
    assert ask(reference, "ERRSTR?") == '103,"SYNTAX ERROR"'
    assert ask(reference, "ERRSTR?") == NO_ERROR


def test_the_serial_number_is_what_the_laboratory_wrote_into_the_calibration_text(reference):
    assert ask(reference, "CALSTR?") == '"2823A12345"'
    tell(reference, 'CALSTR "CERT 12, 2026"')
    assert ask(reference, "CALSTR?") == '"CERT 12,2026"'


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("FUNC?", "1,.1"),
        ("NRDGS?", "1,1"),
        ("NPLC?", " 10.0000000E+00"),
        ("APER?", " 200.000000E-03"),
        ("DELAY?", " 0.0000000E+00"),
        ("ISCALE?", " 1.00000000E+00"),
        ("TARM?", "1"),
        ("TRIG?", "1"),
        ("AZERO?", "1"),
        ("MEM?", "0"),
        ("OFORMAT?", "1"),
        ("MFORMAT?", "4"),
        ("INBUF?", "0"),
        ("END?", "0"),
        ("ARANGE?", "1"),
        ("SETACV?", "1"),
        ("NDIG?", "7"),
        ("REV?", "9,1"),
        ("ERR?", "0"),
        ("AUXERR?", "0"),
    ],
)
def test_it_wakes_up_with_the_settings_of_the_manual(reference, query, reply):
    assert ask(reference, query) == reply
    tell(reference, "DCV 1000;NPLC 100;TARM HOLD;MEM FIFO;END ALWAYS;INBUF ON;OFORMAT DREAL;AZERO OFF;RESET")
    assert ask(reference, query) == reply


@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        ("DCV 10", "1,10"),
        ("dcv 12", "1,10"),
        ("DCV 12.1", "1,100"),
        ("DCV,.1", "1,.1"),
        ("FUNC ACV,1", "2,1"),
        ("ACDCV 100", "3,100"),
        ("OHM 1E6", "4,1000000"),
        ("OHMF 10", "5,10"),
        ("DCI 1E-3", "6,.001"),
        ("ACI 1", "7,1"),
        ("FREQ", "9,.01"),
        ("PER", "10,.01"),
        ("DCV;RANGE 1000", "1,1000"),
    ],
)
def test_a_function_is_answered_as_number_and_range(reference, sent, reply):
    tell(reference, sent)
    assert ask(reference, "FUNC?") == reply
    assert ask(reference, "ERRSTR?") == NO_ERROR


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("FOO", 103),
        ("NPLC 10,5", 103),
        ("DCV 2000", 106),
        ("NPLC 1001", 106),
        ("NDIG 9", 106),
        ("NPLC ABC", 105),
        ("AZERO MAYBE", 105),
        ("TRIG TIMER", 105),
        ("RMEM 1,5", 107),
        ("FUNC XYZ", 105),
        ("NPLC 1E999999", 106),
    ],
)
def test_what_cannot_be_done_sets_one_bit_and_changes_nothing(reference, sent, number):
    tell(reference, "DCV 10;NPLC 2", sent)
    assert ask(reference, "ERR?") == str(1 << number - 100)
    assert ask(reference, "ERR?") == "0"
    assert ask(reference, "FUNC?") == "1,10"
    assert ask(reference, "NPLC?") == " 2.00000000E+00"


def test_errors_have_no_order_and_are_told_from_the_lowest_bit(reference):
    tell(reference, "NPLC 5000", "FOO", "FOO")
    assert ask(reference, "ERRSTR?") == '103,"SYNTAX ERROR"'
    assert ask(reference, "ERRSTR?") == '106,"PARAMETER OUT OF RANGE"'
    assert ask(reference, "ERRSTR?") == NO_ERROR


def test_after_preset_norm_a_plain_read_is_the_event_that_triggers(reference):
    apply(reference)
    tell(reference, "END ALWAYS", "PRESET NORM", "DCV 10", "NPLC 10")
    reading = read(reference)
    assert re.fullmatch(r"[ -]\d\.\d{9}E[+-]\d\d", reading)
    assert float(reading) == pytest.approx(10.00002, abs=6e-6)
    assert ask(reference, "TRIG?") == "5"


def test_each_plain_read_is_a_reading_of_its_own(reference):
    apply(reference)
    tell(reference, "PRESET NORM", "DCV 10")
    assert len({read(reference) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("settings", "duration"),
    [
        ("NPLC 10", 0.4),
        ("NPLC 10;AZERO OFF", 0.2),
        ("NPLC 10;AZERO OFF;DELAY 0.5", 0.7),
        ("NPLC 100", 4.0),
        ("NPLC 13", 0.8),
        ("APER 1E-3;AZERO OFF", 0.001),
        ("LFREQ 60;NPLC 6", 0.2),
        ("OHMF 100;OCOMP ON;NPLC 1", 0.08),
        ("ACV 10;NPLC 1", 1.02),
    ],
)
def test_a_reading_takes_its_integrations_and_its_delay(reference, settings, duration):
    tell(reference, "PRESET NORM", settings)
    assert seconds(reference, lambda: read(reference)) == pytest.approx(duration, abs=1e-6)


def test_nothing_reads_while_it_holds(reference):
    tell(reference, "TARM HOLD")
    with pytest.raises(LinkTimeout):
        read(reference)
    assert ask(reference, "ERRSTR?") == NO_ERROR


@pytest.mark.parametrize(
    ("events", "single"),
    [("TARM HOLD;TRIG AUTO", "TARM SGL"), ("TARM AUTO;TRIG HOLD", "TRIG SGL"), ("TRIG HOLD", "T")],
)
def test_a_single_event_gives_one_reading_and_then_holds(reference, events, single):
    apply(reference)
    tell(reference, "DCV 10;NPLC 1", events, single)
    assert float(read(reference)) == pytest.approx(10, abs=1e-4)
    with pytest.raises(LinkTimeout):
        read(reference)


def test_armed_once_without_a_trigger_it_gives_no_reading(reference):
    tell(reference, "TRIG HOLD", "TARM SGL")
    with pytest.raises(LinkTimeout):
        read(reference)
    tell(reference, "TARM SGL", "TRIG SGL")
    assert read(reference)


def test_several_readings_of_one_trigger_are_read_one_by_one(reference):
    apply(reference)
    tell(reference, "DCV 10;NPLC 1;NRDGS 3;TARM SGL")
    assert ask(reference, "NRDGS?") == "3,1"
    tell(reference, "TARM SGL")
    assert len({read(reference) for _ in range(3)}) == 3
    with pytest.raises(LinkTimeout):
        read(reference)


def test_running_free_a_read_waits_for_the_reading_under_way(reference):
    tell(reference, "DCV 10;NPLC 10;AZERO OFF")
    reference.clock.sleep(0.05)
    assert seconds(reference, lambda: read(reference)) == pytest.approx(0.15)
    assert seconds(reference, lambda: read(reference)) == pytest.approx(0.2)


def test_the_timer_spaces_readings_and_is_refused_where_it_is_too_fast(reference):
    tell(reference, "DCV 10;NPLC 1;AZERO OFF;TIMER 0.5;NRDGS 3,TIMER;MEM FIFO")
    assert seconds(reference, lambda: (tell(reference, "TARM SGL"), ask(reference, "MCOUNT?"))) == pytest.approx(1.02)
    assert ask(reference, "ERRSTR?") == NO_ERROR
    tell(reference, "TIMER 0.001;TARM SGL")
    assert ask(reference, "ERRSTR?") == '102,"TRIGGER TOO FAST"'


def test_the_memory_numbers_readings_from_the_newest(reference):
    apply(reference)
    tell(reference, "DCV 10;NPLC 1;MEM FIFO;NRDGS 4;TARM SGL")
    assert ask(reference, "MCOUNT?") == "4"
    recalled = ask(reference, "RMEM 1,4").split(",")
    assert len(set(recalled)) == 4
    assert ask(reference, "RMEM 4") == recalled[3]
    assert ask(reference, "MEM?") == "0"
    tell(reference, "MEM CONT")
    assert read(reference) == recalled[3]
    assert ask(reference, "MCOUNT?") == "3"
    tell(reference, "MEM LIFO;TARM SGL")
    newest = ask(reference, "RMEM")
    tell(reference, "MEM CONT")
    assert read(reference) == newest


def test_a_full_first_in_first_out_memory_keeps_what_it_has(reference):
    tell(reference, "DCV 10;NPLC 0.1;AZERO OFF;MFORMAT ASCII;MEM FIFO")
    reference.clock.sleep(3.0)
    assert ask(reference, "MCOUNT?") == "1280"
    reference.clock.sleep(3.0)
    assert ask(reference, "MCOUNT?") == "1280"


def test_readings_go_into_memory_as_they_were_before_the_signal_changed(reference):
    apply(reference)
    tell(reference, "DCV 10;NPLC 1;AZERO OFF;MEM FIFO")
    reference.clock.sleep(0.1)
    reference.tell("calibrator", "STBY")
    reference.clock.sleep(0.1)
    values = [float(text) for text in ask(reference, "RMEM 1,10").split(",")]
    assert values[:5] == pytest.approx([0.0] * 5, abs=1e-4)
    assert values[5:] == pytest.approx([10.0] * 5, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "code", "layout"), [("SINT", 2, ">h"), ("DINT", 3, ">i"), ("SREAL", 4, ">f"), ("DREAL", 5, ">d")]
)
def test_binary_readings_are_big_endian_and_end_without_a_line(reference, name, code, layout):
    apply(reference, "5 V")
    tell(reference, "DCV 10;TARM HOLD", f"OFORMAT {name}")
    assert ask(reference, "OFORMAT?") == str(code)
    scale = float(ask(reference, "ISCALE?"))
    exchange = Exchange(reference.links.world.instrument("meter"), eager=False)
    exchange.receive(b"TARM SGL\n")
    reference.clock.sleep(1.0)
    exchange.run()
    exchange.offer()
    raw = exchange.take()
    assert raw is not None
    assert len(raw) == struct.calcsize(layout)
    assert struct.unpack(layout, raw)[0] * scale == pytest.approx(5, rel=1e-4)


def test_an_overload_is_a_number_that_no_reading_can_be(reference):
    apply(reference, "-20 V")
    tell(reference, "PRESET NORM", "DCV 10")
    assert read(reference) == "-1.0E+38"
    tell(reference, "OFORMAT DREAL")
    assert ask(reference, "ERRSTR?") == NO_ERROR


def test_a_disturbance_of_the_world_overloads_one_reading(make_reference):
    bench = make_reference("{kind: overload, after: 1 readings}")
    tell(bench, "PRESET NORM", "DCV 10")
    assert [read(bench) == "+1.0E+38" for _ in range(3)] == [False, True, False]


def test_an_open_circuit_overloads_the_ohms(reference):
    tell(reference, "PRESET NORM", "OHM 1E3")
    assert read(reference) == "+1.0E+38"


def test_autorange_follows_the_signal(reference):
    apply(reference, "100 MV")
    tell(reference, "PRESET NORM")
    assert float(read(reference)) == pytest.approx(0.1)
    assert ask(reference, "RANGE?") == ".1"
    apply(reference, "11 V")
    assert float(read(reference)) == pytest.approx(11, rel=1e-5)
    assert ask(reference, "RANGE?") == "10"


def test_a_resolution_in_percent_chooses_the_integration_time(reference):
    tell(reference, "DCV 10,.00001")
    assert ask(reference, "NPLC?") == " 100.000000E-03"
    tell(reference, "DCV 10,1E-7")
    assert ask(reference, "NPLC?") == " 10.0000000E+00"


def test_self_calibration_takes_minutes_and_shows_in_the_ready_bit(reference):
    assert poll(reference) & READY
    tell(reference, "ACAL DCV")
    reference.clock.sleep(100)
    assert not poll(reference) & READY
    assert ask(reference, "TEMP?") == "36.9"
    assert reference.clock.now() == pytest.approx(140)
    assert poll(reference) & READY
    tell(reference, "ACAL WHAT")
    assert ask(reference, "ERRSTR?") == '105,"UNDEFINED PARAMETER RECEIVED"'


def test_the_status_byte_tells_errors_data_and_requests_service(reference):
    tell(reference, "CSB;RQS 32;FOO")
    assert poll(reference) == READY | ERROR | 64
    assert ask(reference, "STB?") == str(ERROR | 64)
    tell(reference, "EMASK 2")
    assert poll(reference) == READY
    tell(reference, "SRQ")
    assert poll(reference) == READY | 4
    tell(reference, "CSB;MEM FIFO;TARM SGL")
    ask(reference, "MCOUNT?")
    assert poll(reference) & DATA_AVAILABLE


def test_of_several_queries_in_one_message_the_last_reply_stays(reference):
    assert ask(reference, "ID?;NPLC?;FUNC?") == "1,.1"


def test_frequency_and_period_of_the_signal(reference):
    apply(reference, "1 V, 1 KHZ")
    tell(reference, "PRESET NORM", "FREQ")
    assert float(read(reference)) == pytest.approx(1000)
    tell(reference, "PER")
    assert float(read(reference)) == pytest.approx(0.001)
