"""Means, variances and covariances of trials, chunk by chunk; the values themselves are not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench_core.metrology.arrays import Array

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums of trials.

    Args:
        trials: how many.
        means: of each output.
        products: sums of the products of the outputs' deviations from their means.
    """

    trials: int
    means: Array
    products: Array

    @classmethod
    def of(cls, values: Sequence[Array]) -> Moments:
        """Return the moments of one chunk: as many values of each output."""
        means = np.array([row.mean() for row in values])
        deviations = [row - mean for row, mean in zip(values, means, strict=True)]
        products = np.empty((len(values), len(values)))
        for row, one in enumerate(deviations):
            for column, other in enumerate(deviations[: row + 1]):
                # no BLAS: its order of summation depends on its own threads
                products[row, column] = products[column, row] = (one * other).sum()
        return cls(len(values[0]), means, products)

    def __add__(self, other: Moments) -> Moments:
        """Return the moments of both; Chan, Golub and LeVeque, The American Statistician 37 (1983) 242."""
        trials = self.trials + other.trials
        apart = other.means - self.means
        means = self.means + apart * (other.trials / trials)
        between = np.multiply.outer(apart, apart) * (self.trials * other.trials / trials)
        return Moments(trials, means, self.products + other.products + between)

    @property
    def covariance(self) -> Array:
        """The covariance matrix of the outputs; JCGM 101:2008 7.6."""
        return np.asarray(self.products / (self.trials - 1))

    @property
    def standard_uncertainties(self) -> Array:
        """The standard deviation of each output's trials."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance)))
