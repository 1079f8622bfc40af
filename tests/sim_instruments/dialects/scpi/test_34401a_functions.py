from __future__ import annotations

import re

import pytest

from sim_instruments.dialects.hp_34401a.commands import Hp34401A

NO_ERROR = '+0,"No error"'
READING = re.compile(r"[+-]\d\.\d{8}E[+-]\d\d")
FUNCTIONS = ["VOLT", "VOLT:RAT", "VOLT:AC", "CURR", "CURR:AC", "RES", "FRES", "FREQ", "PER", "CONT", "DIOD"]


@pytest.fixture
def meter(wired):
    made = wired(Hp34401A)
    made.tell("*RST;*CLS")
    return made


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_selected_and_read(meter, name):
    meter.tell(f'FUNC "{name}"')
    assert meter.ask("FUNC?") == f'"{name}"'
    assert READING.fullmatch(meter.ask("READ?"))
    assert meter.ask("SYST:ERR?") == NO_ERROR


@pytest.mark.parametrize(
    ("long", "name"),
    [("VOLTAGE:DC", "VOLT"), ("volt:dc", "VOLT"), ("CURRENT:AC", "CURR:AC"), ("VOLT:DC:RAT", "VOLT:RAT")],
)
def test_a_function_may_be_named_in_its_long_form(meter, long, name):
    meter.tell(f"FUNC '{long}'")
    assert meter.ask("FUNC?") == f'"{name}"'


@pytest.mark.parametrize(
    ("function", "value", "frequency", "conf", "expected"),
    [
        ("dc_voltage", "-5.25", "0", "CONF:VOLT:DC 10", -5.25),
        ("ac_voltage", "0.75", "1000", "CONF:VOLT:AC 1", 0.75),
        ("dc_current", "0.05", "0", "CONF:CURR:DC 0.1", 0.05),
        ("ac_current", "0.5", "400", "CONF:CURR:AC 1", 0.5),
        ("resistance", "4700", "0", "CONF:RES 10000", 4700),
        ("resistance_4w", "100", "0", "CONF:FRES 100", 100),
        ("ac_voltage", "1", "1234.5", "CONF:FREQ", 1234.5),
        ("ac_voltage", "1", "1234.5", "CONF:PER", 1 / 1234.5),
        ("resistance", "500", "0", "CONF:CONT", 500),
        ("resistance", "600", "0", "CONF:DIOD", 0.6),
    ],
)
def test_a_reading_is_what_the_source_puts_out(meter, function, value, frequency, conf, expected):
    meter.put_out(function, value, frequency=frequency)
    meter.tell(conf)
    assert float(meter.ask("READ?")) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("conf", "bit"), [("CONF:VOLT:DC 1", 1), ("CONF:CURR:DC 0.01", 2), ("CONF:RES 100", 512), ("CONF:CONT", 512)]
)
def test_each_kind_of_overload_has_its_bit_and_none_is_an_error(meter, conf, bit):
    function, value = ("dc_current", "1") if "CURR" in conf else ("dc_voltage", "3")
    meter.put_out(function, value)
    meter.tell(conf)
    assert meter.ask("READ?") == "+9.90000000E+37"
    assert meter.ask("STAT:QUES?;:SYST:ERR?") == f"{bit:+d};{NO_ERROR}"


def test_an_open_circuit_in_ohms_is_a_positive_overload(meter):
    assert meter.ask("MEAS:RES?;:MEAS:FRES?") == "+9.90000000E+37;+9.90000000E+37"


def test_without_a_signal_frequency_and_period_are_zero(meter):
    assert meter.ask("MEAS:FREQ?;:MEAS:PER?") == "+0.00000000E+00;+0.00000000E+00"


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("CONF:VOLT:AC 750;:CONF?", '"VOLT:AC +7.500000E+02,+7.500000E-04"'),
        ("CONF:FRES 1E3,MAX;:CONF?", '"FRES +1.000000E+03,+1.000000E-01"'),
        ("CONF:CONT;:CONF?", '"CONT +1.000000E+03,+1.000000E-02"'),
        ("CONF:DIOD;:CONF?", '"DIOD +1.000000E+00,+1.000000E-05"'),
        ("FREQ:APER 0.02;APER?", "+1.00000000E-01"),
        ("FREQ:VOLT:RANG 1;RANG?;RANG:AUTO?", "+1.00000000E+00;0"),
        ("DET:BAND 100;BAND?", "+2.00000000E+02"),
        ("RES:RANG 1;RANG?", "+1.00000000E+02"),
        ("VOLT:AC:RANG 1;RES 0.0001;RES?", "+1.00000000E-04"),
        ("CURR:RANG:AUTO OFF;AUTO?", "0"),
        ("INP:IMP:AUTO ON;AUTO?", "1"),
        ("ZERO:AUTO ONCE;AUTO?", "0"),
        ("TRIG:DEL MAX;DEL?;DEL:AUTO?", "+3.60000000E+03;0"),
        ("TRIG:COUN INF;COUN?", "+9.90000000E+37"),
        ("SYST:BEEP:STAT OFF;STAT?", "0"),
        ("*PSC 0;*PSC?", "0"),
    ],
)
def test_what_was_set_is_answered_in_the_forms_of_the_manual(meter, message, reply):
    assert meter.ask(message) == reply


