"""Chooses what part of a scale is shown, so that it stands still while values move a little."""

from __future__ import annotations

from bisect import bisect_left

_SPANS_S = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0)
_DAY_S = 86400.0
_MARGIN = 0.15
_LEAST_FILLED = 0.35
_LEAST_OF_MAGNITUDE = 1e-12
Range = tuple[float, float]


def span_of(seconds: float) -> float:
    """Return the round time that shows so many seconds [s]."""
    found = bisect_left(_SPANS_S, seconds)
    return _SPANS_S[found] if found < len(_SPANS_S) else _DAY_S * -(-seconds // _DAY_S)


def range_of(low: float, high: float, before: Range | None) -> Range:
    """Return the range that shows everything from `low` to `high` with a margin.

    Args:
        low: lowest value.
        high: highest value.
        before: range that is shown; it is kept while all is in it and fills at least a third of it.
    """
    if before is not None and before[0] <= low and high <= before[1]:
        filled = (high - low) / (before[1] - before[0])
        if filled >= _LEAST_FILLED or high == low:
            return before
    least = max(abs(low), abs(high), 1.0) * _LEAST_OF_MAGNITUDE
    margin = max((high - low) * _MARGIN, least)
    return low - margin, high + margin
