"""Distributions between limits: rectangular, trapezoidal, triangular, arcsine, two-point."""

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
class Rectangular:
    """Equally probable within ± a half width, and nowhere else.

    Args:
        half_width: in the input's unit, from 0 on.

    Source: JCGM 101:2008 6.4.2; JCGM 100:2008 4.3.7.
    """

    half_width: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)

    @property
    def standard_uncertainty(self) -> float:
        """The half width over sqrt(3)."""
        return self.half_width / math.sqrt(3.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        return self.quantile(generator.random(size))

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        probabilities -= 0.5
        probabilities *= 2.0 * self.half_width
        return probabilities


@dataclass(frozen=True, slots=True)
class AsymmetricRectangular:
    """Equally probable between two limits that do not lie symmetrically about the estimate.

    The standard uncertainty is that about the middle of the limits, as JCGM 100 has it; the draws fill the limits, so
    that their mean is not the estimate.

    Args:
        below: how far the lower limit lies below the estimate, in the input's unit, from 0 on.
        above: how far the upper limit lies above it.

    Source: JCGM 100:2008 4.3.8; JCGM 101:2008 6.4.2.
    """

    below: float
    above: float

    def __post_init__(self) -> None:
        check_width("below", self.below)
        check_width("above", self.above)

    @property
    def standard_uncertainty(self) -> float:
        """The distance between the limits over sqrt(12)."""
        return (self.below + self.above) / math.sqrt(12.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        return self.quantile(generator.random(size))

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        probabilities *= self.below + self.above
        probabilities -= self.below
        return probabilities


@dataclass(frozen=True, slots=True)
class Triangular:
    """Most probable at the estimate, falling in straight lines to nothing at ± a half width.

    Args:
        half_width: in the input's unit, from 0 on.

    Source: JCGM 101:2008 6.4.5; JCGM 100:2008 4.3.9.
    """

    half_width: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)

    @property
    def standard_uncertainty(self) -> float:
        """The half width over sqrt(6)."""
        return self.half_width / math.sqrt(6.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations: the sum of two equal rectangular ones."""
        deviations = generator.random(size)
        deviations += generator.random(size)
        deviations -= 1.0
        deviations *= self.half_width
        return deviations

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        return Trapezoidal(self.half_width, 0.0).quantile(probabilities)


@dataclass(frozen=True, slots=True)
class Trapezoidal:
    """Equally probable within the top of a trapezium, falling in straight lines to nothing at ± a half width.

    Args:
        half_width: of the base, in the input's unit, from 0 on.
        beta: width of the top over that of the base, 0 (a triangle) to 1 (a rectangle).

    Source: JCGM 101:2008 6.4.4; JCGM 100:2008 4.3.9, equation (9a).
    """

    half_width: float
    beta: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)
        if not 0.0 <= self.beta <= 1.0:
            raise NumberInvalid(f"beta of a trapezium, its top over its base, must lie within 0 and 1, not {self.beta}")

    @property
    def standard_uncertainty(self) -> float:
        """The half width times sqrt((1 + beta²) / 6)."""
        return self.half_width * math.sqrt((1.0 + self.beta * self.beta) / 6.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations: the sum of a wide and a narrow rectangular one."""
        deviations, narrow = generator.random(size), generator.random(size)
        deviations *= 1.0 + self.beta
        narrow *= 1.0 - self.beta
        deviations += narrow
        deviations -= 1.0
        deviations *= self.half_width
        return deviations

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        import numpy as np  # noqa: PLC0415  only draws load it

        tail = np.minimum(probabilities, 1.0 - probabilities)
        slope = 1.0 - self.beta
        on_slope = np.sqrt(2.0 * tail * slope * (1.0 + self.beta))
        from_end = np.where(on_slope < slope, on_slope, tail * (1.0 + self.beta) + slope / 2.0)
        return np.asarray(np.copysign(self.half_width * (1.0 - from_end), probabilities - 0.5))


@dataclass(frozen=True, slots=True)
class CurvilinearTrapezoid:
    """Rectangular within limits that are themselves not known exactly.

    Args:
        half_width: in the input's unit, from 0 on.
        uncertainty_of_half_width: d: the half width lies anywhere within ± d of it, equally probably; at most the
            half width.

    Source: JCGM 101:2008 6.4.3.
    """

    half_width: float
    uncertainty_of_half_width: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)
        check_width("uncertainty_of_half_width", self.uncertainty_of_half_width)
        if self.uncertainty_of_half_width > self.half_width:
            raise NumberInvalid(
                f"uncertainty_of_half_width {self.uncertainty_of_half_width} is larger than the half width "
                f"{self.half_width} itself"
            )

    @property
    def standard_uncertainty(self) -> float:
        """The root of a² / 3 + d² / 9, with a the half width."""
        return math.hypot(self.half_width / math.sqrt(3.0), self.uncertainty_of_half_width / 3.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        deviations = self.draw_half_widths(generator, size)
        place = generator.random(size)
        place -= 0.5
        place *= 2.0
        deviations *= place
        return deviations

    def draw_half_widths(self, generator: Generator, size: int) -> Array:
        """Return half widths as they may be."""
        widths = generator.random(size)
        widths -= 0.5
        widths *= 2.0 * self.uncertainty_of_half_width
        widths += self.half_width
        return widths


@dataclass(frozen=True, slots=True)
class Arcsine:
    """U-shaped: a quantity that swings as a sine between ± a half width, asked at any moment.

    Args:
        half_width: the amplitude, in the input's unit, from 0 on.

    Source: JCGM 101:2008 6.4.6; JCGM 100:2008 H.1.3.4.
    """

    half_width: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)

    @property
    def standard_uncertainty(self) -> float:
        """The half width over sqrt(2)."""
        return self.half_width / math.sqrt(2.0)

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        return self.quantile(generator.random(size))

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        import numpy as np  # noqa: PLC0415  only draws load it

        probabilities -= 0.5
        probabilities *= math.pi
        np.sin(probabilities, out=probabilities)
        probabilities *= self.half_width
        return probabilities


@dataclass(frozen=True, slots=True)
class TwoPoint:
    """Either of two values, equally probable: the estimate plus or minus a half width.

    Args:
        half_width: in the input's unit, from 0 on.

    Source: JJF 1059.1-2012.
    """

    half_width: float

    def __post_init__(self) -> None:
        check_width("half_width", self.half_width)

    @property
    def standard_uncertainty(self) -> float:
        """The half width itself."""
        return self.half_width

    def draw(self, generator: Generator, size: int) -> Array:
        """Return deviations."""
        return self.quantile(generator.random(size))

    def quantile(self, probabilities: Array) -> Array:
        """Return the deviations below which the values lie with the probabilities; may use up their array."""
        import numpy as np  # noqa: PLC0415  only draws load it

        return np.asarray(np.copysign(self.half_width, probabilities - 0.5))