@pytest.mark.parametrize(
    ("message", "entry"),
    [
        ("CONF:VOLT:DC 10,1E-9", '+532,"Cannot achieve requested resolution"'),
        ("CALC:NULL:OFFS 1", '-221,"Settings conflict"'),
        ("CONF:RES;:CALC:FUNC DB;STAT ON", '-221,"Settings conflict"'),
        ("CALC:FUNC SQUARE", '-224,"Illegal parameter value"'),
        ("SYST:REM", '+514,"Command allowed only with RS-232"'),
        ("*OPT?", '-113,"Undefined header"'),
        ("CONT:RANG 10", '-113,"Undefined header"'),
        ("VOLT:AC:NPLC 1", '-113,"Undefined header"'),
        (":*CLS", '-102,"Syntax error"'),
        ("TRIG:COUN,1", '-103,"Invalid separator"'),
        ("TRIG:DEL 1 V", '-131,"Invalid suffix"'),
        ("SAMP:COUN 2 S", '-138,"Suffix not allowed"'),
        ("VOLT:RANG 1E99", '-123,"Numeric overflow"'),
        ("SYST:BEEP 1", '-108,"Parameter not allowed"'),
    ],
)
def test_refusals_have_the_numbers_and_texts_of_the_manual(meter, message, entry):
    assert meter.error_of(message) == entry


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ("CONF:VOLT:AC 1;:DET:BAND 3", 7.02),
        ("CONF:VOLT:AC 1;:DET:BAND 20", 1.02),
        ("CONF:CURR:AC 1;:DET:BAND 200", 0.62),
        ("CONF:FREQ;:FREQ:APER 1", 2.0),
        ("CONF:RES 1E7;:RES:NPLC 1", 0.14),
        ("CONF:RES 1E6;:RES:NPLC 0.02", 0.0108),
    ],
)
def test_the_automatic_delay_depends_on_function_range_and_filter(meter, settings, seconds):
    meter.tell(settings)
    before = meter.now
    meter.ask("READ?")
    assert meter.now - before == pytest.approx(seconds, abs=1e-9)


def test_each_function_remembers_its_range_and_integration_time(meter):
    meter.tell("VOLT:RANG 1;NPLC 1;:RES:RANG 1E6;:FUNC 'RES'")
    meter.tell("FUNC 'VOLT'")
    assert meter.ask("VOLT:RANG?;NPLC?;:RES:RANG?") == "+1.00000000E+00;+1.00000000E+00;+1.00000000E+06"


def test_readings_in_memory_are_counted_while_they_come(meter):
    meter.tell("CONF:VOLT:DC 10;:VOLT:NPLC 1;:SAMP:COUN 10;:INIT")
    assert meter.ask("DATA:POIN?") == "+0"
    meter.wait(0.2)
    assert 0 < int(meter.ask("DATA:POIN?")) < 10
    assert meter.ask("*OPC?;:DATA:POIN?") == "1;+10"


def test_read_gives_more_than_the_memory_holds_and_init_does_not(meter):
    meter.tell("CONF:VOLT:DC 10,MAX;:SAMP:COUN 600")
    assert meter.error_of("INIT") == '+531,"Insufficient memory"'
    assert len(meter.ask("READ?").split(",")) == 600


def test_without_storing_any_number_of_readings_may_be_initiated(meter):
    meter.tell('CONF:VOLT:DC 10,MAX;:SAMP:COUN 600;:DATA:FEED RDG_STORE,""')
    assert meter.ask("DATA:FEED?") == '""'
    meter.tell("CALC:FUNC AVER;STAT ON;:INIT")
    assert meter.ask("*OPC?;:CALC:AVER:COUN?;:DATA:POIN?") == "1;+6.00000000E+02;+0"


def test_null_subtracts_the_first_reading(meter):
    meter.put_out("dc_voltage", "2.5")
    meter.tell("CONF:VOLT:DC 10;:CALC:FUNC NULL;STAT ON")
    assert float(meter.ask("READ?")) == 0
    assert float(meter.ask("CALC:NULL:OFFS?")) == pytest.approx(2.5)
    meter.put_out("dc_voltage", "3.5")
    assert float(meter.ask("READ?")) == pytest.approx(1.0)
    meter.tell("CALC:NULL:OFFS 0.5")
    assert float(meter.ask("READ?")) == pytest.approx(3.0)
    meter.tell("CALC:STAT ON")
    assert float(meter.ask("READ?")) == 0


