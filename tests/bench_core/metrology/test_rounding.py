"""GB/T 8170 rounding on its published examples, at its ties, and only once."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import report, round_to


@pytest.mark.parametrize(
    ("value", "interval", "rounded"),
    [
        # GB/T 8170-2008 3.2, as quoted at daowen.com/book/content/214653640/12857750
        ("12.1498", "1", "12"),
        ("12.1498", "0.1", "12.1"),
        ("1268", "100", "1300"),
        ("10.5002", "1", "11"),
        ("1.050", "0.1", "1.0"),
        ("0.35", "0.1", "0.4"),
        ("2500", "1000", "2000"),
        ("3500", "1000", "4000"),
        ("-0.0365", "0.001", "-0.036"),
        ("8.53459", "0.01", "8.53"),
        # GB/T 8170-2008 3.4: intervals of 0.5 and 0.2 (of 100)
        ("60.25", "0.5", "60.0"),
        ("60.38", "0.5", "60.5"),
        ("60.28", "0.5", "60.5"),
        ("-60.75", "0.5", "-61.0"),
        ("830", "20", "840"),
        ("842", "20", "840"),
        ("832", "20", "840"),
        ("-930", "20", "-920"),
        ("0.03", "0.02", "0.04"),
        ("0.0499", "0.02", "0.04"),
        ("7.5", "5", "10"),
        ("-0.04", "0.1", "0.0"),
    ],
)
def test_gbt_8170_rounds_as_published(value, interval, rounded):
    assert str(round_to(Quantity.parse(value), Quantity.parse(interval))) == rounded


def test_the_interval_may_have_another_unit():
    assert str(round_to(Quantity.parse("1.23456 V"), Quantity.parse("0.1 mV"))) == "1.2346 V"
    assert str(round_to(Quantity.parse("20.26 °C"), Quantity.parse("0.1 °C"))) == "20.3 °C"
    assert str(round_to(Quantity.parse("20.26 °C"), Quantity.parse("100 mK"))) == "20.3 °C"
    with pytest.raises(UnitMismatch):
        round_to(Quantity.parse("1 V"), Quantity.parse("1 A"))


@pytest.mark.parametrize("interval", ["0", "-0.1"])
def test_an_interval_is_above_0(interval):
    with pytest.raises(NumberInvalid, match="above 0"):
        round_to(Quantity.parse("1"), Quantity.parse(interval))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6), st.integers(0, 5))
def test_decimal_intervals_agree_with_pythons_decimals(number, places):
    expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    found = round_to(Quantity.of(number, "V"), Quantity.of(Decimal(1).scaleb(-places), "V"))
    assert str(found) == f"{abs(expected) if expected == 0 else expected} V"


@given(st.fractions(), st.fractions(min_value="1/1000", max_value=1000))
def test_a_rounded_value_is_a_near_multiple_and_stays(value, step):
    interval = Quantity.of(step, "V")
    rounded = round_to(Quantity.of(value, "V"), interval)
    assert (rounded.value / step).denominator == 1
    assert abs(rounded.value - value) * 2 <= step
    assert round_to(rounded, interval) == rounded


@pytest.mark.parametrize(
    ("expanded", "digits", "rounded"),
    [
        (0.012345, 2, "0.012 V"),
        (0.0125, 2, "0.012 V"),
        (9.96, 2, "10 V"),
        (0.0996, 2, "0.10 V"),
        (99.5, 2, "100 V"),
        (1234.0, 2, "1200 V"),
        (8.53459, 3, "8.53 V"),
        (1.0, 3, "1.00 V"),
        (999.96, 4, "1000 V"),
    ],
)
def test_significant_digits_survive_a_carry(expanded, digits, rounded):
    assert str(report(Quantity.parse("0 V"), expanded, digits).expanded_uncertainty) == rounded


@pytest.mark.parametrize(
    ("value", "expanded", "digits", "printed"),
    [
        # JCGM 100:2008 7.2.6: 10.057 62 Ω with u = 27 mΩ is 10.058 Ω; 28.05 kHz
        ("10.05762 Ω", 0.027, 2, ("10.058 Ω", "0.027 Ω")),
        # EA-4/02 S3: (10 000.178 ± 0.017) Ω; S9: (0.10 ± 0.05) V
        ("10000.1780007665 Ω", 0.01665592, 2, ("10000.178 Ω", "0.017 Ω")),
        ("0.1 V", 0.0488, 1, ("0.10 V", "0.05 V")),
        # JCGM 100:2008 H.1: 50.000 838 mm with U = 93 nm
        ("50.000838 mm", 0.0000925, 2, ("50.000838 mm", "0.000092 mm")),
        ("12.3449 mV", 0.996, 2, ("12.3 mV", "1.0 mV")),
        ("1234.5 V", 34.5, 1, ("1230 V", "30 V")),
        ("-0.000125 V", 0.0000249, 2, ("-0.000125 V", "0.000025 V")),
        ("20.26 °C", 0.25, 1, ("20.3 °C", "0.2 K")),
        ("5 V", 1e-12, 2, ("5.0000000000000 V", "0.0000000000010 V")),
    ],
)
def test_a_value_is_printed_to_the_last_digit_of_its_uncertainty(value, expanded, digits, printed):
    found = report(Quantity.parse(value), expanded, digits)
    assert (str(found.value), str(found.expanded_uncertainty)) == printed


@pytest.mark.parametrize("expanded", [0.0, -1.0, math.inf, math.nan])
def test_an_impossible_uncertainty_is_refused(expanded):
    with pytest.raises(NumberInvalid, match="above 0"):
        report(Quantity.parse("1 V"), expanded, 2)


def test_a_number_has_at_least_one_digit():
    with pytest.raises(NumberInvalid, match="at least one"):
        report(Quantity.parse("1 V"), 0.1, 0)


@given(st.floats(1e-15, 1e15), st.integers(1, 2), st.decimals("-1e6", "1e6", places=6))
def test_a_reported_uncertainty_has_its_digits_and_the_value_its_decimals(expanded, digits, number):
    value, uncertainty = report(Quantity.of(number, "V"), expanded, digits)
    assert float(uncertainty) == pytest.approx(expanded, rel=0.5 * 10 ** (1 - digits) * (1 + 1e-9))
    assert value.decimals == uncertainty.decimals
    significant = str(uncertainty).split()[0].replace(".", "").lstrip("0")
    assert len(significant) >= digits
    assert significant[digits:].strip("0") == ""
