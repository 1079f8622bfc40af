from __future__ import annotations

import re
import struct

import pytest

from sim_instruments.dialects.truevolt import commands

NO_ERROR = '+0,"No error"'
READING = re.compile(r"[+-]\d\.\d{8}E[+-]\d\d")
FUNCTIONS = [
    "VOLT",
    "VOLT:AC",
    "VOLT:RAT",
    "CURR",
    "CURR:AC",
    "RES",
    "FRES",
    "FREQ",
    "PER",
    "CONT",
    "DIOD",
    "TEMP",
    "CAP",
]
MODELS = ["34460A", "34461A", "34465A", "34470A"]
# QCoDeS 0.58, Keysight_344xxA_submodules.py: integration times and resolution factors in the same order
CYCLES = {
    "34460A": "0.02 0.2 1 10 100",
    "34461A": "0.02 0.2 1 10 100",
    "34465A": "0.001 0.002 0.006 0.02 0.06 0.2 1 10 100",
    "34470A": "0.001 0.002 0.006 0.02 0.06 0.2 1 10 100",
}
FACTORS = {
    "34460A": "300e-6 100e-6 30e-6 10e-6 3e-6",
    "34461A": "100e-6 10e-6 3e-6 1e-6 0.3e-6",
    "34465A": "30e-6 15e-6 6e-6 3e-6 1.5e-6 0.7e-6 0.3e-6 0.1e-6 0.03e-6",
    "34470A": "30e-6 10e-6 3e-6 1e-6 0.5e-6 0.3e-6 0.1e-6 0.03e-6 0.01e-6",
}


@pytest.fixture
def make(wired):
    def meter(model="34465A", **body):
        return wired(getattr(commands, f"Keysight{model}"), **body)

    return meter


@pytest.fixture
def meter(make):
    return make()


@pytest.mark.parametrize("model", MODELS)
def test_the_identity_has_four_fields_with_model_and_serial(make, model):
    maker, name, serial, firmware = make(model).ask("*IDN?").split(",")
    assert (maker, name, serial) == ("Keysight Technologies", model, "MY12345678")
    assert re.fullmatch(r"A\.\d\d\.\d\d(-\d\d\.\d\d){3}-\d\d-\d\d", firmware)


@pytest.mark.parametrize("model", MODELS)
def test_integration_times_and_resolutions_are_those_of_the_model(make, model):
    meter = make(model)
    meter.tell("CONF:VOLT:DC 10")
    for cycles, factor in zip(CYCLES[model].split(), FACTORS[model].split(), strict=True):
        meter.tell(f"VOLT:NPLC {cycles}")
        shown = meter.ask("VOLT:NPLC?;RES?").split(";")
        assert [float(number) for number in shown] == pytest.approx([float(cycles), 10 * float(factor)])
        meter.tell(f"VOLT:DC:RES {10 * float(factor):.1e}")
        assert float(meter.ask("VOLT:NPLC?")) == float(cycles)
    assert meter.ask("SYST:ERR?") == NO_ERROR


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_selected_and_read(meter, name):
    meter.tell(f'SENSe:FUNCtion "{name}"')
    assert meter.ask("SENSe:FUNCtion?") == f'"{name}"'
    assert READING.fullmatch(meter.ask("READ?"))
    assert meter.ask("SYST:ERR?") == NO_ERROR


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("SAMP:COUN?", "+1"),
        ("TRIG:COUN?", "+1.00000000E+00"),
        ("TRIG:COUN INF;COUN?", "+9.90000000E+37"),
        ("TRIG:SOUR EXT;COUNT 10;COUN?", "+1.00000000E+01"),
        ("CONF:VOLT:DC 10,0.003;:CONF?", '"VOLT +1.00000000E+01,+3.00000000E-04"'),
        ("CONF:DC;:FUNC?", '"VOLT"'),
        ("CONF:AC 1;:FUNC?", '"VOLT:AC"'),
        ("CONF:VOLT:DC AUTO;:VOLT:RANG:AUTO?", "1"),
        ("VOLT:IMP:AUTO ON;AUTO?", "1"),
        ("VOLT:ZERO:AUTO ONCE;AUTO?", "0"),
        ("VOLT:AC:BAND 100;BAND?", "+2.00000000E+02"),
        ("FREQ:RANG:LOW 3;LOW?", "+3.00000000E+00"),
        ("SYST:LFR?", "+50"),
        ("SYST:LIC:CAT?;*OPT?", '"";0'),
        ("DISP:TEXT 'abc';TEXT?", '"abc"'),
        ("DATA:LAST?", "+9.91000000E+37"),
        ("FORM:DATA?", "ASC,+9"),
    ],
)
def test_what_was_set_is_answered_in_the_forms_of_the_manual(meter, message, reply):
    assert meter.ask(message) == reply


