"""Numbers are read from replies in their own form and in no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.errors import NumberInvalid, UnitUnknown
from bench_core.records.reply import read_entry, read_number


@pytest.mark.parametrize(
    ("form", "raw", "digits"),
    [
        ("nrf", "+1.00000000E+00", "1.00000000"),
        ("nrf", "-9.01", "-9.01"),
        ("nrf", "12", "12"),
        ("nrf:0", "1.000000E+01,V,0.0E+00,0,0.0E+00", "10.00000"),
        ("nrf:2", "1.000000E+01,V, 5.0E+01", "50"),
        ("entered", "9.0010", "9.0010"),
        ("entered", " -12.34mV ", "-12.34"),
        ("entered", "+0.5 kΩ", "0.5"),
        ("entered", "0.5 k\u2126", "0.5"),
        ("entered", "20 \u03bcA", "20"),
        ("library", "9.000063", "9.000063"),
        ("library", "-1.25e-07", "-1.25E-7"),
        ("library", "1000.10 Ω", "1000.10"),
        ("library", "+9.00006310E+00", "9.00006310"),
    ],
)
def test_a_number_keeps_the_digits_of_its_reply(form, raw, digits):
    assert read_number(form, raw) == Decimal(digits)


@pytest.mark.parametrize(
    "raw", ["", " 1", "1 ", "1.0 V", "1,5", "NAN", "inf", "1e", "0x10", "١", "1_0", "--1", "1\x00"]
)
def test_a_reply_in_another_form_is_never_a_number(raw):
    with pytest.raises(NumberInvalid):
        read_number("nrf", raw)


@pytest.mark.parametrize("raw", ["", " 1", "1,5", "inf", "nan", "True", "V", "np.float64(1.0)", "[1.0]", "None"])
def test_what_a_library_returned_is_a_number_or_refused(raw):
    with pytest.raises(NumberInvalid):
        read_number("library", raw)


@pytest.mark.parametrize("text", ["9.0010 V", "9.0010V", "9.0010", " 9.0010  V "])
def test_an_entry_keeps_its_digits_and_its_unit(text):
    number, unit = read_entry(text)
    assert str(number) == "9.0010"
    assert unit == ("V" if "V" in text else None)


@pytest.mark.parametrize("text", ["", "V", "9,0", "9 000", "1/3 V", "９.0", "9.0 V V", "--9", "9.0.1", "9.0e3 V"])
def test_an_entry_that_is_no_plain_number_is_refused(text):
    with pytest.raises(NumberInvalid):
        read_entry(text)


@pytest.mark.parametrize("text", ["9.0 Vx", "1e-3", "0x10", "9O.1"])
def test_letters_that_are_no_unit_are_refused(text):
    with pytest.raises(UnitUnknown):
        read_entry(text)


def test_a_missing_field_is_named():
    with pytest.raises(NumberInvalid, match="has 2 fields; field 2 is missing"):
        read_number("nrf:2", "1,2")


@pytest.mark.parametrize("form", ["", "nr1", "nrf:", "nrf:-1", "nrf:1x"])
def test_an_unknown_form_is_refused(form):
    with pytest.raises(NumberInvalid, match="is not known"):
        read_number(form, "1")
