"""The Keithley 2000 on an in-memory link: `:SENSe` settings, functions quoted with their `:DC`, filter off."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication
from bench_core.errors import InstrumentReported, MalformedReply, Overload
from bench_core.metrology.quantity import Quantity

TEN_VOLT = Quantity.parse("10 V")


@pytest.fixture
def keithley(scpi_meter):
    identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2000,1234567,A20  /A02"
    return scpi_meter(identity, '0,"No error"', number=lambda value: f"{float(value):g}", functions={})


@pytest.fixture
def driver(connect, wire_to, keithley):
    return connect(wire_to(keithley), "keithley.2000")


def test_preparing_resets_and_makes_a_reading_its_number_alone(driver, keithley):
    driver.prepare()
    assert keithley.settings() == ["*RST", "*CLS", ":INIT:CONT OFF", ":FORM:DATA ASC", ":FORM:ELEM READ"]
    assert keithley.obeyed[-1] == "SYST:ERR?"


def test_every_setting_is_made_in_the_sense_tree_and_read_back(driver, keithley):
    driver.identify()
    del keithley.obeyed[:]
    assert driver.select("dc_voltage", TEN_VOLT, {}) == '"VOLT:DC";10;0;0;10;1'
    assert keithley.settings() == [
        ':SENS:FUNC "VOLT:DC"', ":SENS:VOLT:DC:RANG 10", ":SENS:VOLT:DC:AVER:STAT OFF", ":SENS:VOLT:DC:NPLC 10",
        ":SYST:AZER:STAT ON",
    ]  # fmt: skip
    assert keithley.obeyed[-6:] == [
        ":SENS:FUNC?", ":SENS:VOLT:DC:RANG?", ":SENS:VOLT:DC:RANG:AUTO?", ":SENS:VOLT:DC:AVER:STAT?",
        ":SENS:VOLT:DC:NPLC?", ":SYST:AZER:STAT?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "range_", "answer"),
    [
        ("ac_voltage", "100 mV", '"VOLT:AC"'), ("dc_current", "3 A", '"CURR:DC"'), ("ac_current", "1 A", '"CURR:AC"'),
        ("resistance", "100 Ω", '"RES"'), ("resistance_4w", "10 MΩ", '"FRES"'),
    ],
)  # fmt: skip
def test_each_function_is_told_by_the_meter_with_its_whole_name(driver, function, range_, answer):
    assert driver.select(function, Quantity.parse(range_), {}).startswith(answer)


@pytest.mark.parametrize(("frequency", "detector"), [("20 Hz", "3"), ("300 Hz", "30"), ("3 kHz", "300")])
def test_the_detector_follows_the_frequency(driver, keithley, frequency, detector):
    driver.select("ac_voltage", TEN_VOLT, {"frequency": Quantity.parse(frequency)})
    assert keithley.settings()[-1] == f":SENS:VOLT:AC:DET:BAND {detector}"


def test_the_short_form_of_another_family_is_not_taken_for_the_function(driver, keithley):
    keithley.answers[":SENS:FUNC?"] = '"VOLT"'
    with pytest.raises(MalformedReply, match='expected "VOLT:DC" as it was set'):
        driver.select("dc_voltage", TEN_VOLT, {})


def test_a_refused_setting_is_reported(driver, keithley):
    keithley.side_effects[":SENS:VOLT:DC:RANG 10"] = lambda: keithley.queue.append('-222,"Parameter data out of range"')
    with pytest.raises(InstrumentReported, match="-222"):
        driver.select("dc_voltage", TEN_VOLT, {})


def test_an_indication_keeps_its_digits_and_an_overload_is_none(driver, keithley):
    driver.select("dc_voltage", TEN_VOLT, {})
    keithley.answers["READ?"] = "+9.99998712E+00"
    assert driver.indicate() == Indication(Decimal("9.99998712"), "V", "+9.99998712E+00", "nrf")
    keithley.answers["READ?"] = "-9.9E37"
    with pytest.raises(Overload):
        driver.indicate()
