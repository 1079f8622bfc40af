"""Correlated draws of any distributions: each is an increasing function of a normal quantity, and those are correlated.

The coefficient of the normal quantities is chosen so that the product-moment correlation of the draws is the one
stated (Nataf's model). By Mehler's formula that correlation is a power series in the normal coefficient, with the
Hermite coefficients of the two functions; it is inverted by bisection. Student's t and the curvilinear trapezoid are
products of such a function and an independent scale, which weakens the correlation by a known factor.

Sources: Liu and Der Kiureghian, Probabilistic Engineering Mechanics 1 (1986) 105, for the model; JCGM 101:2008 6.4.8
and JCGM 102:2011 5.3.2 leave correlated quantities that are neither normal nor of Student's t open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from bench_core.bilingual import Bilingual
from bench_core.errors import CorrelationInvalid
from bench_core.metrology.arrays import Array
from bench_core.metrology.distribution import (
    Arcsine,
    AsymmetricRectangular,
    Counts,
    CurvilinearTrapezoid,
    Exponential,
    Normal,
    Rectangular,
    StudentT,
    Trapezoidal,
    Triangular,
    TwoPoint,
)

if TYPE_CHECKING:
    from numpy.random import Generator

    from bench_core.metrology.distribution import Distribution

_ORDER: Final = 200
_REACH: Final = 12.0
_STEPS: Final = 6000
_CLOSE: Final = 1e-6  # how well the ends of what can be reached are known


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a distribution makes of a normal quantity: Hermite coefficients from the first on, its mean there, spread.

    Args:
        coefficients: of the mean deviation at a given normal quantity.
        means: that mean deviation itself on the grid.
        spread: standard deviation of the draws.
    """

    coefficients: Array
    means: Array
    spread: float


def draw_from_normal(distribution: Distribution, normal: Array, generator: Generator) -> Array:
    """Return deviations of a distribution that increase with a standard normal quantity.

    Args:
        distribution: any but counts.
        normal: draws of the standard normal distribution.
        generator: for what the normal quantity leaves open, the scale of Student's t and of the curvilinear trapezoid.
    """
    match distribution:
        case Normal():
            return normal * distribution.standard_uncertainty
        case StudentT():
            return normal * distribution.standard_uncertainty * student_scale(distribution, generator, normal.size)
        case CurvilinearTrapezoid():
            return Rectangular(1.0).quantile(_cumulative(normal)) * distribution.draw_half_widths(
                generator, normal.size
            )
        case _:
            return _quantile(distribution, _cumulative(normal))


def student_scale(distribution: StudentT, generator: Generator, size: int) -> Array:
    """Return what a standard normal quantity is multiplied by to have Student's t: sqrt(nu / chi²); JCGM 102 5.3.2."""
    freedom = distribution.degrees_of_freedom
    scale: Array = generator.chisquare(freedom, size)
    np.divide(freedom, scale, out=scale)
    np.sqrt(scale, out=scale)
    return scale


def normal_correlation(names: tuple[str, str], distributions: tuple[Distribution, Distribution], r: float) -> float:
    """Return the coefficient of two normal quantities with which draws of two distributions have correlation r.

    It is right to 1e-5.

    Args:
        names: of the inputs, for the message.
        distributions: of the inputs.
        r: product-moment correlation coefficient, within ±1.

    Raises:
        CorrelationInvalid: no draws of the two distributions can have it by this model, or one has no standard
            deviation.
    """
    if all(isinstance(distribution, TwoPoint) for distribution in distributions):
        return math.sin(math.pi / 2.0 * r)  # the series would need thousands of terms
    one, other = (_shape(name, distribution) for name, distribution in zip(names, distributions, strict=True))
    lowest, highest = (_end(one, other, sign) for sign in (-1.0, 1.0))
    if not lowest - _CLOSE <= r <= highest + _CLOSE:
        kinds = " and ".join(type(distribution).__name__ for distribution in distributions)
        words = Bilingual(
            f"{names[0]} 与 {names[1]}：按其分布（{kinds}）抽取，相关系数为 {lowest:.3f} 到 {highest:.3f}，不能为 {r}",
            f"{names[0]} and {names[1]}: draws of their distributions, {kinds}, can have correlation coefficients from "
            f"{lowest:.3f} to {highest:.3f}, not {r}",
        )
        raise CorrelationInvalid(words)
    if r >= highest - _CLOSE or r <= lowest + _CLOSE:
        return math.copysign(1.0, r)
    low, high = (0.0, 1.0) if r > 0 else (-1.0, 0.0)
    series = _series(one, other, highest if r > 0 else lowest, high or low)
    orders = np.arange(1, series.size + 1)
    while high - low > 1e-12:
        middle = (low + high) / 2.0
        low, high = (middle, high) if float((series * middle**orders).sum()) < r else (low, middle)
    return (low + high) / 2.0


