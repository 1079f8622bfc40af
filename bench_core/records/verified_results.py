"""Computes a point's result again from the readings on record, and says where the recorded one differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import IndicationTaken
from bench_core.records.places import preliminary_of, read_once
from bench_core.records.plan import Apply, Ask, Take
from bench_core.records.result_difference import difference

if TYPE_CHECKING:
    from bench_core.records.events import PointCompleted
    from bench_core.records.places import Place
    from bench_core.records.plan import PlannedItem, PlannedPoint
    from bench_core.records.run_state import Reading, RunState


def wrong_result(state: RunState, item: PlannedItem, point: PlannedPoint, event: PointCompleted) -> str | None:
    """Tell where a result is not what the readings of its attempt give, in every digit."""
    day = (state.point_utc or state.last_utc).date()
    try:
        before = preliminary_of(item, point)
        once = state.once.get((item.id, before.id), {}) if before else {}
        readings = {**state.quantities, **read_once(item, once)}
        result = evaluate_point(state.plan, item, point, readings, day)
    except BenchError as error:
        return f"the readings give no result: {error}"
    return difference("result", event.result, result) or None


def wrong_readings(state: RunState, place: Place) -> str | None:
    """Tell which readings of an attempt are missing, too many, or of another instrument than the plan's."""
    for name, wanted, instrument in _planned_readings(state, place):
        found = state.readings.get(name, ())
        if (len(found) != wanted) if wanted else not found:
            told = f"1 reading of {name} is" if len(found) == 1 else f"{len(found)} readings of {name} are"
            return f"{told} on record, the plan asks for {wanted or 1}"
        strange = next((entry for entry in found if not _came_from(entry, instrument)), None)
        if strange is not None:
            return f"reading {name} {strange.number} did not come from {instrument or 'a person'}"
    return None


def missing_once(state: RunState, place: Place) -> str | None:
    """Tell where a point begins before what comes once for its range is on record."""
    before = preliminary_of(place.item, place.point) if place.has_result else None
    if before is None or (place.item.id, before.id) in state.once:
        return None
    return f"the point was started, but {before.id} is not on record since the run began or went on"


def _planned_readings(state: RunState, place: Place) -> list[tuple[str, int | None, str | None]]:
    """Return name, number (None: at least one) and instrument (None: a person) of all readings of a place."""
    planned: list[tuple[str, int | None, str | None]] = []
    for step in place.method:
        if isinstance(step, Take):
            planned.append((step.name, step.readings, state.plan.roles[step.source].instrument))
        elif isinstance(step, Ask):
            planned.append((step.name, 1, None))
    roles = dict.fromkeys(role for step in place.method if isinstance(step, Apply) for role in step.sources)
    outputs = [(f"{role}.output", None, state.plan.roles[role].instrument) for role in roles]
    return [*planned, *outputs]


def _came_from(reading: Reading, instrument: str | None) -> bool:
    return (reading.instrument if isinstance(reading, IndicationTaken) else None) == instrument
