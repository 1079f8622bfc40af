"""Evaluates a planned point with made-up readings, so that nothing is measured that could not be evaluated."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import BindingRefused, UsageError
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.evaluation import evaluate_point
from bench_core.records.places import preliminary_of, read_once
from bench_core.records.plan import Apply, Ask, Plan, PlannedItem, PlannedPoint, Step, Take
from bench_core.records.point_names import point_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from procedures.refusals import Reasons

Readings = dict[str, tuple[Quantity, ...]]


def rehearse(plan: Plan, on: date, reasons: Reasons) -> None:
    """Tell a reason for each point whose readings could not be evaluated.

    Args:
        plan: complete.
        on: day of the measurement.
        reasons: hears of what fails, such as a division by a nominal value of 0.
    """
    for item in plan.items:
        for point in item.points:
            readings = made_up_readings(item, point, scatter=Fraction(1, 10))
            if readings is not None:
                _rehearse(plan, item, point, readings, on, reasons)


def _rehearse(
    plan: Plan, item: PlannedItem, point: PlannedPoint, readings: Readings, on: date, reasons: Reasons
) -> None:
    try:
        evaluate_point(plan, item, point, readings, on)
    except UsageError as problem:
        message = (
            f"item {item.id}: point {point.id}: its readings could not be evaluated: {problem}; "
            "mend the item's model, or leave the point out"
        )
        reasons.add(BindingRefused(message))


def made_up_readings(item: PlannedItem, point: PlannedPoint, scatter: Fraction) -> Readings | None:
    """Return readings near the nominal value for everything that is read at a point, and once for its range.

    Args:
        item: with the method.
        point: of the item.
        scatter: how far the readings lie from the nominal value at most, as a share of the limit of error.

    Returns:
        By name; None where a person is asked for a quantity of another kind, which has no expected value.
    """
    readings = _made_up(item, item.method, point, scatter)
    once = preliminary_of(item, point)
    if readings is None or item.preliminary is None or once is None:
        return readings
    before = _made_up(item, item.preliminary.method, once, scatter)
    return None if before is None else {**readings, **read_once(item, before)}


def _made_up(item: PlannedItem, steps: tuple[Step, ...], point: PlannedPoint, scatter: Fraction) -> Readings | None:
    nominal = point.fields["nominal"]
    step_of = limit_of_error(point.mpe, nominal) * scatter
    readings: Readings = {}
    for step in steps:
        if isinstance(step, Apply):
            readings |= {f"{role}.output": (_setting(item, row, role, point),) for role, row in step.sources.items()}
        elif isinstance(step, Take):
            middle = planned_value(item, point, step.source)
            shifts = [Fraction(number, step.readings) for number in range(1, step.readings + 1)]
            own = step_of if step_of.dimension == middle.dimension else middle * (scatter / 1000)
            readings[step.name] = tuple(middle + own * shift for shift in shifts)
        elif isinstance(step, Ask):
            if Quantity.of(1, step.unit).dimension != nominal.dimension:
                return None
            readings[step.name] = (nominal + step_of,)
    return readings


def planned_value(item: PlannedItem, point: PlannedPoint, role: str) -> Quantity:
    """Return the value that an item's method sets a source to at a point, or that an indicator has to show there."""
    settings = [step.sources[role] for step in item.method if isinstance(step, Apply) and role in step.sources]
    if settings:
        return _setting(item, settings[-1], role, point)
    reference, nominal = point.references.get(role), point.fields["nominal"]
    return nominal if reference is None or reference.range.dimension == nominal.dimension else reference.range


def _setting(item: PlannedItem, settings: Mapping[str, str], role: str, point: PlannedPoint) -> Quantity:
    value = evaluate(parse_expression(next(iter(settings.values()))), point_names(point))  # its capability stands first
    if not isinstance(value, Quantity):  # the linter has made sure
        raise BindingRefused(f"item {item.id}: '{role}' is not set to one value; mend the item's apply step")
    return value
