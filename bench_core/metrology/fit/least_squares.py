"""Linear least squares by the singular value decomposition, with x exact or with uncertainties in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench_core.errors import FitInvalid
from bench_core.metrology.arrays import Array

if TYPE_CHECKING:
    from bench_core.metrology.fit.basis import Basis

_MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Solution:
    """Coefficients of a linear combination.

    Args:
        coefficients: one for each function of the basis.
        covariance: of the coefficients, as if the whitened residuals had variance 1.
        residuals: observed minus fitted y.
        whitened: residuals in units of their standard uncertainties, without correlation.
    """

    coefficients: Array
    covariance: Array
    residuals: Array
    whitened: Array


def solve(design: Array, y: Array, whitening: Array) -> Solution:
    """Return the coefficients that minimise the sum of the squares of the whitened residuals.

    Args:
        design: functions at each point, one row for each.
        y: observed.
        whitening: what makes residuals uncorrelated with variance 1: 1/u of each point, or a square matrix.

    Raises:
        FitInvalid: the points do not determine all coefficients.

    Source: Golub and Van Loan, Matrix Computations, 5.5 (least squares by SVD, with columns scaled).
    """
    if whitening.ndim == 1:
        rows, target = design * whitening[:, None], y * whitening
    else:
        rows, target = whitening @ design, whitening @ y
    norms = np.sqrt((rows * rows).sum(axis=0))
    if not np.all(np.isfinite(norms)) or not np.all(norms > 0):
        raise FitInvalid("the points do not determine every coefficient; add points at other x")
    left, singular, right = np.linalg.svd(rows / norms, full_matrices=False)
    if singular[-1] <= singular[0] * np.finfo(float).eps * max(rows.shape):
        raise FitInvalid("the points do not determine every coefficient; add points at other x or lower the degree")
    inverse = (right.T / singular) @ left.T
    coefficients = inverse @ target
    coefficients = coefficients + inverse @ (target - (rows / norms) @ coefficients)  # one step of refinement
    root = (right.T / singular) / norms[:, None]
    whitened = target - (rows / norms) @ coefficients
    coefficients = coefficients / norms
    return Solution(coefficients, root @ root.T, y - design @ coefficients, whitened)


def whitening_of(covariance: Array) -> Array:
    """Return the inverse of the Cholesky factor of a square covariance matrix of the observed y.

    Raises:
        FitInvalid: the matrix is not symmetric and positive definite.
    """
    scale = np.sqrt(np.abs(np.diag(covariance)))
    rounding = 1e-12 * np.outer(scale, scale)  # a computed matrix has 1e-20 where its mirror has 0
    if not np.all(np.isfinite(covariance)) or np.any(np.abs(covariance - covariance.T) > rounding):
        raise FitInvalid("the covariance matrix of y is not symmetric, or holds something that is not a number")
    try:
        factor = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        raise FitInvalid("the covariance matrix of y is not positive definite") from None
    inverse: Array = np.linalg.inv(factor)
    return inverse


def solve_in_both(basis: Basis, x: Array, y: Array, u: tuple[Array, Array], correlation: Array) -> Solution:
    """Return the coefficients where x and y of each point have uncertainties, and may be correlated.

    The sum over the points of the squared distance to the curve, in units of the point's own covariance, is
    minimised: each step linearises the curve at the adjusted x, as the condition equations of Gauss and Helmert do.
    The covariance is that of York (2004) for a straight line.

    Args:
        basis: functions of x.
        x: observed.
        y: observed.
        u: standard uncertainties of x and y.
        correlation: of x and y of each point.

    Raises:
        FitInvalid: the points do not determine all coefficients, or the steps do not converge.

    Source: York et al., Am. J. Phys. 72 (2004) 367; Deming (1943); ISO/TS 28037:2010.
    """
    u_x, u_y = u
    shared = correlation * u_x * u_y
    solution = solve(basis.values(x), y, 1.0 / u_y)
    adjusted = x
    for _ in range(_MOST_STEPS):
        before = solution.coefficients
        slope = basis.slopes(adjusted) @ before
        variance = u_y**2 + (slope * u_x) ** 2 - 2.0 * slope * shared
        # y of the curve's tangent at the adjusted x, had x been what was observed
        reduced = y - slope * (x - adjusted)
        solution = solve(basis.values(adjusted), reduced, 1.0 / np.sqrt(variance))
        adjusted = x + (slope * u_x**2 - shared) * solution.residuals / variance
        change = np.abs(solution.coefficients - before)
        if np.all(change <= 1e-11 * np.sqrt(np.diag(solution.covariance)) + 1e-14 * np.abs(before)):
            fitted = basis.values(x) @ solution.coefficients
            return Solution(solution.coefficients, solution.covariance, y - fitted, solution.whitened)
    raise FitInvalid(
        f"the fit with uncertainties in x and y did not converge in {_MOST_STEPS} steps; the uncertainties of x are "
        "large against the spread of the points, or the degree is too high"
    )
