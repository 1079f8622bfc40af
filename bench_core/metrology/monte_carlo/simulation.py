"""Propagation of distributions: a model's outputs from a fixed number of trials, or from as many as needed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.inputs import NONE, Correlations
from bench_core.metrology.monte_carlo.adaptive import Adaptive, Stability
from bench_core.metrology.monte_carlo.draws import prepare_draws
from bench_core.metrology.monte_carlo.intervals import least_trials
from bench_core.metrology.monte_carlo.order import MOST_KEPT, MOST_MARKS, OrderedValues
from bench_core.metrology.monte_carlo.streams import CHUNK, generator_of
from bench_core.metrology.monte_carlo.trials import evaluate_trials, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.metrology.inputs import Input
    from bench_core.metrology.monte_carlo.trials import Chunk, Evaluate


@dataclass(frozen=True, slots=True)
class SimulatedOutput:
    """One output of a simulation.

    Args:
        name: of the output.
        value: mean of the trials.
        standard_uncertainty: their standard deviation.
        interval: lower and upper end of the coverage interval with equal tails.
        shortest_interval: of the shortest coverage interval of the same probability.
        tolerance: numerical tolerance that the adaptive procedure was to reach, or None for a fixed number of trials.
        stable: whether it was reached, or None.
    """

    name: str
    value: float
    standard_uncertainty: float
    interval: tuple[float, float]
    shortest_interval: tuple[float, float]
    tolerance: float | None = None
    stable: bool | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation found.

    Args:
        outputs: in the model's order.
        covariance: of the outputs, a row for each.
        probability: of the coverage intervals.
        trials: how many were made.
        seed: which gives the same numbers again, on any number of threads.
        resolution: share of the trials between values that an interval's end may be; 0 where ends are exact.
    """

    outputs: tuple[SimulatedOutput, ...]
    covariance: tuple[tuple[float, ...], ...]
    probability: float
    trials: int
    seed: int
    resolution: float

    def __getitem__(self, name: str) -> SimulatedOutput:
        """Return the output of a name."""
        return next(output for output in self.outputs if output.name == name)

    @property
    def stable(self) -> bool | None:
        """Whether every output reached its tolerance, or None for a fixed number of trials."""
        found = [output.stable for output in self.outputs]
        return None if None in found else all(found)

    @property
    def en(self) -> str:
        """How far the results can be relied on, in English."""
        if self.stable is None:
            return f"{self.trials} trials, as asked; whether they are enough was not tested"
        unstable = [output.name for output in self.outputs if not output.stable]
        if unstable:
            return f"not stable after {self.trials} trials, the most allowed: {', '.join(unstable)}"
        return f"stable after {self.trials} trials"

    @property
    def zh(self) -> str:
        """How far the results can be relied on, in Chinese."""
        if self.stable is None:
            return f"按要求进行了 {self.trials} 次试验，未检验是否足够"
        unstable = [output.name for output in self.outputs if not output.stable]
        if unstable:
            return f"进行到允许的最多 {self.trials} 次试验后仍未稳定：{'、'.join(unstable)}"
        return f"{self.trials} 次试验后结果稳定"


