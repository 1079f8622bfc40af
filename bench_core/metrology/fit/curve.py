"""A fitted polynomial with the covariance of its coefficients: prediction and inverse prediction; no numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.inversion import invert


@dataclass(frozen=True, slots=True)
class Predicted:
    """A value read off a fitted curve.

    Args:
        value: in the unit of the quantity.
        standard_uncertainty: in the same unit.
        degrees_of_freedom: of the standard uncertainty of the curve.
        extrapolated: the curve was used outside the range of its points.
    """

    value: float
    standard_uncertainty: float
    degrees_of_freedom: float
    extrapolated: bool


@dataclass(frozen=True, slots=True)
class Parameters:
    """Coefficients in ascending powers of (x - reference), with their covariance.

    Args:
        reference: value of x.
        values: coefficients.
        covariance: of the coefficients.
    """

    reference: float
    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    @property
    def standard_uncertainties(self) -> tuple[float, ...]:
        """The standard uncertainty of each coefficient."""
        return tuple(math.sqrt(max(self.covariance[i][i], 0.0)) for i in range(len(self.values)))

    def correlation(self, i: int, j: int) -> float:
        """Return the correlation coefficient of two coefficients; 0 where one of them is exact."""
        u = self.standard_uncertainties
        return self.covariance[i][j] / (u[i] * u[j]) if u[i] * u[j] else 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A polynomial in z = (x - centre)/scale.

    Args:
        coefficients: in ascending powers of z.
        covariance: of the coefficients.
        degrees_of_freedom: of the covariance; infinite where it comes from stated uncertainties.
        centre: in the unit of x.
        scale: in the unit of x, above 0.
        low: lowest x of the points.
        high: highest x of the points.
    """

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    degrees_of_freedom: float
    centre: float
    scale: float
    low: float
    high: float

    def value(self, x: float) -> float:
        """Return y at x, inside the range of the points or not."""
        return _polynomial(self.coefficients, (x - self.centre) / self.scale)

    def slope(self, x: float) -> float:
        """Return dy/dx at x."""
        return _polynomial(_derivative(self.coefficients), (x - self.centre) / self.scale) / self.scale

    def covariance_between(self, x1: float, x2: float) -> float:
        """Return the covariance of the curve's values at two x, for differences between points.

        Source: JCGM 102:2011, 6.2.1.3, equation (3); JCGM 100:2008 H.3.4 for one x.
        """
        z1, z2 = (x1 - self.centre) / self.scale, (x2 - self.centre) / self.scale
        powers = range(len(self.coefficients))
        return math.fsum(z1**i * self.covariance[i][j] * z2**j for i in powers for j in powers)

    def predict(self, x: float, u_x: float = 0.0, u_y: float = 0.0) -> Predicted:
        """Return y at x with its standard uncertainty.

        Args:
            x: where; outside the range of the points the result says so, and nothing speaks for the curve there.
            u_x: standard uncertainty of x, independent of the points.
            u_y: standard uncertainty of a single y about the curve, such as its repeatability; 0 for the curve itself.

        Raises:
            NumberInvalid: x is not a number, or an uncertainty is negative or not a number.

        Source: JCGM 100:2008 H.3.4, equation (H.15), and 5.1.2.
        """
        _check_uncertainties(u_x, u_y)
        if not math.isfinite(x):
            raise NumberInvalid(f"a curve has no value at x = {x}")
        variance = max(self.covariance_between(x, x), 0.0) + (self.slope(x) * u_x) ** 2 + u_y**2
        return Predicted(self.value(x), math.sqrt(variance), self.degrees_of_freedom, not self.low <= x <= self.high)

    def inverse(self, y: float, u_y: float = 0.0) -> Predicted:
        """Return x at which the curve has a value, with its standard uncertainty (to the first order).

        Args:
            y: the value.
            u_y: its standard uncertainty, independent of the points.

        Raises:
            OutsideValidity: a curve of the second or a higher degree reaches y nowhere, or at several x, within the
                range of its points.
            NumberInvalid: y is not a number, its uncertainty negative, or the curve does not depend on x there.

        Source: JCGM 100:2008 5.1.2; ISO/TS 28037:2010 (inverse evaluation).
        """
        _check_uncertainties(u_y)
        if not math.isfinite(y):
            raise NumberInvalid(f"a curve has no x at y = {y}")
        x = self._x_at(y)
        slope = self.slope(x)
        if slope == 0:
            raise NumberInvalid(f"the curve is level at x = {x:.12g}: y = {y:.12g} does not determine x")
        variance = (max(self.covariance_between(x, x), 0.0) + u_y**2) / slope**2
        return Predicted(x, math.sqrt(variance), self.degrees_of_freedom, not self.low <= x <= self.high)

    def parameters(self, reference: float = 0.0) -> Parameters:
        """Return the coefficients in powers of (x - reference), as a certificate states them.

        Args:
            reference: value of x, such as 20 °C in JCGM 100:2008 H.3; far from the points the coefficients are
                strongly correlated and lose digits.
        """
        count = len(self.coefficients)
        shift = reference - self.centre
        # row j: the share of each coefficient of z^k in that of (x - reference)^j
        rows = [
            [math.comb(k, j) * shift ** (k - j) / self.scale**k if k >= j else 0.0 for k in range(count)]
            for j in range(count)
        ]
        values = tuple(math.fsum(a * c for a, c in zip(row, self.coefficients, strict=True)) for row in rows)
        powers = range(count)
        covariance = tuple(
            tuple(math.fsum(p[i] * self.covariance[i][j] * q[j] for i in powers for j in powers) for q in rows)
            for p in rows
        )
        return Parameters(reference, values, covariance)

    def _x_at(self, y: float) -> float:
        shifted = (self.coefficients[0] - y, *self.coefficients[1:])
        if len(shifted) == 2 and shifted[1]:
            return self.centre - self.scale * shifted[0] / shifted[1]
        low, high = (self.low - self.centre) / self.scale, (self.high - self.centre) / self.scale
        found = [self.centre + self.scale * z for z in _zeros(shifted, low, high)]
        if len(found) != 1:
            where = f"at {', '.join(f'{x:.6g}' for x in found)}" if found else "nowhere"
            raise OutsideValidity(f"the curve is {y:.12g} {where} in the range of its points, {self._range()}")
        return found[0]

    def _range(self) -> str:
        return f"x = {self.low:.12g} to {self.high:.12g}"


def _polynomial(coefficients: tuple[float, ...], z: float) -> float:
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * z + coefficient
    return total


def _derivative(coefficients: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(power * coefficient for power, coefficient in enumerate(coefficients))[1:]


def _zeros(coefficients: tuple[float, ...], low: float, high: float) -> list[float]:
    """Return where a polynomial is zero in a range: between two neighbouring turning points it is monotonic."""
    slope = _derivative(coefficients)
    if not any(slope):
        return []
    found: list[float] = []
    ends = [low, *_zeros(slope, low, high), high]
    for start, end in pairwise(ends):
        if _polynomial(coefficients, start) * _polynomial(coefficients, end) <= 0:
            zero = invert(lambda z: _polynomial(coefficients, z), lambda z: _polynomial(slope, z), 0.0, start, end)
            if not found or zero > found[-1]:
                found.append(zero)
    return found


def _check_uncertainties(*uncertainties: float) -> None:
    for uncertainty in uncertainties:
        if not 0 <= uncertainty < math.inf:
            raise NumberInvalid(f"a standard uncertainty must be a number from 0 on, not {uncertainty}")
