from __future__ import annotations

import re

import pytest

from sim_instruments.dialects.keithley_2000.commands import Keithley2000

NO_ERROR = '0,"No error"'
READING = re.compile(r"[+-]\d\.\d{8}E[+-]\d\d|\+9\.9E37")


@pytest.fixture
def meter(wired):
    made = wired(Keithley2000)
    made.tell("*RST;*CLS")
    return made


def test_the_identity_has_the_form_of_real_ones(meter):
    assert meter.ask("*IDN?") == "KEITHLEY INSTRUMENTS INC.,MODEL 2000,MY12345678,A20  /A02"


@pytest.mark.parametrize(
    "name", ["VOLT:DC", "VOLT:AC", "CURR:DC", "CURR:AC", "RES", "FRES", "FREQ", "PER", "TEMP", "DIOD", "CONT"]
)
def test_every_function_can_be_configured_and_read(meter, name):
    meter.tell(f":CONF:{name}")
    assert meter.ask(":CONF?") == f'"{name}"'
    assert meter.ask(":SENS:FUNC?") == f'"{name}"'
    assert READING.fullmatch(meter.ask(":READ?"))
    assert meter.ask(":SYST:ERR?") == NO_ERROR


def test_the_reset_of_a_public_driver_is_understood(meter):
    meter.tell(":STAT:QUEUE:CLEAR;*RST;:STAT:PRES;:*CLS;")
    assert meter.ask("SYST:ERR?") == NO_ERROR


def test_the_queue_holds_ten_errors(meter):
    for _ in range(12):
        meter.tell("FOO")
    assert meter.errors() == ['-113,"Undefined header"'] * 9 + ['-350,"Queue overflow"']
    meter.tell("FOO")
    assert meter.ask("STAT:QUE?") == '-113,"Undefined header"'


def test_a_reading_follows_the_digits_of_the_display(meter):
    meter.put_out("dc_voltage", "1.23456789")
    meter.tell(":SENS:VOLT:RANG 1000;:SENS:VOLT:DIG 7")
    assert meter.ask("READ?") == "+1.23500000E+00"
    meter.tell(":SENS:VOLT:RANG 10")
    assert meter.ask("READ?") == "+1.23457000E+00"
    meter.tell(":SENS:VOLT:DIG 5")
    assert meter.ask("READ?") == "+1.23500000E+00"


def test_an_overload_has_a_form_of_its_own_and_sets_its_bit(meter):
    meter.put_out("dc_voltage", "3")
    meter.tell(":SENS:VOLT:RANG 1;:STAT:MEAS:ENAB 1;*SRE 1")
    assert meter.ask("READ?") == "+9.9E37"
    assert meter.ask("*STB?") == "65"
    assert int(meter.ask("STAT:MEAS?")) & 1


def test_units_and_channel_follow_the_reading_when_they_are_wanted(meter):
    meter.put_out("dc_voltage", "1.5")
    meter.tell("FORM:ELEM READ,UNIT,CHAN")
    assert meter.ask("READ?") == "+1.50000000E+00VDC,0INTCHAN"
    assert meter.ask("FORM:ELEM?") == "READ,CHAN,UNIT"
    meter.tell("FORM:ELEM CHAN,READ")
    assert meter.ask("READ?") == "+1.50000000E+00,0"


def test_after_power_on_it_measures_without_end_and_read_is_refused(wired):
    meter = wired(Keithley2000)
    meter.put_out("dc_voltage", "2")
    assert meter.ask("INIT:CONT?") == "1"
    assert float(meter.ask("FETC?")) == pytest.approx(2)
    assert meter.error_of("READ?") == '-213,"Init ignored"'
    assert meter.ask("*OPC?") == "1"
    before = meter.now
    meter.wait(86400)
    meter.put_out("dc_voltage", "3")
    assert float(meter.ask("FETC?")) == pytest.approx(2)
    assert meter.now == before + 86400
    meter.wait(1)
    assert float(meter.ask("FETC?")) == pytest.approx(3)


