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
        ("OUT 1V,1KHZ;OUT 2 V", "2.0000000E+00,V,0E+00,0,1.00E+03", "AC3_3V,0"),
        ("OUT 1V,1KHZ;OUT 2 V, 0 HZ", "2.0000000E+00,V,0E+00,0,0.00E+00", "DC3_3V,0"),
        ("OUT 1V,1KHZ;OUT 0 HZ", "1.0000000E+00,V,0E+00,0,0.00E+00", "DC3_3V,0"),
        ("OUT 1V,1KHZ;OUT 100 OHM;OUT 3 V", "3.0000000E+00,V,0E+00,0,0.00E+00", "DC3_3V,0"),
        ("OUT 1 MOHM", "1.0000000E+06,OHM,0E+00,0,0.00E+00", "R1_1MOHM,0"),
    ],
)
def test_an_output_is_selected_and_read_back(bench, sent, answered, range_):
    bench.tell("calibrator", sent)
    assert calibrator(bench, "OUT?;RANGE?") == f"{answered};{range_}"
    assert calibrator(bench, "ERR?") == NO_ERROR


RANGES = {
    "DC330MV": ("329.9999 MV", "329.99995 MV"),
    "DC3_3V": ("3.299999 V", "3.2999995 V"),
    "DC33V": ("32.99999 V", "32.999995 V"),
    "DC330V": ("329.9999 V", "329.99995 V"),
    "DC1000V": ("1020 V", None),
    "AC33MV": ("32.999 MV, 1 KHZ", "33 MV, 1 KHZ"),
    "AC330MV": ("329.999 MV, 1 KHZ", "330 MV, 1 KHZ"),
    "AC3_3V": ("3.29999 V, 1 KHZ", "3.3 V, 1 KHZ"),
    "AC33V": ("32.9999 V, 1 KHZ", "33 V, 1 KHZ"),
    "AC330V": ("329.999 V, 1 KHZ", "330 V, 1 KHZ"),
    "AC1000V": ("1020 V, 1 KHZ", None),
    "DC330UA_A": ("-329.999 UA", "330 UA"),
    "DC3_3MA_A": ("3.29999 MA", "3.3 MA"),
    "DC33MA_A": ("32.9999 MA", "33 MA"),
    "DC330MA_A": ("329.999 MA", "330 MA"),
    "DC1_1A_A": ("1.09999 A", "1.1 A"),
    "DC3A_A": ("2.99999 A", "3 A"),
    "DC11A_A": ("10.9999 A", "11 A"),
    "DC20A_A": ("20.5 A", None),
    "AC330UA_A": ("329.99 UA, 60 HZ", "330 UA, 60 HZ"),
    "AC3_3MA_A": ("3.2999 MA, 60 HZ", "3.3 MA, 60 HZ"),
    "AC33MA_A": ("32.999 MA, 60 HZ", "33 MA, 60 HZ"),
    "AC330MA_A": ("329.99 MA, 60 HZ", "330 MA, 60 HZ"),
    "AC1_1A_A": ("1.09999 A, 60 HZ", "1.1 A, 60 HZ"),
    "AC3A_A": ("2.99999 A, 60 HZ", "3 A, 60 HZ"),
    "AC11A_A": ("10.9999 A, 60 HZ", "11 A, 60 HZ"),
    "AC20A_A": ("20.5 A, 60 HZ", None),
    "R11OHM": ("10.9999 OHM", "11 OHM"),
    "R33OHM": ("32.9999 OHM", "33 OHM"),
    "R110OHM": ("109.9999 OHM", "110 OHM"),
    "R330OHM": ("329.9999 OHM", "330 OHM"),
    "R1_1KOHM": ("1.099999 KOHM", "1.1 KOHM"),
    "R3_3KOHM": ("3.299999 KOHM", "3.3 KOHM"),
    "R11KOHM": ("10.99999 KOHM", "11 KOHM"),
    "R33KOHM": ("32.99999 KOHM", "33 KOHM"),
    "R110KOHM": ("109.9999 KOHM", "110 KOHM"),
    "R330KOHM": ("329.9999 KOHM", "330 KOHM"),
    "R1_1MOHM": ("1.099999 MOHM", "1.1 MOHM"),
    "R3_3MOHM": ("3.299999 MOHM", "3.3 MOHM"),
    "R11MOHM": ("10.99999 MOHM", "11 MOHM"),
    "R33MOHM": ("32.99999 MOHM", "33 MOHM"),
    "R110MOHM": ("109.9999 MOHM", "110 MOHM"),
    "R330MOHM": ("329.9999 MOHM", "330 MOHM"),
    "R1100MOHM": ("1100 MOHM", None),
}


@pytest.mark.parametrize("range_", RANGES)
def test_a_range_ends_where_the_next_begins(bench, range_):
    largest, beyond = RANGES[range_]
    bench.tell("calibrator", f"OUT {largest}")
    assert calibrator(bench, "RANGE?") == f"{range_},0"
    if beyond is not None:
        bench.tell("calibrator", f"OUT {beyond}")
        names = list(RANGES)
        assert calibrator(bench, "RANGE?") == f"{names[names.index(range_) + 1]},0"
    assert calibrator(bench, "ERR?") == NO_ERROR


