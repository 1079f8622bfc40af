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

HERTZ_50 = {"frequency": Quantity.parse("50 Hz")}


@pytest.fixture
def driver(connect, calibrator_wire):
    return connect(calibrator_wire, "fluke.5522a")


@pytest.fixture
def prepared(driver, calibrator):
    driver.prepare()
    del calibrator.obeyed[:]
    return driver


def source(driver, text, function="dc_voltage", frequency=None):
    settings = {"frequency": Quantity.parse(frequency)} if frequency else {}
    return driver.source(function, Quantity.parse(text), settings)


def test_preparing_takes_the_output_off_and_asks(driver, calibrator):
    calibrator.turn(on=True)
    calibrator.queue.extend(['1,"Error queue overflow"', '319,"Zero cal needed every 7 days"'])
    driver.prepare()
    assert calibrator.settings() == ["STBY", "*CLS", "RANGELCK OFF"]
    assert calibrator.obeyed[-1] == "OPER?"


def test_preparing_leaves_the_earth_as_the_bench_has_it(driver, calibrator):
    calibrator.kept["EARTH"] = "TIED"
    driver.prepare()
    assert calibrator.kept["EARTH"] == "TIED"


def test_an_output_that_stays_on_is_reported(driver, calibrator):
    calibrator.answers["OPER?"] = "1"
    with pytest.raises(InstrumentReported, match="the output is on"):
        driver.prepare()


def test_over_a_serial_line_the_calibrator_is_set_to_remote_first(connect, wire_to, calibrator):
    wire = wire_to(calibrator, "ASRL3::INSTR")
    connect(wire, "fluke.5522a").prepare()
    assert wire.log.index("REMOTE") < wire.log.index("STBY")


def test_a_setting_is_sent_checked_and_read_back_without_energising(prepared, calibrator):
    made = source(prepared, "10 V")
    assert calibrator.obeyed == ["OUT 10 V, 0 HZ", "ERR?", "FUNC?", "OUT?"]
    assert made == Indication(Decimal("10.000000"), "V", "1.0000000E+01,V,0E+00,0,0.00E+00", "nrf:0")
    assert not calibrator.on


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("329.9999 mV", "OUT 0.3299999 V, 0 HZ"),
        ("0.1 µV", "OUT 0.0000001 V, 0 HZ"),
        ("-3.299999 V", "OUT -3.299999 V, 0 HZ"),
        ("33 V", "OUT 33 V, 0 HZ"),
        ("1.02 kV", "OUT 1020 V, 0 HZ"),
        ("0 V", "OUT 0 V, 0 HZ"),
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
    with pytest.raises(CapabilityMissing, match="does not source pressure; it sources dc_voltage, ac_voltage, dc_cur"):
        prepared.source("pressure", Quantity.parse("1 kPa"), {})
    with pytest.raises(CapabilityMissing, match="dc_voltage has no setting frequency; leave it out"):
        prepared.source("dc_voltage", Quantity.parse("1 V"), HERTZ_50)
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
    calibrator.side_effects["OUT 10 V, 0 HZ"] = lambda: calibrator.queue.append('539,"Can\'t change compensation now."')
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
    calibrator.value = Decimal("10.00001")
    now = prepared.output_setting()
    assert (now.value, now.unit, now.form) == (Decimal("10.00001"), "V", "nrf:0")
    assert now.raw.startswith("1.0000010E+01,V,")


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
    calibrator.side_effects["OUT 9 V, 0 HZ"] = lambda: calibrator.queue.append('539,"Can\'t change compensation now."')
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
    calibrator_wire.clear = lambda: False
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


