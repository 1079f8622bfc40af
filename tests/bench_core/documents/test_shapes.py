"""An editor takes every text that the reader takes, and refuses the usual slips."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic_core import PydanticCustomError

from bench_core.documents.fields import DateField, DigestField, NameField, TextField, WholeNumber, YesNo
from bench_core.documents.limits import Limits
from bench_core.documents.model import DocumentModel
from bench_core.documents.periods import Period
from bench_core.documents.schema import schema_of
from bench_core.documents.shapes import EXPRESSION, LIMITS, PERIOD, QUANTITY, TEXT
from bench_core.documents.templates import COMMAND, Template
from bench_core.errors import ExpressionInvalid, NumberInvalid, UnitUnknown
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit_table import ALIASES, PREFIX_ALIASES, PREFIXES, UNITS


def takes(shape, value):
    return Draft7Validator(shape).is_valid(value)


def why_not(parse, text):
    """Return why a text cannot be read, empty where it can."""
    try:
        parse(text)
    except (NumberInvalid, UnitUnknown, ExpressionInvalid, PydanticCustomError) as problem:
        return str(problem)
    return ""


def reads(parse, text):
    return not why_not(parse, text)


NUMBERS = st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,3}([eE][+-]?[0-9]{1,3})?(/[0-9]{1,2})?", fullmatch=True)
PREFIX = st.sampled_from(["", *PREFIXES, *PREFIX_ALIASES, "\u03bc"])
SYMBOL = st.sampled_from([*UNITS, *ALIASES, "\u2126", "℃", "inch", "furlong", "v", "Hx", "mmhg"])
POWER = st.sampled_from(["", "", "^2", "^-1", "²", "⁻³", "^100", "^"])
FACTOR = st.builds("{}{}{}".format, PREFIX, SYMBOL, POWER)
UNITS_ = st.builds("{}{}".format, FACTOR, st.sampled_from(["", "·Hz", "/m³", "/K", "/s/s", "·m·s^-2", "*s"]))
QUANTITIES = st.builds("{}{}{}".format, NUMBERS, st.sampled_from(["", " ", "  ", "\t"]), st.one_of(st.just(""), UNITS_))


@settings(deadline=None)  # the first unit of pint's takes half a second
@given(QUANTITIES)
def test_an_editor_takes_exactly_the_quantities_that_the_reader_takes_but_for_very_large_ones(text):
    if reads(Quantity.parse, text):
        assert takes(QUANTITY, text)
    elif takes(QUANTITY, text):
        words = why_not(Quantity.parse, text)
        long_name = re.search("[a-z]{4}", text)  # perhaps one of pint's, which only the reader can tell
        assert "beyond" in words or "exponent" in words or (long_name and "unknown unit" in words)


SIGNS = st.sampled_from([" ± ", "±", " .. ", "..", " +- ", " to "])


@settings(deadline=None)
@given(st.one_of(st.builds("{}{}{}".format, QUANTITIES, SIGNS, QUANTITIES), st.builds("≤{}".format, QUANTITIES)))
def test_an_editor_takes_all_limits_that_the_reader_takes(text):
    assert takes(LIMITS, text) or not reads(Limits.parse, text)


@given(st.text('ab1.e 0+-*/^()[]<>=,µVΩ°C%·²²m·_±≤×"\n', max_size=14))
def test_an_editor_takes_all_expressions_that_the_reader_takes(text):
    assert takes(EXPRESSION, text) or not reads(parse_expression, text)


@given(st.text("VOLT? {}rangevlufqcy:;\"'\t~é", max_size=14) | st.sampled_from(["VOLT {value}", "{range}", "{ range}"]))
def test_an_editor_takes_exactly_the_commands_that_the_reader_takes(text):
    assert takes(COMMAND, text) == reads(Template.parse, text)


@given(st.from_regex(r"[0-9]{0,5} ?(year|month|d|week)s?", fullmatch=True))
def test_an_editor_takes_exactly_the_periods_that_the_reader_takes(text):
    assert takes(PERIOD, text) == reads(Period.parse, text)


@pytest.mark.parametrize("wrong", ["10 v", "10 Vx", "ten V", "10,5 V", "10 V V", "10 mHzz", "", "V", "10 V/s/s"])
def test_an_editor_refuses_a_slip_in_a_quantity(wrong):
    assert not takes(QUANTITY, wrong)


@pytest.mark.parametrize("wrong", ["<= 75 %", "20 °C +- 1 °C", "20 ± °C", "75 %", "≤ 75 x", "45 % - 75 %"])
def test_an_editor_refuses_a_slip_in_limits(wrong):
    assert not takes(LIMITS, wrong)


@pytest.mark.parametrize("value", ["a", "12", 12, 1e3, True, "a\nb", " x "])
def test_an_editor_takes_as_text_whatever_stands_there(value):
    assert takes(TEXT, value)


@pytest.mark.parametrize("value", ["", " ", None, [], {}])
def test_an_editor_refuses_an_empty_text_and_what_is_none(value):
    assert not takes(TEXT, value)


class Fields(DocumentModel):
    """One of each of the plain fields."""

    name: NameField = "a"
    digest: DigestField = "0" * 64
    whole: WholeNumber = 1
    yes: YesNo = True
    day: DateField | None = None
    text: TextField = "x"


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [("name", "meter-1", "1meter"), ("digest", "0a" * 32, "0A" * 32), ("whole", 10, "10"), ("yes", False, "yes"),
     ("day", "2026-11-21", 2026), ("text", "x", [])],
)  # fmt: skip
def test_an_editor_tells_each_plain_field_from_what_it_is_not(key, right, wrong):
    shape = schema_of(Fields, {})
    assert takes(shape, {key: right})
    assert not takes(shape, {key: wrong})


@pytest.mark.parametrize("parse", [Limits.parse, Period.parse, Template.parse])
def test_the_readers_of_these_tests_can_refuse(parse):
    assert not reads(parse, "")
