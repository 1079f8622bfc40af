"""What is left of a trace on the screen shows every column of pixels as the whole trace would."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_gui.plots.decimation import thinned

_STEPS = st.lists(st.integers(0, 5), min_size=1, max_size=120)
_VALUE = st.one_of(st.integers(-50, 50).map(float), st.sampled_from([math.nan, math.inf, -math.inf]))


@st.composite
def traces(draw, value=_VALUE):
    times = np.cumsum(draw(_STEPS)).astype(float)
    values = draw(st.lists(value, min_size=len(times), max_size=len(times)))
    return times, np.array(values, dtype=float)


def _slowly(times, values, columns):
    """Return lowest and highest value of each column that has any, the plain way."""
    edges = [float(edge) for edge in np.linspace(times[0], times[-1], columns + 1)[:-1]]
    found: dict[int, list[float]] = {}
    for time, value in zip(times, values, strict=True):
        column = max((number for number, edge in enumerate(edges) if edge <= time), default=0)
        if edges[0] == times[-1]:
            column = 0
        found.setdefault(column, []).append(float(value))
    return [(min(of), max(of)) for _, of in sorted(found.items())]


@given(traces(st.integers(-50, 50).map(float)), st.integers(1, 12))
def test_each_column_keeps_its_lowest_and_its_highest_value(trace, columns):
    times, values = trace
    line = thinned(times, values, columns)
    if len(times) <= 2 * columns + 2:
        assert line.times.tolist() == times.tolist()
        assert line.values.tolist() == values.tolist()
        return
    pairs = line.values[1:-1].reshape(-1, 2)
    assert [tuple(sorted(pair)) for pair in pairs.tolist()] == _slowly(times, values, columns)


@given(traces(), st.integers(1, 12))
def test_a_thinned_trace_is_finite_short_in_order_and_keeps_its_ends(trace, columns):
    times, values = trace
    line = thinned(times, values, columns)
    finite = np.isfinite(values)
    assert np.isfinite(line.values).all()
    assert np.isfinite(line.times).all()
    assert len(line.values) == len(line.times) <= 2 * columns + 2
    assert (np.diff(line.times) >= 0).all()
    if finite.any():
        assert (line.times[0], line.values[0]) == (times[finite][0], values[finite][0])
        assert (line.times[-1], line.values[-1]) == (times[finite][-1], values[finite][-1])


@given(traces())
def test_no_line_is_drawn_over_what_is_not_a_number(trace):
    times, values = trace
    line = thinned(times, values, 1000)
    joined = [True] * len(line.times) if line.joined is None else line.joined.tolist()
    finite = [number for number, value in enumerate(values) if math.isfinite(value)]
    for place, (one, other) in enumerate(pairwise(finite)):
        assert joined[place] == (other == one + 1)


def test_a_gap_stays_one_where_the_trace_is_thinned():
    values = np.sin(np.arange(10_000.0))
    values[4000:6000] = np.nan
    line = thinned(np.arange(10_000.0), values, 100)
    assert line.joined is not None
    ends = np.flatnonzero(~line.joined)[:-1]
    assert [(line.times[end], line.times[end + 1]) for end in ends] == [(3999.0, 6000.0)]


def test_one_spike_among_a_million_values_is_not_lost():
    values = np.zeros(1_000_000)
    values[654_321] = 7.0
    line = thinned(np.arange(1_000_000.0), values, 800)
    assert line.values.max() == 7.0
    assert line.joined is None


@pytest.mark.parametrize("values", [[], [math.nan], [math.nan] * 9])
def test_a_trace_of_nothing_is_nothing(values):
    line = thinned(np.arange(float(len(values))), np.array(values), 2)
    assert len(line.times) == len(line.values) == 0
