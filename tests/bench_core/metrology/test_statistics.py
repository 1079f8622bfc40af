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
from bench_core.metrology.statistics import Spread, mean, pooled, range_method, sample_standard_deviation, variance


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


def test_the_range_method_of_4_readings():
    # Registered metrologist's exercise (zhaokaoti.com/sjtk/dce10d23a156444188c1fe7594a1cd23.html): R 0.05, s 0.02
    found = range_method(series("10.12 10.15 10.1 10.11", "mm"))
    assert found.standard_deviation == pytest.approx(0.05 / 2.06)
    assert round(found.standard_deviation, 2) == 0.02
    assert found.degrees_of_freedom == 2.7


def test_the_range_method_of_3_water_meter_readings():
    # Uncertainty note to JJG 162 (renrendoc.com/paper/201316088.html): s 0.059 L with C = 1.69
    assert range_method(series("19.892 19.988 19.992", "L")).standard_deviation == pytest.approx(0.059, abs=6e-4)


# JJF 1059.1-2012, table 1.
@pytest.mark.parametrize(
    ("number", "coefficient", "freedom"),
    [
        (2, 1.13, 0.9),
        (3, 1.69, 1.8),
        (4, 2.06, 2.7),
        (5, 2.33, 3.6),
        (6, 2.53, 4.5),
        (7, 2.70, 5.3),
        (8, 2.85, 6.0),
        (9, 2.97, 6.8),
    ],
)
def test_the_range_method_has_the_table_of_jjf_1059(number, coefficient, freedom):
    readings = [Quantity.of(1, "V")] * (number - 1) + [Quantity.of(2, "V")]
    assert range_method(readings) == Spread(pytest.approx(1 / coefficient), freedom)


def test_ten_groups_of_six_are_pooled():
    # Metrologist's examination 2017 (m.qiqiwenku.com/docx/480453.html): s_p 0.003 with 50 degrees of freedom
    deviations = (0.003, 0.003, 0.004, 0.003, 0.004, 0.003, 0.003, 0.003, 0.004, 0.002)
    found = pooled([Spread(s, 5) for s in deviations])
    assert found == Spread(pytest.approx(0.003, abs=5e-4), 50)
    assert found.standard_deviation == pytest.approx(math.sqrt(1.06e-5))


def test_a_group_with_more_readings_weighs_more_when_pooled():
    assert pooled([Spread(1.0, 1), Spread(2.0, 3)]) == Spread(math.sqrt((1 + 3 * 4) / 4), 4)


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
        (lambda: range_method([Quantity.of(1, "V")]), "needs 2 or more values, not 1"),
        (lambda: range_method([Quantity.of(1, "V")] * 10), "2 to 9 values, not 10"),
        (lambda: pooled([]), "finite degrees of freedom"),
        (lambda: pooled([Spread(1.0, 0)]), "finite degrees of freedom"),
        (lambda: pooled([Spread(1.0, math.inf)]), "finite degrees of freedom"),
    ],
)
def test_too_few_values_are_refused(compute, words):
    with pytest.raises(NumberInvalid, match=words):
        compute()
