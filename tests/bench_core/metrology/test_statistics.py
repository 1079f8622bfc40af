"""Type A evaluation against published examples."""

from __future__ import annotations

import math
import statistics as pythons
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import (
    Spread,
    covariance_of_means,
    mean,
    paired_means,
    pooled,
    pooled_of,
    range_method,
    sample_standard_deviation,
    variance,
)


def series(text: str, symbol: str) -> list[Quantity]:
    return [Quantity.of(number, symbol) for number in text.split()]


def test_bessel_of_8_readings():
    # Verifier's examination (diyifanwen.net/c4xbko70xgm17c1937440_1.html); mean 12.44, s 0.0404, 3 s 0.121
    readings = series("12.4 12.5 12.38 12.48 12.42 12.46 12.45 12.43", "V")
    assert mean(readings) == Quantity.of("12.44", "V")
    assert sample_standard_deviation(readings) == pytest.approx(0.0404, rel=0.005)
    assert 3 * sample_standard_deviation(readings) == pytest.approx(0.121, rel=0.005)


def test_bessel_of_a_pressure_transmitter():
    # Uncertainty note to JJG 882 (m.xashilian.com/tech_news/detail/175604.html): mean 15.9686 mA, s 0.0056 mA
    readings = series("15.9775 15.9755 15.973 15.971 15.969 15.9669 15.9656 15.962 15.963 15.9626", "mA")
    assert float(mean(readings)) == pytest.approx(15.9686, abs=5e-5)
    assert sample_standard_deviation(readings) == pytest.approx(0.0056, abs=1e-4)


def test_the_mean_of_readings_at_a_gauge_block_is_exact():
    # Metrologist's examination 2016 (ziliaoku.com): 5 mm block, mean 4.997 mm, error 0.003 mm
    readings = series("4.998 4.997 4.999 4.996 4.995", "mm")
    assert mean(readings) == Quantity.parse("4.997 mm")
    assert Quantity.parse("5 mm") - mean(readings) == Quantity.parse("0.003 mm")


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=20), st.integers(-(10**12), 10**12))
def test_the_spread_does_not_change_with_a_common_shift(values, shift):
    plain = [Quantity.of(value, "V") for value in values]
    shifted = [Quantity.of(value + shift, "V") for value in values]
    assert variance(plain) == variance(shifted) == pythons.variance([Fraction(value) for value in values])
    assert mean(shifted) - mean(plain) == Quantity.of(shift, "V")


def test_the_spread_of_temperatures_is_in_kelvin():
    celsius = series("20.1 20.3 20.2", "°C")
    assert mean(celsius) == Quantity.parse("20.2 °C")
    assert sample_standard_deviation(celsius) == pytest.approx(0.1)
    assert sample_standard_deviation([value.to("K") for value in celsius]) == pytest.approx(0.1)


def test_values_are_taken_in_the_unit_of_the_first():
    assert mean([Quantity.parse("1 V"), Quantity.parse("2000 mV")]) == Quantity.parse("1.5 V")
    with pytest.raises(UnitMismatch):
        mean([Quantity.parse("1 V"), Quantity.parse("1 A")])


@pytest.mark.parametrize(
    ("compute", "words"),
    [
        (lambda: mean([]), "a mean needs 1 or more values, not 0"),
        (lambda: variance([Quantity.of(1, "V")]), "needs 2 or more values, not 1"),
    ],
)
def test_too_few_values_are_refused(compute, words):
    with pytest.raises(NumberInvalid, match=words):
        compute()


@pytest.mark.parametrize(
    ("readings", "s", "freedom"),
    [
        # registered metrologist's exercise (zhaokaoti.com/sjtk/dce10d23a156444188c1fe7594a1cd23): R 0.05, s 0.02
        ("10.12 10.15 10.1 10.11", 0.05 / 2.06, 2.7),
        # uncertainty note to JJG 162 (renrendoc.com/paper/201316088): s 0.059 of three runs, C(3) = 1.69
        ("19.892 19.988 19.992", 0.1 / 1.69, 1.8),
        ("1 2", 1 / 1.13, 0.9),
        ("1 2 3 4 5", 4 / 2.33, 3.6),
        ("1 2 3 4 5 6", 5 / 2.53, 4.5),
        ("1 2 3 4 5 6 7", 6 / 2.70, 5.3),
        ("1 2 3 4 5 6 7 8", 7 / 2.85, 6.0),
        ("9 1 2 3 4 5 6 7 8", 8 / 2.97, 6.8),
    ],
)
def test_the_range_method_divides_the_range_by_its_coefficient(readings, s, freedom):
    assert range_method(series(readings, "L")) == (pytest.approx(s, rel=1e-12), freedom)


@pytest.mark.parametrize("number", [1, 10])
def test_the_range_method_is_refused_where_it_has_no_coefficient(number):
    with pytest.raises(NumberInvalid, match=f"for 2 to 9 values, not {number}"):
        range_method(series("1 " * number, "L"))


def test_a_known_standard_deviation_serves_a_mean_of_fewer_observations():
    # level-1 examination 2016: s 0.006 A from 10 readings, the result is a mean of 2: u 0.004 A
    found = Spread(0.006, 9).of_mean(2)
    assert found.standard_deviation == pytest.approx(0.004, abs=5e-4)
    assert found == (pytest.approx(0.004242640687119285, rel=1e-12), 9)
    assert Spread(0.006, 9).of_mean(1) == (0.006, 9)
    with pytest.raises(NumberInvalid, match="not 0"):
        Spread(0.006, 9).of_mean(0)


