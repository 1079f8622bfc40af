"""The forms of readings, numbers and function names are those of captures of a DMM6500 in PyMeasure's tests."""

from __future__ import annotations

import re
import struct

import pytest

from sim_instruments.dialects.dmm6500.commands import Dmm6500
from sim_instruments.physics.wiring import Lead

NO_ERROR = '0,"No error;0;0 0"'
READING = re.compile(r"-?\d\.\d{6}E[+-]\d\d")
FUNCTIONS = [
    "VOLT:DC",
    "VOLT:AC",
    "CURR:DC",
    "CURR:AC",
    "RES",
    "FRES",
    "DIOD",
    "CAP",
    "TEMP",
    "CONT",
    "PER:VOLT",
    "FREQ:VOLT",
    "VOLT:DC:RAT",
]


@pytest.fixture
def meter(wired):
    return wired(Dmm6500)


@pytest.fixture
def at_60_hertz(wired):
    return wired(Dmm6500, mains_hz=60.0)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_selected_and_read_and_is_named_without_quotation_marks(meter, name):
    meter.tell(f':SENS:FUNC "{name}"')
    assert meter.ask(":SENS:FUNC?") == name
    assert READING.fullmatch(meter.ask(":READ?"))
    assert meter.ask("SYST:ERR?") == NO_ERROR


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("*IDN?", "KEITHLEY INSTRUMENTS,MODEL DMM6500,MY12345678,1.7.12b"),
        ("*LANG SCPI;*LANG?", "SCPI"),
        ("VOLT:DC:RANG:AUTO 0;UPP 10;UPP?", "10"),
        ("VOLT:DC:RANG:AUTO 0;UPP DEF;UPP?;AUTO?", "1000;0"),
        (":SENS:RES:RANG 10e6;RANG?", "1E+07"),
        (":SENS:CURR:RANG 0.01;RANG?", "0.01"),
        (":SENS:FREQ:APER?;:SENS:PER:APER?", "0.2;0.2"),
        (":SENS:FREQ:THR:RANG?;RANG:AUTO?", "10;1"),
        (":SENS:VOLT:AC:DET:BAND?", "3"),
        ("VOLT:DC:NPLC 2;NPLC?", "2"),
        (":DISP:VOLT:DIG?", "6"),
        ("VOLT:DC:AZER?;:AZER:ONCE;:VOLT:DC:AZER?", "1;0"),
        (":SENS:VOLT:REL?;REL:STAT?", "0;0"),
        ("VOLT:DC:AVER:TCON?;COUN?;STAT?", "REP;10;0"),
        ("ROUT:TERM?", "FRON"),
        (":TRAC:POIN?", "100000"),
        ("FORMAT:DATA?", "ASC"),
        (":SYST:TIME? 1", "Sat Jan 01 00:00:00 2000"),
    ],
)
def test_what_was_set_is_answered_in_the_forms_of_captures(meter, message, reply):
    assert meter.ask(message) == reply
    assert meter.ask("SYST:ERR?") == NO_ERROR


def test_readings_have_seven_digits_and_no_sign_when_they_are_positive(meter):
    meter.put_out("dc_voltage", "-0.4999995")
    meter.tell(":SENS:VOLT:RANG 1")
    assert meter.ask(":READ?") == "-4.999995E-01"
    meter.put_out("dc_voltage", "0.0003414127")
    meter.tell(":SENS:VOLT:RANG 0.1")
    assert meter.ask(":READ?") == "3.414127E-04"
    meter.put_out("dc_voltage", "5")
    assert meter.ask(":READ?") == "9.900000E+37"
    meter.tell("FORM:ASC:PREC 4")
    assert meter.ask(":FETC?") == "9.900E+37"


def test_an_error_says_when_it_came_and_the_log_is_long(meter):
    meter.wait(3.25)
    for _ in range(60):
        meter.tell("FOO")
    assert meter.ask("SYST:ERR:COUN?") == "60"
    assert meter.ask("SYST:ERR?") == '-113,"Undefined header;1;2000/01/01 00:00:03.250"'
    assert meter.ask("SYST:ERR:CODE?") == "-113"
    meter.tell("SYST:CLE")
    assert meter.ask("SYST:ERR?") == NO_ERROR


def test_a_range_that_the_meter_has_not_is_refused_with_what_it_has(meter):
    meter.tell("VOLT:DC:RANG 10000")
    entry = meter.ask("SYST:ERR?")
    assert entry.startswith("-222,")
    assert "Parameter, measure range, expected value from 0.1 to 1000" in entry


def test_at_60_hertz_the_aperture_has_the_limits_that_a_public_suite_found(at_60_hertz):
    for word, shown in [("MIN", "8.33E-06"), ("MAX", "0.25"), ("DEF", "0.0166667"), ("16e-3", "0.016")]:
        assert at_60_hertz.ask(f"VOLT:DC:APER {word};APER?") == shown
    assert at_60_hertz.ask("VOLT:DC:NPLC 15;NPLC?") == "15"
    assert at_60_hertz.ask("SYST:LFR?") == "60"


def test_at_50_hertz_it_integrates_over_12_cycles_at_most(meter):
    meter.tell("VOLT:DC:NPLC 15")
    assert meter.ask("SYST:ERR?").startswith("-222,")
    assert meter.ask("VOLT:DC:APER MAX;APER?") == "0.24"


