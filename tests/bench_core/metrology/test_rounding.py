"""GB/T 8170 rounding on its published examples, at its ties, and only once."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch, UnitUnknown
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import (
    neighbours,
    report,
    round_to,
    round_up,
    significant_interval,
    written_interval,
)


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
        ("0.099", "0.02", "0.10"),
        ("1.03", "0.2", "1.0"),
        ("1", "1e-30", "1.000000000000000000000000000000"),
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


# JJG 124-2005 record of a 15 V, 150-division voltmeter (gfjl.org/thread-189301-1-1.html): mean in V, divisions, error
JJG_124 = """
30 2.980075 29.8 0.2
40 3.987855 39.9 0.1
50 4.99149 49.9 0.1
70 6.981935 69.8 0.2
80 7.996375 80.0 0.0
100 9.98859 99.9 0.1
130 13.0002 130.0 0.0
140 14.00975 140.1 -0.1
150 15.01725 150.2 -0.2
"""


@pytest.mark.parametrize("line", JJG_124.split("\n")[1:-1])
def test_an_analogue_meter_is_rounded_to_a_tenth_of_a_division_as_its_record_shows(line):
    indicated, volts, rounded, error = line.split()
    divisions = round_to(Quantity.parse(volts) * 10, Quantity.parse("0.1"))
    assert str(divisions) == rounded
    assert Quantity.parse(indicated) - divisions == Quantity.parse(error)


@given(st.fractions(), st.fractions(min_value="1/1000", max_value=1000))
def test_rounding_is_symmetric_in_sign(value, step):
    interval = Quantity.of(step, "V")
    plain, mirrored = (round_to(Quantity.of(one, "V"), interval) for one in (value, -value))
    assert plain == -mirrored
    assert plain.decimals == mirrored.decimals
    assert round_up(Quantity.of(-value, "V"), interval) == -round_up(Quantity.of(value, "V"), interval)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=5),
    st.sampled_from(["0.5", "0.2", "0.02", "5", "20", "0.05"]),
)
def test_half_and_fifth_units_are_the_doubling_and_fivefolding_of_gbt_8170(number, interval):
    # GB/T 8170-2008 3.4: times 2 (or 5), rounded to the unit interval, divided by it again
    step = Decimal(interval)
    times = 2 if "5" in interval else 5
    unit = step * times
    expected = ((number * times) / unit).to_integral_value(ROUND_HALF_EVEN) * unit / times
    assert round_to(Quantity.of(number, "V"), Quantity.parse(f"{interval} V")) == Quantity.of(expected, "V")


def test_a_value_is_rounded_once():
    # GB/T 8170-2008 3.3: 8.53459 to 3 digits is 8.53; by way of 8.535 it would be 8.54
    once = round_to(Quantity.parse("8.53459 V"), Quantity.parse("1 mV"))
    assert str(once) == "8.535 V"
    with pytest.raises(NumberInvalid, match=r"8.535 V was already rounded, to 1 mV; .* round the unrounded value once"):
        round_to(once, Quantity.parse("0.01 V"))
    with pytest.raises(NumberInvalid, match="already rounded"):
        round_up(once, Quantity.parse("0.01 V"))


def test_rounding_again_is_allowed_where_it_changes_nothing():
    once = round_to(Quantity.parse("8.534 V"), Quantity.parse("0.01 V"))
    assert str(round_to(once, Quantity.parse("10 mV"))) == "8.53 V"
    assert str(round_to(once, Quantity.parse("1 mV"))) == "8.530 V"
    assert str(round_to(round_to(Quantity.parse("9.98 V"), Quantity.parse("0.1 V")), Quantity.parse("1 V"))) == "10 V"


@given(st.fractions(-1000, 1000), st.fractions(min_value="1/100", max_value=10), st.integers(1, 50))
def test_what_is_allowed_again_is_what_one_step_gives(value, fine, times):
    exact, coarse = Quantity.of(value, "V"), Quantity.of(fine * times, "V")
    once = round_to(exact, Quantity.of(fine, "V"))
    try:
        twice = round_to(once, coarse)
    except NumberInvalid:
        return
    assert abs(twice.value - value) * 2 <= fine
    assert abs(round_to(exact, coarse).value - value) == abs(twice.value - value)


def test_what_is_computed_from_rounded_values_is_a_new_value():
    once = round_to(Quantity.parse("8.534 V"), Quantity.parse("0.01 V"))
    assert str(round_to(once - Quantity.parse("0.011 V"), Quantity.parse("0.1 V"))) == "8.5 V"
    assert str(round_to(once / 2, Quantity.parse("0.1 V"))) == "4.3 V"


@pytest.mark.parametrize(
    ("value", "interval", "rounded"),
    [
        ("0.0121", "0.001", "0.013"),
        ("0.0120", "0.001", "0.012"),
        ("-0.0121", "0.001", "-0.013"),
        ("10.47 mΩ", "1 mΩ", "11 mΩ"),
        ("41 V", "20 V", "60 V"),
        ("0", "5", "0"),
    ],
)
def test_an_uncertainty_may_be_rounded_up(value, interval, rounded):
    # JCGM 100:2008 7.2.6: 10.47 mΩ might be rounded up to 11 mΩ
    assert str(round_up(Quantity.parse(value), Quantity.parse(interval))) == rounded


@pytest.mark.parametrize(
    ("expanded", "digits", "direction", "printed"),
    [
        (0.0121, 2, "up", ("1.235 V", "0.013 V")),
        (0.0121, 2, "nearest", ("1.235 V", "0.012 V")),
        (0.0121, 2, "up_if_much_less", ("1.235 V", "0.012 V")),
        # EA-4/02 6.3: up where the nearest is more than 5 % less; 0.14 -> 0.1 takes 29 % away, 0.94 -> 0.9 only 4 %
        (0.14, 1, "up_if_much_less", ("1.2 V", "0.2 V")),
        (0.94, 1, "up_if_much_less", ("1.2 V", "0.9 V")),
        (0.94, 1, "up", ("1 V", "1 V")),
        (0.16, 1, "up_if_much_less", ("1.2 V", "0.2 V")),
        (0.105, 1, "up_if_much_less", ("1.2 V", "0.1 V")),
        (0.1053, 1, "up_if_much_less", ("1.2 V", "0.2 V")),
        # a carry leaves the digits as they are asked for
        (9.91, 2, "up", ("1 V", "10 V")),
        (0.0991, 2, "up", ("1.23 V", "0.10 V")),
    ],
)
def test_u_is_rounded_up_where_a_rule_asks_and_the_value_never(expanded, digits, direction, printed):
    found = report(Quantity.parse("1.23457 V"), expanded, digits, direction)
    assert (str(found.value), str(found.expanded_uncertainty)) == printed


@given(st.floats(1e-9, 1e9), st.integers(1, 2))
def test_u_rounded_up_is_never_less_and_by_the_5_percent_rule_hardly(expanded, digits):
    value = Quantity.parse("0 V")
    exact = Quantity.of(Decimal(repr(expanded)), "V")
    assert report(value, expanded, digits, "up").expanded_uncertainty >= exact
    assert report(value, expanded, digits, "up_if_much_less").expanded_uncertainty * 20 >= exact * 19


@pytest.mark.parametrize(
    ("value", "digits", "interval"),
    [
        ("12.345 mV", 3, "0.1 mV"),
        ("-12.345 mV", 3, "0.1 mV"),
        ("99.96 V", 3, "1 V"),
        ("2500", 1, "1000"),
        ("0.00099999", 2, "0.0001"),
        ("20.26 °C", 2, "1 K"),
    ],
)
def test_significant_digits_name_their_interval(value, digits, interval):
    assert str(significant_interval(Quantity.parse(value), digits)) == interval


def test_0_has_no_significant_digit():
    with pytest.raises(NumberInvalid, match="0 V has no significant digit"):
        significant_interval(Quantity.parse("0 V"), 2)


@pytest.mark.parametrize(
    ("reading", "interval"),
    [
        ("1.2340 V", "0.0001 V"),
        ("-120 mV", "1 mV"),
        ("+1.20E+06 Ω", "10000 Ω"),
        ("+1.20000000E+03", "0.00001"),
        ("5e-3V", "0.001 V"),
        ("20.5 °C", "0.1 K"),
    ],
)
def test_the_last_digit_of_a_reading_is_an_interval(reading, interval):
    assert str(written_interval(reading)) == interval


def test_a_quantity_knows_the_digits_that_it_was_written_with():
    reading = Quantity.parse("1.2340 V")
    assert str(written_interval(reading)) == "0.0001 V"
    assert str(round_to(Quantity.parse("1.00004 V"), written_interval(reading))) == "1.0000 V"
    with pytest.raises(NumberInvalid, match="no digits of its own"):
        written_interval(reading / 3)
    with pytest.raises(NumberInvalid):
        written_interval("１.2 V")
    with pytest.raises(UnitUnknown):
        written_interval("1.2 volts")


@pytest.mark.parametrize(
    ("value", "interval", "below", "above"),
    [
        ("12.345 mV", "0.02 mV", "12.34 mV", "12.36 mV"),
        ("-0.25", "0.1", "-0.3", "-0.2"),
        ("5 V", "1 V", "5 V", "5 V"),
    ],
)
def test_a_value_lies_between_its_neighbours(value, interval, below, above):
    found = neighbours(Quantity.parse(value), Quantity.parse(interval))
    assert tuple(map(str, found)) == (below, above)
    assert {one.interval for one in found} == {Quantity.parse(interval)}
