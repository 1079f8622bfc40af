from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bench_core.errors import LinkTimeout

NO_ERROR = '+0,"No error"'


def meter(bench, message: str) -> str:
    return bench.ask("meter", message)


def error_of(bench, message: str) -> str:
    bench.tell("meter", message)
    return meter(bench, "SYST:ERR?")


def test_the_identity_holds_the_serial_of_the_world_file(bench):
    assert meter(bench, "*IDN?") == "HEWLETT-PACKARD,34401A,0,10-5-2"


def test_what_the_manual_answers_after_reset(bench):
    bench.tell("meter", "*RST;*CLS")
    assert meter(bench, "FUNC?") == '"VOLT"'
    assert meter(bench, "CONF?") == '"VOLT +1.000000E+01,+1.000000E-05"'
    assert meter(bench, "VOLT:DC:NPLC?;RANG:AUTO?;:ZERO:AUTO?") == "+1.00000000E+01;1;1"
    assert meter(bench, "TRIG:SOUR?;COUN?;:SAMP:COUN?") == "IMM;+1;+1"
    assert meter(bench, "SYST:ERR?;VERS?") == f"{NO_ERROR};1991.0"
    assert meter(bench, "ROUT:TERM?;:INP:IMP:AUTO?;*TST?") == "FRON;0;+0"


def test_a_reading_has_eight_decimals_and_an_exponent_of_two_digits(bench):
    bench.tell("calibrator", "OUT 1 V;OPER;*WAI")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 1")
    assert re.fullmatch(r"\+(9\.999\d{5}E-01|1\.000\d{5}E\+00)", meter(bench, "READ?"))


def test_readings_are_in_steps_of_a_hundredth_of_the_last_digit(bench):
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10;:VOLT:NPLC 0.02")
    assert meter(bench, "VOLT:RES?") == "+1.00000000E-03"
    readings = [meter(bench, "READ?") for _ in range(5)]
    assert all(Decimal(reading) % Decimal("1e-5") == 0 for reading in readings)


@pytest.mark.parametrize(
    ("cycles", "resolution", "seconds"),
    [
        ("0.02", "+1.00000000E-03", 0.0018),
        ("0.2", "+1.00000000E-04", 0.009),
        ("1", "+3.00000000E-05", 0.0415),
        ("10", "+1.00000000E-05", 0.4015),
        ("100", "+3.00000000E-06", 4.0015),
    ],
)
def test_integration_time_sets_resolution_and_reading_time(bench, cycles, resolution, seconds):
    bench.tell("meter", f"CONF:VOLT:DC 10;:VOLT:DC:NPLC {cycles};:ZERO:AUTO ON")
    assert meter(bench, "VOLT:DC:RES?") == resolution
    before = bench.clock.now()
    meter(bench, "READ?")
    assert bench.clock.now() - before == pytest.approx(seconds, abs=1e-9)


def test_without_autozero_a_reading_takes_one_integration(bench):
    bench.tell("meter", "CONF:VOLT:DC 10;:ZERO:AUTO OFF;:TRIG:DEL 0")
    before = bench.clock.now()
    meter(bench, "READ?")
    assert bench.clock.now() - before == pytest.approx(0.2, abs=1e-9)


@pytest.mark.parametrize(
    ("resolution", "cycles"), [("1", "0.02"), ("1e-4", "0.2"), ("3e-5", "1"), ("1E-5", "10"), ("MIN", "100")]
)
def test_resolution_picks_the_shortest_integration_that_reaches_it(bench, resolution, cycles):
    bench.tell("meter", f"VOLT:DC:RANG 10;RES {resolution}")
    if resolution != "1":
        assert float(meter(bench, "VOLT:DC:RES?")) <= (3e-6 if resolution == "MIN" else float(resolution))
    assert float(meter(bench, "VOLT:DC:NPLC?")) == float(cycles)
    bench.tell("meter", f"CONF:VOLT:DC 10,{resolution}")
    assert float(meter(bench, "VOLT:DC:NPLC?")) == float(cycles)
    assert meter(bench, "SYST:ERR?") == NO_ERROR


def test_a_coarse_resolution_in_conf_switches_autozero_off(bench):
    bench.tell("meter", "CONF:VOLT:DC 10,1E-3")
    assert meter(bench, "ZERO:AUTO?") == "0"
    bench.tell("meter", "CONF:VOLT:DC 10,3E-5")
    assert meter(bench, "ZERO:AUTO?") == "1"


