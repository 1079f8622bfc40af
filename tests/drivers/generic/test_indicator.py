"""A multimeter that has no driver of its own, wholly described in a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication, Indicator, Source
from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    MalformedReply,
    Overload,
    RangeInsufficient,
    SettingChanged,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

TEN_VOLT = Quantity.parse("10 V")


@pytest.fixture
def meter(scpi_meter):
    return scpi_meter("Keysight Technologies,34461A,MY53200123,A.02.16-02.40-02.16-00.51-03-01")


@pytest.fixture
def driver(follow, wire_to, meter):
    return follow(wire_to(meter), "dmm")


def test_what_is_described_as_an_indicator_is_one_and_no_source(driver):
    assert isinstance(driver, Indicator)
    assert not isinstance(driver, Source)


def test_it_is_prepared_as_described_and_its_error_queue_emptied(driver, meter):
    meter.queue.append('-113,"Undefined header"')
    driver.prepare()
    assert meter.settings() == ["*RST", "*CLS"]
    assert meter.obeyed.count("SYST:ERR?") == 2


def test_every_command_is_sent_with_its_numbers_checked_and_read_back(driver, meter):
    driver.identify()
    del meter.obeyed[:]
    answer = driver.select("dc_voltage", Quantity.parse("100 mV"), {})
    assert answer == '"VOLT";+1.00000000E-01;0;+1.00000000E+01'
    assert meter.obeyed == [
        "CONF:VOLT:DC 0.1", "SYST:ERR?", "VOLT:DC:NPLC 10", "SYST:ERR?", "FUNC?", "VOLT:DC:RANG?",
        "VOLT:DC:RANG:AUTO?", "VOLT:DC:NPLC?",
    ]  # fmt: skip


def test_a_command_with_the_frequency_is_left_out_where_the_procedure_gives_none(follow, wire_to, meter):
    driver = follow(wire_to(meter), "dmm", '"VOLT:AC:BAND 3"', '"VOLT:AC:BAND {frequency}"')
    meter.answers["VOLT:AC:BAND?"] = "3"
    driver.select("ac_voltage", TEN_VOLT, {})
    assert meter.settings()[-1] == "CONF:VOLT:AC 10"
    driver.select("ac_voltage", TEN_VOLT, {"frequency": Quantity.parse("1 kHz")})
    assert meter.settings()[-1] == "VOLT:AC:BAND 1000"


def test_what_is_not_described_is_refused_before_anything_is_sent(driver, meter):
    with pytest.raises(CapabilityMissing, match="does not indicate resistance; it indicates dc_voltage, ac_voltage"):
        driver.select("resistance", Quantity.parse("1 kΩ"), {})
    with pytest.raises(RangeInsufficient, match="has no range 1 V in dc_voltage; choose of 100 mV, 10 V"):
        driver.select("dc_voltage", Quantity.parse("1 V"), {})
    with pytest.raises(CapabilityMissing, match="has no setting frequency"):
        driver.select("dc_voltage", TEN_VOLT, {"frequency": Quantity.parse("50 Hz")})
    assert meter.obeyed == []


def test_a_refused_setting_and_another_read_back_end_the_selection(driver, meter):
    meter.side_effects["VOLT:DC:NPLC 10"] = lambda: meter.queue.append('-222,"Data out of range"')
    with pytest.raises(InstrumentReported, match='-222, "Data out of range" after `VOLT:DC:NPLC 10`'):
        driver.select("dc_voltage", TEN_VOLT, {})
    meter.side_effects.clear()
    meter.answers["VOLT:DC:RANG?"] = "+1.0E+02"
    with pytest.raises(MalformedReply, match="expected 10 as it was set"):
        driver.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        driver.indicate()


def test_an_indication_keeps_its_digits_and_an_overload_is_none(driver, meter):
    driver.select("ac_voltage", TEN_VOLT, {})
    meter.answers["READ?"] = "+1.00012300E+00"
    assert driver.indicate() == Indication(Decimal("1.00012300"), "V", "+1.00012300E+00", "nrf")
    for reply in ("+9.90000000E+37", "-9.9E37"):
        meter.answers["READ?"] = reply
        with pytest.raises(Overload):
            driver.indicate()
    meter.answers["READ?"] = "+1.0 V"
    with pytest.raises(MalformedReply):
        driver.indicate()


@pytest.mark.parametrize(
    ("query", "reply"), [("FUNC?", '"RES"'), ("VOLT:DC:RANG?", "+1.0E+02"), ("VOLT:DC:RANG:AUTO?", "1")]
)
def test_what_is_turned_at_the_meter_is_noticed_by_what_the_description_reads_back(driver, meter, query, reply):
    answered = driver.select("dc_voltage", TEN_VOLT, {})
    assert driver.confirm_selected() == answered
    meter.answers[query] = reply
    with pytest.raises(SettingChanged, match="is not set any more as it was"):
        driver.confirm_selected()
