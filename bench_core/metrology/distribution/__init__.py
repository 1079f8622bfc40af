"""Distributions that describe what is known of an input: deviations from its estimate, in its unit.

Sources: JCGM 100:2008 4.3 and JCGM 101:2008 6.4; the clause stands with each distribution.
"""

from __future__ import annotations

from bench_core.metrology.distribution.bounded import (
    Arcsine,
    AsymmetricRectangular,
    CurvilinearTrapezoid,
    Rectangular,
    Trapezoidal,
    Triangular,
    TwoPoint,
)
from bench_core.metrology.distribution.checked import Distribution
from bench_core.metrology.distribution.divisor import DistributionName, divisor
from bench_core.metrology.distribution.unbounded import Counts, Exponential, Normal, StudentT

__all__ = [
    "Arcsine",
    "AsymmetricRectangular",
    "Counts",
    "CurvilinearTrapezoid",
    "Distribution",
    "DistributionName",
    "Exponential",
    "Normal",
    "Rectangular",
    "StudentT",
    "Trapezoidal",
    "Triangular",
    "TwoPoint",
    "divisor",
]
