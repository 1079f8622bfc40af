"""The law of propagation of uncertainty and the effective degrees of freedom, over contributions alone.

Quantities that are correlated form a group, whose variance is x'·R·x with x = c·u of its members and R their
correlation coefficients. The groups are independent of each other and of the other quantities, so that a group
combines as one contribution. For Welch and Satterthwaite its degrees of freedom are the smallest of its members that
contribute: no member's variance is then taken as better known than the worst known of them. Where all members come
from the same n simultaneous observations that is n - 1, which is exact (JCGM 100:2008 H.2); where all are exactly known
it stays infinite. See decision 0020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.metrology.inputs import Correlations


@dataclass(frozen=True, slots=True)
class Combined:
    """A combined standard uncertainty.

    Args:
        standard_uncertainty: in the output's coherent SI unit.
        degrees_of_freedom: effective (Welch-Satterthwaite), may be infinite.
    """

    standard_uncertainty: float
    degrees_of_freedom: float


def combined(
    contributions: Mapping[str, float],
    degrees_of_freedom: Mapping[str, float],
    correlations: Correlations | None = None,
) -> Combined:
    """Return the combined standard uncertainty of contributions and its effective degrees of freedom.

    Args:
        contributions: sensitivity · standard uncertainty, with its sign, by quantity.
        degrees_of_freedom: of each standard uncertainty, above 0.
        correlations: between the quantities.

    Source: JCGM 100:2008 equations (10), (13), (16) and (G.2b); JJF 1059.1-2012 4.4.2 and 4.5.3; decision 0020 for
        correlated quantities.
    """
    return independent(*uncorrelated(contributions, degrees_of_freedom, correlations))


def uncorrelated(
    contributions: Mapping[str, float],
    degrees_of_freedom: Mapping[str, float],
    correlations: Correlations | None = None,
) -> tuple[list[float], list[float]]:
    """Return contributions that are independent of each other, each group's as one, and the degrees of freedom of each.

    Args:
        contributions: sensitivity · standard uncertainty, with its sign, by quantity.
        degrees_of_freedom: of each standard uncertainty.
        correlations: between the quantities.

    Source: JCGM 100:2008 equation (16); decision 0020.
    """
    grouped = correlations.names if correlations else frozenset()
    alone = [name for name in contributions if name not in grouped]
    shares = [contributions[name] for name in alone]
    freedoms = [degrees_of_freedom[name] for name in alone]
    for group in correlations.groups if correlations else ():
        shares.append(math.hypot(*group.uncorrelated(contributions)))
        members = [name for name in group.names if contributions.get(name)]
        freedoms.append(min((degrees_of_freedom[name] for name in members), default=math.inf))
    return shares, freedoms


def independent(contributions: Sequence[float], degrees_of_freedom: Sequence[float]) -> Combined:
    """Return the combined standard uncertainty of contributions that are independent of each other.

    Args:
        contributions: sensitivity · standard uncertainty; the sign does not matter.
        degrees_of_freedom: of each.

    Returns:
        Degrees of freedom by Welch and Satterthwaite, not cut to a whole number; infinite where every one's is.

    Source: JCGM 100:2008 equations (10) and (G.2b); JJF 1059.1-2012 4.4.2.2 and 4.5.3.2.
    """
    total = math.hypot(*contributions)
    if total == 0:
        return Combined(0.0, math.inf)
    pairs = zip(contributions, degrees_of_freedom, strict=True)
    inverse = math.fsum((contribution / total) ** 4 / freedom for contribution, freedom in pairs)
    return Combined(total, 1.0 / inverse if inverse else math.inf)


def covariance(one: Mapping[str, float], other: Mapping[str, float], correlations: Correlations | None = None) -> float:
    """Return the covariance of two results that share input quantities.

    Args:
        one: contributions of the first result, sensitivity · standard uncertainty with its sign, by quantity.
        other: of the second.
        correlations: between the quantities.

    Source: JCGM 102:2011 6.2, U_y = C_x·U_x·C_xᵀ; JCGM 100:2008 H.2.3 and F.1.2.3.
    """
    if not correlations:
        return math.fsum(one[name] * other[name] for name in one if name in other)
    grouped = correlations.names
    terms = [one[name] * other[name] for name in one if name in other and name not in grouped]
    for group in correlations.groups:
        first, second = group.uncorrelated(one), group.uncorrelated(other)
        terms += [a * b for a, b in zip(first, second, strict=True)]
    return math.fsum(terms)
