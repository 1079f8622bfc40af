"""The 5522A on an in-memory link: exact settings, no output by itself, standby whatever happens."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication, OutputState
from bench_core.errors import (
    CapabilityMissing,
    IdentityMismatch,
    InstrumentReported,
    LinkClosed,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    RangeInsufficient,
    UsageError,
)
from bench_core.metrology.quantity import Quantity


@pytest.fixture
def driver(connect, calibrator_wire):
    return connect(calibrator_wire, "fluke.5522a")


@pytest.fixture
def prepared(driver, calibrator):
    driver.prepare()
    del calibrator.obeyed[:]
    return driver


def source(driver, text):
    return driver.source("dc_voltage", Quantity.parse(text), {})


def test_preparing_takes_the_output_off_and_asks(driver, calibrator):
    calibrator.turn(on=True)
    calibrator.queue.extend(['1,"Error queue overflow"', '319,"Zero cal needed every 7 days"'])
    driver.prepare()
    assert calibrator.settings() == ["STBY", "*CLS"]
    assert calibrator.obeyed[-1] == "OPER?"


def test_an_output_that_stays_on_is_reported(driver, calibrator):
    calibrator.answers["OPER?"] = "1"
    with pytest.raises(InstrumentReported, match="the output is on"):
        driver.prepare()


def test_over_a_serial_line_the_calibrator_is_set_to_remote_first(connect, wire_to, calibrator):
    connect(wire_to(calibrator, "ASRL3::INSTR"), "fluke.5522a").prepare()
    assert calibrator.settings()[0] == "REMOTE"


def test_a_setting_is_sent_checked_and_read_back_without_energising(prepared, calibrator):
    made = source(prepared, "10 V")
    assert calibrator.obeyed == ["OUT 10 V", "ERR?", "FUNC?", "OUT?"]
    assert made == Indication(Decimal("10.000000"), "V", "1.0000000E+1,V,0E+00,0,0.00E+00", "nrf:0")
    assert not calibrator.on


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("329.9999 mV", "OUT 0.3299999 V"),
        ("0.1 µV", "OUT 0.0000001 V"),
        ("-3.299999 V", "OUT -3.299999 V"),
        ("33 V", "OUT 33 V"),
        ("1.02 kV", "OUT 1020 V"),
        ("0 V", "OUT 0 V"),
    ],
)
def test_a_value_is_sent_with_exactly_its_digits(prepared, calibrator, value, command):
    source(prepared, value)
    assert calibrator.obeyed[0] == command


@pytest.mark.parametrize("value", ["1.0000001 V", "0.05 µV", "1/3 V", "330.00001 V", "1000.0001 V"])
def test_more_digits_than_the_range_gives_are_refused_and_nothing_is_sent(prepared, calibrator, value):
    with pytest.raises(RangeInsufficient, match="choose a value with fewer digits"):
        source(prepared, value)
    assert calibrator.obeyed == []


@pytest.mark.parametrize("value", ["1020.001 V", "-1021 V", "1e6 V"])
def test_a_value_beyond_the_ranges_is_refused_and_nothing_is_sent(prepared, calibrator, value):
    with pytest.raises(RangeInsufficient, match="the largest value is 1020 V"):
        source(prepared, value)
    assert calibrator.obeyed == []


def test_an_unknown_function_or_setting_is_refused(prepared, calibrator):
    with pytest.raises(CapabilityMissing, match="does not source resistance; it sources dc_voltage"):
        prepared.source("resistance", Quantity.parse("100 Ω"), {})
    with pytest.raises(CapabilityMissing, match="has no setting frequency"):
        prepared.source("dc_voltage", Quantity.parse("1 V"), {"frequency": Quantity.parse("50 Hz")})
    assert calibrator.obeyed == []


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("FUNC?", "ACV"),
        ("OUT?", "1.0000001E+01,V,0E+00,0,0.00E+00"),
        ("OUT?", "1.0000000E+01,A,0E+00,0,0.00E+00"),
        ("OUT?", "1.0000000E+01,V,1E+00,A,0.00E+00"),
        ("OUT?", "1.0000000E+01,V,0E+00,A,0.00E+00"),
        ("OUT?", "1.0000000E+01,V,0E+00,0,6.00E+01"),
        ("OUT?", "1.0000000E+01,V,0.00E+00"),
        ("OUT?", "OUT?"),
    ],
)
def test_another_output_read_back_is_refused(prepared, calibrator, query, reply):
    calibrator.answers[query] = reply
    with pytest.raises(MalformedReply, match="expected"):
        source(prepared, "10 V")


def test_a_refused_setting_is_reported(prepared, calibrator):
    calibrator.side_effects["OUT 10 V"] = lambda: calibrator.queue.append('539,"Can\'t change compensation now."')
    with pytest.raises(InstrumentReported, match="539"):
        source(prepared, "10 V")


def test_a_setting_that_nobody_changed_is_answered_as_it_was_made(prepared, calibrator):
    made = source(prepared, "10 V")
    prepared.operate()
    del calibrator.obeyed[:]
    assert prepared.output_setting() == made
    assert calibrator.obeyed == ["FUNC?", "OUT?"]
    assert calibrator.on


def test_an_amplitude_that_somebody_changed_is_answered_as_it_is_now(prepared, calibrator):
    source(prepared, "10 V")
    calibrator.volts = Decimal("10.00001")
    now = prepared.output_setting()
    assert (now.value, now.unit, now.form) == (Decimal("10.00001"), "V", "nrf:0")
    assert now.raw.startswith("1.0000010E+1,V,")


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("FUNC?", "ACV"),
        ("OUT?", "1.0000000E+01,A,0E+00,0,0.00E+00"),
        ("OUT?", "1.0000000E+01,V,0E+00,A,0.00E+00"),
        ("OUT?", "1.0000000E+01,V,0E+00,0,6.00E+01"),
    ],
)
def test_another_output_selected_since_is_refused(prepared, calibrator, query, reply):
    source(prepared, "10 V")
    calibrator.answers[query] = reply
    with pytest.raises(MalformedReply, match="as it was set"):
        prepared.output_setting()


def test_a_setting_is_not_asked_before_one_holds(prepared, calibrator):
    with pytest.raises(UsageError, match="no output is selected"):
        prepared.output_setting()
    source(prepared, "10 V")
    calibrator.side_effects["OUT 9 V"] = lambda: calibrator.queue.append('539,"Can\'t change compensation now."')
    with pytest.raises(InstrumentReported):
        source(prepared, "9 V")
    with pytest.raises(UsageError, match="no output is selected"):
        prepared.output_setting()
    source(prepared, "10 V")
    prepared.prepare()
    with pytest.raises(UsageError, match="no output is selected"):
        prepared.output_setting()


def test_energising_is_asked_and_never_assumed(prepared, calibrator):
    source(prepared, "10 V")
    assert prepared.operate() == OutputState(energised=True, raw="1")
    calibrator.side_effects["OPER"] = lambda: None
    calibrator.turn(on=False)
    with pytest.raises(OutputTripped, match="OPER\\? answers 0"):
        prepared.operate()


def test_at_33_volts_the_calibrator_goes_to_standby_by_itself_and_the_driver_sees_it(prepared):
    source(prepared, "32.99999 V")
    prepared.operate()
    assert prepared.output_state().energised
    source(prepared, "33 V")
    assert not prepared.output_state().energised


def test_settled_is_bit_12(prepared, calibrator):
    assert prepared.settled()
    calibrator.answers["ISR?"] = "1"
    assert not prepared.settled()


def test_making_safe_sends_standby_and_asks(prepared, calibrator):
    prepared.operate()
    del calibrator.obeyed[:]
    assert prepared.make_safe() == OutputState(energised=False, raw="0")
    assert calibrator.obeyed == ["STBY", "OPER?"]


def test_making_safe_in_quarantine_sends_standby_before_any_question(prepared, calibrator, calibrator_wire):
    prepared.operate()
    calibrator.answers["ISR?"] = None
    with pytest.raises(LinkTimeout):
        prepared.settled()
    del calibrator_wire.log[:]
    assert not prepared.make_safe().energised
    assert calibrator_wire.log == ["(clear)", "STBY", "*IDN?", "OPER?"]


def test_a_calibrator_that_no_longer_answers_still_gets_standby(prepared, calibrator):
    prepared.operate()
    calibrator.answers = dict.fromkeys(calibrator.answers)
    with pytest.raises(LinkTimeout):
        prepared.make_safe()
    assert not calibrator.on
    assert calibrator.settings().count("STBY") == 2


def test_a_closed_connection_is_opened_again_for_standby(prepared, calibrator, calibrator_wire):
    prepared.operate()
    calibrator_wire.closed = True
    assert not prepared.make_safe().energised
    assert not calibrator.on


def test_a_connection_that_stays_closed_ends_in_an_exception(prepared, calibrator_wire):
    calibrator_wire.closed = True
    calibrator_wire.clear = lambda: None
    with pytest.raises(LinkClosed):
        prepared.make_safe()


def test_a_garbled_answer_about_the_output_is_asked_again(prepared, calibrator):
    answers = iter(["1> ", "0"])
    calibrator.answers["OPER?"] = lambda: next(answers)
    assert not prepared.make_safe().energised
    assert calibrator.settings().count("STBY") == 2


def test_an_output_that_stays_on_is_answered_as_such(prepared, calibrator):
    calibrator.answers["OPER?"] = "1"
    assert prepared.make_safe().energised
    assert calibrator.settings().count("STBY") == 2


def test_standby_is_sent_even_when_another_instrument_answers_afterwards(prepared, calibrator):
    calibrator.answers["ISR?"] = None
    with pytest.raises(LinkTimeout):
        prepared.settled()
    calibrator.answers["*IDN?"] = "FLUKE,5522A,7,1.1"
    with pytest.raises(IdentityMismatch):
        prepared.make_safe()
    assert calibrator.obeyed.index("STBY") < calibrator.obeyed.index("*IDN?")


@pytest.mark.parametrize("reply", ["", "OPER?", "2", "-1", "ON", "1> 1", "\xb0"])
def test_an_answer_that_is_neither_on_nor_off_is_neither(prepared, calibrator, reply):
    calibrator.answers["OPER?"] = reply
    with pytest.raises(MalformedReply):
        prepared.output_state()
