"""One-way analysis of variance of balanced groups: whether what groups share varies more than what is within them.

Source: JCGM 100:2008 H.5.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.coverage import incomplete_beta
from bench_core.metrology.statistics import mean, variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.quantity import Quantity


class OneWayAnalysis(NamedTuple):
    """What J groups of K observations say; standard deviations are in the unit of the mean.

    Args:
        mean: of all observations.
        of_group_means: experimental standard deviation of the J group means.
        within: pooled experimental standard deviation of one observation within a group.
        groups: J.
        observations: K, in each group.
        ratio: F, the variance of the group means times K over the variance within groups; infinite without the latter.
    """

    mean: Quantity
    of_group_means: float
    within: float
    groups: int
    observations: int
    ratio: float

    @property
    def freedom_between(self) -> int:
        """Degrees of freedom of the estimate from the group means, J - 1."""
        return self.groups - 1

    @property
    def freedom_within(self) -> int:
        """Degrees of freedom of the estimate from within the groups, J (K - 1)."""
        return self.groups * (self.observations - 1)

    @property
    def between(self) -> float:
        """Standard deviation of the between-group effect alone; 0 where none is seen.

        Source: JCGM 100:2008 H.5.2.
        """
        return math.sqrt(max(0.0, self.of_group_means**2 - self.within**2 / self.observations))

    def critical_ratio(self, probability: float) -> float:
        """Return the F that a ratio without an effect stays below with a probability, such as 0.95."""
        return f_quantile(probability, self.freedom_between, self.freedom_within)

    def has_effect(self, probability: float = 0.95) -> bool:
        """Return whether the groups differ: the ratio is above its critical value.

        Source: JCGM 100:2008 H.5.2.
        """
        return self.ratio > self.critical_ratio(probability)

    def of_mean(self, *, effect: bool) -> tuple[float, float]:
        """Return the standard uncertainty of the mean and its degrees of freedom.

        Args:
            effect: whether a between-group effect is taken to exist; without one all observations are pooled.

        Source: JCGM 100:2008 H.5.2.
        """
        if effect:
            return self.of_group_means / math.sqrt(self.groups), float(self.freedom_between)
        between, within = self.freedom_between, self.freedom_within
        total = self.groups * self.observations
        squares = between * self.observations * self.of_group_means**2 + within * self.within**2
        return math.sqrt(squares / (total * (total - 1))), float(total - 1)


def f_quantile(probability: float, above: float, below: float) -> float:
    """Return the value that Fisher's F stays below with a probability.

    Args:
        probability: such as 0.95, between 0 and 1.
        above: degrees of freedom of the numerator, above 0.
        below: degrees of freedom of the denominator, above 0.

    Raises:
        NumberInvalid: an argument outside its bounds.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.6.2; inverted by bisection.
    """
    if not 0.0 < probability < 1.0:
        raise NumberInvalid(f"a probability lies between 0 and 1, not {probability}")
    if not (0 < above < math.inf and 0 < below < math.inf):
        raise NumberInvalid(f"degrees of freedom must be finite and above 0, not {above} and {below}")
    low, high = 0.0, 1.0  # of x = f d1 / (f d1 + d2), whose distribution is beta
    while low < (middle := (low + high) / 2) < high:
        reached = incomplete_beta(middle, above / 2, below / 2) < probability
        low, high = (middle, high) if reached else (low, middle)
    return below * high / (above * (1.0 - high)) if high < 1.0 else math.inf


def one_way_analysis(groups: Sequence[Sequence[Quantity]]) -> OneWayAnalysis:
    """Return the analysis of J groups of K observations each.

    Args:
        groups: at least two, of the same number of at least two observations.

    Raises:
        NumberInvalid: too few groups or observations, or groups of different size.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 H.5.2.
    """
    sizes = {len(group) for group in groups}
    if len(groups) < 2 or len(sizes) != 1 or min(sizes) < 2:
        found = ", ".join(str(len(group)) for group in groups)
        raise NumberInvalid(
            f"a balanced analysis needs 2 or more groups of one size from 2 on, not groups of [{found}]"
        )
    unit = groups[0][0].unit
    same = [[value.to(unit) for value in group] for group in groups]
    return _analysis([mean(group) for group in same], [variance(group) for group in same], sizes.pop())


def one_way_analysis_of_means(
    means: Sequence[Quantity], standard_deviations: Sequence[Quantity], observations: int
) -> OneWayAnalysis:
    """Return the analysis of groups of which only mean and standard deviation are on record, as in JCGM 100 table H.9.

    Args:
        means: of the groups.
        standard_deviations: of one observation, experimental, of the groups.
        observations: K, behind each mean.

    Raises:
        NumberInvalid: fewer than two groups or observations, different numbers of both, or a negative deviation.
        UnitMismatch: they are of different kinds.

    Source: JCGM 100:2008 H.5.2, table H.9.
    """
    if len(means) < 2 or len(means) != len(standard_deviations) or observations < 2:
        raise NumberInvalid(
            f"an analysis needs 2 or more groups, each with mean and standard deviation of 2 or more observations, not "
            f"{len(means)} means, {len(standard_deviations)} deviations, {observations} observations"
        )
    unit = means[0].as_difference().unit
    deviations = [one.as_difference().to(unit).value for one in standard_deviations]
    if min(deviations) < 0:
        raise NumberInvalid("a standard deviation is negative")
    return _analysis(list(means), [deviation**2 for deviation in deviations], observations)


def _analysis(means: Sequence[Quantity], variances: Sequence[Fraction], observations: int) -> OneWayAnalysis:
    of_means, within = variance(means), Fraction(sum(variances), len(variances))
    ratio = float(observations * of_means / within) if within else math.inf if of_means else math.nan
    if math.isnan(ratio):
        raise NumberInvalid("all observations are equal; nothing varies that could be analysed")
    return OneWayAnalysis(mean(means), math.sqrt(of_means), math.sqrt(within), len(means), observations, ratio)
