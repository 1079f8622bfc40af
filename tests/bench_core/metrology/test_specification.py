"""Limits of error and what they mean as standard uncertainty."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification, limit_of_error, standard_uncertainty

LIMITS = Coverage("rectangular")


def specification(a: str, b: str, c: str | None, full: str, coverage: Coverage = LIMITS) -> Specification:
    constant = None if c is None else Quantity.parse(c)
    return Specification(Quantity.parse(a), Quantity.parse(b), constant, Quantity.parse(full), coverage)


@pytest.mark.parametrize(
    ("a", "b", "c", "full", "reading", "limit"),
    [
        # JJF 1094-2002: ±(0.0035 % of reading + 0.0025 % of range), at 10 V: 0.85 mV (toserve.com/article/17070671)
        ("0.0035 %", "0.0025 %", None, "20 V", "10 V", "0.00085 V"),
        ("0.0035 %", "0.0025 %", None, "20 V", "-10 V", "0.00085 V"),
        # 3½-digit meter ±(0.1 % + 2 digits of 1 mV) at 1.209 V: 3.209 mV (m.tortoiseonline.com/tiku/shiti/9724394)
        ("0.1 %", "0 %", "2 mV", "2 V", "1.209 V", "0.003209 V"),
        # resistance 999.408 kΩ, ±(0.005 % + 0.03 kΩ) (wangxiao.cn/jls/1796984942)
        ("0.005 %", "0 ppm", "0.03 kΩ", "1 MΩ", "999.408 kΩ", "0.0799704 kΩ"),
        ("50 ppm", "35 ppm", "1 µV", "100 mV", "0.09 V", "0.000009 V"),
        ("0 %", "0 %", "0.5 °C", "100 °C", "50 °C", "0.5 K"),
        ("1 %", "0 %", None, "100 °C", "50 °C", "0.5 K"),
    ],
)
def test_a_limit_of_error_is_exact_and_in_the_unit_of_the_reading(a, b, c, full, reading, limit):
    found = limit_of_error(specification(a, b, c, full), Quantity.parse(reading))
    assert found == Quantity.parse(limit)


def test_plain_limits_are_rectangular():
    # Registered metrologist's exercise (wangxiao.cn/jls/1796984942): u_B = 0.046 kΩ
    found = standard_uncertainty(specification("0.005 %", "0 %", "0.03 kΩ", "1 MΩ"), Quantity.parse("999.408 kΩ"))
    assert found == pytest.approx(0.046, abs=0.001)
    # Class 0.4 gauge (m.mydoc123.com/d-1273716): 0.23 % of the span
    gauge = standard_uncertainty(specification("0 %", "0.4 %", None, "100 kPa"), Quantity.parse("40 kPa"))
    assert gauge == pytest.approx(0.23, abs=0.005)


@pytest.mark.parametrize(
    ("probability", "factor"), [("95 %", 1.959964), ("99 %", 2.575829), ("95.45 %", 2.000002), ("0.9973", 2.999977)]
)
def test_a_normal_limit_is_divided_by_the_factor_of_its_probability(probability, factor):
    coverage = Coverage("normal", Quantity.parse(probability))
    found = standard_uncertainty(specification("0 %", "0 %", "1 mV", "1 V", coverage), Quantity.parse("0.5 V"))
    assert found == pytest.approx(0.001 / factor, rel=1e-6)


@given(st.integers(-(10**6), 10**6), st.sampled_from([None, "normal"]))
def test_the_standard_uncertainty_scales_with_the_unit(millivolts, distribution):
    coverage = Coverage("normal", Quantity.parse("99 %")) if distribution else LIMITS
    given_spec = specification("0.0035 %", "0.0005 %", "2 µV", "10 V", coverage)
    reading = Quantity.of(millivolts, "mV")
    in_volts = standard_uncertainty(given_spec, reading.to("V"))
    assert math.isclose(standard_uncertainty(given_spec, reading), 1000 * in_volts, rel_tol=1e-12)
    assert standard_uncertainty(given_spec, reading) == standard_uncertainty(given_spec, -reading)


def test_a_specification_of_another_kind_is_refused():
    with pytest.raises(UnitMismatch):
        limit_of_error(specification("1 %", "1 %", None, "10 V"), Quantity.parse("1 A"))
    with pytest.raises(UnitMismatch):
        limit_of_error(specification("1 %", "1 %", "1 mA", "10 V"), Quantity.parse("1 V"))


def test_a_normal_limit_without_probability_is_refused():
    with pytest.raises(NumberInvalid, match="probability"):
        standard_uncertainty(specification("1 %", "0 %", None, "1 V", Coverage("normal")), Quantity.parse("1 V"))