def test_a_fresh_reading_is_one_that_nobody_has_had(wired):
    meter = wired(Keithley2000)
    meter.ask("SENSE:DATA:FRESH?")
    before = meter.now
    meter.ask("SENSE:DATA:FRESH?")
    assert meter.now > before
    before = meter.now
    meter.ask("DATA?")
    assert meter.now == before


def test_the_buffer_fills_once_and_asks_for_service(meter):
    meter.put_out("dc_voltage", "1")
    meter.tell(":STAT:PRES;*CLS;*SRE 1;:STAT:MEAS:ENAB 512;")
    meter.tell(":TRAC:CLEAR;")
    meter.tell(":TRAC:POIN 5;:TRIG:COUN 8;:TRIG:SEQ:DEL 0")
    meter.tell(":TRAC:FEED SENSE;:TRAC:FEED:CONT NEXT;")
    meter.tell(":INIT")
    assert int(meter.ask("*STB?")) & 65 == 0
    assert meter.dialect.next_change() is not None
    meter.ask("*OPC?")
    assert int(meter.ask("*STB?")) & 65 == 65
    meter.tell(":FORM:DATA ASCII")
    assert meter.ask(":TRAC:DATA?") == ",".join(["+1.00000000E+00"] * 5)
    assert meter.ask("TRAC:FEED:CONT?") == "NEV"
    assert meter.ask("CALC2:FORM MEAN;IMM?") == "+1.00000000E+00"
    assert meter.errors() == []


def test_an_empty_buffer_cannot_be_read(meter):
    assert meter.error_of("TRAC:DATA?") == '-230,"Data corrupt or stale"'


def test_a_reference_is_subtracted_and_can_be_acquired(meter):
    meter.put_out("dc_voltage", "4")
    meter.ask("READ?")
    meter.tell(":SENS:VOLT:REF:ACQ;:SENS:VOLT:REF:STAT 1")
    assert float(meter.ask("READ?")) == 0
    meter.tell(":SENS:VOLT:REF 1")
    assert float(meter.ask("READ?")) == pytest.approx(3)


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (":SENS:VOLT:RANG:AUTO 0;:SENS:VOLT:RANG 1;:SENS:VOLT:RANG?", "1"),
        (":SENS1:VOLT:DC:NPLC 0.1;NPLC?", "0.1"),
        (":SENS:VOLT:AC:DET:BAND 40;BAND?", "30"),
        (":SENS:VOLT:DC:AVER:TCON REP;TCON?;COUN?;STAT?", "REP;10;0"),
        (":TRIG:COUN INF;COUN?", "+9.9E37"),
        (":SENS:FREQ:THR:VOLT:RANG 1;RANG?", "1"),
        (":TRIG:SOUR?;:SAMP:COUN?;:INIT:CONT?", "IMM;1;0"),
    ],
)
def test_what_was_set_is_answered(meter, message, reply):
    assert meter.ask(message) == reply
    assert meter.errors() == []


def test_a_filter_takes_as_long_as_its_readings(meter):
    before = meter.now
    meter.ask("READ?")
    single = meter.now - before
    meter.tell("VOLT:AVER:COUN 10;TCON REP;STAT ON")
    before = meter.now
    meter.ask("READ?")
    assert meter.now - before == pytest.approx(10 * single, rel=0.1)


def test_idle_and_measuring_are_conditions(meter):
    assert meter.ask("STAT:OPER:COND?") == "1024"
    meter.tell("TRIG:SOUR BUS;:INIT")
    assert meter.ask("STAT:OPER:COND?") == "32"
    meter.tell("*TRG")
    assert meter.ask("STAT:OPER:COND?") == "16"
    assert meter.ask("*OPC?;:STAT:OPER:COND?") == "1;1024"