@pytest.mark.parametrize("name", ["fluke.5520a", "fluke.5522a"])
@pytest.mark.parametrize(
    ("function", "value", "frequency", "command", "answer", "reply"),
    [
        ("ac_voltage", "1 mV", "10 Hz", "OUT 0.001 V, 10 HZ", "ACV", "1.0000000E-03,V,0E+00,0,1.00E+01"),
        ("ac_voltage", "3 V", "1.2 kHz", "OUT 3 V, 1200 HZ", "ACV", "3.0000000E+00,V,0E+00,0,1.20E+03"),
        ("ac_voltage", "1020 V", "45 Hz", "OUT 1020 V, 45 HZ", "ACV", "1.0200000E+03,V,0E+00,0,4.50E+01"),
        ("dc_current", "-190 µA", None, "OUT -0.00019 A, 0 HZ", "DCI", "-1.9000000E-04,A,0E+00,0,0.00E+00"),
        ("ac_current", "1 A", "60 Hz", "OUT 1 A, 60 HZ", "ACI", "1.0000000E+00,A,0E+00,0,6.00E+01"),
        ("resistance", "1.1 GΩ", None, "OUT 1100000000 OHM", "RES", "1.1000000E+09,OHM,0E+00,0,0.00E+00"),
        ("resistance_4w", "0 Ω", None, "OUT 0 OHM", "RES", "0.0000000E+00,OHM,0E+00,0,0.00E+00"),
    ],
)
def test_each_function_is_sent_in_basic_units_and_read_back(
    connect, calibrator_wire, calibrator, *, name, function, value, frequency, command, answer, reply
):
    calibrator.answers["*IDN?"] = f"FLUKE,{name[-5:].upper()},1972905,1.1+1.3+1.8"
    driver = connect(calibrator_wire, name)
    driver.prepare()
    made = source(driver, value, function, frequency)
    assert command in calibrator.obeyed
    assert calibrator.function == answer
    assert (made.raw, made.form) == (reply, "nrf:0")
    assert Quantity.of(made.value, made.unit) == Quantity.parse(value)
    assert driver.output_setting() == made
    assert not calibrator.on


@pytest.mark.parametrize(
    ("function", "value", "frequency", "words"),
    [
        ("ac_voltage", "3 V", None, "ac_voltage needs a frequency; add frequency: 1 kHz"),
        ("ac_voltage", "3 V", "0 Hz", "cannot source ac_voltage at 0 Hz"),
        ("ac_voltage", "3 V", "1200.5 Hz", "cannot set 1200.5 Hz exactly, frequencies there have steps of 1 Hz"),
        ("ac_voltage", "3 V", "2 MHz", "cannot source 3 V at 2000000 Hz; the type record has no range for both"),
        ("ac_voltage", "400 V", "20 kHz", "cannot source 400 V at 20000 Hz"),
        ("ac_voltage", "0.5 mV", "1 kHz", "cannot source 0.5 mV; the smallest value is 0.001 V"),
        ("ac_voltage", "0 V", "1 kHz", "cannot source 0 V; the smallest value is"),
        ("ac_voltage", "-1 V", "1 kHz", "cannot source -1 V; AC voltage is not negative"),
        ("ac_voltage", "1.000001 V", "1 kHz", "its 3.3 V range has steps of 10 µV"),
        ("ac_current", "20.6 A", "50 Hz", "cannot source 20.6 A; the largest value is 20.5 A"),
        ("ac_current", "10 A", "10 kHz", "cannot source 10 A at 10000 Hz"),
        ("dc_current", "-21 A", None, "cannot source -21 A; the largest value is 20.5 A"),
        ("resistance", "-1 Ω", None, "cannot source -1 Ω; DC resistance is not negative"),
        ("resistance", "10.00001 Ω", None, "its 11 Ω range has steps of 0.1 mΩ"),
        ("resistance_4w", "110 kΩ", None, "cannot source 110 kΩ; the largest value is 109.9999 kΩ"),
    ],
)
def test_what_the_calibrator_cannot_give_exactly_is_refused_and_nothing_is_sent(
    prepared, calibrator, function, value, frequency, words
):
    with pytest.raises(RangeInsufficient, match=words):
        source(prepared, value, function, frequency)
    assert calibrator.obeyed == []


def test_after_an_alternating_voltage_a_direct_one_is_direct_again(prepared, calibrator):
    source(prepared, "3 V", "ac_voltage", "1 kHz")
    made = source(prepared, "3 V")
    assert calibrator.function == "DCV"
    assert made.raw == "3.0000000E+00,V,0E+00,0,0.00E+00"


def test_a_frequency_is_read_back_to_the_digits_of_the_reply(prepared, calibrator):
    calibrator.answers["OUT?"] = "3.0000000E+00,V,0E+00,0,1.20E+02"
    assert source(prepared, "3 V", "ac_voltage", "119.95 Hz").value == 3
    with pytest.raises(MalformedReply, match="one amplitude in V at 125 Hz, as it was set"):
        source(prepared, "3 V", "ac_voltage", "125 Hz")


def test_a_frequency_that_somebody_changed_since_is_refused(prepared, calibrator):
    source(prepared, "3 V", "ac_voltage", "1 kHz")
    calibrator.hertz = Decimal(1100)
    with pytest.raises(MalformedReply, match="at 1000 Hz, as it was set"):
        prepared.output_setting()


