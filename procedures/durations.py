"""How long a plan will take: hold times, readings, and the leads that are changed; what persons do is not in it."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import BindingRefused
from bench_core.records.plan import Plan, PlannedItem, PlannedPoint, Steady, Take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench_core.records.plan import PlannedRole, Step
    from procedures.refusals import Reasons

READING_S = 0.4
"""Assumed time of one reading by the program where the meter's type record states none [s]."""
PERSON_S = 10.0
"""Assumed time of one reading by a person [s]."""
LEADS_S = 60.0
"""Assumed time of one change of leads [s]."""
ASSUMPTION = Bilingual(
    f"时间估计：稳定等待时间，读数时间按型号档案的 reading_time（未写明的 {READING_S} s，人工 {PERSON_S:g} s），"
    f"每次换线 {LEADS_S:g} s，加规定的间歇",
    f"time: hold times, readings by the type records' reading_time ({READING_S} s where there is none, {PERSON_S:g} s "
    f"by a person), {LEADS_S:g} s per change of leads, and the rests that are prescribed",
)


def total_duration(plan: Plan) -> float:
    """Return the expected time of a plan [s], see `ASSUMPTION`."""
    measuring = sum(point_duration(plan, item, point) for item in plan.items for point in item.points)
    once = [item.preliminary for item in plan.items if item.preliminary is not None]
    preliminary = sum(_duration(plan.roles, part.method, point) for part in once for point in part.points)
    return measuring + preliminary + LEADS_S * lead_changes(plan)


def lead_changes(plan: Plan) -> int:
    """Return how often a person connects leads; the first time counts too."""
    leads = [point.leads for item in plan.items for point in item.points if point.leads]
    return sum(before != after for before, after in pairwise([{}, *leads]))


def point_duration(plan: Plan, item: PlannedItem, point: PlannedPoint) -> float:
    """Return the expected time of one point [s], with the rest that it asks for before it."""
    rest = float(item.max_on.rest.si) if item.max_on is not None and item.max_on.holds_at(point) else 0.0
    return rest + _duration(plan.roles, item.method, point)


def refuse_too_long(item: PlannedItem, roles: Mapping[str, PlannedRole], reasons: Reasons) -> None:
    """Refuse an item whose output would stay on for longer than it may.

    Args:
        item: as planned.
        roles: of the plan.
        reasons: hears of it.
    """
    limit = item.max_on
    limited = [] if limit is None else [point for point in item.points if limit.holds_at(point)]
    if limit is None or not limited:
        return
    slowest = max(limited, key=lambda point: _duration(roles, item.method, point))
    planned = _duration(roles, item.method, slowest)
    if planned > float(limit.longest.si):
        message = (
            f"item {item.id}: point {slowest.id} needs {planned:.1f} s with the output on, longer than max_on: "
            f"{limit.longest}; take fewer readings or hold for a shorter time"
        )
        reasons.add(BindingRefused(message))


def _duration(roles: Mapping[str, PlannedRole], steps: Iterable[Step], point: PlannedPoint) -> float:
    """Return the time of steps at a point [s]."""
    seconds = 0.0
    for step in steps:
        if isinstance(step, Steady):
            seconds += _watched(step, roles, point)
        elif isinstance(step, Take):
            seconds += step.readings * _reading_time(step.source, roles, point)
    return seconds


def _watched(step: Steady, roles: Mapping[str, PlannedRole], point: PlannedPoint) -> float:
    """Return how long a signal is watched at least [s]: one reading, and as many more as the hold time takes."""
    hold = float(step.hold.si)
    if roles[step.watch].by_person:
        return hold
    reading = _reading_time(step.watch, roles, point)
    return (ceil(hold / reading) + 1) * reading


def _reading_time(role: str, roles: Mapping[str, PlannedRole], point: PlannedPoint) -> float:
    if roles[role].by_person:
        return PERSON_S
    reference = point.references.get(role)
    time = point.reading_time if reference is None else reference.reading_time
    return READING_S if time is None else float(time.si)
