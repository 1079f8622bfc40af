from __future__ import annotations

import pytest

from bench_core.errors import LinkTimeout

NO_ERROR = '0,"No Error"'
OPER, HIVOLT, SETTLED = 1, 1 << 7, 1 << 12


def calibrator(bench, message: str) -> str:
    return bench.ask("calibrator", message)


def test_the_captured_replies(bench):
    assert calibrator(bench, "*IDN?") == "FLUKE,5522A,1972905,1.1+1.3+1.8"
    assert calibrator(bench, "OUT?") == "0.0000000E+00,V,0E+00,0,0.00E+00"
    assert calibrator(bench, "FUNC?;RANGE?;OPER?;FAULT?") == "DCV;DC330MV,0;0;0"
    assert calibrator(bench, "ERR?") == NO_ERROR


@pytest.mark.parametrize(
    ("sent", "answered", "range_"),
    [
        ("OUT 10 V", "1.0000000E+01,V,0E+00,0,0.00E+00", "DC33V,0"),
        ("out 10v", "1.0000000E+01,V,0E+00,0,0.00E+00", "DC33V,0"),
        ("OUT -100 MV", "-1.0000000E-01,V,0E+00,0,0.00E+00", "DC330MV,0"),
        ("OUT 1E1 UV", "1.0000000E-05,V,0E+00,0,0.00E+00", "DC330MV,0"),
        ("OUT 1 KV", "1.0000000E+03,V,0E+00,0,0.00E+00", "DC1000V,0"),
        ("OUT 3.299999 V", "3.2999990E+00,V,0E+00,0,0.00E+00", "DC3_3V,0"),
        ("OUT 3.3 V", "3.3000000E+00,V,0E+00,0,0.00E+00", "DC33V,0"),
        ("OUT 1 V, 60 HZ", "1.0000000E+00,V,0E+00,0,6.00E+01", "AC3_3V,0"),
        ("OUT 1V;OUT 1 KHZ", "1.0000000E+00,V,0E+00,0,1.00E+03", "AC3_3V,0"),
        ("OUT 1 MOHM", "1.0000000E+06,OHM,0E+00,0,0.00E+00", "R1GOHM,0"),
    ],
)
def test_an_output_is_selected_and_read_back(bench, sent, answered, range_):
    bench.tell("calibrator", sent)
    assert calibrator(bench, "OUT?;RANGE?") == f"{answered};{range_}"
    assert calibrator(bench, "ERR?") == NO_ERROR


def test_a_setting_finer_than_the_range_resolves_is_rounded(bench):
    bench.tell("calibrator", "OUT 10.000004 V")
    assert calibrator(bench, "OUT?").startswith("1.0000000E+01,")


@pytest.mark.parametrize(
    "sent",
    [
        "OUT 1021 V",
        "OUT -2 KV",
        "OUT 1",
        "OUT",
        "OUT 1 W",
        "OUT abc V",
        "OUT 1 V, 1 A",
        "OUT -1 OHM",
        "OUT 1e99 V",
        "OUT 1 V, 2 V, 3 V",
        "OUT 1E9999999999999999999 V",
        "OUT 1.2345678901234567 V",
        "FOO",
        "FOO?",
        "10 V",
        "OPER 1",
    ],
)
def test_what_cannot_be_done_is_one_error_and_changes_nothing(bench, sent):
    bench.tell("calibrator", "OUT 10 V;OPER")
    bench.tell("calibrator", sent)
    number, _, text = calibrator(bench, "ERR?").partition(",")
    assert int(number) > 0
    assert text.startswith('"')
    assert calibrator(bench, "ERR?") == NO_ERROR
    assert calibrator(bench, "OUT?;OPER?") == "1.0000000E+01,V,0E+00,0,0.00E+00;1"


def test_after_an_error_the_rest_of_a_message_does_not_energise(bench):
    bench.tell("calibrator", "OUT 2000 V;OPER")
    assert calibrator(bench, "OPER?") == "0"


def test_an_unknown_query_is_silent(bench):
    bench.tell("calibrator", "FOO?")
    with pytest.raises(LinkTimeout):
        bench.link("calibrator").read()


def test_the_error_queue_holds_sixteen_and_says_that_more_came(bench):
    for _ in range(20):
        bench.tell("calibrator", "FOO")
    assert int(calibrator(bench, "*STB?")) & 8
    entries = [calibrator(bench, "ERR?") for _ in range(17)]
    assert entries[15:] == ['1,"Error queue overflow"', NO_ERROR]
    assert set(entries[:15]) == {'1301,"Unknown command"'}
    assert int(calibrator(bench, "*STB?")) & 8 == 0


