"""Checks that an item whose leads may carry a dangerous voltage says where they go, so that they are proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import BenchError
from bench_core.metrology.expression import evaluate
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from procedures.checks.finding import Finding, Loc
from procedures.hints import add
from procedures.leads import HAZARDOUS
from procedures.planned_points import nominal_value
from procedures.points import base_value, is_share
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.metrology.expression import Expression
    from procedures.model import ItemForm


def check_hazard(item: ItemForm, at: Loc) -> Iterator[Finding]:
    """Yield that connections are missing in an item that can put more than 30 V, DC or r.m.s., on its leads."""
    if item.connections:
        return
    voltages = [
        expression
        for settings in _sources(item)
        for key, expression in settings.items()
        if key in CAPABILITIES and unit(CAPABILITIES[key].unit).dimension == HAZARDOUS.dimension
    ]
    if any(_can_be_hazardous(item, expression) for expression in voltages):
        ends = ", ".join(f"{role}: {role}.terminals" for role in item.uses)
        message = Bilingual(
            f"项目“{item.id}”可能使无人接线、未经接线验证的测试线带上超过 {HAZARDOUS} 的电压",
            f"item '{item.id}' can put more than {HAZARDOUS} on leads that nobody connects or proves",
        )
        yield Finding((*at, "id"), message, add(f"connections: {{{ends}, wiring: 2-wire}}"))


def _sources(item: ItemForm) -> Iterator[Mapping[str, Expression]]:
    for found in (*item.uses.values(), *uses(item.preliminary).values()):
        if found.is_source:
            yield found.settings


def _can_be_hazardous(item: ItemForm, expression: Expression) -> bool:
    """Tell whether a setting can be more than 30 V at a point; a share of ranges that only a bench knows can.

    What cannot be evaluated is told at its own place, and what only a bench gives is refused when it is expanded.
    """
    names = _points(item) if expression.names else [{}]
    if names is None:
        return True
    try:
        values = [evaluate(expression, one.__getitem__) for one in names]
    except BenchError:
        return False
    return any(isinstance(value, Quantity) and abs(value.si) > HAZARDOUS.si for value in values)


def _points(item: ItemForm) -> list[dict[str, Quantity]] | None:
    """Return range and nominal value of each point, or None where they depend on the unit under test."""
    points = []
    for row in item.points:
        for entry in row.at:
            value = base_value(entry)
            if not isinstance(row.range, Quantity):
                if is_share(entry):
                    return None
                points.append({"point.nominal": value})
            else:
                points.append(
                    {"point.nominal": nominal_value(row.range, value), "point.range": row.range, "uut.range": row.range}
                )
    return points
