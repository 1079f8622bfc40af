"""Specifications: limits of error ±(a of reading + b of range + c) with a stated confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench_core.metrology.distribution import divisor
from bench_core.metrology.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a limit of error is to be taken: with a stated probability and distribution, or as plain limits.

    Args:
        distribution: `normal` needs a probability; `rectangular` are limits.
        probability: such as 99 %, or None for limits.
    """

    distribution: Literal["normal", "rectangular"]
    probability: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Specification:
    """A limit of error ±(a of reading + b of range + c), resolved for one range.

    Args:
        of_reading: a, a ratio, such as 0.0035 %.
        of_range: b, a ratio.
        constant: c, or None.
        range: the range that b refers to.
        coverage: what the limit means.
    """

    of_reading: Quantity
    of_range: Quantity
    constant: Quantity | None
    range: Quantity
    coverage: Coverage


def limit_of_error(specification: Specification, reading: Quantity) -> Quantity:
    """Return the magnitude of a specification's limit of error at a reading.

    Args:
        specification: for the range that was in use.
        reading: of either sign.

    Returns:
        |a * reading| + b * range + c, in the reading's unit (K for °C), exact.

    Raises:
        UnitMismatch: range or constant are of another kind than the reading.
    """
    value = reading.as_difference()
    of_range = specification.range.as_difference() * specification.of_range
    limit = abs(value) * specification.of_reading + of_range
    return limit if specification.constant is None else limit + specification.constant.as_difference()


def standard_uncertainty(specification: Specification, reading: Quantity) -> float:
    """Return the standard uncertainty that a specification stands for, in the reading's unit (K for °C).

    Args:
        specification: for the range that was in use.
        reading: of either sign.

    Raises:
        UnitMismatch: range or constant are of another kind than the reading.
        NumberInvalid: a normal distribution without a probability between 0 and 1.

    Source: JCGM 100:2008 4.3.4 (normal, stated level of confidence), 4.3.7 (rectangular).
    """
    coverage = specification.coverage
    probability = None if coverage.probability is None else float(coverage.probability.si)
    return float(limit_of_error(specification, reading)) / divisor(coverage.distribution, probability)
