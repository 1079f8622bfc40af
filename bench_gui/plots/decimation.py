"""Thins a trace to what a screen can show of it: the lowest and the highest value of each column of pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Thinned:
    """What is drawn of a trace; every number is finite.

    Args:
        times: in ascending order.
        values: at these times.
        joined: whether a line goes from each point to the next; False before a gap. None where there is no gap.
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    joined: NDArray[np.bool_] | None


def thinned(times: NDArray[np.float64], values: NDArray[np.float64], columns: int) -> Thinned:
    """Return a trace with at most two points in each column of pixels, besides its first and its last point.

    Both of a column are values of the trace, its lowest and its highest, so that no spike is lost; they stand at the
    times of the column's first and last point. A trace that is short enough is returned as it is.

    Args:
        times: in ascending order.
        values: as many; one that is not finite is a gap, over which no line is drawn.
        columns: how many pixels wide the picture is, at least 1.
    """
    if len(times) > 2 * columns + 2:
        line = _of_columns(times, values, columns)
        if np.isfinite(line.values).all():  # what is not finite would be the lowest or the highest of its column
            return line
    finite = np.isfinite(values)
    pieces = np.cumsum(~finite)[finite]
    times, values = times[finite], values[finite]
    if len(times) > 2 * columns + 2:
        return _of_columns(times, values, columns, pieces)
    return Thinned(times, values, _joined(pieces))


def _of_columns(
    times: NDArray[np.float64], values: NDArray[np.float64], columns: int, pieces: NDArray[np.intp] | None = None
) -> Thinned:
    """Return lowest and highest value of each column, to and fro: from one to the next the line is then short.

    Args:
        times: in ascending order.
        values: as many.
        columns: of pixels.
        pieces: which piece of the trace each value belongs to; None for one of all.
    """
    starts = _starts(times, columns)
    ends = np.append(starts[1:], len(times)) - 1
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    rises = np.arange(len(starts)) % 2 == 0
    drawn = np.empty(2 * len(starts) + 2)
    drawn[0], drawn[-1] = values[0], values[-1]
    drawn[1:-1:2], drawn[2:-1:2] = np.where(rises, low, high), np.where(rises, high, low)
    at = np.concatenate(([0], np.column_stack((starts, ends)).ravel(), [len(times) - 1]))
    return Thinned(times[at], drawn, None if pieces is None else _joined(pieces[at]))


def _starts(times: NDArray[np.float64], columns: int) -> NDArray[np.intp]:
    """Return the index of the first point of each column that has any."""
    starts = np.searchsorted(times, np.linspace(times[0], times[-1], columns + 1)[:-1])
    return starts[np.diff(starts, prepend=-1) > 0]


def _joined(pieces: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Return whether each point is of the same piece as the next; the last one is of none."""
    if not len(pieces) or pieces[0] == pieces[-1]:
        return None
    return np.append(pieces[1:] == pieces[:-1], [False])