def test_a_setting_through_another_connection_makes_a_reading_under_way_stale(bench):
    bench.tell("meter", "READ?")
    other = bench.links.open("sim:meter", 60.0)
    other.write(b"CONF:VOLT:DC 1\n")
    with pytest.raises(LinkTimeout):
        bench.link("meter").read()
    other.write(b"SYST:ERR?\n")
    assert other.read() == b'-230,"Data stale"'


def test_min_and_max_may_be_asked_and_set(bench):
    assert meter(bench, "VOLT:DC:RANG? MIN;RANG? MAX;NPLC? MAX") == "+1.00000000E-01;+1.00000000E+03;+1.00000000E+02"
    bench.tell("meter", "VOLT:DC:RANG MAX")
    assert meter(bench, "VOLT:DC:RANG?") == "+1.00000000E+03"
    bench.tell("meter", "CONF:VOLT:DC 100 mV")
    assert meter(bench, "VOLT:DC:RANG?") == "+1.00000000E-01"


@pytest.mark.parametrize(
    ("message", "number", "text"),
    [
        ("FOO", -113, "Undefined header"),
        ("VOLT:DC:RANG:AUTO 0;VOLT:DC:NPLC 1", -113, "Undefined header"),
        ("?", -102, "Syntax error"),
        ("VOLT:DC:RANG 'x'", -104, "Data type error"),
        ("VOLT:DC:RANG", -109, "Missing parameter"),
        ("*CLS 1", -108, "Parameter not allowed"),
        ("VOLT:DC:RANG 1,2", -108, "Parameter not allowed"),
        ("VOLT:DC:RANG 2000", -222, "Data out of range"),
        ("VOLT:DC:NPLC 999", -222, "Data out of range"),
        ("VOLT:DC:RANG 10;RES 1e-9", -222, "Data out of range"),
        ("CONF:VOLT:DC DEF,1e-3", -221, "Settings conflict"),
        ('FUNC "VOLTS"', -224, "Illegal parameter value"),
        ("TRIG:SOUR FOO", -224, "Illegal parameter value"),
        ("*TRG", -211, "Trigger ignored"),
        ("TRIG:SOUR BUS;:READ?", -214, "Trigger deadlock"),
        ("FETC?", -230, "Data stale"),
        ("TRIG:SOUR BUS;:INIT;:INIT", -213, "INIT ignored"),
        ("SAMP:COUN 513;:INIT", 531, "Insufficient memory"),
        ('DISP:TEXT "abcdefghijklm"', -223, "Too much data"),
    ],
)
def test_a_refused_command_puts_its_error_into_the_queue(bench, message, number, text):
    bench.tell("meter", "*RST;*CLS")
    assert error_of(bench, message) == f'{number:+d},"{text}"'
    assert meter(bench, "SYST:ERR?") == NO_ERROR


def test_a_refused_setting_changes_nothing(bench):
    bench.tell("meter", "CONF:VOLT:DC 10")
    bench.tell("meter", "CONF:VOLT:DC 1,1e-9")
    assert meter(bench, "CONF?") == '"VOLT +1.000000E+01,+1.000000E-05"'


def test_an_unknown_query_is_silent_and_time_runs_to_the_deadline(bench):
    bench.tell("meter", "FOO?")
    with pytest.raises(LinkTimeout):
        bench.link("meter").read()
    assert bench.clock.now() == pytest.approx(60.0)
    assert meter(bench, "SYST:ERR?") == '-113,"Undefined header"'
    assert meter(bench, "SYST:ERR?") == '-420,"Query UNTERMINATED"'


def test_replies_before_an_error_in_a_message_are_sent_and_the_rest_is_dropped(bench):
    bench.tell("meter", "VOLT:DC:RANG 10")
    assert meter(bench, "*OPC?;FOO;:VOLT:DC:RANG 1") == "1"
    assert meter(bench, ":VOLT:DC:RANG?") == "+1.00000000E+01"


def test_an_execution_error_does_not_end_the_message(bench):
    assert meter(bench, "VOLT:DC:NPLC 999;NPLC 1;NPLC?") == "+1.00000000E+00"


def test_a_reply_that_nobody_read_is_dropped_and_reported(bench):
    bench.tell("meter", "*IDN?")
    assert meter(bench, "*OPC?") == "1"
    assert meter(bench, "SYST:ERR?") == '-410,"Query INTERRUPTED"'
    assert int(meter(bench, "*ESR?")) & 4


