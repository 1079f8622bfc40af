"""What a half width is divided by to give a standard uncertainty, by the distribution's name."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final, Literal

from bench_core.errors import NumberInvalid

DistributionName = Literal["normal", "rectangular", "triangular", "arcsine", "two_point"]

# JCGM 100:2008 4.3.7 and 4.3.9; JJF 1059.1-2012 table 2.
_DIVISORS: Final[dict[str, float]] = {
    "rectangular": math.sqrt(3.0),
    "triangular": math.sqrt(6.0),
    "arcsine": math.sqrt(2.0),
    "two_point": 1.0,
}
_NORMAL: Final = NormalDist()


def divisor(distribution: DistributionName, probability: float | None = None) -> float:
    """Return what a half width is divided by to give a standard uncertainty.

    Args:
        distribution: of the quantity within the half width.
        probability: that the half width covers, for `normal`, such as 0.95.

    Raises:
        NumberInvalid: `normal` without a probability between 0 and 1, or another distribution's name.

    Source: JCGM 100:2008 4.3.4 to 4.3.9; JJF 1059.1-2012 table 2.
    """
    if distribution in _DIVISORS:
        return _DIVISORS[distribution]
    if distribution != "normal":
        raise NumberInvalid(f"'{distribution}' is not a distribution; known are normal, {', '.join(_DIVISORS)}")
    if probability is None:
        raise NumberInvalid("a normal distribution needs the probability that its half width covers, as 95 %")
    if not 0.0 < probability < 1.0:
        raise NumberInvalid(f"a coverage probability lies between 0 and 1, not {probability}")
    return _NORMAL.inv_cdf((1.0 + probability) / 2.0)