def test_a_current_above_3_a_comes_out_of_the_20_a_terminals_which_are_chosen_first(prepared, calibrator):
    source(prepared, "10 A", "dc_current")
    assert calibrator.settings() == ["CUR_POST A20", "OUT 10 A, 0 HZ"]
    assert calibrator.kept["CUR_POST"] == "A20"


def test_a_smaller_current_comes_out_of_the_auxiliary_terminals_which_are_chosen_last(prepared, calibrator):
    calibrator.kept["CUR_POST"] = "A20"
    source(prepared, "1 A", "dc_current")
    assert calibrator.settings() == ["OUT 1 A, 0 HZ", "CUR_POST AUX"]
    source(prepared, "2 A", "dc_current")
    assert calibrator.settings() == ["OUT 1 A, 0 HZ", "CUR_POST AUX", "OUT 2 A, 0 HZ"]


def test_terminals_that_do_not_hold_are_refused(prepared, calibrator):
    calibrator.answers["CUR_POST?"] = "AUX"
    with pytest.raises(MalformedReply, match="expected A20 as it was set"):
        source(prepared, "10 A", "dc_current")


@pytest.mark.parametrize(
    ("function", "before", "sent"),
    [
        ("resistance", "NONE", []),
        ("resistance", "WIRE2", ["ZCOMP NONE"]),
        ("resistance_4w", "NONE", ["ZCOMP WIRE4"]),
        ("resistance_4w", "WIRE4", []),
    ],
)
def test_compensation_is_set_after_the_resistance_and_only_where_it_differs(
    prepared, calibrator, function, before, sent
):
    source(prepared, "100 Ω", "resistance")
    calibrator.kept["ZCOMP"] = before
    del calibrator.obeyed[:]
    source(prepared, "1 kΩ", function)
    assert calibrator.settings() == ["OUT 1000 OHM", *sent]


def test_compensation_that_cannot_be_changed_is_reported(prepared, calibrator):
    refusal = '539,"Can\'t change compensation now."'
    calibrator.side_effects["ZCOMP WIRE4"] = lambda: calibrator.queue.append(refusal)
    with pytest.raises(InstrumentReported, match="539"):
        source(prepared, "100 Ω", "resistance_4w")


def test_compensation_that_does_not_hold_is_refused(prepared, calibrator):
    calibrator.answers["ZCOMP?"] = "NONE"
    with pytest.raises(MalformedReply, match="expected WIRE4 as it was set"):
        source(prepared, "100 Ω", "resistance_4w")