def simulate(
    evaluate: Evaluate,
    inputs: Sequence[Input],
    correlations: Correlations = NONE,
    *,
    trials: int | Adaptive,
    probability: float,
    seed: int,
    threads: int = 1,
) -> Simulated:
    """Return the outputs of a model by propagation of its inputs' distributions.

    The trials come in chunks of 10,000, each with a random generator of its own, a child of the seed: the same call
    gives the same result to the last bit on any number of threads. Intervals are exact as long as trials times outputs
    are at most 2,097,152; beyond, see `Simulated.resolution`. Inputs are drawn as `draws` says.

    Args:
        evaluate: outputs from inputs by name, element by element of arrays; called from several threads where there
            are several.
        inputs: of the model.
        correlations: between them.
        trials: how many, at least 100 / (1 - p); or the adaptive procedure.
        probability: of the coverage intervals, such as 0.95.
        seed: from 0 on.
        threads: at least 1.

    Raises:
        TrialsNotFinite: an output is infinite or not a number in some trial.
        CorrelationInvalid: the distributions of the inputs cannot have the correlations.
        NumberInvalid: too few trials, or an impossible probability, seed or number of threads.

    Source: JCGM 101:2008 7; JCGM 102:2011 7; JJF 1059.2-2012.
    """
    least = least_trials(probability)
    draws = prepare_draws(inputs, correlations)

    def work(number: int, size: int = CHUNK) -> Chunk:
        return evaluate_trials(evaluate, draws.draw(generator_of(seed, number), size), size)

    if isinstance(trials, Adaptive):
        stability = Stability(trials, probability)
        chunks = stability.until_stable(in_order(work, count(), threads))
        return gather(chunks, trials.most_trials, probability).simulated(seed, stability)
    require_enough(trials, least)
    sizes = chunk_sizes(trials)
    chunks = in_order(lambda number: work(number, sizes[number]), range(len(sizes)), threads)
    return gather(chunks, trials, probability).simulated(seed)


def require_enough(trials: int, least: int) -> None:
    """Refuse fewer trials than an interval can be taken from.

    Raises:
        NumberInvalid: saying how many are needed.
    """
    if not (isinstance(trials, int) and trials >= least):
        raise NumberInvalid(f"an interval of this probability needs at least {least} trials, not {trials}")


def chunk_sizes(trials: int) -> list[int]:
    """Return the trials of each chunk; the last may be smaller."""
    return [CHUNK] * (trials // CHUNK) + [trials % CHUNK] * (trials % CHUNK > 0)


def gather(chunks: Iterator[Chunk], most_trials: int, probability: float) -> Gathered:
    """Return what all chunks together say.

    Args:
        chunks: at least one.
        most_trials: in all chunks together.
        probability: of the coverage intervals.
    """
    first = next(chunks)
    gathered = Gathered(first, most_trials, probability, len(first.names))
    for chunk in chunks:
        gathered.add(chunk)
    return gathered


class Gathered:
    """What the chunks so far say: moments, and the order of each output's values.

    Args:
        first: chunk.
        most_trials: of one output.
        probability: of the coverage intervals.
        outputs: of which values are kept at the same time, of this and of other points.
    """

    def __init__(self, first: Chunk, most_trials: int, probability: float, outputs: int) -> None:
        self.names, self.moments, self.probability = first.names, first.moments, probability
        kept, marks = min(most_trials, max(MOST_KEPT // outputs, CHUNK)), MOST_MARKS // outputs
        self.values = [OrderedValues(kept, probability, marks) for _ in first.names]
        self._order(first)

    def add(self, chunk: Chunk) -> None:
        """Take one more chunk, in the order of the chunks."""
        self.moments += chunk.moments
        self._order(chunk)

    def simulated(self, seed: int, stability: Stability | None = None) -> Simulated:
        """Return the result.

        Args:
            seed: that the chunks were drawn with.
            stability: of the adaptive procedure, or None for a fixed number of trials.
        """
        verdicts = stability.verdicts() if stability else [(None, None)] * len(self.names)
        outputs = tuple(
            SimulatedOutput(name, float(mean), float(u), *values.intervals(), *verdict)
            for name, mean, u, values, verdict in zip(
                self.names,
                self.moments.means,
                self.moments.standard_uncertainties,
                self.values,
                verdicts,
                strict=True,
            )
        )
        covariance = tuple(map(tuple, self.moments.covariance.tolist()))
        resolution = max(values.resolution for values in self.values)
        return Simulated(outputs, covariance, self.probability, self.moments.trials, seed, resolution)

    def _order(self, chunk: Chunk) -> None:
        for values, row in zip(self.values, chunk.values, strict=True):
            values.add(row)
