"""Polynomials of second order in one small step: what a model becomes along one input, without rounding of steps."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taylor:
    """A value and its Taylor coefficients in a step t: value + first·t + second·t²; higher powers are cut off.

    Args:
        value: at t = 0.
        first: the first derivative.
        second: half the second derivative.
    """

    value: float
    first: float = 0.0
    second: float = 0.0

    def __neg__(self) -> Taylor:
        return Taylor(-self.value, -self.first, -self.second)

    def __abs__(self) -> Taylor:
        return -self if self.value < 0 else self

    def __add__(self, other: Taylor | float) -> Taylor:
        that = _taylor(other)
        return Taylor(self.value + that.value, self.first + that.first, self.second + that.second)

    def __radd__(self, other: float) -> Taylor:
        return self + other

    def __sub__(self, other: Taylor | float) -> Taylor:
        return self + -_taylor(other)

    def __rsub__(self, other: float) -> Taylor:
        return -self + other

    def __mul__(self, other: Taylor | float) -> Taylor:
        that = _taylor(other)
        return Taylor(
            self.value * that.value,
            self.value * that.first + self.first * that.value,
            self.value * that.second + self.first * that.first + self.second * that.value,
        )

    def __rmul__(self, other: float) -> Taylor:
        return self * other

    def __truediv__(self, other: Taylor | float) -> Taylor:
        that = _taylor(other)
        value = self.value / that.value
        first = (self.first - value * that.first) / that.value
        return Taylor(value, first, (self.second - value * that.second - first * that.first) / that.value)

    def __rtruediv__(self, other: float) -> Taylor:
        return Taylor(other) / self

    def through(self, value: float, slope: float, curvature: float) -> Taylor:
        """Return a function of this polynomial, from its value and its two derivatives at t = 0."""
        return Taylor(value, slope * self.first, slope * self.second + curvature / 2.0 * self.first**2)


def _taylor(value: Taylor | float) -> Taylor:
    return value if isinstance(value, Taylor) else Taylor(value)


def sqrt(x: Taylor) -> Taylor:
    """Return the square root."""
    root = math.sqrt(x.value)
    return x.through(root, 0.5 / root, -0.25 / (x.value * root))


def exp(x: Taylor) -> Taylor:
    """Return the exponential."""
    value = math.exp(x.value)
    return x.through(value, value, value)


def ln(x: Taylor) -> Taylor:
    """Return the natural logarithm."""
    return x.through(math.log(x.value), 1.0 / x.value, -1.0 / x.value**2)


def log10(x: Taylor) -> Taylor:
    """Return the decimal logarithm."""
    return x.through(math.log10(x.value), 1.0 / x.value / math.log(10.0), -1.0 / x.value**2 / math.log(10.0))


def sin(x: Taylor) -> Taylor:
    """Return the sine."""
    return x.through(math.sin(x.value), math.cos(x.value), -math.sin(x.value))


def cos(x: Taylor) -> Taylor:
    """Return the cosine."""
    return x.through(math.cos(x.value), -math.sin(x.value), -math.cos(x.value))


def tan(x: Taylor) -> Taylor:
    """Return the tangent."""
    value = math.tan(x.value)
    slope = 1.0 + value * value
    return x.through(value, slope, 2.0 * value * slope)
