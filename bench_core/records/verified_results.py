"""Computes a point's result again from the readings on record, and says where the recorded one differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import IndicationTaken
from bench_core.records.plan import Ask, Take
from bench_core.records.result_difference import difference

if TYPE_CHECKING:
    from bench_core.records.events import PointCompleted
    from bench_core.records.plan import PlannedItem, PlannedPoint
    from bench_core.records.run_state import Reading, RunState


def wrong_result(state: RunState, item: PlannedItem, point: PlannedPoint, event: PointCompleted) -> str | None:
    """Tell where a result is not what the readings of its attempt give, in every digit."""
    day = (state.point_utc or state.last_utc).date()
    try:
        result = evaluate_point(state.plan, item, point, state.quantities, day)
    except BenchError as error:
        return f"the readings give no result: {error}"
    return difference("result", event.result, result) or None


def wrong_readings(state: RunState, item: PlannedItem, point: PlannedPoint) -> str | None:
    """Tell which readings of an attempt are missing, too many, or of another instrument than the plan's."""
    for name, wanted, instrument in _planned_readings(state, item, point):
        found = state.readings.get(name, ())
        if (len(found) != wanted) if wanted else not found:
            return f"{len(found)} readings of {name} are on record, the plan asks for {wanted or 1}"
        strange = next((entry for entry in found if not _came_from(entry, instrument)), None)
        if strange is not None:
            return f"reading {name} {strange.number} did not come from {instrument or 'a person'}"
    return None


def _planned_readings(
    state: RunState, item: PlannedItem, point: PlannedPoint
) -> list[tuple[str, int | None, str | None]]:
    """Return name, number (None: at least one) and instrument (None: a person) of all readings of a point."""
    planned: list[tuple[str, int | None, str | None]] = []
    for step in item.method:
        if isinstance(step, Take):
            planned.append((step.name, step.readings, state.plan.roles[step.source].instrument))
        elif isinstance(step, Ask):
            planned.append((step.name, 1, None))
    outputs = [(f"{role}.output", None, reference.instrument) for role, reference in point.references.items()]
    named = {name for name, _, _ in planned}
    return [*planned, *(output for output in outputs if output[0] not in named)]


def _came_from(reading: Reading, instrument: str | None) -> bool:
    return (reading.instrument if isinstance(reading, IndicationTaken) else None) == instrument
