"""Coverage factors of results that one or two terms of known limits dominate, so that they are not nearly normal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bench_core.metrology.distribution import Arcsine, Distribution, Rectangular, Trapezoidal, Triangular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.inputs import Input
    from bench_core.metrology.propagation.budget import OutputBudget

Shape = Literal["rectangular", "trapezoidal", "triangular", "arcsine"]
"""The distributions of known limits that a result may have."""
REST: Final = 0.3
"""What all other terms together may be of the dominating ones (EA-4/02 S9)."""
_ROUNDING: Final = 1e-9  # of a share that is 0.3 but for binary arithmetic


@dataclass(frozen=True, slots=True)
class Dominance:
    """The terms that dominate a result, and the coverage factor that they give it.

    Args:
        names: of one or two inputs, the largest first.
        distribution: of the result.
        k: coverage factor.
        beta: top of the trapezium over its base: 1 a rectangle, 0 a triangle; None for another shape.
    """

    names: tuple[str, ...]
    distribution: Shape
    k: float
    beta: float | None = None

    @property
    def gives_k(self) -> bool:
        """Whether k holds beside the rest that the rule lets pass.

        An arcsine's does not: its most probable values are at its ends, which a small rest carries beyond ±k; with the
        largest rest 1.41 covers 86 % in place of 95 %.
        """
        return self.distribution != "arcsine"

    def covered(self, k: float) -> float:
        """Return the probability that ±k standard uncertainties cover in this distribution alone.

        Args:
            k: coverage factor, above 0.

        Source: JCGM 101:2008 6.4.2, 6.4.4 and 6.4.6 (the densities, integrated).
        """
        if self.beta is not None:
            return trapezoidal_probability(self.beta, k)
        return 1.0 if k >= math.sqrt(2.0) else 2.0 / math.pi * math.asin(k / math.sqrt(2.0))


@dataclass(frozen=True, slots=True)
class Term:
    """What one quantity brings into the uncertainty of a result.

    Args:
        name: of the quantity.
        contribution: sensitivity times standard uncertainty, from 0 on, in the result's unit.
        distribution: of the quantity.
        free: whether its limits are exactly known, and it is correlated with nothing.
    """

    name: str
    contribution: float
    distribution: Distribution
    free: bool


def dominating(budget: OutputBudget, inputs: Sequence[Input], probability: float) -> Dominance | None:
    """Return what dominates an output, or None where it is nearly normal; see `dominating_terms`.

    Args:
        budget: of the output.
        inputs: those that it was propagated from.
        probability: that k is to cover.
    """
    distributions = {entry.name: entry.distribution for entry in inputs}
    terms = [
        Term(
            part.name,
            part.contribution,
            distributions[part.name],
            not part.correlated and math.isinf(part.degrees_of_freedom),
        )
        for part in budget.contributions
    ]
    return dominating_terms(terms, budget.combined, probability)


def dominating_terms(terms: Sequence[Term], combined: float, probability: float) -> Dominance | None:
    """Return what dominates a result, or None where it is nearly normal.

    One term dominates where it is rectangular, trapezoidal, triangular or arcsine, its limits are exactly known and it
    is correlated with nothing, and all others together (root of the sum of squares) are at most 0.3 of it. Two
    rectangular terms dominate where all others are at most 0.3 of both together; their sum is trapezoidal.

    Args:
        terms: of the result.
        combined: standard uncertainty of the result, in its unit.
        probability: that k is to cover.

    Source: EA-4/02 S9 and S10; JJF 1059.1-2012 4.5.
    """
    ranked = sorted(terms, key=lambda term: term.contribution, reverse=True)
    if not ranked or ranked[0].contribution == 0:
        return None
    first = ranked[0]
    if first.free and _outweighs(combined, first.contribution):
        return _one(first.name, first.distribution, probability)
    second = ranked[1] if len(ranked) > 1 else None
    if second is None or not (first.free and second.free):
        return None
    both = math.hypot(first.contribution, second.contribution)
    rectangles = isinstance(first.distribution, Rectangular) and isinstance(second.distribution, Rectangular)
    return _two(first, second, probability) if rectangles and _outweighs(combined, both) else None


def trapezoidal_factor(beta: float, probability: float) -> float:
    """Return k of a symmetric trapezium, whose top is beta of its base: 1 a rectangle, 0 a triangle.

    Source: EA-4/02 S10; JJF 1059.1-2012 4.5.
    """
    standard = math.sqrt((1.0 + beta * beta) / 6.0)  # of a trapezium of half width 1
    if beta >= probability / (2.0 - probability):
        return probability * (1.0 + beta) / 2.0 / standard
    return (1.0 - math.sqrt((1.0 - probability) * (1.0 - beta * beta))) / standard


def trapezoidal_probability(beta: float, k: float) -> float:
    """Return the probability that ±k standard uncertainties of a symmetric trapezium cover: `trapezoidal_factor` back.

    Source: EA-4/02 S10, read the other way.
    """
    part = k * math.sqrt((1.0 + beta * beta) / 6.0)  # of the half width
    if part >= 1.0:
        return 1.0
    return 2.0 * part / (1.0 + beta) if part <= beta else 1.0 - (1.0 - part) ** 2 / (1.0 - beta * beta)


def _one(name: str, distribution: Distribution, probability: float) -> Dominance | None:
    match distribution:
        case Rectangular():
            return Dominance((name,), "rectangular", probability * math.sqrt(3.0), 1.0)
        case Trapezoidal():
            return Dominance(
                (name,), "trapezoidal", trapezoidal_factor(distribution.beta, probability), distribution.beta
            )
        case Triangular():
            return Dominance((name,), "triangular", trapezoidal_factor(0.0, probability), 0.0)
        case Arcsine():
            return Dominance((name,), "arcsine", math.sqrt(2.0) * math.sin(math.pi * probability / 2.0))
        case _:
            return None


def _two(first: Term, second: Term, probability: float) -> Dominance:
    large, small = first.contribution, second.contribution  # a half width is sqrt(3) of it, in both
    beta = (large - small) / (large + small)
    return Dominance((first.name, second.name), "trapezoidal", trapezoidal_factor(beta, probability), beta)


def _outweighs(combined: float, share: float) -> bool:
    """Return whether a share outweighs what is left of the combined uncertainty without it."""
    rest = math.sqrt(max((combined - share) * (combined + share), 0.0))
    return rest <= REST * share * (1.0 + _ROUNDING)
