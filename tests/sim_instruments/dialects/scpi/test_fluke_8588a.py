from __future__ import annotations

import pytest

from sim_instruments.dialects.fluke_8588a.commands import Fluke8588A
from sim_instruments.physics.wiring import Lead


@pytest.fixture
def meter(wired):
    made = wired(Fluke8588A)
    made.tell("*CLS")
    return made


def test_what_a_public_driver_sends_is_understood(meter):
    meter.put_out("resistance_4w", "1")
    for message in (
        ':SENS:FUNC "FRES"',
        ":SENSE:FRES:RANGE 1",
        ":SENSE:FRES:NPLC 200",
        ":SENSE:FRES:MODE TRUE",
        ":SENSE:FRES:RES 8",
        ":ROUTe:Terminals FRONT",
    ):
        meter.tell(message)
    assert meter.errors() == []
    assert float(meter.ask("READ?")) == pytest.approx(1)
    assert meter.now == pytest.approx(2 * 200 / 50, abs=0.1)


@pytest.mark.parametrize("name", ["VOLT:DC", "VOLT:AC", "CURR:DC", "CURR:AC", "RES", "FRES", "FREQ"])
def test_every_function_can_be_selected_and_read(meter, name):
    meter.tell(f':SENS:FUNC "{name}"')
    assert meter.ask("SENS:FUNC?") == f'"{name}"'
    assert meter.ask("READ?")[0] in "+-"
    assert meter.errors() == []


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("VOLT:DC:RANG 10;RANG?;RANG:AUTO?", "10;0"),
        ("VOLT:DC:IMP 10M;IMP?", "10M"),
        ("VOLT:DC:NPLC 100;NPLC?;APER?;APER:MODE?", "100;2;MAN"),
        ("VOLT:AC:FILT 50;FILT?", "40"),
        ("FRES:MODE TRUE;MODE?", "TRUE"),
        ("ROUT:TERM REAR;TERM?", "REAR"),
        ("TRIG:COUN 3;COUN?;SOUR?", "3;IMM"),
    ],
)
def test_what_was_set_is_answered(meter, message, reply):
    assert meter.ask(message) == reply
    assert meter.errors() == []


def test_a_range_shows_twice_its_nominal_value(meter):
    meter.put_out("dc_voltage", "20.1")
    meter.tell("VOLT:DC:RANG 10")
    assert float(meter.ask("READ?")) == pytest.approx(20.1)
    meter.put_out("dc_voltage", "20.3")
    assert meter.ask("READ?") == "+9.900000000E+37"
    assert meter.ask("STAT:QUES?") == "1"


def test_currents_are_read_at_their_own_terminals(meter):
    terminals = meter.dialect._instrument.body.converter.terminals
    meter.put_out("dc_current", "0.5")
    meter.tell("FUNC 'CURR:DC';:CURR:DC:RANG 1")
    terminals.disconnect(meter.source)
    terminals.connect(Lead(meter.source, terminals="INPUT HI LO"))
    assert float(meter.ask("READ?")) == 0
    terminals.disconnect(meter.source)
    terminals.connect(Lead(meter.source, terminals="CURRENT 30 A"))
    assert float(meter.ask("READ?")) == pytest.approx(0.5)


def test_the_status_byte_has_the_bits_of_the_manual(meter):
    meter.tell("FOO")
    assert meter.ask("*STB?") == "4"
    meter.errors()
    meter.tell("STAT:OPER:ENAB 16;:TRIG:SOUR BUS;:INIT;*TRG")
    assert meter.ask("STAT:OPER:COND?;*STB?") == "16;144"
    assert meter.ask("*OPC?;:STAT:OPER:COND?") == "1;0"


def test_bus_triggers_start_readings_that_can_be_fetched(meter):
    meter.tell("TRIG:SOUR BUS;COUN 2;:INIT")
    meter.tell("*TRG")
    meter.wait(5)
    meter.tell("*TRG")
    assert len(meter.ask("FETC?").split(",")) == 2
    assert meter.error_of("*TRG") == '-211,"Trigger ignored"'