@pytest.mark.parametrize(
    ("message", "entry"),
    [
        ("SYST:REM", '-113,"Undefined header"'),
        ("TRIG:COUN MIN;SAMP:COUN MIN", '-113,"Undefined header"'),
        ("VOLT:NPLC 200", '-222,"Data out of range"'),
        ("CONF:VOLT:DC DEF,1e-3", '-221,"Settings conflict"'),
        ("TRIG:SOUR BUS;:READ?", '-214,"Trigger deadlock"'),
        ("*TRG", '-211,"Trigger ignored"'),
        ("TRIG:SOUR BUS;:INIT;:INIT", '-213,"Init ignored"'),
        ("FETC?", '-230,"Data stale"'),
        ("DATA:REM? 1", '-222,"Data out of range"'),
    ],
)
def test_refusals_have_their_numbers(meter, message, entry):
    assert meter.error_of(message) == entry


def test_the_queue_holds_twenty_errors(meter):
    for _ in range(25):
        meter.tell("FOO")
    assert meter.errors() == ['-113,"Undefined header"'] * 19 + ['-350,"Error queue overflow"']


def test_an_aperture_in_seconds_replaces_the_cycles_and_the_reverse(meter):
    meter.tell("VOLT:APER 0.02")
    assert meter.ask("VOLT:APER?;APER:ENAB?") == "+2.00000000E-02;1"
    meter.tell("VOLT:NPLC 10")
    assert meter.ask("VOLT:APER:ENAB?;:VOLT:APER?") == "0;+2.00000000E-01"


@pytest.mark.parametrize("message", ["VOLT:APER?", "SAMP:SOUR?", "TRIG:LEV?"])
def test_a_34461a_does_not_digitize(make, message):
    assert make("34461A").error_of(message) == '-113,"Undefined header"'


def test_two_and_four_wire_resistance_share_their_settings(meter):
    meter.tell("FRES:RANG 1E4;NPLC 1")
    assert meter.ask("RES:RANG?;NPLC?;RANG:AUTO?") == "+1.00000000E+04;+1.00000000E+00;0"
    meter.tell("RES:RANG:AUTO ON")
    assert meter.ask("FRES:RANG:AUTO?") == "1"


def test_autorange_once_chooses_the_range_and_stays_there(meter):
    meter.put_out("dc_voltage", "50")
    meter.tell("VOLT:RANG 1;RANG:AUTO ONCE")
    assert meter.ask("VOLT:RANG?;RANG:AUTO?") == "+1.00000000E+02;0"


def test_the_10_ampere_range_and_its_terminals_go_together(meter):
    meter.tell("CONF:CURR:DC 10")
    assert meter.ask("CURR:TERM?;RANG?") == "10;+1.00000000E+01"
    meter.tell("CURR:TERM 3")
    assert meter.ask("CURR:TERM?;RANG?") == "3;+1.00000000E+00"
    meter.tell("CURR:TERM 10")
    assert meter.ask("CURR:RANG?") == "+1.00000000E+01"


def test_autorange_never_leaves_the_3_ampere_terminals(meter):
    meter.put_out("dc_current", "8")
    meter.tell("CONF:CURR:DC")
    assert meter.ask("READ?") == "+9.90000000E+37"
    assert meter.ask("CURR:RANG?;TERM?") == "+3.00000000E+00;3"