@pytest.mark.parametrize(
    ("amplitude", "lowest", "highest"),
    [
        ("1 MV", 10, 500_000),
        ("300 MV", 10, 500_000),
        ("3 V", 10, 500_000),
        ("30 V", 10, 100_000),
        ("300 V", 45, 100_000),
        ("1000 V", 45, 10_000),
        ("29 UA", 10, 30_000),
        ("300 MA", 10, 30_000),
        ("2 A", 10, 10_000),
        ("20 A", 45, 5_000),
    ],
)
def test_each_alternating_range_has_its_frequencies(bench, amplitude, lowest, highest):
    for hertz, allowed in ((lowest, True), (highest, True), (lowest - 1, False), (highest + 1, False)):
        bench.tell("calibrator", f"*RST;OUT {amplitude}, {hertz} HZ")
        assert (calibrator(bench, "ERR?") == NO_ERROR) is allowed, hertz
        assert calibrator(bench, "FUNC?") == (f"AC{amplitude[-1].replace('A', 'I')}" if allowed else "DCV")


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
        "OUT 1 V, 1 A, 60 HZ",
        "OUT 1 HZ, 1 V",
        "OUT 1 OHM, 60 HZ",
        "OUT 0.9 MV, 1 KHZ",
        "OUT 20 UA, 1 KHZ",
        "OUT -1 V, 60 HZ",
        "OUT 1 V, -60 HZ",
        "OUT 21 A",
        "OUT 1200 MOHM",
        "ZCOMP WIRE4",
        "ZCOMP WIRE3",
        "CUR_POST B20",
        "LIMIT 2000 V,-5 V",
        "LIMIT 10 V,-1 A",
        "LIMIT 1 OHM,0 OHM",
        "*PUD 'x'",
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


def test_compensation_belongs_to_resistances_below_110_kilohms(bench):
    bench.tell("calibrator", "OUT 100 KOHM;ZCOMP WIRE4")
    assert calibrator(bench, "ZCOMP?;FUNC?;ERR?") == f"WIRE4;RES;{NO_ERROR}"
    bench.tell("calibrator", "OUT 200 KOHM")
    assert calibrator(bench, "ZCOMP?;ERR?") == f"NONE;{NO_ERROR}"
    bench.tell("calibrator", "ZCOMP WIRE2")
    assert calibrator(bench, "ERR?") == '539,"Can\'t change compensation now"'
    bench.tell("calibrator", "OUT 100 OHM;ZCOMP WIRE2;OUT 1 V")
    assert calibrator(bench, "ZCOMP?") == "NONE"


@pytest.mark.parametrize(
    ("compensation", "two_wire", "four_wire"),
    [("NONE", 100.2, None), ("WIRE2", 100.0, None), ("WIRE4", 100.2, 100.0)],
)
def test_a_meter_sees_the_leads_unless_they_are_compensated(world_path, make_bench, compensation, two_wire, four_wire):
    text = world_path.read_text(encoding="utf-8")
    world_path.write_text(text.replace("thermal_emf: 0.2 µV", "wires: 4, resistance: 200 mΩ"), encoding="utf-8")
    bench = make_bench(world_path)
    bench.tell("calibrator", f"OUT 100 OHM;ZCOMP {compensation};OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:RES? 1000")) == pytest.approx(two_wire, abs=1e-4)
    overload = 9.9e37
    assert float(bench.ask("meter", "MEAS:FRES? 1000")) == pytest.approx(four_wire or overload, abs=1e-4)


def test_currents_come_out_of_aux_and_from_3_amperes_of_the_20_ampere_terminals(bench):
    bench.tell("calibrator", "OUT 2 A;OPER")
    assert calibrator(bench, "CUR_POST?;OPER?") == "AUX;1"
    bench.tell("calibrator", "OUT 3 A")
    assert calibrator(bench, "CUR_POST?;OPER?") == "A20;0"
    bench.tell("calibrator", "CUR_POST AUX")
    assert calibrator(bench, "ERR?") != NO_ERROR
    bench.tell("calibrator", "OUT 1 A;OPER")
    assert calibrator(bench, "CUR_POST?;OPER?") == "AUX;1"
    bench.tell("calibrator", "CUR_POST A20")
    assert calibrator(bench, "CUR_POST?;OPER?;ERR?") == f"A20;0;{NO_ERROR}"


def test_leads_at_other_terminals_carry_nothing(world_path, make_bench):
    text = world_path.read_text(encoding="utf-8")
    ends = "terminals: {calibrator: 20 A, meter: CURRENT 3 A}"
    world_path.write_text(text.replace("thermal_emf: 0.2 µV", ends), encoding="utf-8")
    bench = make_bench(world_path)
    bench.tell("calibrator", "OUT 1 A;OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:CURR:DC? 3")) == 0.0
    bench.tell("calibrator", "CUR_POST A20;OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:CURR:DC? 3")) == pytest.approx(1.0, abs=1e-5)
    assert float(bench.ask("meter", "MEAS:VOLT:DC?")) == 0.0


