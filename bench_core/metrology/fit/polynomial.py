"""Straight lines and polynomials fitted to points: ordinary, weighted, generalised, and with uncertainties in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench_core.errors import FitInvalid
from bench_core.metrology.fit.basis import Basis, Powers, centred
from bench_core.metrology.fit.curve import Curve
from bench_core.metrology.fit.goodness import Goodness
from bench_core.metrology.fit.least_squares import Solution, solve, solve_in_both, whitening_of
from bench_core.metrology.fit.points import check_correlations, check_points, check_uncertainties

_HIGHEST_DEGREE: Final = 20


@dataclass(frozen=True, slots=True)
class Uncertainties:
    """What is stated of the uncertainties of points; without any, the scatter is estimated from the residuals.

    Args:
        u_y: standard uncertainty of each y, above 0; uncorrelated between points.
        u_x: standard uncertainty of each x, from 0 on; needs `u_y`.
        r: correlation of x and y of each point; needs `u_x`.
        covariance: of all y, in place of `u_y` and `u_x`, such as where one standard is behind all points.
    """

    u_y: Sequence[float] | None = None
    u_x: Sequence[float] | None = None
    r: Sequence[float] | None = None
    covariance: Sequence[Sequence[float]] | None = None

    @property
    def given(self) -> bool:
        """Whether anything is stated."""
        return self.u_y is not None or self.covariance is not None

    def check(self, points: int) -> None:
        """Refuse what is contradictory or no uncertainty.

        Raises:
            FitInvalid: see the message.
        """
        if self.covariance is not None and (self.u_y is not None or self.u_x is not None):
            raise FitInvalid("give either the covariance of y or standard uncertainties, not both")
        if self.covariance is not None:
            _check_rows(self.covariance, points)
        if (self.u_x is not None and self.u_y is None) or (self.r is not None and self.u_x is None):
            raise FitInvalid("uncertainties of x need those of y, and correlations need both")
        for what, values in (("u_y", self.u_y), ("u_x", self.u_x)):
            if values is not None:
                check_uncertainties(what, values, points, exact=what == "u_x")
        if self.r is not None:
            check_correlations(self.r, points)


NONE_STATED: Final = Uncertainties()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted polynomial and how well it fits.

    Args:
        curve: with the covariance of its coefficients.
        goodness: residuals and chi-square.
    """

    curve: Curve
    goodness: Goodness


def fit_line(
    x: Sequence[float], y: Sequence[float], stated: Uncertainties = NONE_STATED, *, birge: bool = False
) -> Fitted:
    """Return the straight line through points; `fit_polynomial` of the first degree.

    Source: JCGM 100:2008 H.3; York et al., Am. J. Phys. 72 (2004) 367.
    """
    return fit_polynomial(x, y, 1, stated, birge=birge)


def fit_polynomial(
    x: Sequence[float],
    y: Sequence[float],
    degree: int,
    stated: Uncertainties = NONE_STATED,
    *,
    birge: bool = False,
    through_zero: bool = False,
) -> Fitted:
    """Return the polynomial through points, with the covariance of its coefficients.

    Without uncertainties every point has the same weight and the scatter is estimated from the residuals. With them
    the covariance follows from what is stated, and chi-square tells whether that fits.

    Args:
        x: of each point.
        y: of each point.
        degree: 0 to 20.
        stated: uncertainties of the points.
        birge: where chi-square is larger than its degrees of freedom, enlarge the covariance by their ratio.
        through_zero: y is 0 at x = 0 by definition; there is no constant term.

    Raises:
        FitInvalid: points, uncertainties or degree that nothing can be fitted to, or no convergence.

    Source: JCGM 100:2008 H.3; ISO/TS 28037:2010.
    """
    if not int(through_zero) <= degree <= _HIGHEST_DEGREE:
        raise FitInvalid(f"the degree must be {int(through_zero)} to {_HIGHEST_DEGREE}, not {degree}")
    check_points(x, y, degree + (0 if through_zero else 1), spare=0 if stated.given else 1)
    powers = centred(x, degree, through_zero=through_zero)
    solution = solve_stated(powers, x, y, stated)
    factor, goodness = judge(solution, stated, birge=birge)
    return Fitted(_curve(powers, solution, factor, (min(x), max(x))), goodness)


def solve_stated(basis: Basis, x: Sequence[float], y: Sequence[float], stated: Uncertainties) -> Solution:
    """Return the coefficients by the method that the stated uncertainties ask for.

    Raises:
        FitInvalid: uncertainties that are none, points that determine no curve, or no convergence.
    """
    stated.check(len(x))
    at, observed = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if stated.covariance is not None:
        return solve(basis.values(at), observed, whitening_of(np.asarray(stated.covariance, dtype=float)))
    if stated.u_y is None:
        return solve(basis.values(at), observed, np.ones(len(x)))
    u_y = np.asarray(stated.u_y, dtype=float)
    if stated.u_x is None:
        return solve(basis.values(at), observed, 1.0 / u_y)
    r = np.zeros(len(x)) if stated.r is None else np.asarray(stated.r, dtype=float)
    return solve_in_both(basis, at, observed, (np.asarray(stated.u_x, dtype=float), u_y), r)


def judge(solution: Solution, stated: Uncertainties, *, birge: bool) -> tuple[tuple[float, float], Goodness]:
    """Return the factor of the covariance with its degrees of freedom, and the statistics of the residuals."""
    spare = len(solution.residuals) - len(solution.coefficients)
    total = float(solution.whitened @ solution.whitened)
    scatter = total / spare if spare else 0.0
    spread = math.sqrt(float(solution.residuals @ solution.residuals) / spare) if spare else 0.0
    residuals: tuple[float, ...] = tuple(solution.residuals.tolist())
    if not stated.given:
        normalised = solution.whitened / math.sqrt(scatter) if scatter else solution.whitened
        return (scatter, float(spare)), Goodness(residuals, tuple(normalised.tolist()), spare, spread, None)
    enlarged = birge and scatter > 1.0
    goodness = Goodness(residuals, tuple(solution.whitened.tolist()), spare, spread, total)
    return (scatter if enlarged else 1.0, float(spare) if enlarged else math.inf), goodness


def _curve(powers: Powers, solution: Solution, factor: tuple[float, float], ends: tuple[float, float]) -> Curve:
    """Return the curve, with a row and a column of zeros for a constant that is 0 by definition."""
    absent = (0.0,) * powers.first
    rows = [(*absent, *row) for row in (solution.covariance * factor[0]).tolist()]
    return Curve(
        coefficients=(*absent, *solution.coefficients.tolist()),
        covariance=(*((0.0,) * (powers.last + 1) for _ in absent), *rows),
        degrees_of_freedom=factor[1],
        centre=powers.centre,
        scale=powers.scale,
        low=ends[0],
        high=ends[1],
    )


def _check_rows(covariance: Sequence[Sequence[float]], points: int) -> None:
    if len(covariance) != points:
        raise FitInvalid(f"the covariance of y has {len(covariance)} rows for {points} points")
    for point, row in enumerate(covariance, start=1):
        if len(row) != points:
            raise FitInvalid(f"its row of the covariance of y has {len(row)} values for {points} points", point)
