"""The adaptive procedure: batches of trials until mean, standard uncertainty and interval are stable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bench_core.errors import NumberInvalid
from bench_core.metrology.monte_carlo.intervals import exact_intervals, least_trials
from bench_core.metrology.monte_carlo.streams import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.arrays import Array
    from bench_core.metrology.monte_carlo.moments import Moments
    from bench_core.metrology.monte_carlo.trials import Chunk

_LONGEST_BATCH: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Adaptive:
    """How stable the results of a simulation must be, and how many trials that may take.

    Args:
        digits: of the standard uncertainty that are to be right, 1 or 2.
        most_trials: after which the procedure ends without stable results.
        share: of the numerical tolerance that must be reached; 0.2 where the law of propagation is to be validated
            (JCGM 101:2008 8.2).

    Raises:
        NumberInvalid: other digits, fewer trials than two batches, or a share not above 0 and up to 1.

    Source: JCGM 101:2008 7.9; JJF 1059.2-2012.
    """

    digits: int = 2
    most_trials: int = 10_000_000
    share: float = 1.0

    def __post_init__(self) -> None:
        if self.digits not in {1, 2}:
            raise NumberInvalid(f"1 or 2 digits of a standard uncertainty can be asked for, not {self.digits}")
        if self.most_trials < 2 * CHUNK:
            raise NumberInvalid(f"the adaptive procedure needs at least {2 * CHUNK} trials, not {self.most_trials}")
        if not 0.0 < self.share <= 1.0:
            raise NumberInvalid(f"a share of the numerical tolerance is above 0 and at most 1, not {self.share}")


def numerical_tolerance(standard_uncertainty: float, digits: int) -> float:
    """Return half a unit of the last of the digits of a standard uncertainty that are meaningful.

    Args:
        standard_uncertainty: in any unit.
        digits: such as 2; 0.0354 is then 35e-3, and its tolerance 0.0005.

    Source: JCGM 101:2008 7.9.2.
    """
    if not standard_uncertainty:
        return 0.0
    exponent = int(f"{standard_uncertainty:.{digits - 1}e}".partition("e")[2])
    return float(f"5e{exponent - digits}")


class Stability:
    """The statistics of the batches so far, and whether they are stable.

    The ends are those of the interval with equal tails. A batch has max(100 / (1 - p), 10,000) trials, rounded up to
    whole chunks.

    Args:
        wanted: what the procedure is to reach.
        probability: of the coverage interval, at most 0.9999.

    Raises:
        NumberInvalid: the probability needs larger batches than memory has room for, or more trials than allowed.
    """

    def __init__(self, wanted: Adaptive, probability: float) -> None:
        self._wanted, self._probability = wanted, probability
        self._chunks_of_batch = -(-max(least_trials(probability), CHUNK) // CHUNK)
        batch = self._chunks_of_batch * CHUNK
        if batch > _LONGEST_BATCH:
            raise NumberInvalid(f"the adaptive procedure is for probabilities up to 0.9999, not {probability}")
        if 2 * batch > wanted.most_trials:
            raise NumberInvalid(
                f"this probability needs batches of {batch} trials, two at least; {wanted.most_trials} are allowed"
            )
        self._batches = 0
        self._means: Array = np.empty(0)
        self._squares: Array = np.empty(0)
        self._moments: Moments | None = None

    def until_stable(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Give chunks on until the results are stable, or one more batch would be more than the trials allowed."""
        batch: list[Chunk] = []
        for chunk in chunks:
            yield chunk
            self._moments = chunk.moments if self._moments is None else self._moments + chunk.moments
            batch.append(chunk)
            if len(batch) < self._chunks_of_batch:
                continue
            self._take(batch)
            batch = []
            enough = self._moments.trials + self._chunks_of_batch * CHUNK > self._wanted.most_trials
            if enough or (self._batches > 1 and all(stable for _, stable in self.verdicts())):
                return

    def verdicts(self) -> list[tuple[float, bool]]:
        """Return the tolerance of each output and whether its four statistics reached it; 7.9.4 g) to k)."""
        assert self._moments is not None  # noqa: S101  asked after a batch only
        batches = self._batches
        spreads = 2.0 * np.sqrt(self._squares / (batches * (batches - 1)))
        found = []
        for u, spread in zip(self._moments.standard_uncertainties, spreads, strict=True):
            tolerance = numerical_tolerance(float(u), self._wanted.digits) * self._wanted.share
            found.append((tolerance, bool(spread.max() <= tolerance)))
        return found

    def _take(self, batch: list[Chunk]) -> None:
        """Add the four statistics of one batch, output by output; 7.9.4 e) to h)."""
        rows = [np.concatenate([chunk.values[place] for chunk in batch]) for place in range(len(batch[0].names))]
        found = np.array(
            [(row.mean(), row.std(ddof=1), *exact_intervals(row, self._probability).symmetric) for row in rows]
        )
        self._batches += 1
        if self._batches == 1:
            self._means, self._squares = found, np.zeros_like(found)
            return
        apart = found - self._means
        self._means = self._means + apart / self._batches
        self._squares = self._squares + apart * (found - self._means)