def test_out_only_selects_and_oper_energises(bench):
    bench.tell("meter", "CONF:VOLT:DC 10")
    bench.tell("calibrator", "OUT 10 V")
    bench.clock.sleep(10)
    assert float(bench.ask("meter", "READ?")) == pytest.approx(0, abs=2e-4)
    bench.tell("calibrator", "OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "READ?")) == pytest.approx(10, abs=1e-3)
    bench.tell("calibrator", "STBY")
    assert float(bench.ask("meter", "READ?")) == pytest.approx(0, abs=2e-4)


def test_the_meter_sees_the_output_settle(bench):
    bench.tell("meter", "CONF:VOLT:DC 10;:VOLT:NPLC 0.02")
    bench.tell("calibrator", "OUT 10 V;OPER")
    assert calibrator(bench, "SETTLED?") == "0"
    readings = [float(bench.ask("meter", "READ?")) for _ in range(300)]
    assert readings[0] < 0.2
    assert readings[110] == pytest.approx(10 * (1 - 2.718281828 ** (-111 * 0.0018 / 0.2)), abs=0.02)


def test_opc_waits_until_the_output_has_settled(bench):
    bench.tell("calibrator", "OUT 10 V;OPER")
    assert int(calibrator(bench, "ISR?")) == OPER
    assert calibrator(bench, "*OPC?") == "1"
    assert bench.clock.now() == pytest.approx(16 * 0.2)
    assert int(calibrator(bench, "ISR?")) == OPER | SETTLED


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("OUT 10 V", "OUT 20 V", True),
        ("OUT 10 V", "OUT -20 V", True),
        ("OUT 10 V", "OUT 33 V", False),
        ("OUT 10 V", "OUT -33 V", False),
        ("OUT 100 V", "OUT 200 V", False),
        ("OUT 100 V", "OUT 100 V", True),
        ("OUT 100 V", "OUT 10 V", True),
        ("OUT 10 V", "OUT 10 V, 60 HZ", False),
        ("OUT 10 V", "OUT 1 MA", False),
        ("OUT 100 V;RANGELCK ON", "OUT 200 V", True),
    ],
)
def test_operate_ends_by_itself_at_33_volts_and_on_another_function(bench, before, after, stays):
    bench.tell("calibrator", f"{before};OPER")
    bench.tell("calibrator", after)
    assert calibrator(bench, "OPER?") == str(int(stays))
    assert calibrator(bench, "ERR?") == NO_ERROR


def test_a_locked_range_refuses_what_it_cannot_reach(bench):
    bench.tell("calibrator", "OUT 10 V;RANGELCK ON")
    bench.tell("calibrator", "OUT 50 V")
    assert calibrator(bench, "ERR?") != NO_ERROR
    bench.tell("calibrator", "OUT 100 MV")
    assert calibrator(bench, "RANGE?;RANGELCK?") == "DC33V,0;ON"


def test_the_status_register_shows_high_voltage_and_remembers_changes(bench):
    bench.tell("calibrator", "*CLS;OUT 100 V;OPER")
    calibrator(bench, "*OPC?")
    assert int(calibrator(bench, "ISR?")) == OPER | HIVOLT | SETTLED
    bench.tell("calibrator", "STBY")
    assert int(calibrator(bench, "ISCR?")) & (OPER | HIVOLT) == OPER | HIVOLT
    assert int(calibrator(bench, "ISCR?")) == 0
    bench.tell("calibrator", "ISCE1 1;OPER")
    assert int(calibrator(bench, "*STB?")) & 4


def test_a_limit_refuses_more(bench):
    bench.tell("calibrator", "LIMIT 30 V,-5 V;OUT 20 V")
    bench.tell("calibrator", "OUT -6 V")
    assert calibrator(bench, "ERR?") != NO_ERROR
    assert calibrator(bench, "OUT?").startswith("2.0000000E+01")


def test_reset_is_zero_volts_in_standby(bench):
    bench.tell("calibrator", "OUT 10 V;OPER;EARTH TIED;RANGELCK ON")
    assert calibrator(bench, "EARTH?") == "TIED"
    bench.tell("calibrator", "*RST")
    assert calibrator(bench, "OUT?;OPER?;EARTH?;RANGELCK?") == "0.0000000E+00,V,0E+00,0,0.00E+00;0;OPEN;OFF"


def test_other_words_are_answered(bench):
    bench.tell("calibrator", "*CLS;*ESE 32;*SRE 32;REMOTE")
    assert calibrator(bench, "*ESE?;*SRE?;*TST?;*OPT?;ONTIME?") == "32;32;0;0;0"
    bench.tell("calibrator", "FOO")
    assert calibrator(bench, "*STB?") == str(8 | 32 | 64)
    assert calibrator(bench, "EXPLAIN? 1300") == '"Bad syntax"'
    assert calibrator(bench, "*ESR?") == "32"
    assert int(calibrator(bench, "ISR?")) & 1 << 11


def test_replies_end_with_cr_lf_on_the_wire_and_commands_may_end_with_either(world_path, make_bench):
    bench = make_bench(world_path)
    bench.link("calibrator").write(b"OUT 1 V\r\nOUT?\r\n")
    assert bench.link("calibrator").read() == b"1.0000000E+00,V,0E+00,0,0.00E+00"
