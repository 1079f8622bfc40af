"""Quantities: exact values with units, kept digits, temperatures and their differences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bench_core.errors import NumberInvalid, UnitMismatch, UnitUnknown
from bench_core.metrology.quantity import Quantity, decimal, number_text

UNITS = st.sampled_from(["V", "mV", "kΩ", "%", "1", "kg/m³", "ppm", "min", "psi", "K^-1", "1/K"])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value="-1e9", max_value="1e9", places=9)


@pytest.mark.parametrize("text", ["1.20", "-1.20", "+9.90000000E+37", "0", ".5", "5.", "1e-6", "000.100", "1E5"])
def test_a_number_keeps_its_digits(text):
    assert decimal(text) == Decimal(text)
    assert decimal(text).as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1_0",
        "１",
        "1,5",
        "0x1",
        "nan",
        "inf",
        "-",
        ".",
        "e5",
        "1e",
        "1e400",
        "1e61",
        "1e-61",
        "1" * 61,
        "0e999",
        "0e-999",
        "1.2.3",
        "--1",
        "1\n",
        "²",
        "1e1e1",
        "Infinity",
        "٣",
    ],
)
def test_other_forms_are_not_numbers(text):
    with pytest.raises(NumberInvalid):
        decimal(text)


@pytest.mark.parametrize(
    ("text", "value", "symbol", "printed"),
    [
        ("10 V", "10", "V", "10 V"),
        ("-90 %", "-90", "%", "-90 %"),
        ("1.20 mV", "1.2", "mV", "1.20 mV"),
        ("10V", "10", "V", "10 V"),
        ("0.10", "0.1", "1", "0.10"),
        ("1/3 V", "1/3", "V", "1/3 V"),
        ("-1/4 V", "-1/4", "V", "-0.25 V"),
        ("20 ℃", "20", "°C", "20 °C"),
        ("1e3 uV", "1000", "µV", "1000 µV"),
        (" 5 1/K ", "5", "1/K", "5 1/K"),
        ("1.0e-3 V", "0.001", "V", "0.0010 V"),
    ],
)
def test_a_quantity_is_read_and_printed(text, value, symbol, printed):
    quantity = Quantity.parse(text)
    assert (quantity.value, quantity.unit.symbol, str(quantity)) == (Fraction(value), symbol, printed)


@pytest.mark.parametrize("text", ["", "V", "10 V V", "ten V", "1_0 V", "1,5 V", "1 / 3 V", "1/0 V", "± 1 V", "1..2 V"])
def test_what_is_not_a_quantity_is_refused(text):
    with pytest.raises((NumberInvalid, UnitUnknown)):
        Quantity.parse(text)


@given(st.fractions(), UNITS)
def test_any_exact_value_survives_being_written_and_read(value, symbol):
    quantity = Quantity.of(value, symbol)
    assert Quantity.parse(str(quantity)) == quantity


@given(DECIMALS, UNITS)
def test_a_written_value_keeps_its_decimals(number, symbol):
    quantity = Quantity.of(number, symbol)
    assert Quantity.parse(str(quantity)).decimals == quantity.decimals == 9


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_refused(text):
    try:
        assert Quantity.parse(str(Quantity.parse(text))) == Quantity.parse(text)
    except (NumberInvalid, UnitUnknown):
        return


def test_a_number_without_a_short_decimal_is_a_fraction():
    assert number_text(Fraction(1, 3)) == "1/3"
    assert number_text(Fraction(1, 2**2000)) == f"1/{2**2000}"
    assert number_text(Fraction(-5, 4), 4) == "-1.2500"
    assert number_text(Fraction(1, 8), 1) == "0.125"
    assert number_text(Fraction(-1, 100)) == "-0.01"


def test_a_number_that_is_not_finite_is_refused():
    for number in (Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN")):
        with pytest.raises(NumberInvalid, match="not a finite number"):
            Quantity.of(number, "V")


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("1.5 V", "mV", "1500 mV"),
        ("1 h", "s", "3600 s"),
        ("25 °C", "K", "298.15 K"),
        ("0 K", "°C", "-273.15 °C"),
        ("1 bar", "kPa", "100 kPa"),
        ("50 ppm", "%", "0.005 %"),
        ("1 mmHg", "Pa", "133.322387415 Pa"),
    ],
)
def test_conversion_is_exact(text, target, expected):
    assert str(Quantity.parse(text).to(target)) == expected


@given(DECIMALS, DECIMALS)
def test_sums_and_products_are_exact_whatever_the_units(a, b):
    volts, millivolts = Quantity.of(a, "V"), Quantity.of(b, "mV")
    assert (volts + millivolts).si == Fraction(a) + Fraction(b) / 1000
    assert (volts - millivolts).si == Fraction(a) - Fraction(b) / 1000
    assert (volts * millivolts).si == Fraction(a) * Fraction(b) / 1000
    assert (volts < millivolts) == (Fraction(a) < Fraction(b) / 1000)
    assert (volts <= millivolts) == (Fraction(a) <= Fraction(b) / 1000)
    assert (volts > millivolts) != (volts <= millivolts)
    assert (volts >= millivolts) != (volts < millivolts)


def test_a_ratio_leaves_the_unit_alone():
    assert str(Quantity.parse("200 mV") * Quantity.parse("50 %")) == "100 mV"
    assert str(Quantity.parse("200 mV") / Quantity.parse("50 %")) == "400 mV"
    assert str(Quantity.parse("200 mV") * 3) == "600 mV"
    assert str(Quantity.parse("200 mV") / 4) == "50 mV"
    assert str(Quantity.parse("2 V") / Quantity.parse("4 mA")) == "500 Ω"
    assert str(Quantity.parse("2 mV") ** 2 / Quantity.parse("1 V")) == "0.000004 V"
    assert str(Quantity.parse("2 mV") ** 1) == "2 mV"


def test_a_sum_keeps_the_larger_number_of_decimals():
    assert str(Quantity.parse("1.20 V") + Quantity.parse("0.3 V")) == "1.50 V"
    assert str(Quantity.parse("0.3 V") + Quantity.parse("1.20 V")) == "1.50 V"
    assert str(-Quantity.parse("1.20 V")) == "-1.20 V"
    assert str(abs(Quantity.parse("-1.20 V"))) == "1.20 V"


def test_temperatures_differ_in_kelvin():
    t, t0, dt = (Quantity.parse(text) for text in ("20.5 °C", "20.0 °C", "500 mK"))
    assert str(t - t0) == "0.5 K"
    assert str(t0 + dt) == "20.5 °C"
    assert str(t - dt) == "20 °C"
    assert t0 < t
    assert Quantity.parse("1 °C").as_difference() == Quantity.parse("1 K")
    assert Quantity.parse("20.30 °C").as_difference().decimals == 2
    assert Quantity.parse("1 V").as_difference() == Quantity.parse("1 V")


@pytest.mark.parametrize(
    "compute",
    [
        lambda t, _: t + t,
        lambda t, k: k + t,
        lambda t, k: k - t,
        lambda t, _: -t,
        lambda t, _: abs(t),
        lambda t, _: t * 2,
        lambda t, _: t / 2,
        lambda t, k: t * k,
        lambda t, k: k / t,
        lambda t, _: t**2,
        lambda t, k: t < k,
        lambda t, k: k >= t,
    ],
)
def test_a_temperature_is_never_taken_for_a_difference(compute):
    with pytest.raises(UnitMismatch, match=r"°C|differences in K"):
        compute(Quantity.parse("20 °C"), Quantity.parse("1 K"))


@pytest.mark.parametrize(
    "compute", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a.to(b.unit)]
)
def test_other_kinds_are_refused_with_both_units(compute):
    with pytest.raises(UnitMismatch) as caught:
        compute(Quantity.parse("1 mV"), Quantity.parse("1 kΩ"))
    assert {"mV", "kΩ"} <= set(str(caught.value).split())


@dataclass
class Holder:
    value: Quantity


def test_a_record_holds_a_quantity_as_text():
    adapter = TypeAdapter(Holder)
    holder = adapter.validate_python({"value": "1.20 mV"})
    assert adapter.dump_python(holder, mode="json") == {"value": "1.20 mV"}
    assert adapter.validate_python({"value": holder.value}) == holder
    for wrong in ("1.20 mVV", "x", 1.2, 1, None, True):
        with pytest.raises(ValidationError):
            adapter.validate_python({"value": wrong})


def test_equal_means_the_same_quantity_whatever_the_unit():
    assert Quantity.parse("10 µV") == Quantity.parse("0.00001 V")
    assert len({Quantity.parse("10 µV"), Quantity.parse("0.00001 V")}) == 1
    assert Quantity.parse("1 V") != Quantity.parse("1 A")
    assert Quantity.parse("1 V") != 1
    assert Quantity.parse("0.5 °C") != Quantity.parse("273.65 K")
