from __future__ import annotations

import pytest

from bench_core.errors import LinkClosed, LinkTimeout


def test_a_silent_instrument_never_answers(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: silent, lasting: true}"), timeout=2.0)
    for _ in range(2):
        with pytest.raises(LinkTimeout):
            bench.ask("meter", "*IDN?")
    assert bench.clock.now() == pytest.approx(4.0)


def test_a_fault_waits_for_its_message_and_happens_once(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter='{kind: silent, after: 2 messages, matching: "READ?"}'), timeout=2.0)
    assert bench.ask("meter", "*IDN?")
    assert len(bench.readings(2)) == 2
    with pytest.raises(LinkTimeout):
        bench.ask("meter", "READ?")
    assert bench.ask("meter", "READ?")
    assert bench.ask("meter", "SYST:ERR?") == '+0,"No error"'


def test_a_fault_waits_for_its_time(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: garbage, at: 10 s, reply: xyz}"))
    assert bench.ask("meter", "*OPC?") == "1"
    bench.clock.sleep(10)
    assert bench.ask("meter", "*OPC?") == "xyz"


def test_a_late_reply_is_taken_for_the_next_one_by_whoever_does_not_clear(faulty_world, make_bench):
    world = faulty_world(meter='{kind: late, delay: 5 s, matching: "*IDN?"}')
    careless, careful = make_bench(world, timeout=2.0), make_bench(world, timeout=2.0)
    for bench in (careless, careful):
        with pytest.raises(LinkTimeout):
            bench.ask("meter", "*IDN?")
    careless.clock.sleep(5)
    careful.link("meter").clear()
    careful.clock.sleep(5)
    assert careless.ask("meter", "*OPC?").startswith("HEWLETT")
    assert careful.ask("meter", "*OPC?") == "1"


def test_a_connection_that_is_closed_can_be_opened_again(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: close, after: 3 messages}"))
    for _ in range(3):
        bench.ask("meter", "*OPC?")
    with pytest.raises(LinkClosed):
        bench.ask("meter", "*OPC?")
    with pytest.raises(LinkClosed):
        bench.tell("meter", "*CLS")
    again = bench.links.open("sim:meter", 2.0)
    again.write(b"*OPC?\n")
    assert again.read() == b"1"


def test_another_serial_answers(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator='{kind: other_serial, serial: "4711", lasting: true}'))
    assert bench.ask("calibrator", "*IDN?") == "FLUKE,5522A,4711,1.1+1.3+1.8"
    assert bench.ask("calibrator", "OPER?") == "0"


def test_one_reading_is_an_overload(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: overload, after: 2 readings}"))
    bench.tell("meter", "CONF:VOLT:DC 10")
    overloads = [float(reading) > 9e37 for reading in bench.readings(4)]
    assert overloads == [False, False, True, False]


def test_a_source_trips_after_readings_of_its_output(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator="{kind: trip, after: 3 readings}"))
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10")
    readings = [round(float(reading)) for reading in bench.readings(5)]
    assert readings == [10, 10, 10, 0, 0]
    assert bench.ask("calibrator", "OPER?") == "0"
    assert bench.ask("calibrator", "ERR?") != '0,"No Error"'


def test_a_trip_amid_a_series_is_seen_by_the_readings_after_it(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator="{kind: trip, after: 3 readings}"))
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10;:SAMP:COUN 5;:INIT")
    bench.clock.sleep(60)
    readings = [round(float(reading)) for reading in bench.ask("meter", "FETC?").split(",")]
    assert readings == [10, 10, 10, 0, 0]


def test_a_source_trips_on_a_message(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator='{kind: trip, after: 1 message, matching: "OPER?"}'))
    bench.tell("calibrator", "OUT 10 V;OPER")
    assert bench.ask("calibrator", "OPER?") == "1"
    assert bench.ask("calibrator", "OPER?") == "0"
