"""Definite integrals of smooth functions by adaptive Gauss-Legendre quadrature, without numpy."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NODES: Final = 16
_DEEPEST: Final = 40


@lru_cache(maxsize=8)
def gauss_legendre(number: int) -> tuple[tuple[float, float], ...]:
    """Return the nodes on -1 to 1 with their weights; exact for polynomials up to degree 2 number - 1.

    Args:
        number: of nodes, from 1 on.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.4.29; the nodes by Newton's method.
    """
    return tuple(_node(number, index) for index in range(1, number + 1))


def _node(number: int, index: int) -> tuple[float, float]:
    x, slope = math.cos(math.pi * (index - 0.25) / (number + 0.5)), 1.0
    for _ in range(100):
        value, before = x, 1.0
        for n in range(2, number + 1):
            value, before = ((2 * n - 1) * x * value - (n - 1) * before) / n, value
        slope = number * (x * value - before) / (x * x - 1.0)
        step = value / slope
        x -= step
        if abs(step) < 1e-16:
            break
    return x, 2.0 / ((1.0 - x * x) * slope * slope)


def integrate(function: Callable[[float], float], points: Iterable[float], tolerance: float = 1e-13) -> float:
    """Return the integral of a function from the first to the last of some points.

    Args:
        function: smooth between the points.
        points: the ends, and between them where the function changes quickly; in any order.
        tolerance: of each piece, absolute.
    """
    ends = sorted(set(points))
    return math.fsum(
        _adaptive(function, (low, high), _piece(function, low, high), tolerance, _DEEPEST)
        for low, high in pairwise(ends)
    )


def _adaptive(
    function: Callable[[float], float], ends: tuple[float, float], whole: float, tolerance: float, depth: int
) -> float:
    low, high = ends
    middle = (low + high) / 2
    left, right = _piece(function, low, middle), _piece(function, middle, high)
    if abs(left + right - whole) <= tolerance or not depth or not low < middle < high:
        return left + right
    return _adaptive(function, (low, middle), left, tolerance / 2, depth - 1) + _adaptive(
        function, (middle, high), right, tolerance / 2, depth - 1
    )


def _piece(function: Callable[[float], float], low: float, high: float) -> float:
    half, middle = (high - low) / 2, (high + low) / 2
    return half * math.fsum(weight * function(middle + half * x) for x, weight in gauss_legendre(_NODES))