def test_the_uncertainty_of_a_mean_is_the_deviation_over_the_root_of_the_number():
    readings = series("1.000 1.006 1.002", "A")
    expected = Spread(sample_standard_deviation(readings), 2).of_mean(3).standard_deviation
    assert paired_means(readings).standard_uncertainties == (pytest.approx(expected, rel=1e-12),)


def test_pooled_repeatability_of_ten_groups():
    # level-2 examination 2017 (m.qiqiwenku.com/docx/480453.html): s_p 0.003 with 50 degrees of freedom
    found = pooled([Spread(s / 1000, 5) for s in (3, 3, 4, 3, 4, 3, 3, 3, 4, 2)])
    assert found.standard_deviation == pytest.approx(0.003, abs=5e-4)
    assert found.standard_deviation == pytest.approx(0.003255764119219941, rel=1e-12)
    assert found.degrees_of_freedom == 50


def test_groups_of_unequal_size_weigh_by_their_degrees_of_freedom():
    assert pooled([Spread(1.0, 1), Spread(2.0, 8)]) == (pytest.approx(math.sqrt(33 / 9)), 9.0)
    groups = [series("1 2 3", "V"), series("10 14", "V"), [Quantity.parse("7000 mV")] * 4]
    found = pooled_of(groups)
    assert found == (pytest.approx(math.sqrt(10 / 6)), 6.0)


def test_pooled_groups_are_taken_in_the_unit_of_the_first_observation():
    groups = [series("1 2", "V"), series("1000 2000", "mV")]
    assert pooled_of(groups).standard_deviation == pytest.approx(math.sqrt(0.5))


@pytest.mark.parametrize(
    "call",
    [
        lambda: pooled([]),
        lambda: pooled([Spread(-1.0, 3)]),
        lambda: pooled([Spread(math.nan, 3)]),
        lambda: pooled([Spread(math.inf, 3)]),
        lambda: pooled([Spread(1.0, 0)]),
        lambda: pooled([Spread(1.0, math.inf)]),
        lambda: pooled_of([]),
        lambda: pooled_of([[]]),
        lambda: pooled_of([series("1 2", "V"), series("1", "V")]),
    ],
)
def test_groups_that_cannot_be_pooled_are_refused(call):
    with pytest.raises(NumberInvalid):
        call()


VOLTS = "5.007 4.994 5.005 4.990 4.999"
MILLIAMPERES = "19.663 19.639 19.640 19.685 19.678"
RADIANS = "1.0456 1.0438 1.0468 1.0428 1.0433"


def test_means_of_paired_observations_are_correlated_as_in_gum_h_2():
    # JCGM 100:2008 table H.2: means, u, and r = -0.36, 0.86, -0.65
    found = paired_means(series(VOLTS, "V"), series(MILLIAMPERES, "mA"), series(RADIANS, "rad"))
    assert [str(one) for one in found.means] == ["4.999 V", "19.661 mA", "1.04446 rad"]
    assert found.standard_uncertainties == pytest.approx((0.0032, 0.0095, 0.00075), abs=6e-5)
    assert found.degrees_of_freedom == 4
    (_, r_vi, r_vphi), (_, _, r_iphi), _ = found.correlation
    assert (r_vi, r_vphi, r_iphi) == pytest.approx((-0.36, 0.86, -0.65), abs=5e-3)
    assert (r_vi, r_vphi, r_iphi) == pytest.approx(
        (-0.3553112198174771, 0.8576242108399619, -0.6451112176892463), rel=1e-12
    )
    assert [row[index] for index, row in enumerate(found.correlation)] == [1.0, 1.0, 1.0]


@given(st.lists(st.tuples(*[st.integers(-(10**6), 10**6)] * 2), min_size=2, max_size=20))
def test_the_covariance_of_means_agrees_with_pythons_and_is_symmetric(pairs):
    left, right = ([Quantity.of(pair[side], "V") for pair in pairs] for side in (0, 1))
    exact = covariance_of_means(left, right)
    numbers = [[float(pair[side]) for pair in pairs] for side in (0, 1)]
    assert float(exact) * len(pairs) == pytest.approx(pythons.covariance(*numbers), rel=1e-9, abs=1e-6)
    assert exact == covariance_of_means(right, left)
    assert covariance_of_means(left, left) == variance(left) / len(pairs)
    found = paired_means(left, right)
    assert found.correlation[0][1] == found.correlation[1][0]
    assert abs(found.correlation[0][1]) <= 1.0


def test_the_correlation_has_neither_unit_nor_scale_and_is_0_beside_what_never_varied():
    volts, ohms = series("1 2 4", "V"), series("10 30 20", "Ω")
    millivolts = [value.to("mV") for value in volts]
    assert paired_means(volts, ohms).correlation == paired_means(millivolts, ohms).correlation
    assert paired_means(volts, volts).correlation[0][1] == 1.0
    assert paired_means(volts, [-value for value in volts]).correlation[0][1] == -1.0
    assert paired_means(volts, series("3 3 3", "Ω")).correlation[0][1] == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: paired_means(series("1 2 3", "V"), series("1 2", "A")), "3 of one and 2 of the other"),
        (lambda: paired_means(series("1", "V"), series("1", "A")), "2 or more values, not 1"),
        (paired_means, "1 or more series"),
    ],
)
def test_observations_that_are_no_pairs_are_refused(call, words):
    with pytest.raises(NumberInvalid, match=words):
        call()