def test_a_direct_current_goes_to_0_before_standby(prepared, calibrator, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    del calibrator_wire.log[:]
    assert not prepared.make_safe().energised
    assert calibrator_wire.log == ["OUT 0 A, 0 HZ;STBY", "OPER?"]
    assert calibrator.value == 0
    with pytest.raises(UsageError, match="no output is selected"):
        prepared.output_setting()


def test_an_alternating_current_goes_to_the_smallest_one_before_standby(prepared, calibrator_wire):
    source(prepared, "15 A", "ac_current", "100 Hz")
    prepared.operate()
    del calibrator_wire.log[:]
    prepared.make_safe()
    assert calibrator_wire.log == ["OUT 0.000029 A, 100 HZ;STBY", "OPER?"]


def test_a_current_is_taken_to_0_once_and_a_current_in_standby_never(prepared, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.make_safe()
    assert calibrator_wire.log[-2:] == ["STBY", "OPER?"]
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    prepared.make_safe()
    prepared.make_safe()
    assert calibrator_wire.log[-2:] == ["STBY", "OPER?"]


def test_standby_follows_by_itself_where_the_way_to_0_is_refused(prepared, calibrator, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    calibrator.side_effects["STBY"] = lambda: None  # as when an error drops the rest of a message

    def write(message, send=calibrator_wire.write):
        if message == b"STBY\n":
            calibrator.on = False
        send(message)

    calibrator_wire.write = write
    assert not prepared.make_safe().energised
    assert calibrator_wire.log[-4:] == ["OUT 0 A, 0 HZ;STBY", "OPER?", "STBY", "OPER?"]


def test_a_current_in_quarantine_gets_both_commands_at_once(prepared, calibrator, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    calibrator.answers["ISR?"] = None
    with pytest.raises(LinkTimeout):
        prepared.settled()
    del calibrator_wire.log[:]
    assert not prepared.make_safe().energised
    assert calibrator_wire.log == ["(clear)", "OUT 0 A, 0 HZ;STBY", "*IDN?", "OPER?"]


def test_a_current_that_flows_is_made_safe_before_another_function_is_selected(prepared, calibrator, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    del calibrator_wire.log[:]
    source(prepared, "1 V")
    assert calibrator_wire.log[:3] == ["OUT 0 A, 0 HZ;STBY", "OPER?", "OUT 1 V, 0 HZ"]
    assert not calibrator.on


def test_a_current_that_another_setting_did_not_replace_still_goes_to_0(prepared, calibrator, calibrator_wire):
    source(prepared, "2 A", "dc_current")
    prepared.operate()
    calibrator.side_effects["OUT 1 A, 0 HZ"] = lambda: calibrator.queue.append('539,"Refused"')
    with pytest.raises(InstrumentReported):
        source(prepared, "1 A", "dc_current")
    prepared.make_safe()
    assert "OUT 0 A, 0 HZ;STBY" in calibrator_wire.log


def test_at_a_change_of_function_the_calibrator_goes_to_standby_by_itself_and_the_driver_sees_it(prepared):
    source(prepared, "1 V")
    prepared.operate()
    source(prepared, "1 V", "ac_voltage", "1 kHz")
    assert not prepared.output_state().energised


def test_the_type_records_tell_the_published_direct_voltages(read_type):
    rows = [(str(row.range), str(row.maximum)) for row in read_type("fluke.5522a").functions["dc_voltage"].ranges]
    assert rows == [
        ("330 mV", "329.9999 mV"), ("3.3 V", "3.299999 V"), ("33 V", "32.99999 V"), ("330 V", "329.9999 V"),
        ("1000 V", "1020 V"),
    ]  # fmt: skip
    assert read_type("fluke.5520a").functions == read_type("fluke.5522a").functions


def test_no_number_of_the_type_records_is_called_verified(read_type):
    for name in ("fluke.5520a", "fluke.5522a", "fluke.5730a"):
        record = read_type(name)
        for function in record.functions.values():
            for row in function.ranges:
                assert not record.is_verified(row)
                assert not any(record.is_verified(row, band.frequency.upper) for band in row.bands)
        assert "no page checked" in record.source.document


@pytest.fixture
def left_flowing(calibrator):
    """Have the calibrator put out what another program, which crashed, has set."""

    def left_flowing(command):
        calibrator.obey(command)
        calibrator.turn(on=True)
        del calibrator.obeyed[:]

    return left_flowing


@pytest.mark.parametrize(
    ("left", "fallen"),
    [
        ("OUT 2 A, 0 HZ", "OUT 0 A, 0 HZ"),
        ("OUT 15 A, 100 HZ", "OUT 0.000029 A, 100 HZ"),
    ],
)
def test_a_current_that_a_crashed_program_has_left_falls_before_standby(driver, calibrator, left_flowing, left, fallen):
    left_flowing(left)
    statuses = iter([1, 1, 4097])
    calibrator.answers["ISR?"] = lambda: str(next(statuses))
    driver.prepare()
    assert calibrator.settings()[:2] == [fallen, "STBY"]
    assert calibrator.obeyed.count("ISR?") == 3, "standby waits until the current has settled"
    assert calibrator.obeyed[-1] == "OPER?"
    assert not calibrator.on
    driver.make_safe()
    assert calibrator.obeyed[-2:] == ["STBY", "OPER?"]


def test_a_current_that_never_settles_is_put_in_standby_all_the_same(driver, calibrator, left_flowing):
    left_flowing("OUT 2 A, 0 HZ")
    calibrator.answers["ISR?"] = "1"
    driver.prepare()
    assert not calibrator.on


@pytest.mark.parametrize("left", ["OUT 1000 V, 0 HZ", "OUT 3 V, 60 HZ", "OUT 100 OHM"])
def test_another_output_that_a_crashed_program_has_left_goes_to_standby_at_once(driver, calibrator, left_flowing, left):
    left_flowing(left)
    driver.prepare()
    assert calibrator.settings()[0] == "STBY"
    assert not calibrator.on


@pytest.mark.parametrize("reply", ["1> ", None])
def test_standby_does_not_wait_for_an_answer_that_makes_no_sense(driver, calibrator, left_flowing, reply):
    left_flowing("OUT 2 A, 0 HZ")
    calibrator.answers["OUT?"] = reply
    driver.prepare()
    assert calibrator.settings()[:1] == ["STBY"]
    assert not calibrator.on
