"""Type A evaluation against published examples."""

from __future__ import annotations

import statistics as pythons
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean, sample_standard_deviation, variance


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