def test_each_bus_trigger_gives_its_own_samples(meter):
    meter.tell("CONF:VOLT:DC 10;:TRIG:SOUR BUS;COUN 2;:SAMP:COUN 3;:INIT")
    meter.tell("*TRG")
    meter.wait(5)
    assert meter.ask("DATA:POIN?") == "+3"
    meter.tell("*TRG")
    assert len(meter.ask("FETC?").split(",")) == 6
    assert meter.error_of("*TRG") == '-211,"Trigger ignored"'


@pytest.mark.parametrize("wrong", ["VOLT:NPLC 'x'", "VOLT:NPLC", "VOLT:NPLC 1,1", "VOLT:NPLC 1 V"])
def test_a_parameter_that_is_no_such_ends_the_message_and_one_out_of_range_does_not(meter, wrong):
    meter.tell(f"{wrong};:VOLT:RANG 100")
    assert meter.ask("VOLT:RANG?") == "+1.00000000E+01"
    meter.tell("VOLT:NPLC 999;:VOLT:RANG 100")
    assert meter.ask("VOLT:RANG?") == "+1.00000000E+02"


def test_decibels_are_those_of_the_power_in_the_reference_resistance(meter):
    meter.put_out("ac_voltage", "0.7745966692", frequency="1000")  # 1 mW in 600 Ω
    meter.tell("CONF:VOLT:AC 1;:CALC:FUNC DBM;STAT ON")
    assert float(meter.ask("READ?")) == pytest.approx(0.0, abs=1e-4)
    meter.tell("CALC:DBM:REF 50")
    assert float(meter.ask("READ?")) == pytest.approx(10.7918, abs=1e-3)
    assert meter.error_of("CALC:DBM:REF 51") == '-224,"Illegal parameter value"'
    meter.tell("CALC:FUNC DB")
    assert float(meter.ask("READ?")) == 0


def test_minimum_maximum_and_mean_are_gathered_until_it_is_switched_on_again(meter):
    meter.tell("CONF:VOLT:DC 10;:CALC:FUNC AVER;STAT ON")
    for volts in ("1", "4", "2.5"):
        meter.put_out("dc_voltage", volts)
        meter.ask("READ?")
    replies = meter.ask("CALC:AVER:MIN?;MAX?;AVER?;COUN?").split(";")
    assert [float(reply) for reply in replies] == pytest.approx([1, 4, 2.5, 3])
    meter.tell("CALC:STAT ON")
    assert meter.ask("CALC:AVER:COUN?") == "+0.00000000E+00"


@pytest.mark.parametrize(("volts", "bit"), [("0.5", 2048), ("1.5", 0), ("2.5", 4096)])
def test_a_failed_limit_sets_its_bit(meter, volts, bit):
    meter.put_out("dc_voltage", volts)
    meter.tell("CONF:VOLT:DC 10;:CALC:FUNC LIM;STAT ON;:CALC:LIM:LOW 1;UPP 2")
    meter.ask("READ?")
    assert meter.ask("STAT:QUES?") == f"{bit:+d}"


def test_over_rs_232_a_reading_needs_a_computer_that_has_taken_over(meter):
    meter.dialect.door = "serial"
    assert meter.error_of("READ?") == '+550,"Command not allowed in local"'
    assert meter.error_of("MEAS:VOLT:DC?") == '+550,"Command not allowed in local"'
    assert meter.ask("VOLT:RANG?") == "+1.00000000E+01"
    meter.tell("SYST:REM")
    assert READING.fullmatch(meter.ask("READ?"))
    meter.tell("SYST:LOC")
    assert meter.error_of("INIT") == '+550,"Command not allowed in local"'
    meter.dialect.door = "hislip"
    assert READING.fullmatch(meter.ask("READ?"))


def test_over_rs_232_replies_end_in_two_characters(meter):
    assert (meter.dialect.terminator, meter.dialect.serial_terminator) == (b"\n", b"\r\n")


def test_the_self_test_takes_its_time(meter):
    assert meter.ask("*TST?") == "+0"
    assert meter.now > 5


def test_the_input_of_10_megohms_loads_the_source_unless_it_is_set_high(wired):
    meter = wired(Hp34401A)
    meter.tell("CONF:VOLT:DC 10")
    converter = meter.dialect._meter.body.converter
    meter.ask("READ?")
    assert converter.input_impedance == 10e6
    meter.tell("INP:IMP:AUTO ON")
    meter.ask("READ?")
    assert converter.input_impedance >= 10e9
    meter.tell("VOLT:DC:RANG 100")
    meter.ask("READ?")
    assert converter.input_impedance == 10e6
