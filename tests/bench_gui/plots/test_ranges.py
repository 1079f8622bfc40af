"""A scale stands still while values move a little, and shows all of them always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_gui.plots.ranges import range_of, span_of

_ENDS = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).map(sorted)


@given(st.lists(_ENDS, min_size=1, max_size=6))
def test_every_value_is_within_the_range(courses):
    shown = None
    for low, high in courses:
        shown = range_of(low, high, shown)
        assert shown[0] <= low <= high <= shown[1]
        assert shown[0] < shown[1]


def test_the_range_is_kept_while_values_fill_a_good_part_of_it():
    shown = range_of(0.0, 10.0, None)
    assert range_of(0.5, 9.0, shown) == shown
    assert range_of(-1.0, 11.4, shown) == shown


def test_the_range_follows_a_signal_that_leaves_it_or_fills_little_of_it():
    shown = range_of(0.0, 10.0, None)
    assert range_of(0.0, 12.0, shown) == pytest.approx((-1.8, 13.8))
    low, high = range_of(9.9999, 10.0001, shown)
    assert high - low < 0.001


def test_a_signal_that_does_not_move_at_all_has_a_range():
    low, high = range_of(10.0, 10.0, None)
    assert low < 10.0 < high
    assert range_of(0.0, 0.0, None)[0] < 0.0


def test_the_time_that_is_shown_is_round():
    assert [span_of(seconds) for seconds in (0.0, 1.0, 1.1, 31.0, 60.0, 61.0)] == [1.0, 1.0, 2.0, 60.0, 60.0, 120.0]
    assert span_of(100_000.0) == 172_800.0
