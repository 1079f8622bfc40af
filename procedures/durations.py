"""How long a plan will take: hold times, readings, and the leads that are changed; what persons do is not in it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bench_core.errors import BindingRefused
from bench_core.records.plan import Bilingual, Plan, PlannedItem, PlannedPoint, Steady, Take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench_core.records.plan import PlannedRole, Step
    from procedures.refusals import Reasons

READING_S = 0.4
"""Assumed time of one reading by the program [s]; the real one depends on the meter's integration time."""
PERSON_S = 10.0
"""Assumed time of one reading by a person [s]."""
LEADS_S = 60.0
"""Assumed time of one change of leads [s]."""
ASSUMPTION = Bilingual(
    f"时间估计：稳定等待时间，每个读数 {READING_S} s（人工 {PERSON_S:g} s），每次换线 {LEADS_S:g} s，加规定的间歇",
    f"time: hold times, {READING_S} s per reading ({PERSON_S:g} s by a person), {LEADS_S:g} s per change of leads, "
    "and the rests that are prescribed",
)


def total_duration(plan: Plan) -> float:
    """Return the expected time of a plan [s], see `ASSUMPTION`."""
    measuring = sum(point_duration(plan, item, point) for item in plan.items for point in item.points)
    once = [item.preliminary for item in plan.items if item.preliminary is not None]
    preliminary = sum(len(part.points) * _duration(plan.roles, part.method) for part in once)
    return measuring + preliminary + LEADS_S * lead_changes(plan)


def lead_changes(plan: Plan) -> int:
    """Return how often a person connects leads; the first time counts too."""
    leads = [point.leads for item in plan.items for point in item.points if point.leads]
    return sum(before != after for before, after in pairwise([{}, *leads]))


def point_duration(plan: Plan, item: PlannedItem, point: PlannedPoint) -> float:
    """Return the expected time of one point [s], with the rest that it asks for before it."""
    rest = float(item.max_on.rest.si) if item.max_on is not None and item.max_on.holds_at(point) else 0.0
    return rest + _duration(plan.roles, item.method)


def refuse_too_long(item: PlannedItem, roles: Mapping[str, PlannedRole], reasons: Reasons) -> None:
    """Refuse an item whose output would stay on for longer than it may.

    Args:
        item: as planned.
        roles: of the plan.
        reasons: hears of it.
    """
    limit = item.max_on
    if limit is None or not any(limit.holds_at(point) for point in item.points):
        return
    planned = _duration(roles, item.method)
    if planned > float(limit.longest.si):
        message = (
            f"item {item.id}: its points need {planned:.1f} s with the output on, longer than max_on: {limit.longest}; "
            "take fewer readings or hold for a shorter time"
        )
        reasons.add(BindingRefused(message))


def _duration(roles: Mapping[str, PlannedRole], steps: Iterable[Step]) -> float:
    seconds = 0.0
    for step in steps:
        if isinstance(step, Steady):
            seconds += float(step.hold.si)
        elif isinstance(step, Take):
            seconds += step.readings * (PERSON_S if roles[step.source].by_person else READING_S)
    return seconds