def test_memory_is_read_and_erased_as_a_block(meter):
    meter.put_out("dc_voltage", "-1.5")
    meter.tell("CONF:VOLT:DC 10;:SAMP:COUN 3;:INIT")
    meter.ask("*OPC?")
    assert meter.ask("R? 2") == "#231-1.50000000E+00,-1.50000000E+00"
    assert meter.ask("DATA:POIN?") == "+1"
    assert meter.ask("DATA:LAST?") == "-1.50000000E+00 VDC"
    assert meter.ask("R?;R?") == "#215-1.50000000E+00;#10"


def test_r_does_not_wait_and_remove_does_when_it_is_told_to(meter):
    meter.tell("CONF:VOLT:DC 10;:SAMP:COUN 5;:INIT")
    assert meter.ask("R?") == "#10"
    assert len(meter.ask("DATA:REM? 2,WAIT").split(",")) == 2
    assert meter.ask("DATA:POIN?") == "+0"
    assert len(meter.ask("DATA:REM? 3,WAIT").split(",")) == 3


def test_of_more_readings_than_the_memory_holds_the_oldest_are_lost_and_a_bit_says_so(make):
    meter = make("34460A")
    meter.tell("CONF:VOLT:DC 10,MAX;:VOLT:ZERO:AUTO OFF;:SAMP:COUN 1001;:INIT")
    assert meter.ask("*OPC?;:DATA:POIN?") == "1;+1000"
    assert meter.ask("STAT:QUES:COND?;EVEN?") == "+16384;+16384"
    meter.tell("SAMP:COUN 1;:INIT")
    assert meter.ask("*OPC?;:STAT:QUES:COND?") == "1;+0"


def test_abort_leaves_the_readings_in_memory(meter):
    meter.tell("CONF:VOLT:DC 10;:SAMP:COUN 5;:INIT")
    meter.wait(1.0)
    meter.tell("ABOR")
    assert len(meter.ask("FETC?").split(",")) == 2


@pytest.mark.parametrize("setting", ["VOLT:NPLC 1", "TRIG:DEL 1", "FUNC 'RES'", "*RST", "SAMP:COUN 2"])
def test_a_setting_clears_the_memory(meter, setting):
    meter.tell("CONF:VOLT:DC 10;:INIT")
    assert meter.ask("*OPC?;:DATA:POIN?") == "1;+1"
    meter.tell(setting)
    assert meter.ask("DATA:POIN?") == "+0"
    assert meter.error_of("FETC?") == '-230,"Data stale"'


def test_binary_readings_are_doubles_in_a_block(meter):
    meter.put_out("dc_voltage", "1.25")
    meter.tell("CONF:VOLT:DC 10;:SAMP:COUN 2;:FORM:DATA REAL,64")
    reply = meter.ask("READ?").encode("latin-1")
    assert reply[:4] == b"#216"
    assert struct.unpack(">2d", reply[4:]) == (1.25, 1.25)
    meter.tell("FORM:BORD SWAP")
    assert struct.unpack("<2d", meter.ask("FETC?").encode("latin-1")[4:]) == (1.25, 1.25)


def test_a_sample_timer_spaces_the_readings(meter):
    meter.tell("CONF:VOLT:DC 10;:VOLT:NPLC 1;:SAMP:SOUR TIM;TIM 0.5;COUN 5")
    before = meter.now
    meter.ask("READ?")
    assert meter.now - before == pytest.approx(4 * 0.5 + 0.04, abs=0.01)
    fastest = float(meter.ask("SAMP:TIM? MIN"))
    assert 0.04 < fastest < 0.05


def test_the_operation_register_follows_the_trigger_model(meter):
    meter.tell("CONF:VOLT:DC 10")
    assert meter.ask("STAT:OPER:COND?") == "+256"
    meter.tell("TRIG:SOUR BUS;:INIT")
    assert meter.ask("STAT:OPER:COND?") == "+32"
    meter.tell("*TRG")
    assert meter.ask("STAT:OPER:COND?") == "+16"
    assert meter.ask("*OPC?;:STAT:OPER:COND?") == "1;+512"
    assert meter.ask("STAT:OPER?;OPER?") == "+816;+0"


