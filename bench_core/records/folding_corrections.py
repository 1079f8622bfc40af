"""Folds corrections of readings that people typed: what they change of an attempt, and of the result that stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.events import ConditionCorrected, IndicationTaken, PointCompleted, ReadingCorrected
from bench_core.records.run_state import Reading, RunState, changed
from bench_core.records.standing import corrected, worst

if TYPE_CHECKING:
    from collections.abc import Mapping


def apply_correction(state: RunState, event: ReadingCorrected) -> RunState:
    """Return the state after a reading was corrected.

    Args:
        state: before it.
        event: what was corrected.

    Raises:
        RecordError: there is no such reading in the attempt under way, nor in the latest completed one.
    """
    if event.key == state.key:
        return changed(state, readings=with_correction(state.readings, event))
    place = (event.key.item, event.key.point)
    taken = state.taken.get(place)
    if taken is None or taken.key != event.key or event.result is None:
        raise RecordError(f"point {event.key.item} {event.key.point} attempt {event.key.attempt} cannot be corrected")
    field = state.contenders.get(place, ())
    completed = PointCompleted(event.key, event.result)
    field = corrected(field, completed, replaces=bool(event.second) or event.key.item not in state.shown)
    results = {**state.results, place: worst(field)} if place in state.results else state.results
    found = {**state.taken, place: replace(taken, readings=with_correction(taken.readings, event))}
    return changed(state, results=results, contenders={**state.contenders, place: field}, taken=found)


def with_corrected_condition(state: RunState, event: ConditionCorrected) -> RunState:
    """Return the state after a condition was corrected.

    Args:
        state: before it.
        event: what was corrected.

    Raises:
        RecordError: there is no such condition.
    """
    recorded = state.conditions.get(event.name)
    if recorded is None:
        raise RecordError(f"{event.name} is corrected, but was never recorded")
    now = replace(recorded, value=event.new, holds=event.holds, by=event.by, entry="typed")
    conditions = {**state.conditions, event.name: now}
    if event.name not in state.due:
        return changed(state, conditions=conditions)
    earlier_s = float(event.new.si - event.old.si)  # the time since an upkeep was longer: it is due earlier
    return changed(state, conditions=conditions, due={**state.due, event.name: state.due[event.name] - earlier_s})


def with_correction(
    readings: Mapping[str, tuple[Reading, ...]], event: ReadingCorrected
) -> dict[str, tuple[Reading, ...]]:
    """Return readings of which one is corrected.

    Args:
        readings: of the attempt, by name.
        event: what is corrected.

    Raises:
        RecordError: there is no such reading.
    """
    found = readings.get(event.name, ())
    if not 0 < event.number <= len(found):
        raise RecordError(f"there is no reading {event.name} {event.number} that could be corrected")
    reading = _corrected(found[event.number - 1], event)
    return {**readings, event.name: (*found[: event.number - 1], reading, *found[event.number :])}


def _corrected(reading: Reading, event: ReadingCorrected) -> Reading:
    value, unit = Decimal(str(event.new).split(" ", maxsplit=1)[0]), event.new.unit.symbol
    if isinstance(reading, IndicationTaken):
        return replace(reading, value=value, unit=unit, raw=event.raw)
    return replace(reading, value=value, unit=unit)


def with_shown(state: RunState, item: str) -> RunState:
    """Return the state with an item among those that were shown, once all its points are done or left out.

    Args:
        state: after one of its points.
        item: of the plan.
    """
    if item in state.shown:
        return state
    points = next((one.points for one in state.plan.items if one.id == item), ())
    places = ((item, point.id) for point in reversed(points))  # from the end, where one is missing in most cases
    if not all(place in state.results or place in state.skipped for place in places):
        return state
    return changed(state, shown=state.shown | {item})
