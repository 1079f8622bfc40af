"""What of a plan belongs to one point: its method, its leads, what comes once for its range, how long it may be on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.plan import MaxOn, PlannedItem, PlannedPoint, Step, WiringProof
from bench_core.records.point_names import ONCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.quantity import Quantity
    from bench_core.records.events import MeasurementKey
    from bench_core.records.plan import Plan

WIRING = "wiring"
"""What stands beside the instruments in `leads`: `2-wire` or `4-wire`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measurement belongs.

    Args:
        item: of the plan.
        point: one of the item's points, or of what comes once for each range.
        method: its steps.
        has_result: False for what comes once for each range.
    """

    item: PlannedItem
    point: PlannedPoint
    method: tuple[Step, ...]
    has_result: bool


def place_of(plan: Plan, key: MeasurementKey) -> Place:
    """Return where a key belongs.

    Raises:
        RecordError: nowhere in this plan.
    """
    for item in plan.items:
        if item.id != key.item:
            continue
        for point in item.points:
            if point.id == key.point:
                return Place(item, point, item.method, has_result=True)
        if item.preliminary is not None:
            for point in item.preliminary.points:
                if point.id == key.point:
                    return Place(item, point, item.preliminary.method, has_result=False)
    raise RecordError(f"point {key.item} {key.point} is not in the plan")


def preliminary_of(item: PlannedItem, point: PlannedPoint) -> PlannedPoint | None:
    """Return what comes once for a point's range, or None."""
    if item.preliminary is None:
        return None
    return next((one for one in item.preliminary.points if one.fields["range"] == point.fields["range"]), None)


def read_once(item: PlannedItem, readings: Mapping[str, tuple[Quantity, ...]]) -> dict[str, tuple[Quantity, ...]]:
    """Return the readings that came once for a range under the names that evaluation has for them.

    Args:
        item: with what comes once for each range.
        readings: by name, such as `z`, and `source.output` for what a source said that it put out then.

    Returns:
        By name, such as `z[range]`.
    """
    return {f"{name}{ONCE}": found for name, found in readings.items()} if item.preliminary else {}


def limit_of(item: PlannedItem, point: PlannedPoint) -> MaxOn | None:
    """Return how long a point's output may be on, or None for as long as it takes."""
    limit = item.max_on
    return limit if limit is not None and limit.holds_at(point) else None


def leads_of(plan: Plan, leads: Mapping[str, str]) -> dict[str, str]:
    """Return leads by instrument instead of role; what is no role, such as `wiring`, stays.

    Args:
        plan: of the run.
        leads: of a point or a step, by role.
    """
    found: dict[str, str] = {}
    for role, terminals in leads.items():
        name = plan.roles[role].instrument if role in plan.roles else role
        before = found.get(name, terminals)
        found[name] = terminals if before == terminals else f"{before} + {terminals}"
    return found


def proof_of(plan: Plan, item: PlannedItem, leads: Mapping[str, str]) -> WiringProof | None:
    """Return the proof that an item asks for on these leads, or None.

    Args:
        plan: of the run.
        item: of the plan.
        leads: by instrument, as `leads_of` gives them.
    """
    return next((proof for proof in item.proofs if leads_of(plan, proof.leads) == dict(leads)), None)
