"""The DMM6500 on an in-memory link: its languages, its `:SENSe` settings, its 10 A range at the rear terminals."""

from __future__ import annotations

import pytest

from bench_core.errors import InstrumentReported, MalformedReply, Overload
from bench_core.metrology.quantity import Quantity

TEN_VOLT, TEN_AMPERE = Quantity.parse("10 V"), Quantity.parse("10 A")


@pytest.fixture
def dmm(scpi_meter):
    meter = scpi_meter(
        "KEITHLEY INSTRUMENTS,MODEL DMM6500,04493036,1.7.3c",
        '0,"No error;0;0 0"',
        number=lambda value: f"{float(value):g}",
        functions={},
    )
    meter.answers["*LANG?"] = "SCPI"
    meter.answers["ROUT:TERM?"] = "FRON"
    return meter


@pytest.fixture
def driver(connect, wire_to, dmm):
    return connect(wire_to(dmm), "keithley.dmm6500")


def test_the_captured_identity_is_that_of_the_type_record(driver, read_type):
    identity, names = driver.identify(), read_type("keithley.dmm6500").identity
    assert (identity.maker, identity.model) == (names.makers[0], names.model)


def test_preparing_makes_sure_of_the_language_before_the_reset(driver, dmm):
    driver.prepare()
    assert dmm.obeyed.index("*LANG?") < dmm.obeyed.index("*RST") < dmm.obeyed.index("*CLS")


@pytest.mark.parametrize("language", ["TSP", "SCPI2000", "SCPI34401"])
def test_another_language_is_refused_in_words_and_nothing_is_set(driver, dmm, language):
    dmm.answers["*LANG?"] = language
    with pytest.raises(InstrumentReported, match=f"speaks {language}, not SCPI; send `\\*LANG SCPI`, then switch"):
        driver.prepare()
    assert "*RST" not in dmm.obeyed


@pytest.mark.parametrize("form", ['"{}"', "{}"])
def test_the_function_is_told_with_quotation_marks_or_without(driver, dmm, form):
    dmm.functions = {header: form.format(header) for header in ("VOLT:DC", "FRES")}
    assert driver.select("dc_voltage", TEN_VOLT, {}).split(";")[0] == form.format("VOLT:DC")
    assert driver.select("resistance_4w", Quantity.parse("1 Ω"), {}).split(";")[0] == form.format("FRES")


def test_another_function_is_refused(driver, dmm):
    dmm.answers[":SENS:FUNC?"] = "VOLT:AC"
    with pytest.raises(MalformedReply, match='expected "VOLT:DC" or VOLT:DC as it was set'):
        driver.select("dc_voltage", TEN_VOLT, {})


def test_every_setting_is_made_in_the_sense_tree_and_read_back(driver, dmm):
    driver.identify()
    del dmm.obeyed[:]
    assert driver.select("resistance", Quantity.parse("1 kΩ"), {}) == '"RES";1000;0;10;1'
    assert dmm.settings() == [':SENS:FUNC "RES"', ":SENS:RES:RANG 1000", ":SENS:RES:NPLC 10", ":SENS:RES:AZER ON"]
    driver.select("ac_voltage", TEN_VOLT, {"frequency": Quantity.parse("1 kHz")})
    assert dmm.settings()[-1] == ":SENS:VOLT:AC:DET:BAND 30"


@pytest.mark.parametrize("function", ["dc_current", "ac_current"])
def test_ten_amperes_need_the_rear_terminals(driver, dmm, function):
    with pytest.raises(InstrumentReported, match="has its 10 A range at the rear terminals alone"):
        driver.select(function, TEN_AMPERE, {})
    assert dmm.settings() == []
    dmm.answers["ROUT:TERM?"] = "REAR"
    driver.select(function, TEN_AMPERE, {})


def test_the_10_a_range_has_terminals_of_its_own(read_type):
    for name in ("dc_current", "ac_current"):
        function = read_type("keithley.dmm6500").functions[name]
        assert function.terminals_of(function.named(TEN_AMPERE)) == "CURRENT 10 A"
        assert function.terminals_of(function.ranges[0]) == "CURRENT 3 A"


def test_an_overload_is_never_a_number(driver, dmm):
    driver.select("dc_voltage", TEN_VOLT, {})
    dmm.answers["READ?"] = "9.9E+37"
    with pytest.raises(Overload):
        driver.indicate()
