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
from bench_core.records.plan import Bilingual, Plan, PlannedItem, PlannedPoint, Steady, Take
from procedures.rehearsal import made_up_readings, planned_setting
from procedures.shown import shown
from procedures.standards import allowed_uncertainty, expanded_uncertainty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

READING_S = 0.4
"""Assumed time of one reading [s]; the real one depends on the meter's integration time."""
ASSUMPTION = Bilingual(
    f"时间估计：稳定等待时间加每个读数 {READING_S} s，不含接线和人工操作",
    f"time: hold times plus {READING_S} s per reading, without wiring and what persons do",
)


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
        duration: expected time [s], see `ASSUMPTION`.
    """

    item: str
    point: str
    range: Quantity
    nominal: Quantity
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


def rows(plan: Plan, on: date) -> tuple[Row, ...]:
    """Return one row for each point and standard of a plan.

    Args:
        plan: as expanded.
        on: day for which it was expanded.
    """
    return tuple(row for item in plan.items for point in item.points for row in _rows(plan, item, point, on))


def total_duration(plan: Plan) -> float:
    """Return the expected time of all points [s], see `ASSUMPTION`."""
    return sum(_duration(item) for item in plan.items for _ in item.points)


def as_json(found: Sequence[Row]) -> list[dict[str, object]]:
    """Return rows as plain JSON values; numbers are texts, uncertainties with four digits and their unit."""
    return [
        {
            "item": row.item,
            "point": row.point,
            "range": str(row.range),
            "nominal": str(row.nominal),
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
        value = planned_setting(item, point, role)
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
        mpe=mpe,
        role=role,
        standard_range=None if reference is None else reference.range,
        standard_uncertainty=found,
        allowed_uncertainty=allowed,
        ratio=ratio,
        ok=found is None or allowed is None or found <= allowed,
        expected=expected,
        unit=nominal.unit.symbol,
        duration=_duration(item),
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


def _duration(item: PlannedItem) -> float:
    seconds = 0.0
    for step in item.method:
        if isinstance(step, Steady):
            seconds += float(step.hold.si)
        elif isinstance(step, Take):
            seconds += READING_S * step.readings
    return seconds
