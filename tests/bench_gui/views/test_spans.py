"""Spans of time as people read them: each in the unit that fits it."""

from __future__ import annotations

import pytest

from bench_gui.views.spans import age, span


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-3.0, "0 s"), (0.4, "0 s"), (40.0, "40 s"), (99.4, "99 s"), (100.0, "2 min"), (5900.0, "98 min"),
        (6000.0, "1 h 40 min"), (7170.0, "2 h 0 min"), (86400.0, "24 h 0 min"),
    ],
)  # fmt: skip
def test_a_span_is_told_in_seconds_then_minutes_then_hours(words, seconds, told):
    assert span(seconds, words) == told


@pytest.mark.parametrize(("seconds", "told"), [(-1.0, "0.0 s"), (0.34, "0.3 s"), (9.9, "9.9 s"), (10.0, "10 s")])
def test_an_age_has_tenths_of_a_second_at_first(words, seconds, told):
    assert age(seconds, words) == told
