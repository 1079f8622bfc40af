"""A found value is held against the printed one within the tolerance that stands behind it, and never beyond."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.validation.comparison import compare
from bench_core.validation.example import Expected


def printed(text, basis="printed", tolerance=None, relative=None):
    given = Fraction(tolerance) if tolerance is not None else None
    return Expected("x", text, basis, given, relative, "published")


@pytest.mark.parametrize(("found", "ok"), [(1.5, True), (0.5, True), (1.51, False), (0.49, False)])
def test_a_value_may_be_half_a_unit_of_the_last_printed_digit_away(found, ok):
    assert compare(printed("1", tolerance="0.5"), found).ok is ok


def test_binary_round_off_does_not_turn_half_a_unit_into_more():
    assert compare(printed("29.8008", tolerance="0.00005"), 29.80075).ok


def test_quantities_are_compared_in_the_unit_that_is_printed():
    comparison = compare(printed("93 nm", tolerance="1"), Quantity.parse("0.0000000925 m"))
    assert (comparison.ok, comparison.found, comparison.deviation) == (True, "92.5 nm", -0.5)


def test_a_temperature_agrees_with_kelvin():
    assert compare(printed("20 °C", tolerance="0.01"), Quantity.parse("293.15 K")).ok


@pytest.mark.parametrize("found", [math.nan, math.inf, "pass", True, Quantity.parse("1 V")])
def test_what_is_no_such_number_disagrees(found):
    assert not compare(printed("1", tolerance="1000"), found).ok


def test_a_relative_tolerance_is_a_share_of_the_printed_value():
    one = printed("-200", basis="precision", relative=1e-3)
    assert compare(one, -200.19).ok
    assert not compare(one, -200.21).ok
    assert compare(one, -200.0).tolerance == pytest.approx(0.2)


def test_a_bound_is_met_from_below_only_and_not_from_far_below():
    bound = printed("5 %", basis="bound", tolerance="0.5")
    assert [compare(bound, found).ok for found in (0.0501, 0.05, 0.0485, 0.0449)] == [False, True, True, False]


def test_exact_texts_agree_character_by_character():
    exact = printed("1.0", basis="exact")
    assert compare(exact, Quantity.parse("1.0")).ok
    assert not compare(exact, Quantity.parse("1.00")).ok
    assert compare(printed("true", basis="exact"), found=True).ok
    assert not compare(printed("true", basis="exact"), found=False).ok


def test_a_found_value_shows_more_digits_than_the_printed_one():
    assert compare(printed("0.071", tolerance="0.0005"), 0.07107140739).found == "0.071071407"
    assert compare(printed("99.9830602", basis="precision", relative=1e-6), 99.98306018468466).found == "99.983060185"
