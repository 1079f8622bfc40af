"""Many test points at once by propagation of distributions, with inputs that are shared by all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import CorrelationInvalid, NumberInvalid
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.monte_carlo.draws import Draws, prepare_draws
from bench_core.metrology.monte_carlo.intervals import least_trials
from bench_core.metrology.monte_carlo.order import MOST_KEPT
from bench_core.metrology.monte_carlo.simulation import Gathered, Simulated, chunk_sizes, require_enough
from bench_core.metrology.monte_carlo.streams import generator_of
from bench_core.metrology.monte_carlo.trials import evaluate_trials, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.metrology.monte_carlo.trials import Chunk, Evaluate


@dataclass(frozen=True, slots=True)
class Points:
    """The inputs of one model at many test points.

    Args:
        own: of each point.
        shared: quantities that are the same behind all points, such as the error of the reference standard.
        correlations: between inputs of a point; a shared input may be correlated with shared ones alone.
    """

    own: tuple[tuple[Input, ...], ...]
    shared: tuple[Input, ...] = ()
    correlations: Correlations = NONE


def simulate_points(
    evaluate: Evaluate, points: Points, *, trials: int, probability: float, seed: int, threads: int = 1
) -> tuple[Simulated, ...]:
    """Return the outputs of one model at many test points.

    The shared inputs are drawn once for all points, so that trial 7 of every point has the same value of them; the
    others are drawn for each point anew. A few points are simulated together, as
    many as memory has room for; the result does not depend on how many, nor on the number of threads.

    Args:
        evaluate: outputs of one point from its inputs by name, element by element of arrays.
        points: their inputs.
        trials: of each point, at least 100 / (1 - p).
        probability: of the coverage intervals, such as 0.95.
        seed: from 0 on.
        threads: at least 1.

    Raises:
        TrialsNotFinite: an output is infinite or not a number in some trial.
        CorrelationInvalid: a shared input is correlated with one that is not, or distributions cannot have a
            correlation.
        NumberInvalid: no points, an input twice, too few trials, or an impossible probability, seed or number of
            threads.

    Source: JCGM 101:2008 7; JCGM 102:2011 7.
    """
    require_enough(trials, least_trials(probability))
    common, own = _prepare(points)
    sizes = chunk_sizes(trials)
    found: list[Simulated] = []
    while len(found) < len(own):
        together = _together(found, own, trials)

        def work(number: int, together: range = together) -> list[Chunk]:
            size = sizes[number]
            known = common.draw(generator_of(seed, number), size)
            return [
                evaluate_trials(evaluate, known | own[point].draw(generator_of(seed, number, point), size), size)
                for point in together
            ]

        found += _simulate_together(in_order(work, range(len(sizes)), threads), trials, probability, seed)
    return tuple(found)


def _simulate_together(chunks: Iterator[list[Chunk]], trials: int, probability: float, seed: int) -> list[Simulated]:
    first = next(chunks)
    outputs = sum(len(chunk.names) for chunk in first)
    gathered = [Gathered(chunk, trials, probability, outputs) for chunk in first]
    for several in chunks:
        for point, chunk in zip(gathered, several, strict=True):
            point.add(chunk)
    return [point.simulated(seed) for point in gathered]


def _together(found: Sequence[Simulated], own: Sequence[Draws], trials: int) -> range:
    """Return the next points whose values can all be kept; the first is alone, since its outputs are not yet known."""
    outputs = len(found[0].outputs) if found else MOST_KEPT
    many = max(1, MOST_KEPT // (outputs * trials))
    return range(len(found), min(len(found) + many, len(own)))


def _prepare(points: Points) -> tuple[Draws, list[Draws]]:
    """Return the draws of the shared inputs and those of each point's own."""
    if not points.own:
        raise NumberInvalid("there are no points to simulate")
    shared = {item.name for item in points.shared}
    between_shared: dict[tuple[str, str], float] = {}
    between_own: dict[tuple[str, str], float] = {}
    for pair, r in points.correlations.coefficients.items():
        one, other = pair
        if (one in shared) != (other in shared):
            raise CorrelationInvalid(
                Bilingual(
                    f"{one} 与 {other}：一个为各点共用，另一个不是",
                    f"{one} and {other}: one is shared by all points, the other is not",
                )
            )
        (between_shared if one in shared else between_own)[pair] = r
    for number, own in enumerate(points.own, start=1):
        twice = [item.name for item in own if item.name in shared]
        if twice:
            raise NumberInvalid(f"point {number}: {', '.join(twice)} is a shared input too")
    correlations = Correlations.of(between_own)
    return prepare_draws(points.shared, Correlations.of(between_shared)), [
        prepare_draws(own, correlations) for own in points.own
    ]
