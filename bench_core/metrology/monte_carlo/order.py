"""The order of an output's values in bounded memory: all of them while they are few, then counts between some."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from bench_core.metrology.monte_carlo.intervals import Intervals, covered, exact_intervals, lower_rank

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench_core.metrology.arrays import Array

MOST_KEPT: Final = 2**21
"""Values that are kept at once, of all outputs together: 16 MiB. Up to here intervals are exact."""

MOST_MARKS: Final = 2**18
"""Values that serve as marks at once, of all outputs together."""

_SURE: Final = 8.0  # standard deviations of a share of trials; a tail may be as much larger than in the values kept


class OrderedValues:
    """Values of one output, asked for the ends of their coverage intervals.

    The first values, as many as may be kept, are marks afterwards: how many later values lie between two of them is
    counted, in the tails, where the ends of intervals may lie. An end is then one of the marks, and the share of the
    trials below it is right to `resolution`, whatever the number of trials.

    Args:
        most_kept: values to keep; more are counted.
        probability: that the intervals cover.
        most_marks: how many of the kept values serve as marks.
    """

    def __init__(self, most_kept: int, probability: float, most_marks: int = MOST_MARKS) -> None:
        self.probability = probability
        self.trials = 0
        self._kept: Array = np.empty(most_kept)
        self._most_marks = most_marks
        self._marks: Array | None = None
        self._counts: NDArray[np.int64] = np.empty(0, np.int64)
        self._tails = (0.0, 0.0)  # the largest mark of the lower one, the smallest of the upper one
        self._between = 0  # the place of what lies between the tails, where no end can be
        self._ends = (math.inf, -math.inf)

    @property
    def resolution(self) -> float:
        """The largest share of the trials between two values that an end may be; 0 where ends are exact."""
        if self._marks is None:
            return 0.0
        tails = np.delete(self._counts, self._between)
        return float(tails.max() / self.trials)

    def add(self, values: Array) -> None:
        """Take more values."""
        if self._marks is None:
            free = self._kept.size - self.trials
            self._kept[self.trials : self.trials + values.size] = values[:free]
            self.trials += min(free, values.size)
            if values.size <= free:
                return
            self._mark()
            values = values[free:]
        self._count(values)
        self.trials += values.size

    def intervals(self) -> Intervals:
        """Return the coverage intervals of all values; kept values are put in another order."""
        if self._marks is None:
            return exact_intervals(self._kept[: self.trials], self.probability)
        places = np.concatenate(([self._ends[0]], self._marks, [self._ends[1]]))
        ranks = np.concatenate(([1], np.cumsum(self._counts)))
        within = covered(self.trials, self.probability)
        equal = lower_rank(self.trials, within)
        symmetric = places[np.searchsorted(ranks, [equal, equal + within])]
        # the first rank of each place, so that a value that many trials have is within the interval as a whole
        first = np.concatenate(([1], ranks[:-1] + 1))
        lower = first <= self.trials - within
        upper = places[np.searchsorted(ranks, first[lower] + within)]
        short = int((upper - places[lower]).argmin())
        return Intervals((float(symmetric[0]), float(symmetric[1])), (float(places[lower][short]), float(upper[short])))

    def _mark(self) -> None:
        """Make marks of the kept values' tails, count the values between them, and forget the values."""
        kept, outside = self._kept, 1.0 - self.probability
        share = outside + _SURE * math.sqrt(outside * self.probability / kept.size)
        tail = min(math.ceil(share * kept.size), kept.size // 2)
        kept.partition(tail - 1)
        kept[tail:].partition(kept.size - 2 * tail)
        kept[:tail].sort()
        kept[-tail:].sort()
        step = -(-2 * tail // self._most_marks)
        self._tails = (float(kept[tail - 1]), float(kept[-tail]))
        lower, upper = kept[:tail][::-step], kept[-tail:][::step]
        self._marks = np.unique(np.concatenate((lower, upper)))
        self._between = int(self._marks.searchsorted(self._tails[1]))
        self._counts = np.zeros(self._marks.size + 1, np.int64)
        for begin in range(0, kept.size, 10_000):
            self._count(kept[begin : begin + 10_000])
        self._kept = np.empty(0)

    def _count(self, values: Array) -> None:
        """Add values to the counts: up to each mark from the one before it, and beyond the last."""
        marks = self._marks
        assert marks is not None  # noqa: S101  only called when there are some
        below, above = values[values <= self._tails[0]], values[values > self._tails[1]]
        for part in (below, above):
            self._counts += np.bincount(marks.searchsorted(np.sort(part)), minlength=marks.size + 1)
        self._counts[self._between] += values.size - below.size - above.size
        self._ends = (min(self._ends[0], float(values.min())), max(self._ends[1], float(values.max())))