def _series(one: _Shape, other: _Shape, end: float, sign: float) -> Array:
    """Return the terms of the correlation in powers of the normal one; the last has what they leave out at its end."""
    products = one.coefficients * other.coefficients / (one.spread * other.spread)
    orders = np.arange(1, _ORDER + 1)
    rest = (end - float((products * sign**orders).sum())) * sign ** (_ORDER + 1)
    return np.append(products, rest)


def _end(one: _Shape, other: _Shape, sign: float) -> float:
    """Return the correlation of the draws where the normal quantities are equal, or opposite."""
    mirrored = other.means if sign > 0 else other.means[::-1]
    return float((one.means * mirrored * _weights()).sum()) / (one.spread * other.spread)


def _shape(name: str, distribution: Distribution) -> _Shape:
    means, spread = _means(name, distribution)
    means = means - float((means * _weights()).sum())
    return _Shape(_hermite_coefficients(means), means, spread)


def _means(name: str, distribution: Distribution) -> tuple[Array, float]:
    """Return the mean deviation at each normal quantity of the grid, and the standard deviation of the draws."""
    grid = _grid()
    match distribution:
        case Counts():
            raise CorrelationInvalid(
                Bilingual(
                    f"{name}：计数与其他一切无关，不能相关",
                    f"{name}: counts are independent of everything else and cannot be correlated",
                )
            )
        case StudentT(standard_uncertainty=u, degrees_of_freedom=freedom) if freedom <= 2:
            words = Bilingual(
                f"{name}：自由度 {freedom:g} 的 t 分布没有标准偏差，因而与其他分布没有相关性；各量取相同的自由度",
                f"{name}: Student's t of {freedom:g} degrees of freedom has no standard deviation, and so "
                "no correlation with another distribution; give all of them the same degrees of freedom",
            )
            raise CorrelationInvalid(words)
        case StudentT(standard_uncertainty=u, degrees_of_freedom=freedom):
            mean_scale = math.sqrt(freedom / 2) * math.exp(math.lgamma((freedom - 1) / 2) - math.lgamma(freedom / 2))
            return grid * (u * mean_scale), u * math.sqrt(freedom / (freedom - 2))
        case Normal(standard_uncertainty=u):
            return grid * u, u
        case CurvilinearTrapezoid(half_width=width):
            return Rectangular(width).quantile(_cumulative(grid)), distribution.standard_uncertainty
        case _:
            return _quantile(distribution, _cumulative(grid)), distribution.standard_uncertainty


def _quantile(distribution: Distribution, probabilities: Array) -> Array:
    match distribution:
        case Rectangular() | AsymmetricRectangular() | Triangular() | Trapezoidal() | Arcsine() | TwoPoint():
            return distribution.quantile(probabilities)
        case Exponential():
            return distribution.quantile(probabilities)
        case _:
            raise CorrelationInvalid(
                Bilingual(
                    f"没有抽取相关的 {type(distribution).__name__} 的方法",
                    f"there is no rule to draw {type(distribution).__name__} with a correlation",
                )
            )


def _cumulative(normal: Array) -> Array:
    """Return the probability below each of standard normal quantities."""
    scaled = (normal * -math.sqrt(0.5)).tolist()
    probabilities = np.fromiter(map(math.erfc, scaled), float, len(scaled))
    probabilities *= 0.5
    return np.asarray(np.minimum(probabilities, 1.0 - 2.0**-53))  # an exponential quantity is infinite at 1


@lru_cache(maxsize=1)
def _grid() -> Array:
    """Return normal quantities at even steps, as many below 0 as above and none at it."""
    step = 2.0 * _REACH / _STEPS
    return np.asarray((np.arange(_STEPS) + 0.5) * step - _REACH)


@lru_cache(maxsize=1)
def _weights() -> Array:
    density = np.exp(-0.5 * _grid() ** 2)
    return np.asarray(density / density.sum())


def _hermite_coefficients(means: Array) -> Array:
    """Return the coefficients of a function of the grid in orthonormal Hermite polynomials, from the first order on."""
    grid, weighted = _grid(), means * _weights()
    before, polynomial = np.ones_like(grid), grid
    coefficients = np.empty(_ORDER)
    for order in range(1, _ORDER + 1):
        coefficients[order - 1] = (polynomial * weighted).sum()
        following = (grid * polynomial - math.sqrt(order) * before) / math.sqrt(order + 1.0)
        before, polynomial = polynomial, following
    return coefficients
