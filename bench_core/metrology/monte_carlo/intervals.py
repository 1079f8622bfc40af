"""Coverage intervals from the values of an output in order: with equal tails, and the shortest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bench_core.errors import NumberInvalid

if TYPE_CHECKING:
    from bench_core.metrology.arrays import Array


class Intervals(NamedTuple):
    """Two coverage intervals of the same probability, each with its lower and its upper end.

    Args:
        symmetric: the probabilities below and above it are equal.
        shortest: no other is shorter.
    """

    symmetric: tuple[float, float]
    shortest: tuple[float, float]


def least_trials(probability: float) -> int:
    """Return the least number of trials that an interval can be taken from: 100 / (1 - p).

    Raises:
        NumberInvalid: the probability does not lie between 0 and 1.

    Source: JCGM 101:2008 7.9.4 b).
    """
    if not 0.0 < probability < 1.0:
        raise NumberInvalid(f"a coverage probability lies between 0 and 1, not {probability}")
    return math.ceil(100.0 / (1.0 - probability) * (1.0 - 1e-12))  # 1 - 0.95 is not quite 0.05


def covered(trials: int, probability: float) -> int:
    """Return how many trials an interval covers: q of JCGM 101:2008 7.7.2."""
    share = probability * trials
    nearest = round(share)
    return nearest if math.isclose(share, nearest, rel_tol=1e-12) else math.floor(share + 0.5)


def lower_rank(trials: int, within: int) -> int:
    """Return the rank, from 1, of the lower end of the interval with equal tails: r of JCGM 101:2008 7.7.2."""
    return (trials - within + 1) // 2


def exact_intervals(values: Array, probability: float) -> Intervals:
    """Return the intervals of values, which are put in another order: the tails alone are sorted.

    Args:
        values: of one output.
        probability: to be covered, such as 0.95.

    Source: JCGM 101:2008 7.7.2 to 7.7.4.
    """
    trials = len(values)
    within = covered(trials, probability)
    tail = trials - within
    if 2 * tail < trials:
        values.partition(tail - 1)
        above = values[tail:]
        above.partition(within - tail)
        values[:tail].sort()
        values[within:].sort()
    else:
        values.sort()
    lower, upper = values[:tail], values[within:]
    equal, short = lower_rank(trials, within) - 1, int((upper - lower).argmin())
    return Intervals((float(lower[equal]), float(upper[equal])), (float(lower[short]), float(upper[short])))
