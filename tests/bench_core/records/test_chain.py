"""The canonical form is that of RFC 8785."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.records.chain import canonical, utc_text

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)


def test_keys_are_sorted_by_their_utf_16_units():
    # the example of RFC 8785, clause 3.2.3
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical({"inner": dict.fromkeys(names, "x")})
    order = list(json.loads(text)["inner"])
    assert order == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_escaped_as_the_standard_says():
    # RFC 8785, clause 3.2.2.2
    assert canonical('\b\t\n\f\r\x0f"\\/\x7f€') == '"\\b\\t\\n\\f\\r\\u000f\\"\\\\/\x7f€"'


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.booleans(), st.none(), st.lists(TEXTS)), max_size=6))
def test_the_canonical_form_is_its_own_canonical_form(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.parametrize("microsecond", [0, 5, 999_999])
def test_utc_always_has_six_decimals_and_z(microsecond):
    moment = datetime(2026, 11, 21, 9, 8, 7, microsecond, tzinfo=UTC)
    assert utc_text(moment) == f"2026-11-21T09:08:07.{microsecond:06}Z"