def test_the_error_queue_holds_twenty(bench):
    for _ in range(25):
        bench.tell("meter", "FOO")
    entries = [meter(bench, "SYST:ERR?") for _ in range(21)]
    assert entries == ['-113,"Undefined header"'] * 19 + ['-350,"Too many errors"', NO_ERROR]


@pytest.mark.parametrize(("volts", "reply"), [("12.5", "+9.90000000E+37"), ("-12.5", "-9.90000000E+37")])
def test_an_overload_is_no_number_sets_its_bits_and_no_error(bench, volts, reply):
    bench.tell("calibrator", f"OUT {volts} V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "*CLS;:CONF:VOLT:DC 10")
    assert meter(bench, "READ?") == reply
    assert meter(bench, "SYST:ERR?") == NO_ERROR
    assert int(meter(bench, "*ESR?")) & 8
    assert meter(bench, "STAT:QUES?") == "+1"


def test_just_below_120_percent_is_a_reading(bench):
    bench.tell("calibrator", "OUT 11.99 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10")
    assert float(meter(bench, "READ?")) == pytest.approx(11.99, rel=1e-4)


@pytest.mark.parametrize(("volts", "range_"), [("0.05", 0.1), ("0.9", 1), ("13", 100)])
def test_autorange_follows_the_signal(bench, volts, range_):
    bench.tell("calibrator", f"OUT {volts} V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "*RST")
    assert float(meter(bench, "READ?")) == pytest.approx(float(volts), abs=1e-3)
    assert float(meter(bench, "VOLT:DC:RANG?")) == range_


def test_a_bus_trigger_starts_the_awaited_readings(bench):
    bench.tell("meter", "CONF:VOLT:DC 10;:TRIG:SOUR BUS;COUN 2;:SAMP:COUN 2;:INIT")
    bench.tell("meter", "*TRG")
    bench.clock.sleep(1.0)
    bench.tell("meter", "*TRG")
    assert len(meter(bench, "FETC?").split(",")) == 4


def test_readings_in_memory_can_be_fetched_again_until_a_setting_changes(bench):
    bench.tell("meter", "CONF:VOLT:DC 10;:SAMP:COUN 3;:INIT")
    before = bench.clock.now()
    assert meter(bench, "*OPC?") == "1"
    assert bench.clock.now() - before == pytest.approx(3 * 0.4015)
    assert meter(bench, "FETC?") == meter(bench, "FETC?")
    assert error_of(bench, "VOLT:DC:NPLC 1;:FETC?") == '-230,"Data stale"'


def test_a_reading_under_way_sees_what_was_there_when_it_ended(bench):
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.ask("calibrator", "*OPC?")
    bench.tell("meter", "CONF:VOLT:DC 10;:INIT")
    bench.clock.sleep(1.0)
    bench.tell("calibrator", "STBY")
    assert float(meter(bench, "FETC?")) == pytest.approx(10.0, abs=1e-2)


def test_opc_sets_its_bit_when_readings_are_complete(bench):
    bench.tell("meter", "*CLS;:CONF:VOLT:DC 10;:INIT;*OPC")
    assert int(meter(bench, "*ESR?")) & 1 == 0
    bench.clock.sleep(1.0)
    assert int(meter(bench, "*ESR?")) & 1 == 1


def test_status_byte_sums_up_enabled_events(bench):
    bench.tell("meter", "*CLS;*ESE 32;*SRE 32")
    assert meter(bench, "*STB?") == "+0"
    bench.tell("meter", "FOO")
    assert meter(bench, "*STB?") == "+96"
    assert meter(bench, "*ESR?;*ESE?;*SRE?") == "+32;+32;+32"
    assert meter(bench, "*STB?") == "+0"


def test_power_on_is_noted_once(bench):
    assert int(meter(bench, "*ESR?")) == 128
    assert int(meter(bench, "*ESR?")) == 0


def test_display_text_can_be_read_back(bench):
    bench.tell("meter", 'DISP:TEXT "12;34"')
    assert meter(bench, "DISP:TEXT?") == '"12;34"'
    bench.tell("meter", "DISP:TEXT:CLE;:DISP OFF")
    assert meter(bench, "DISP:TEXT?;:DISP?;:SYST:ERR?") == f'"";0;{NO_ERROR}'
