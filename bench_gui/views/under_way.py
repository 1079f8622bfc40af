"""The place in the plan that is under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.places import Place, place_of

if TYPE_CHECKING:
    from bench_core.records.events import MeasurementKey
    from bench_core.records.plan import Plan


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The point under way.

    Args:
        place: in the plan.
        number: of the point among all, from 1; 0 for what comes once for a range.
        all: points of the plan.
    """

    place: Place
    number: int
    all: int


def under_way(plan: Plan, key: MeasurementKey | None) -> UnderWay | None:
    """Return the point under way; None where there is none."""
    if key is None:
        return None
    try:
        place = place_of(plan, key)
    except RecordError:
        return None
    number, before = 0, 0
    for item in plan.items:
        if item is place.item and place.has_result:
            number = before + next(at for at, one in enumerate(item.points, start=1) if one is place.point)
        before += len(item.points)
    return UnderWay(place, number, before)
