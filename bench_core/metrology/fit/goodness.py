"""How well a curve fits its points: residuals, chi-square and its probability; no numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bench_core.errors import NumberInvalid

_TERMS = 10_000
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Goodness:
    """Statistics of a fit.

    Args:
        residuals: observed minus fitted y, by point.
        normalised_residuals: residual divided by its stated (or, without one, its estimated) standard uncertainty.
        degrees_of_freedom: points less coefficients.
        standard_deviation: of one y about the curve, estimated from the residuals; 0 without degrees of freedom.
        chi_square: sum of the squares of the normalised residuals where uncertainties were stated; else None.
    """

    residuals: tuple[float, ...]
    normalised_residuals: tuple[float, ...]
    degrees_of_freedom: int
    standard_deviation: float
    chi_square: float | None

    @property
    def birge_ratio(self) -> float | None:
        """The root of chi-square per degree of freedom; about 1 where curve and uncertainties are right."""
        if self.chi_square is None or not self.degrees_of_freedom:
            return None
        return math.sqrt(self.chi_square / self.degrees_of_freedom)

    @property
    def probability(self) -> float | None:
        """The probability of a chi-square this large or larger, if curve and uncertainties are right."""
        if self.chi_square is None or not self.degrees_of_freedom:
            return None
        return chi_square_probability(self.chi_square, self.degrees_of_freedom)


def chi_square_probability(chi_square: float, degrees_of_freedom: int) -> float:
    """Return the probability that chi-square is this large or larger.

    Args:
        chi_square: observed, from 0 on.
        degrees_of_freedom: from 1 on.

    Raises:
        NumberInvalid: an argument outside its range.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31, 26.4.19.
    """
    if not 0 <= chi_square < math.inf or degrees_of_freedom < 1:
        raise NumberInvalid(
            f"chi-square must be from 0 on with 1 or more degrees of freedom, not {chi_square}, {degrees_of_freedom}"
        )
    if chi_square == 0:
        return 1.0
    a, x = degrees_of_freedom / 2.0, chi_square / 2.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    return 1.0 - front * _series(a, x) if x < a + 1.0 else front * _continued_fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for step in range(1, _TERMS):
        term *= x / (a + step)
        total += term
        if term < total * 1e-17:
            break
    return total


def _continued_fraction(a: float, x: float) -> float:
    """Lentz's method."""
    b = x + 1.0 - a
    c, d = 1.0 / _TINY, 1.0 / b
    result = d
    for step in range(1, _TERMS):
        numerator = -step * (step - a)
        b += 2.0
        d = 1.0 / (numerator * d + b)
        c = b + numerator / c
        result *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return result
