"""The table of `calbench expand`: what a plan will measure, how good its standards are there, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import ExpressionInvalid
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.metrology.unit import unit
from bench_core.records.evaluation import evaluate_point
from procedures.durations import lead_changes, point_duration, total_duration
from procedures.rehearsal import made_up_readings, planned_value
from procedures.shown import shown
from procedures.standards import allowed_uncertainty, expanded_uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint


@dataclass(frozen=True, slots=True)
class Expected:
    """U of a result before anything is measured, in `unit`, which is the result's."""

    uncertainty: float
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One point, and one standard at it.

    Args:
        item: id of the item.
        point: id of the point.
        range: of the unit under test.
        nominal: value of the point.
        frequency: of an AC value, else None.
        mpe: magnitude of the limit of error at the nominal value.
        role: of the standard; empty where the point has none.
        standard_range: its own range.
        standard_uncertainty: its U (k = 2), in `unit`.
        allowed_uncertainty: the largest U that the procedure allows, in `unit`; None where it does not say.
        ratio: MPE to the standard's U.
        ok: whether the standard suffices.
        expected: U of the result from the type B components; None where it cannot be told beforehand, because a
            person's entry of another kind or the scatter of the readings takes part.
        unit: symbol, the nominal value's.
        duration: expected time [s], see `procedures.durations.ASSUMPTION`.
    """

    item: str
    point: str
    range: Quantity
    nominal: Quantity
    frequency: Quantity | None
    mpe: Quantity
    role: str
    standard_range: Quantity | None
    standard_uncertainty: float | None
    allowed_uncertainty: float | None
    ratio: float | None
    ok: bool
    expected: Expected | None
    unit: str
    duration: float


def rows(plan: Plan, on: date, item: PlannedItem | None = None) -> tuple[Row, ...]:
    """Return one row for each point and standard of a plan.

    Args:
        plan: as expanded.
        on: day for which it was expanded.
        item: the only one to look at; None for all.
    """
    items = plan.items if item is None else (item,)
    return tuple(row for one in items for point in one.points for row in _rows(plan, one, point, on))


def plan_as_json(plan: Plan, on: date) -> dict[str, object]:
    """Return what a plan will measure as plain JSON values.

    Args:
        plan: as expanded.
        on: day for which it was expanded.
    """
    return {
        "procedure": plan.procedure,
        "points": as_json(rows(plan, on)),
        "once_per_range": [
            {"item": item.id, "point": point.id}
            for item in plan.items
            for point in (item.preliminary.points if item.preliminary is not None else ())
        ],
        "left_out": [
            {"item": item.id, "point": one.id, "why": {"zh": one.why.zh, "en": one.why.en}}
            for item in plan.items
            for one in item.left_out
        ],
        "not_applied": [{"item": one.id, "why": {"zh": one.why.zh, "en": one.why.en}} for one in plan.not_applied],
        "lead_changes": str(lead_changes(plan)),
        "duration_s": f"{total_duration(plan):.1f}",
    }


def as_json(found: Sequence[Row]) -> list[dict[str, object]]:
    """Return rows as plain JSON values; numbers are texts, uncertainties with four digits and their unit."""
    return [
        {
            "item": row.item,
            "point": row.point,
            "range": str(row.range),
            "nominal": str(row.nominal),
            "frequency": None if row.frequency is None else str(row.frequency),
            "mpe": str(row.mpe),
            "role": row.role,
            "standard_range": None if row.standard_range is None else str(row.standard_range),
            "standard_U": _text(row.standard_uncertainty, row),
            "allowed_U": _text(row.allowed_uncertainty, row),
            "ratio": None if row.ratio is None else f"{row.ratio:.2f}",
            "ok": row.ok,
            "expected_U": None if row.expected is None else shown(row.expected.uncertainty, unit(row.expected.unit)),
            "duration_s": f"{row.duration:.1f}",
        }
        for row in found
    ]


def _text(value: float | None, row: Row) -> str | None:
    return None if value is None else shown(value, row.nominal.unit)


def _rows(plan: Plan, item: PlannedItem, point: PlannedPoint, on: date) -> Iterator[Row]:
    expected = _expected(plan, item, point, on)
    for role in point.references or ("",):
        yield _row(plan, item, point, role, expected, on)


def _row(plan: Plan, item: PlannedItem, point: PlannedPoint, role: str, expected: Expected | None, on: date) -> Row:
    nominal, mpe = point.fields["nominal"], limit_of_error(point.mpe, point.fields["nominal"])
    reference = point.references.get(role)
    found = allowed = ratio = None
    if reference is not None:
        value = planned_value(item, point, role)
        scale = float(value.unit.factor / nominal.unit.factor)
        found = expanded_uncertainty(reference, value, on) * scale
        ratio = float(mpe) / found if found else None
        adequacy = plan.roles[role].adequacy
        if adequacy is not None:
            allowed = float(allowed_uncertainty(parse_expression(adequacy), point, value)) * scale
    return Row(
        item=item.id,
        point=point.id,
        range=point.fields["range"],
        nominal=nominal,
        frequency=point.fields.get("frequency"),
        mpe=mpe,
        role=role,
        standard_range=None if reference is None else reference.range,
        standard_uncertainty=found,
        allowed_uncertainty=allowed,
        ratio=ratio,
        ok=found is None or allowed is None or found <= allowed,
        expected=expected,
        unit=nominal.unit.symbol,
        duration=point_duration(plan, item, point),
    )


def _expected(plan: Plan, item: PlannedItem, point: PlannedPoint, on: date) -> Expected | None:
    """Evaluate the point with readings that do not scatter: what is left is type B."""
    readings = made_up_readings(item, point, scatter=Fraction(0))
    if readings is None:
        return None
    try:
        result = evaluate_point(plan, item, point, readings, on)
    except ExpressionInvalid:  # the model divides by a spread, and these readings have none
        return None
    return Expected(result.expanded_uncertainty, result.unit)
