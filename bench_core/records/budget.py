"""From an item's uncertainty entries to a budget's rows at one point; it knows no verdict and no file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from bench_core.metrology.distribution import divisor
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import sample_standard_deviation
from bench_core.metrology.uncertainty import Contribution
from bench_core.metrology.unit import Unit
from bench_core.records.result import BudgetRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.metrology.expression import Value
    from bench_core.records.plan import Component, PlannedItem
    from bench_core.records.reference import ReferenceValue

PART = ", "
"""What stands between the name of a standard's component and the part of its uncertainty that a row is."""


@dataclass(frozen=True, slots=True)
class Share:
    """One contribution and the component it comes from; a standard's component may have several.

    Args:
        component: name of the component.
        contribution: its standard uncertainty, in coherent SI.
        quantity: unit of the quantity it belongs to.
    """

    component: str
    contribution: Contribution
    quantity: Unit


def shares(
    item: PlannedItem, values: Mapping[str, Value], references: Mapping[tuple[str, str], ReferenceValue]
) -> tuple[Share, ...]:
    """Return every contribution of an item's components at one point.

    Args:
        item: of the plan.
        values: every quantity that the components may name.
        references: by role and name of the quantity that a standard contributes to.

    Raises:
        UsageError: a component does not fit the readings.
        ExpressionInvalid, UnitMismatch: a half width cannot be computed.
    """
    return tuple(share for component in item.components for share in _shares(component, values, references))


def budget_rows(
    found: Sequence[Share], sensitivities: Mapping[str, float], groups: Sequence[Sequence[str]], result: Unit
) -> tuple[BudgetRow, ...]:
    """Return the budget of one result, each row in units for people.

    Args:
        found: the contributions.
        sensitivities: by quantity, in coherent SI.
        groups: of component names, of which only the largest contribution counts.
        result: unit of the result.
    """
    rows = [_row(share, sensitivities[share.contribution.of], result) for share in found]
    sizes: dict[str, float] = {}
    for share, row in zip(found, rows, strict=True):
        sizes[share.component] = math.hypot(sizes.get(share.component, 0.0), row.contribution)
    beaten = {name for group in groups for name in group if name != _largest(group, sizes)}
    return tuple(
        BudgetRow(
            name=row.name,
            standard_uncertainty=row.standard_uncertainty,
            unit=row.unit,
            sensitivity=row.sensitivity,
            contribution=row.contribution,
            degrees_of_freedom=row.degrees_of_freedom,
            counted=share.component not in beaten,
        )
        for share, row in zip(found, rows, strict=True)
    )


def _largest(group: Sequence[str], sizes: Mapping[str, float]) -> str:
    return max(group, key=lambda name: sizes.get(name, 0.0))  # of equals the first


def _row(share: Share, sensitivity: float, result: Unit) -> BudgetRow:
    unit = result if share.quantity.dimension == result.dimension else share.quantity
    own = share.contribution.standard_uncertainty / float(unit.factor)
    slope = sensitivity * float(unit.factor) / float(result.factor)
    freedom = share.contribution.degrees_of_freedom
    name = share.contribution.name
    return BudgetRow(name, own, unit.symbol, slope, abs(slope * own), freedom, counted=True)


def _shares(
    component: Component, values: Mapping[str, Value], references: Mapping[tuple[str, str], ReferenceValue]
) -> Iterator[Share]:
    unit = _series(component, values)[0].as_difference().unit
    for name, uncertainty, freedom in _found(component, values, references):
        yield Share(component.name, Contribution(name, component.of, uncertainty, unit.symbol, freedom), unit)


def _found(
    component: Component, values: Mapping[str, Value], references: Mapping[tuple[str, str], ReferenceValue]
) -> Iterator[tuple[str, float, float]]:
    """Give name, standard uncertainty in coherent SI, and degrees of freedom."""
    if component.type == "A":
        yield component.name, *_type_a(component, _series(component, values))
    elif component.source is not None:
        reference = _reference(component.source, component, references)
        factor, several = float(reference.value.unit.factor), len(reference.contributions) > 1
        for part in reference.contributions:
            name = f"{component.name}{PART}{part.label}" if several else component.name
            yield name, part.standard_uncertainty * factor, part.degrees_of_freedom
    else:
        yield component.name, _type_b(component, values), math.inf


def _reference(role: str, component: Component, references: Mapping[tuple[str, str], ReferenceValue]) -> ReferenceValue:
    if (role, component.of) not in references:
        raise UsageError(f"component {component.name}: standard '{role}' contributes nothing to '{component.of}'")
    return references[role, component.of]


def _type_a(component: Component, series: tuple[Quantity, ...]) -> tuple[float, float]:
    """JCGM 100:2008 4.2.3: the standard deviation of the mean, and n - 1 degrees of freedom."""
    number = len(series)
    if number < 2:
        raise UsageError(
            f"component {component.name}: type A needs two values of '{component.of}' or more, not {number}; "
            "take more readings or give a half width"
        )
    deviation = sample_standard_deviation(series) * float(series[0].unit.factor)
    return deviation / math.sqrt(number), number - 1.0


def _type_b(component: Component, values: Mapping[str, Value]) -> float:
    if component.half_width is None or component.distribution is None:
        raise UsageError(f"component {component.name}: type B needs a half width and its distribution, or a standard")
    half_width = evaluate(parse_expression(component.half_width), values.__getitem__)
    if not isinstance(half_width, Quantity):
        raise UsageError(f"component {component.name}: its half width '{component.half_width}' is not one quantity")
    _series(component, values)[0].unit.require_same_kind(half_width.unit)
    return abs(float(half_width.as_difference().si)) / divisor(component.distribution)


def _series(component: Component, values: Mapping[str, Value]) -> tuple[Quantity, ...]:
    if component.of not in values:
        raise UsageError(f"component {component.name}: '{component.of}' is neither a reading nor of the model")
    value = values[component.of]
    series = value if isinstance(value, tuple) else (value,)
    quantities = tuple(entry for entry in series if isinstance(entry, Quantity))
    if not quantities or len(quantities) < len(series):
        raise UsageError(f"component {component.name}: '{component.of}' is not a quantity")
    return quantities
