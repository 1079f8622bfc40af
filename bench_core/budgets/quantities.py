"""From what a budget file says of its input quantities to estimates with distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.documents.budget_forms import DistributionName
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.distribution import (
    Arcsine,
    AsymmetricRectangular,
    Counts,
    CurvilinearTrapezoid,
    Distribution,
    Exponential,
    Normal,
    Rectangular,
    StudentT,
    Trapezoidal,
    Triangular,
    TwoPoint,
    divisor,
)
from bench_core.metrology.inputs import Input
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean, variance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench_core.documents.budget import Budget
    from bench_core.documents.budget_input import BudgetInput
    from bench_core.metrology.unit import Unit


@dataclass(frozen=True, slots=True)
class InputQuantity:
    """An input quantity with its estimate and what is known of it.

    Args:
        name: as the model calls it.
        value: estimate, exact, in its own unit.
        distribution: of deviations from the estimate, in the coherent SI unit.
        distribution_name: of it.
        degrees_of_freedom: of the standard uncertainty, may be infinite.
        title: for people, or None.
        source: where the values come from, or None.
    """

    name: str
    value: Quantity
    distribution: Distribution
    distribution_name: DistributionName
    degrees_of_freedom: float
    title: Bilingual | None
    source: str | None

    @property
    def unit(self) -> Unit:
        """The unit of the uncertainty: that of the estimate, and K for a temperature in °C."""
        return self.value.as_difference().unit

    @property
    def standard_uncertainty(self) -> float:
        """Of the estimate, in `unit`."""
        return self.distribution.standard_uncertainty / float(self.unit.factor)

    @property
    def engine_input(self) -> Input:
        """The quantity as the law of propagation takes it, in the coherent SI unit."""
        return Input(self.name, float(self.value.si), self.distribution, self.degrees_of_freedom)


def input_quantities(budget: Budget) -> tuple[InputQuantity, ...]:
    """Return every input quantity of a budget, in its order."""
    variances = {
        name: row.covariance[place][place]
        for row in budget.correlations
        if row.covariance is not None
        for place, name in enumerate(row.gives_uncertainty_of)
    }
    return tuple(_input(name, one, variances.get(name)) for name, one in budget.inputs.items())


def observed(one: BudgetInput) -> tuple[Quantity, ...]:
    """Return the observations of an input quantity with their unit; empty where there are none."""
    values = one.observations or ()
    return tuple(Quantity.of(value.value, one.unit) for value in values) if one.unit is not None else values


def _input(name: str, one: BudgetInput, variance_given: Quantity | None) -> InputQuantity:
    freedom = math.inf if one.nu is None else float(one.nu.value)
    if one.observations is not None:
        return _observed(name, one)
    if variance_given is not None:
        normal = _normal(math.sqrt(variance_given.si), freedom)
        return InputQuantity(name, _value(one), normal, _name_of(normal), freedom, one.title, one.source)
    if one.distribution in {None, "normal", "student_t"}:
        u = _standard_uncertainty(one, freedom)
        normal = Normal(u) if one.distribution == "normal" else _normal(u, freedom)
        return InputQuantity(name, _value(one), normal, _name_of(normal), freedom, one.title, one.source)
    label = one.distribution or "normal"
    return InputQuantity(name, _value(one), _STATED[label](one), label, freedom, one.title, one.source)


def _value(one: BudgetInput) -> Quantity:
    if one.value is not None:
        return one.value
    return Quantity.of(Fraction(Counts(_whole(one.count)).estimate), "1")


def _observed(name: str, one: BudgetInput) -> InputQuantity:
    """Return the mean of observations with Student's t of it, or with their resolution where that is larger.

    Source: JCGM 100:2008 4.2.3 and F.2.2.1; JCGM 101:2008 6.4.9.2.
    """
    values = observed(one)
    u = math.sqrt(variance(values) / len(values)) * float(values[0].unit.factor)
    resolution, freedom = Rectangular(_size(one.resolution) / 2), len(values) - 1
    if resolution.standard_uncertainty > u:
        return InputQuantity(name, mean(values), resolution, "rectangular", math.inf, one.title, one.source)
    return InputQuantity(name, mean(values), StudentT(u, freedom), "student_t", freedom, one.title, one.source)


def _normal(u: float, freedom: float) -> Normal | StudentT:
    """Return what is known of a quantity by u alone, or by u and nu (JCGM 101:2008 6.4.7 and 6.4.9.7)."""
    return Normal(u) if math.isinf(freedom) else StudentT(u, freedom)


def _name_of(distribution: Normal | StudentT) -> DistributionName:
    return "normal" if isinstance(distribution, Normal) else "student_t"


def _standard_uncertainty(one: BudgetInput, freedom: float) -> float:
    """Return u in the coherent SI unit, from u, or from U or a half width and what it covers."""
    if one.u is not None:
        return float(one.u.si)
    if one.U is not None and one.k is not None:
        return float(one.U.si / one.k.value)
    if one.U is not None and one.p is not None:
        return float(one.U.si) / coverage_factor(freedom, float(one.p.si))
    return _size(one.half_width) / divisor("normal", _size(one.p))


def _rectangular(one: BudgetInput) -> Distribution:
    if one.half_width is not None:
        return Rectangular(_size(one.half_width))
    return AsymmetricRectangular(_size(one.below), _size(one.above))


_STATED: Final[Mapping[str, Callable[[BudgetInput], Distribution]]] = {
    "rectangular": _rectangular,
    "triangular": lambda one: Triangular(_size(one.half_width)),
    "arcsine": lambda one: Arcsine(_size(one.half_width)),
    "two_point": lambda one: TwoPoint(_size(one.half_width)),
    "trapezoidal": lambda one: Trapezoidal(_size(one.half_width), _size(one.beta)),
    "curvilinear_trapezoid": lambda one: CurvilinearTrapezoid(
        _size(one.half_width), _size(one.uncertainty_of_half_width)
    ),
    "exponential": lambda one: Exponential(_size(one.value)),
    "counts": lambda one: Counts(_whole(one.count)),
}
"""Distributions by name, of what stands in the file, in the coherent SI unit."""


def _size(value: Quantity | None) -> float:
    return 0.0 if value is None else float(value.si)


def _whole(count: Quantity | None) -> int:
    return 0 if count is None else int(count.value)