def test_a_frequency_is_put_out_with_the_voltage(bench):
    bench.tell("calibrator", "OUT 2 V, 1.5 KHZ;OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:VOLT:AC?")) == pytest.approx(2.0, abs=1e-4)
    assert float(bench.ask("meter", "MEAS:FREQ?")) == pytest.approx(1500, rel=1e-4)
    assert float(bench.ask("meter", "MEAS:VOLT:DC?")) == pytest.approx(0.2e-6, abs=1e-4)


def test_only_direct_outputs_lock_their_range(bench):
    for sent in ("OUT 1 V, 60 HZ;RANGELCK ON", "OUT 100 OHM;RANGELCK ON"):
        bench.tell("calibrator", sent)
        assert calibrator(bench, "ERR?") != NO_ERROR
    bench.tell("calibrator", "OUT 1 MA;RANGELCK ON;OUT 10 UA")
    assert calibrator(bench, "RANGE?;ERR?") == f"DC3_3MA_A,0;{NO_ERROR}"


def test_limits_are_answered_as_the_manual_prints_them(bench):
    assert calibrator(bench, "LIMIT?") == "1020.0000,-1020.0000,20.5000,-20.5000"
    bench.tell("calibrator", "LIMIT 1 A,-500 MA")
    assert calibrator(bench, "LIMIT?") == "1020.0000,-1020.0000,1.0000,-0.5000"
    bench.tell("calibrator", "OUT 2 A")
    assert calibrator(bench, "ERR?") != NO_ERROR


def test_words_that_are_only_kept_come_back_with_a_reset(bench):
    bench.tell("calibrator", "LOWS OPEN;EXTGUARD ON;LCOMP ON")
    assert calibrator(bench, "LOWS?;EXTGUARD?;LCOMP?;EARTH?;TEMP_STD?") == "OPEN;ON;ON;OPEN;ITS_90"
    bench.tell("calibrator", "*RST")
    assert calibrator(bench, "LOWS?;EXTGUARD?;LCOMP?;*PUD?") == "TIED;OFF;OFF;#200"


def test_control_characters_and_the_eighth_bit_are_not_heard_and_ctrl_c_clears(bench):
    bench.link("calibrator").write(b"OU\x01T 1\x80 V\nOPER\x03OU\xd4? \n")
    assert bench.link("calibrator").read() == b"1.0000000E+00,V,0E+00,0,0.00E+00"
    assert calibrator(bench, "OPER?") == "0"


def test_a_message_longer_than_the_input_buffer_is_a_query_error(bench):
    calibrator(bench, "*ESR?")
    bench.tell("calibrator", "OUT 1 V;" + "OPER;" * 24)
    assert calibrator(bench, "OUT?;OPER?").endswith(";0")
    assert calibrator(bench, "*ESR?") == "4"
    bench.tell("calibrator", "*CLS;OUT 1 V;" + "OPER;" * 22)
    assert calibrator(bench, "OPER?") == "1"


def test_a_5520a_says_so(world_path, make_bench):
    text = world_path.read_text(encoding="utf-8")
    world_path.write_text(text.replace("fluke.5522a", "fluke.5520a"), encoding="utf-8")
    assert calibrator(make_bench(world_path), "*IDN?").startswith("FLUKE,5520A,1972905,")


@pytest.fixture
def terminal(world_path, make_bench):
    text = world_path.read_text(encoding="utf-8")
    world_path.write_text(text.replace("fluke.5522a", "fluke.5522a\n    remote: terminal"), encoding="utf-8")
    return make_bench(world_path).link("calibrator")


def test_before_a_terminal_it_echoes_and_prompts(terminal):
    terminal.write(b"OUT 1 V\n")
    terminal.write(b"OUT?\r\n")
    assert [terminal.read() for _ in range(3)] == [b"OUT 1 V", b"1> OUT?", b"1.0000000E+00,V,0E+00,0,0.00E+00"]
    with pytest.raises(LinkTimeout):
        terminal.read()


def test_before_a_terminal_it_tells_its_faults_at_once(terminal):
    terminal.write(b"10 V\n")
    assert [terminal.read() for _ in range(2)] == [b"10 V", b"Fault 1300: Bad syntax (REM)"]


def test_the_status_byte_is_polled_without_a_message(bench):
    dialect = bench.links.world.instrument("calibrator").dialect
    bench.tell("calibrator", "*CLS;*SRE 8;ISCE1 4096;OUT 1 V;OPER")
    assert dialect.status_byte(message_available=True) == 16
    assert dialect.next_change() == pytest.approx(3.2)
    bench.clock.sleep(3.2)
    assert dialect.status_byte(message_available=False) == 4
    assert dialect.next_change() is None
    bench.tell("calibrator", "FOO")
    assert dialect.status_byte(message_available=False) == 4 | 8 | 64
