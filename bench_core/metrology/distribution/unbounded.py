"""Distributions without limits, or with one: normal, Student's t, exponential, counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution.checked import check_width

if TYPE_CHECKING:
    from numpy.random import Generator

    from bench_core.metrology.arrays import Array


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution: a certificate's U over k, or many observations.

    Args:
        standard_uncertainty: in the input's unit, from 0 on.

    Source: JCGM 101:2008 6.4.7; JCGM 100:2008 4.3.3.
    """

    standard_uncertainty: float

    def __post_init__(self) -> None:
        check_width("standard_uncertainty", self.standard_uncertainty)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        deviations = generator.standard_normal(size)
        deviations *= self.standard_uncertainty
        return deviations


@dataclass(frozen=True, slots=True)
class StudentT:
    """Student's t, shifted and scaled: a mean of few observations, or a certificate's U with its nu.

    The standard uncertainty is the scale, as the law of propagation takes it; the draws scatter by
    sqrt(nu / (nu - 2)) more, and without a finite standard deviation for nu up to 2.

    Args:
        standard_uncertainty: s / sqrt(n), or U / k, in the input's unit, from 0 on.
        degrees_of_freedom: from 1 on, finite.

    Source: JCGM 101:2008 6.4.9.
    """

    standard_uncertainty: float
    degrees_of_freedom: float

    def __post_init__(self) -> None:
        check_width("standard_uncertainty", self.standard_uncertainty)
        if not 1 <= self.degrees_of_freedom < math.inf:
            raise NumberInvalid(
                f"degrees_of_freedom of Student's t must be a finite number from 1 on, not {self.degrees_of_freedom}"
            )

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        deviations = generator.standard_t(self.degrees_of_freedom, size)
        deviations *= self.standard_uncertainty
        return deviations


@dataclass(frozen=True, slots=True)
class Exponential:
    """Never negative, with a known mean and nothing else known: the estimate is that mean.

    Args:
        mean: the estimate, in the input's unit, above 0.

    Source: JCGM 101:2008 6.4.10.
    """

    mean: float

    def __post_init__(self) -> None:
        if not 0 < self.mean < math.inf:
            raise NumberInvalid(f"mean of an exponential distribution must be a finite number above 0, not {self.mean}")

    @property
    def standard_uncertainty(self) -> float:
        """The mean itself."""
        return self.mean

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations from the mean."""
        deviations = generator.standard_exponential(size)
        deviations -= 1.0
        deviations *= self.mean
        return deviations

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        import numpy as np  # noqa: PLC0415  only draws load it

        return np.asarray(self.mean * (-np.log1p(-probabilities) - 1.0))


@dataclass(frozen=True, slots=True)
class Counts:
    """The mean number of events of which a count was observed: a gamma distribution.

    Args:
        count: the whole number of events counted, from 0 on; the estimate is one more, see `estimate`.

    Source: JCGM 101:2008 6.4.11.
    """

    count: int

    def __post_init__(self) -> None:
        if not (self.count >= 0 and math.isfinite(self.count) and self.count == int(self.count)):
            raise NumberInvalid(f"count must be a whole number from 0 on, not {self.count}")

    @property
    def estimate(self) -> float:
        """The mean number of events that the count gives: count + 1."""
        return self.count + 1.0

    @property
    def standard_uncertainty(self) -> float:
        """The root of count + 1."""
        return math.sqrt(self.count + 1.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations from the estimate count + 1."""
        deviations = generator.standard_gamma(self.count + 1.0, size)
        deviations -= self.count + 1.0
        return deviations
