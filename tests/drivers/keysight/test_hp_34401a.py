"""The 34401A on an in-memory link: captured replies, settings checked, faults as exceptions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bench_core.capabilities.instruments import Indication
from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    LinkClosed,
    LinkTimeout,
    MalformedReply,
    Overload,
    RangeInsufficient,
    SettingChanged,
    UsageError,
)
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error

TEN_VOLT = Quantity.parse("10 V")


@pytest.fixture
def driver(connect, meter_wire):
    return connect(meter_wire, "keysight.34401a")


@pytest.fixture
def selected(driver, meter):
    driver.select("dc_voltage", TEN_VOLT, {})
    del meter.obeyed[:]
    return driver


def test_preparing_resets_and_empties_the_queue(driver, meter):
    meter.queue.append('-113,"Undefined header"')
    driver.prepare()
    assert meter.settings() == ["*RST", "*CLS"]
    assert meter.obeyed[-1] == "SYST:ERR?"


def test_over_a_serial_line_the_meter_is_set_to_remote_before_anything_else(connect, wire_to, meter):
    connect(wire_to(meter, "ASRL/dev/ttyS0::INSTR"), "keysight.34401a").prepare()
    assert meter.obeyed[0] == "SYST:REM"


def test_every_setting_is_checked_and_then_read_back(driver, meter):
    driver.identify()
    del meter.obeyed[:]
    answer = driver.select("dc_voltage", TEN_VOLT, {})
    assert answer == '"VOLT";+1.00000000E+01;0;+1.00000000E+01;1'
    assert meter.obeyed == [
        "CONF:VOLT:DC 10", "SYST:ERR?", "VOLT:DC:NPLC 10", "SYST:ERR?", "ZERO:AUTO ON", "SYST:ERR?",
        "FUNC?", "VOLT:DC:RANG?", "VOLT:DC:RANG:AUTO?", "VOLT:DC:NPLC?", "ZERO:AUTO?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "range_", "answer", "sent"),
    [
        ("dc_voltage", "100 mV", '"VOLT"', ["CONF:VOLT:DC 0.1", "VOLT:DC:NPLC 10", "ZERO:AUTO ON"]),
        ("ac_voltage", "750 V", '"VOLT:AC"', ["CONF:VOLT:AC 750", "DET:BAND 3"]),
        ("dc_current", "10 mA", '"CURR"', ["CONF:CURR:DC 0.01", "CURR:DC:NPLC 10", "ZERO:AUTO ON"]),
        ("ac_current", "3 A", '"CURR:AC"', ["CONF:CURR:AC 3", "DET:BAND 3"]),
        ("resistance", "100 MΩ", '"RES"', ["CONF:RES 100000000", "RES:NPLC 10", "ZERO:AUTO ON"]),
        ("resistance_4w", "100 Ω", '"FRES"', ["CONF:FRES 100", "FRES:NPLC 10"]),
    ],
)
def test_each_function_is_selected_and_told_by_the_meter(driver, meter, function, range_, answer, sent):
    driver.identify()
    del meter.obeyed[:]
    assert driver.select(function, Quantity.parse(range_), {}).split(";")[0] == answer
    assert meter.settings() == sent
    assert driver.indicate().unit == Quantity.parse(range_).to(driver.indicate().unit).unit.symbol


@pytest.mark.parametrize(
    ("frequency", "detector"),
    [("3 Hz", "3"), ("20 Hz", "3"), ("199 Hz", "3"), ("200 Hz", "20"), ("1 kHz", "20"), ("2 kHz", "200")],
)
def test_the_detector_is_the_fastest_one_that_adds_no_error_at_the_frequency(driver, meter, frequency, detector):
    driver.select("ac_voltage", Quantity.parse("1 V"), {"frequency": Quantity.parse(frequency)})
    assert meter.settings()[-1] == f"DET:BAND {detector}"
    assert meter.obeyed[-1] == "DET:BAND?"


@pytest.mark.parametrize(("range_", "sent"), [("100 mV", "0.1"), ("1 V", "1"), ("0.01 kV", "10"), ("1000 V", "1000")])
def test_a_range_is_sent_as_a_number_in_volts(driver, meter, range_, sent):
    driver.select("dc_voltage", Quantity.parse(range_), {})
    assert f"CONF:VOLT:DC {sent}" in meter.obeyed


def test_an_unknown_function_range_or_setting_is_refused_before_anything_is_sent(driver, meter):
    with pytest.raises(CapabilityMissing, match="does not indicate temperature"):
        driver.select("temperature", TEN_VOLT, {})
    with pytest.raises(RangeInsufficient, match="has no range 20 V in dc_voltage; choose of 100 mV, 1 V"):
        driver.select("dc_voltage", Quantity.parse("20 V"), {})
    with pytest.raises(CapabilityMissing, match="has no setting frequency"):
        driver.select("dc_voltage", TEN_VOLT, {"frequency": Quantity.parse("50 Hz")})
    assert meter.obeyed == []


def test_a_refused_setting_is_reported_with_the_meters_words(driver, meter):
    driver.prepare()
    meter.side_effects["CONF:VOLT:DC 10"] = lambda: meter.queue.append('-222,"Data out of range"')
    with pytest.raises(InstrumentReported, match='-222, "Data out of range" after `CONF:VOLT:DC 10`'):
        driver.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        driver.indicate()


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("FUNC?", '"VOLT:AC"'),
        ("FUNC?", "VOLT"),
        ("VOLT:DC:RANG?", "+1.0E+02"),
        ("VOLT:DC:NPLC?", "+1.0E+00"),
        ("ZERO:AUTO?", "0"),
    ],
)
def test_another_function_or_range_read_back_is_refused(driver, meter, query, reply):
    meter.answers[query] = reply
    with pytest.raises(MalformedReply, match="expected"):
        driver.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        driver.indicate()


def test_after_a_failed_selection_or_a_reset_no_indication_is_taken(selected, meter):
    meter.answers["FUNC?"] = '"RES"'
    with pytest.raises(MalformedReply):
        selected.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        selected.indicate()
    del meter.answers["FUNC?"]
    selected.select("dc_voltage", TEN_VOLT, {})
    selected.prepare()
    with pytest.raises(UsageError, match="no function is selected"):
        selected.indicate()


def test_an_indication_keeps_every_digit_and_the_raw_reply(selected):
    assert selected.indicate() == Indication(Decimal("-0.0000172140000"), "V", "-1.72140000E-05", "nrf")


@pytest.mark.parametrize("reply", ["+9.90000000E+37", "-9.90000000E+37", "+9.91000000E+37", "+1.0E+38"])
def test_an_overload_is_never_a_number(selected, meter, reply):
    meter.answers["READ?"] = reply
    with pytest.raises(Overload, match="overload"):
        selected.indicate()


@pytest.mark.parametrize(
    "reply",
    [
        "", "+1.0E+00,+2.0E+00", "READ?", "1> ", "+1,0E+00", "+1.0E+00 V", "---.--", "\xffq.\xee",
        "+1.0E+00;+1.0E+00", "HEWLETT-PACKARD,34401A", '+0,"No error"',
    ],
)  # fmt: skip
def test_a_reply_that_is_not_exactly_one_number_is_refused(selected, meter, reply):
    meter.answers["READ?"] = reply
    with pytest.raises(MalformedReply):
        selected.indicate()


def test_a_reply_after_the_time_out_does_not_become_the_next_indication(selected, meter, meter_wire):
    late = iter([2])
    meter_wire.late = lambda: next(late, 0)
    with pytest.raises(LinkTimeout):
        selected.indicate()
    meter.answers["READ?"] = "+2.0E+00"
    assert selected.indicate().value == 2


@pytest.mark.parametrize("lost", [LinkTimeout, LinkClosed])
def test_a_meter_that_was_switched_off_and_on_gives_no_indication_of_another_function(
    selected, meter, meter_wire, lost
):
    meter.answers["READ?"] = None
    meter_wire.closed = lost is LinkClosed
    with pytest.raises(lost):
        selected.indicate()
    meter.answers["READ?"] = "+9.98000000E-01"
    meter.remembered |= {"FUNC?": '"RES"', "VOLT:DC:RANG?": "+1.00000000E+00"}
    for _ in range(2):
        with pytest.raises(SettingChanged, match="as it was set"):
            selected.indicate()
    selected.select("dc_voltage", TEN_VOLT, {})
    assert selected.indicate().raw == "+9.98000000E-01"


@pytest.mark.parametrize("reply", ["+2.00000001E+01", "-1.00000000E+03", "+2.0E+35"])
def test_a_number_far_beyond_the_range_is_no_indication_of_it(selected, meter, reply):
    meter.answers["READ?"] = reply
    with pytest.raises(MalformedReply, match=r"on its range of 10 V; select function and range again"):
        selected.indicate()


@pytest.mark.parametrize("reply", ["+1.20000000E+01", "-2.00000000E+01"])
def test_what_a_range_holds_beyond_its_name_is_an_indication(selected, meter, reply):
    meter.answers["READ?"] = reply
    assert selected.indicate().raw == reply


@pytest.mark.parametrize(
    ("function", "range_", "input_", "limit"),
    [
        ("dc_voltage", "100 mV", "100 mV", "8.5 µV"), ("dc_voltage", "1 V", "1 V", "47 µV"),
        ("dc_voltage", "10 V", "-10 V", "400 µV"), ("dc_voltage", "100 V", "100 V", "5.1 mV"),
        ("dc_voltage", "1000 V", "1000 V", "55 mV"),
        ("resistance", "100 Ω", "100 Ω", "14 mΩ"), ("resistance_4w", "1 kΩ", "1 kΩ", "110 mΩ"),
        ("resistance", "10 kΩ", "10 kΩ", "1.1 Ω"), ("resistance_4w", "100 kΩ", "100 kΩ", "11 Ω"),
        ("resistance", "1 MΩ", "1 MΩ", "110 Ω"), ("resistance_4w", "10 MΩ", "10 MΩ", "4.1 kΩ"),
        ("resistance", "100 MΩ", "100 MΩ", "810 kΩ"),
        ("dc_current", "10 mA", "10 mA", "7 µA"), ("dc_current", "100 mA", "100 mA", "55 µA"),
        ("dc_current", "1 A", "1 A", "1.1 mA"), ("dc_current", "3 A", "2 A", "3.0 mA"),
    ],
)  # fmt: skip
def test_the_limits_are_those_of_the_service_guides_gain_table(read_type, function, range_, input_, limit):
    record = read_type("keysight.34401a").functions[function]
    row = record.named(Quantity.parse(range_))
    found = limit_of_error(row.specification(record.coverage), Quantity.parse(input_))
    assert found.si == Quantity.parse(limit).si


def test_six_and_a_half_digits_are_a_millionth_of_the_range(read_type):
    for function in ("dc_voltage", "dc_current", "resistance", "resistance_4w"):
        for row in read_type("keysight.34401a").functions[function].ranges:
            assert row.resolution.si / row.range.si == Fraction(1, 1_000_000)


def test_the_meter_goes_20_percent_over_range_but_for_the_highest(read_type):
    record = read_type("keysight.34401a")
    for function in ("dc_voltage", "ac_voltage"):
        rows = record.functions[function].ranges
        assert [row.maximum.si / row.range.si for row in rows] == [Fraction(6, 5)] * 4 + [1]


def test_the_highest_ac_range_ends_where_volts_times_hertz_do(read_type):
    record = read_type("keysight.34401a").functions["ac_voltage"]
    assert record.range_for(Quantity.parse("750 V"), Quantity.parse("100 kHz")).range == Quantity.parse("750 V")
    assert record.range_for(Quantity.parse("750 V"), Quantity.parse("110 kHz")) is None
    assert record.range_for(Quantity.parse("1 V"), Quantity.parse("2 Hz")) is None
