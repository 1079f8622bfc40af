"""The Truevolt multimeters on an in-memory link: each model's settings, its 10 A terminals, and its resolutions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bench_core.capabilities.instruments import Indication
from bench_core.errors import MalformedReply, Overload, RangeInsufficient
from bench_core.metrology.quantity import Quantity

MODELS = ["34460A", "34461A", "34465A", "34470A"]
WITH_10_A = MODELS[1:]
# What 10 power line cycles resolve, relative to the range: QCoDeS, Keysight_344xxA_submodules.
RESOLUTIONS = {"34460A": "10e-6", "34461A": "1e-6", "34465A": "0.1e-6", "34470A": "0.03e-6"}


@pytest.fixture(params=MODELS)
def model(request):
    return request.param


@pytest.fixture
def truevolt(scpi_meter, model):
    meter = scpi_meter(f"Keysight Technologies,{model},MY53200123,A.02.16-02.40-02.16-00.51-03-01")
    if model in WITH_10_A:
        meter.remembered |= {"CURR:DC:TERM?": "+3", "CURR:AC:TERM?": "+3"}
    return meter


@pytest.fixture
def driver(connect, wire_to, truevolt, model):
    return connect(wire_to(truevolt), f"keysight.{model.lower()}")


def test_the_model_says_who_it_is(driver, model):
    identity = driver.identify()
    assert (identity.maker, identity.model, identity.serial) == ("Keysight Technologies", model, "MY53200123")


@pytest.mark.parametrize(
    ("function", "range_", "sent", "asked"),
    [
        ("dc_voltage", "10 V", ["CONF:VOLT:DC 10", "VOLT:DC:NPLC 10", "VOLT:DC:ZERO:AUTO ON"],
         ["FUNC?", "VOLT:DC:RANG?", "VOLT:DC:RANG:AUTO?", "VOLT:DC:NPLC?", "VOLT:DC:ZERO:AUTO?"]),
        ("ac_voltage", "100 mV", ["CONF:VOLT:AC 0.1", "VOLT:AC:BAND 3"],
         ["FUNC?", "VOLT:AC:RANG?", "VOLT:AC:RANG:AUTO?", "VOLT:AC:BAND?"]),
        ("resistance", "1 kΩ", ["CONF:RES 1000", "RES:NPLC 10", "RES:ZERO:AUTO ON"],
         ["FUNC?", "RES:RANG?", "RES:RANG:AUTO?", "RES:NPLC?", "RES:ZERO:AUTO?"]),
        ("resistance_4w", "1 kΩ", ["CONF:FRES 1000", "FRES:NPLC 10"],
         ["FUNC?", "FRES:RANG?", "FRES:RANG:AUTO?", "FRES:NPLC?"]),
    ],
)  # fmt: skip
def test_every_setting_is_made_and_read_back(driver, truevolt, function, range_, sent, asked):
    driver.identify()
    del truevolt.obeyed[:]
    driver.select(function, Quantity.parse(range_), {})
    assert truevolt.settings() == sent
    assert truevolt.obeyed[-len(asked) :] == asked


@pytest.mark.parametrize("model", WITH_10_A, indirect=True)
@pytest.mark.parametrize(("function", "header"), [("dc_current", "CURR:DC"), ("ac_current", "CURR:AC")])
def test_ten_amperes_are_told_by_their_terminals_and_never_by_the_range(driver, truevolt, function, header):
    # The guide: CONF with 10 A selects the 10 A terminals, and `RANGe?` is that of the 3 A terminals all the same.
    truevolt.remembered[f"{header}:TERM?"] = "+10"
    driver.select(function, Quantity.parse("10 A"), {})
    assert f"CONF:{header} 10" in truevolt.obeyed
    assert f"{header}:TERM?" in truevolt.obeyed
    assert f"{header}:RANG?" not in truevolt.obeyed
    truevolt.remembered[f"{header}:TERM?"] = "+3"
    with pytest.raises(MalformedReply, match="expected 10 as it was set"):
        driver.select(function, Quantity.parse("10 A"), {})
    driver.select(function, Quantity.parse("3 A"), {})
    assert truevolt.obeyed.count(f"{header}:RANG?") == 1


@pytest.mark.parametrize("model", ["34460A"], indirect=True)
def test_the_34460a_has_no_10_a_terminals_and_is_not_asked_for_them(driver, truevolt):
    with pytest.raises(RangeInsufficient, match="has no range 10 A in dc_current"):
        driver.select("dc_current", Quantity.parse("10 A"), {})
    driver.select("dc_current", Quantity.parse("3 A"), {})
    assert "CURR:DC:TERM?" not in truevolt.obeyed


def test_the_10_a_range_has_terminals_of_its_own(read_type, model):
    record = read_type(f"keysight.{model.lower()}")
    for name in ("dc_current", "ac_current"):
        function = record.functions[name]
        found = {str(row.range): function.terminals_of(row) for row in function.ranges}
        assert {terminals for range_, terminals in found.items() if range_ != "10 A"} == {"CURRENT 3 A"}
        assert found.get("10 A") == (None if model == "34460A" else "CURRENT 10 A")


def test_what_ten_power_line_cycles_resolve_is_the_models_own(read_type, model):
    record = read_type(f"keysight.{model.lower()}")
    for name in ("dc_voltage", "dc_current", "resistance", "resistance_4w"):
        for row in record.functions[name].ranges:
            assert row.resolution.si / row.range.si == Fraction(Decimal(RESOLUTIONS[model]))


def test_only_the_two_higher_models_have_ranges_of_1_microampere_and_1_gigaohm(read_type, model):
    record = read_type(f"keysight.{model.lower()}")
    higher = model in {"34465A", "34470A"}
    assert (record.functions["dc_current"].named(Quantity.parse("1 µA")) is not None) is higher
    assert (record.functions["resistance"].named(Quantity.parse("1 GΩ")) is not None) is higher


def test_the_detector_follows_the_frequency(driver, truevolt):
    driver.select("ac_current", Quantity.parse("1 A"), {"frequency": Quantity.parse("1 kHz")})
    assert truevolt.settings()[-1] == "CURR:AC:BAND 20"


def test_an_indication_keeps_its_digits_and_an_overload_is_none(driver, truevolt):
    driver.select("ac_current", Quantity.parse("1 A"), {})
    truevolt.answers["READ?"] = "+8.54530000E-01"  # typical response in the guide, CONFigure:CURRent
    assert driver.indicate() == Indication(Decimal("0.854530000"), "A", "+8.54530000E-01", "nrf")
    truevolt.answers["READ?"] = "+9.90000000E+37"
    with pytest.raises(Overload, match="indicates overload"):
        driver.indicate()
