"""Which components of a point's budget dominate its result, found from the plan and the budget's rows alone.

Nothing of it needs to be on record, so that it holds for records of every version.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench_core.metrology.distribution import Arcsine, Normal, Rectangular, Triangular, TwoPoint
from bench_core.metrology.dominance import Dominance, Shape, Term, dominating_terms
from bench_core.records.budget import PART
from bench_core.records.places import preliminary_of
from bench_core.records.point_names import ONCE
from bench_core.records.reference import DRIFT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.metrology.distribution import Distribution, DistributionName
    from bench_core.records.plan import Component, PlannedItem, PlannedPoint, PlannedReference, Reporting
    from bench_core.records.result import BudgetRow, PointResult

_SHAPES: Final[dict[DistributionName, Distribution]] = {
    "normal": Normal(1.0),
    "rectangular": Rectangular(1.0),
    "triangular": Triangular(1.0),
    "arcsine": Arcsine(1.0),
    "two_point": TwoPoint(1.0),
}
"""Of any size: the contributions say how large they are."""


def dominance(
    item: PlannedItem, point: PlannedPoint, budget: Sequence[BudgetRow], probability: float
) -> Dominance | None:
    """Return which one or two components dominate a result, or None where it is nearly normal.

    Components of type A, certificates of standards, and specifications with a stated probability are not known by
    their limits; components that `larger_of` leaves out do not count.

    Args:
        item: of the plan.
        point: of the item.
        budget: of the result.
        probability: that the coverage factor is to cover.

    Source: EA-4/02 S9 and S10; JJF 1059.1-2012 4.5.
    """
    counted = [row for row in budget if row.counted]
    terms = [
        Term(row.name, row.contribution, _SHAPES[_distribution(item, point, row)], math.isinf(row.degrees_of_freedom))
        for row in counted
    ]
    return dominating_terms(terms, math.hypot(*(row.contribution for row in counted)), probability)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A result that is not nearly normal.

    Args:
        distribution: of the result.
        names: of the rows of its budget that dominate.
        gives_k: whether its coverage factor is that of the distribution.
        probability: that U covers; where another rule gave k, it is at least this: the smaller of the probabilities
            of the distribution alone and of that rule, between which the result lies.
    """

    distribution: Shape
    names: tuple[str, ...]
    gives_k: bool
    probability: float


def shaped(reporting: Reporting, item: PlannedItem, point: PlannedPoint, result: PointResult) -> Shaped | None:
    """Return how a result is distributed that is not nearly normal, and what its U covers; None where it is.

    Args:
        reporting: of the plan.
        item: of the plan.
        point: of the item.
        result: of the point.
    """
    found = dominance(item, point, result.budget, result.probability)
    if found is None:
        return None
    gives_k = reporting.dominating and found.gives_k
    covered = result.probability if gives_k else min(result.probability, found.covered(result.k))
    return Shaped(found.distribution, found.names, gives_k, covered)


def component_of(item: PlannedItem, row: str) -> Component | None:
    """Return the component that a row of a budget belongs to, or None for a row that the plan does not have.

    Args:
        item: of the plan.
        row: its name: that of the component, with a part of a standard's uncertainty after it where there are several.
    """
    names = {row, row.partition(PART)[0]}
    return next((component for component in item.components if component.name in names), None)


def _distribution(item: PlannedItem, point: PlannedPoint, row: BudgetRow) -> DistributionName:
    component = component_of(item, row.name)
    if component is None:
        return "normal"
    if component.source is None:
        return component.distribution or "normal"  # type A has none
    standard = _standards(item, point, component).get(component.source)
    if standard is not None and standard.use == "as_class" and standard.specification is not None:
        return standard.specification.coverage.distribution
    return "rectangular" if row.name.endswith(f"{PART}{DRIFT}") else "normal"


def _standards(item: PlannedItem, point: PlannedPoint, component: Component) -> Mapping[str, PlannedReference]:
    once = preliminary_of(item, point) if component.of.endswith(ONCE) else None
    return (point if once is None else once).references
