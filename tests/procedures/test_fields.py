"""The small forms of the language: ranges, limits, and how numbers are shown."""

from __future__ import annotations

import pytest

from bench_core.errors import ExpressionInvalid, UsageError
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from procedures.fields import RangesOf, parse_limit, parse_ranges
from procedures.shown import shown


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("± uut.mpe", "-(uut.mpe)", "uut.mpe"),
        ("±uut.mpe / 2 + 1 V", "-(uut.mpe / 2 + 1 V)", "uut.mpe / 2 + 1 V"),
        ("≤ uut.mpe", None, "uut.mpe"),
        ("[-uut.mpe, 2 * uut.mpe]", "-uut.mpe", "2 * uut.mpe"),
        ("[ max(a, b), min(c, d) ]", "max(a, b)", "min(c, d)"),
    ],
)
def test_a_limit_has_its_ends(text, lower, upper):
    limit = parse_limit(text)
    assert (limit.lower_text, limit.upper.expression.text) == (lower, upper)


@pytest.mark.parametrize(
    ("text", "offset"), [("± uut. mpe", 5), ("[a, b +]", 7), ("≥ 1 V", 0), ("[a]", 0), ("[a, b, c]", 0)]
)
def test_a_limit_that_cannot_be_read_is_located(text, offset):
    with pytest.raises(ExpressionInvalid) as refused:
        parse_limit(text)
    assert refused.value.offset == offset


def test_ranges_are_a_choice_or_one_range():
    assert parse_ranges("uut.basic_range(dc_voltage)") == RangesOf("basic_range", "dc_voltage")
    assert parse_ranges("10 V") == Quantity.parse("10 V")


@pytest.mark.parametrize(
    "text", ["uut.basic_range", "uut.basic_range()", "uut.basic_range(dc_voltage", "uut.ranges(x)", "ten"]
)
def test_another_form_of_ranges_is_refused(text):
    with pytest.raises(UsageError):
        parse_ranges(text)


@pytest.mark.parametrize(
    ("value", "symbol", "text"),
    [
        (0.0000993855, "V", "99.39 µV"),
        (0.00099999, "mV", "1000 nV"),
        (1234.5, "V", "1.234 kV"),
        (0.0, "V", "0 V"),
        (-0.02, "V", "-20 mV"),
        (0.5, "%", "0.5 %"),
        (3.6725, "1", "3.672"),
    ],
)
def test_numbers_are_shown_in_a_handy_prefix(value, symbol, text):
    assert shown(value, unit(symbol)) == text
