"""JJF 1033: repeatability, stability and verification of a measurement standard, on published cases."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.decision.measurement_standard import (
    repeatability,
    stability,
    stability_since,
    verify_by_comparison,
    verify_by_transfer,
)
from bench_core.metrology.quantity import Quantity

TEN = "15.9775 15.9755 15.973 15.971 15.969 15.9669 15.9656 15.962 15.963 15.9626"
GROUPS = "10.012 10.013 10.017 10.015 10.009 10.011"


def series(text: str, symbol: str) -> list[Quantity]:
    return [Quantity.of(number, symbol) for number in text.split()]


def quantities(*texts: str) -> list[Quantity]:
    return [Quantity.parse(text) for text in texts]


def test_the_repeatability_may_be_at_most_that_of_the_budget():
    # the ten readings of the uncertainty note to JJG 882 (m.xashilian.com/tech_news/detail/175604.html)
    found = repeatability(series(TEN, "mA"), Quantity.parse("5.6 µA"))
    assert found.standard_deviation == pytest.approx(0.005526793323840205, rel=1e-12)
    assert found.holds
    assert not repeatability(series(TEN, "mA"), Quantity.parse("5.5 µA")).holds


def test_a_repeatability_test_takes_ten_readings():
    with pytest.raises(NumberInvalid, match="needs 10 or more values, not 9"):
        repeatability(series(TEN, "mA")[:9], Quantity.parse("5.6 µA"))


def test_the_stability_of_a_new_standard_is_the_range_of_its_group_means():
    # level-2 examination 2017 (m.qiqiwenku.com/docx/480453.html): 0.008
    found = stability(series(GROUPS, "V"), Quantity.parse("8 mV"))
    assert found.change == Quantity.parse("0.008 V")
    assert found.holds
    assert not stability(series(GROUPS, "V"), Quantity.parse("7.999 mV")).holds
    with pytest.raises(NumberInvalid, match="needs 4 or more groups, not 3"):
        stability(series(GROUPS, "V")[:3], Quantity.parse("8 mV"))


@pytest.mark.parametrize(("present", "holds"), [("10.004 V", True), ("9.996 V", True), ("10.0041 V", False)])
def test_the_stability_of_a_standard_in_use_is_its_change_since_the_year_before(present, holds):
    found = stability_since(*quantities("10 V", present, "4 mV"))
    assert found.holds is holds
    assert found.change == abs(Quantity.parse(present) - Quantity.parse("10 V"))


def test_verification_against_a_higher_standard_converts_its_k():
    # registered metrologist, case of a 200 g weight: U_ref 1.5 mg (k = 3) is 1.0 mg (k = 2); 2.0 mg <= 2.24 mg
    found = verify_by_transfer(*quantities("200.0012 g", "2.0 mg", "200.0032 g", "1.5 mg"), (2, 3))
    assert found.deviation == Quantity.parse("-2 mg")
    assert found.limit * 1000 == pytest.approx(2.24, abs=0.005)
    assert found.limit * 1000 == pytest.approx(2.23606797749979, rel=1e-12)
    assert found.holds


@pytest.mark.parametrize(
    ("value", "reference_uncertainty", "limit", "holds"),
    [
        ("1.005 V", "4 mV", 0.005, True),
        ("1.0050001 V", "4 mV", 0.005, False),
        ("0.995 V", "4 mV", 0.005, True),
        # U_ref is just a third of U_lab and is neglected; a little more and it is not
        ("1.003 V", "1 mV", 0.003, True),
        ("1.0030001 V", "1 mV", 0.003, False),
        ("1.0030001 V", "1.0001 mV", math.hypot(3e-3, 1.0001e-3), True),
    ],
)
def test_verification_is_decided_at_its_limit_exactly(value, reference_uncertainty, limit, holds):
    found = verify_by_transfer(*quantities(value, "3 mV", "1 V", reference_uncertainty))
    assert found.limit == pytest.approx(limit, rel=1e-12)
    assert found.holds is holds


def test_verification_by_comparison_allows_less_because_the_mean_holds_the_own_value():
    others = quantities("10.000 V", "10.002 V", "10.001 V")
    found = verify_by_comparison(Quantity.parse("10.005 V"), others, Quantity.parse("3.5 mV"))
    assert found.deviation == Quantity.parse("3 mV")
    assert found.limit == pytest.approx(0.0035 * math.sqrt(3 / 4))
    assert found.holds
    assert not verify_by_comparison(Quantity.parse("10.005 V"), others, Quantity.parse("3.4 mV")).holds
    with pytest.raises(NumberInvalid, match="needs 3 or more laboratories, not 2"):
        verify_by_comparison(Quantity.parse("10.005 V"), others[:1], Quantity.parse("3.5 mV"))


def test_temperatures_have_uncertainties_in_kelvin():
    found = verify_by_transfer(*quantities("20.05 °C", "60 mK", "20.00 °C", "10 mK"))
    assert found.holds
    assert found.limit == pytest.approx(0.06)


def test_standard_uncertainties_are_compared_with_k_1():
    found = verify_by_transfer(*quantities("1.003 V", "3 mV", "1 V", "8 mV"), (1.0, 2.0))
    assert found.limit == pytest.approx(5e-3)


@pytest.mark.parametrize("k", [(0.0, 2.0), (2.0, math.nan), (2.0, math.inf), (-2.0, 2.0)])
def test_a_coverage_factor_is_above_0(k):
    with pytest.raises(NumberInvalid, match="coverage factor"):
        verify_by_transfer(*quantities("1 V", "1 mV", "1 V", "1 mV"), k)


def test_a_negative_width_or_another_kind_is_refused():
    with pytest.raises(NumberInvalid, match="negative"):
        verify_by_transfer(*quantities("1 V", "-1 mV", "1 V", "1 mV"))
    with pytest.raises(UnitMismatch):
        stability_since(*quantities("1 V", "1 V", "1 mA"))
