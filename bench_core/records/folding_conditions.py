"""Folds what instruments say of a run's conditions: which results nobody vouches for yet, and which are discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.run_state import RunState, changed
from bench_core.records.run_states import RunStatus
from bench_core.records.watched import left_s

if TYPE_CHECKING:
    from bench_core.records.events import ConditionRecorded, MeasurementKey
    from bench_core.records.run_events import RunSuspended


def apply_condition(state: RunState, event: ConditionRecorded) -> RunState:
    """Return the state after a condition was recorded.

    Args:
        state: before it.
        event: what was asked or measured.
    """
    recorded = changed(state, conditions={**state.conditions, event.name: event})
    if event.name not in _watched(state):
        left = next((left_s(one, event.value) for one in state.plan.conditions if one.name == event.name), None)
        return recorded if left is None else changed(recorded, due={**state.due, event.name: state.last_mono + left})
    if not event.holds:
        lost = state.status is RunStatus.RUNNING and event.name not in state.unmet
        return changed(recorded, unmet={**state.unmet, event.name: event}) if lost else recorded
    if event.name in state.unmet:
        return recorded  # what was completed before it was lost is not vouched for by what comes after
    return changed(recorded, unvouched={**state.unvouched, event.name: ()})


def with_unvouched(state: RunState, key: MeasurementKey) -> RunState:
    """Return the state with one more completed attempt for which no reading of a measured condition vouches yet."""
    names = _watched(state)
    if not names:
        return state
    return changed(state, unvouched={name: (*state.unvouched.get(name, ()), key) for name in names})


def without_discarded(state: RunState, event: RunSuspended) -> RunState:
    """Return the state of a suspended run without the attempts that it discards; they stay on record.

    They are no contenders either: a discarded attempt is no worse one that could stand.

    Args:
        state: before it.
        event: that discards them.
    """
    return changed(_without(state, set(event.discarded)), suspended=event, unmet={})


def unvouched(state: RunState) -> tuple[MeasurementKey, ...]:
    """Return the completed attempts after which not every measured condition was found to hold yet."""
    return tuple(dict.fromkeys(key for keys in state.unvouched.values() for key in keys))


def interrupted(state: RunState) -> RunState:
    """Return the state of a run that ended without a word: what nobody vouches for gives no result.

    What is measured after an interruption says nothing of what was before it. A condition that was found not to hold
    suspends the run first of all, which discards likewise.

    Args:
        state: before the run goes on.
    """
    return state if state.unmet else _without(state, set(unvouched(state)))


def _without(state: RunState, gone: set[MeasurementKey]) -> RunState:
    if not gone:
        return state
    places = {(key.item, key.point) for key in gone}
    return changed(
        state,
        results={place: done for place, done in state.results.items() if place not in places},
        contenders={
            place: tuple(done for done in field if done.key not in gone) for place, field in state.contenders.items()
        },
        taken={place: taken for place, taken in state.taken.items() if taken.key not in gone},
        unvouched={name: tuple(key for key in keys if key not in gone) for name, keys in state.unvouched.items()},
    )


def _watched(state: RunState) -> list[str]:
    return [condition.name for condition in state.plan.conditions if condition.watch is not None]