def test_the_memory_threshold_sets_its_bit(meter):
    meter.tell("CONF:VOLT:DC 10;:SAMP:COUN 4;:DATA:POIN:EVEN:THR 3;:INIT;:STAT:OPER:ENAB 512;*SRE 128")
    meter.ask("STAT:OPER?")
    meter.wait(0.9)
    assert int(meter.ask("*STB?")) & 192 == 0
    meter.wait(0.4)
    assert int(meter.ask("*STB?")) & 192 == 192


def test_an_overload_is_reported_once_for_each_init(meter):
    meter.put_out("dc_voltage", "30")
    meter.tell("CONF:VOLT:DC 10;:INIT")
    assert meter.ask("*OPC?;:STAT:QUES?") == "1;+1"
    meter.tell("SAMP:COUN 2;:INIT")
    meter.wait(0.5)
    assert meter.ask("STAT:QUES?") == "+1"
    assert meter.ask("*OPC?;:STAT:QUES?;:SYST:ERR?") == f"1;+0;{NO_ERROR}"
    assert meter.ask("*ESR?") == "+128"


def test_an_error_in_the_queue_is_in_the_status_byte(meter):
    meter.tell("*CLS;FOO")
    assert meter.ask("*STB?") == "+4"
    meter.ask("SYST:ERR?")
    assert meter.ask("*STB?") == "+0"


def test_null_scaling_limits_and_statistics_work_on_readings(meter):
    meter.put_out("dc_voltage", "5")
    meter.tell("CONF:VOLT:DC 10;:VOLT:NULL:VAL 1;STAT ON;:CALC:SCAL:FUNC SCAL;GAIN 2;OFFS 0.5;STAT ON")
    assert float(meter.ask("READ?")) == pytest.approx(8.5)
    meter.tell("CALC:LIM:LOW 9;UPP 10;STAT ON;:CALC:AVER ON;:SAMP:COUN 4")
    meter.ask("READ?")
    assert int(meter.ask("STAT:QUES:COND?")) == 2048
    average, deviation, least, most = (float(text) for text in meter.ask("CALC:AVER:ALL?").split(","))
    assert (average, deviation, least, most) == pytest.approx((8.5, 0, 8.5, 8.5))
    assert float(meter.ask("CALC:AVER:COUN?")) == 4


def test_a_percentage_is_of_the_first_reading(meter):
    meter.put_out("dc_voltage", "4")
    meter.tell("CONF:VOLT:DC 10;:CALC:SCAL:FUNC PCT;STAT ON")
    assert float(meter.ask("READ?")) == 0
    meter.put_out("dc_voltage", "5")
    assert float(meter.ask("READ?")) == pytest.approx(25)


def test_a_stored_state_comes_back(meter):
    meter.tell("CONF:RES 1E4;:RES:NPLC 1;:SAMP:COUN 7;*SAV 2;*RST")
    assert meter.ask("FUNC?;:SAMP:COUN?") == '"VOLT";+1'
    meter.tell("*RCL 2")
    assert meter.ask("FUNC?;:RES:RANG?;NPLC?;:SAMP:COUN?") == '"RES";+1.00000000E+04;+1.00000000E+00;+7'
    meter.tell("RES:RANG 1E6;*RCL 2")
    assert meter.ask("RES:RANG?") == "+1.00000000E+04"


def test_a_reset_forgets_what_is_shown_and_keeps_the_beeper(meter):
    meter.tell("DISP:TEXT 'abc';:SYST:BEEP:STAT OFF;:DISP:VIEW HIST;*RST")
    assert meter.ask("DISP:TEXT?;:SYST:BEEP:STAT?;:DISP:VIEW?") == '"";0;NUM'


def test_at_60_hertz_a_cycle_is_shorter(make):
    at_50, at_60 = make(), make(mains_hz=60.0)
    for meter in (at_50, at_60):
        meter.tell("CONF:VOLT:DC 10;:VOLT:ZERO:AUTO OFF")
        meter.ask("READ?")
    assert (at_50.now, at_60.now) == pytest.approx((0.2, 10 / 60), abs=1e-3)
    assert at_60.ask("SYST:LFR?") == "+60"