def test_a_setting_that_a_function_has_not_is_no_header(meter):
    meter.tell("VOLT:AC:NPLC?")
    assert meter.ask("SYST:ERR?").startswith("-113,")


def test_count_readings_go_into_a_buffer_and_the_last_is_returned(meter):
    meter.put_out("dc_voltage", "1")
    meter.tell('TRAC:MAKE "mine", 100;:COUN 5')
    assert meter.ask(':READ? "mine"') == "1.000000E+00"
    assert meter.ask('TRAC:ACT? "mine";ACT:STAR? "mine";END? "mine"') == "5;1;5"
    assert meter.ask('TRAC:DATA? 2,4,"mine"') == ",".join(["1.000000E+00"] * 3)
    assert meter.ask("TRAC:ACT?") == "0"
    meter.tell('TRAC:CLE "mine";:TRAC:DEL "mine"')
    meter.tell('TRAC:ACT? "mine"')
    assert meter.ask("SYST:ERR?").startswith("-224,")


def test_elements_of_a_reading_come_in_the_order_that_was_asked_for(meter):
    meter.put_out("dc_voltage", "1")
    reading, unit, relative = meter.ask(':READ? "defbuffer1",READ,UNIT,REL').split(",")
    assert (reading, unit) == ("1.000000E+00", "Volt DC")
    assert float(relative) == pytest.approx(meter.now, abs=1e-5)


def test_the_oldest_reading_of_a_full_buffer_is_lost_unless_it_stops(meter):
    meter.tell("TRAC:POIN 10;:COUN 12;:TRAC:TRIG")
    assert meter.ask("TRAC:ACT?;ACT:STAR?;END?") == "10;3;12"
    meter.tell("TRAC:CLE;FILL:MODE ONCE;:TRAC:TRIG")
    assert meter.ask("TRAC:ACT?;ACT:STAR?;END?;:TRAC:FILL:MODE?") == "10;1;10;ONCE"


def test_an_empty_buffer_has_nothing_to_fetch(meter):
    meter.tell("FETC?")
    assert meter.ask("SYST:ERR?").startswith("-230,")
    meter.tell("TRAC:DATA? 1,1")
    assert meter.ask("SYST:ERR?").startswith("-222,")


def test_statistics_are_those_of_the_buffer(meter):
    for volts in ("1", "2", "6"):
        meter.put_out("dc_voltage", volts)
        meter.ask("READ?")
    replies = meter.ask("TRAC:STAT:AVER?;MIN?;MAX?;PK2P?").split(";")
    assert [float(reply) for reply in replies] == pytest.approx([3, 1, 6, 5])


def test_a_simple_loop_runs_by_itself_and_wai_waits_for_it(meter):
    meter.tell(':TRIG:LOAD "SimpleLoop", 4, 0.5;:INIT')
    assert meter.ask("TRIG:STAT?").startswith("RUNNING")
    assert meter.ask("*WAI;:TRAC:ACT?") == "4"
    assert meter.now > 2
    meter.tell(":TRIG:LOAD 'Empty'")
    meter.tell("INIT")
    assert meter.ask("SYST:ERR?").startswith("-221,")


def test_real_numbers_come_in_a_block_of_unstated_length(meter):
    meter.put_out("dc_voltage", "1.5")
    meter.tell("FORM REAL;:FORM:BORD NORM")
    reply = meter.ask("READ?").encode("latin-1")
    assert (reply[:2], struct.unpack(">d", reply[2:])) == (b"#0", (1.5,))
    meter.tell('READ? "defbuffer1",UNIT')
    assert meter.ask("SYST:ERR?").startswith("1133,")


def test_a_relative_offset_is_subtracted_and_can_be_acquired(meter):
    meter.put_out("dc_voltage", "4")
    meter.ask("READ?")
    meter.tell("VOLT:DC:REL:ACQ;:VOLT:DC:REL:STAT ON")
    assert float(meter.ask("READ?")) == 0
    assert float(meter.ask("VOLT:DC:REL?")) == pytest.approx(4)


@pytest.mark.parametrize("screen", ["HOME", "HOME_LARG", "READ", "HIST", "SWIPE_NONS", "CHANNEL_SCAN", "PROC"])
def test_screens_are_known_by_their_short_names(meter, screen):
    meter.tell(f":DISP:SCR {screen};:DISP:CLE;:DISP:USER1:TEXT 'Hello'")
    assert meter.ask("SYST:ERR?") == NO_ERROR


def test_leads_at_the_rear_mean_the_rear_terminals_which_alone_have_10_amperes(meter):
    meter.tell("CURR:RANG 10")
    assert "expected value from 1E-05 to 3" in meter.ask("SYST:ERR?")
    terminals = meter.dialect._instrument.body.converter.terminals
    terminals.disconnect(meter.source)
    terminals.connect(Lead(meter.source, terminals="CURRENT 10 A"))
    meter.put_out("dc_current", "8")
    meter.tell("SENS:FUNC 'CURR';:CURR:RANG 10")
    assert meter.ask("ROUT:TERM?;:CURR:RANG?") == "REAR;10"
    assert float(meter.ask("READ?")) == pytest.approx(8)


def test_waiting_errors_are_in_the_status_byte(meter):
    meter.tell("*CLS;FOO")
    assert meter.ask("*STB?") == "4"
