"""Folds the events that say how a run goes on, is broken off, or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.folding_conditions import interrupted, without_discarded
from bench_core.records.folding_corrections import with_shown
from bench_core.records.run_events import (
    AbortExplained,
    AbortRequested,
    Checkpoint,
    ConcernAccepted,
    PointSkipped,
    ProgramChanged,
    RetryAsked,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunSuspended,
    StepFailed,
)
from bench_core.records.run_state import RunState, changed
from bench_core.records.run_states import RunStatus, move
from bench_core.records.standing import worst

if TYPE_CHECKING:
    from datetime import datetime

    from bench_core.records.run_events import CourseEvent


def apply_course(  # noqa: C901, PLR0911, PLR0912  one arm per kind
    state: RunState, event: CourseEvent, utc: datetime
) -> RunState:
    """Return the state after an event of a run's course.

    Args:
        state: before it.
        event: what happened.
        utc: wall time of its line.

    Raises:
        RecordError: it cannot follow.
    """
    match event:
        case ConcernAccepted() as event:
            return changed(state, accepted=(*state.accepted, event))
        case StepFailed() as event:
            return changed(state, failure=event)
        case AbortRequested() as event:
            return changed(state, abort=event)
        case AbortExplained() as event:
            return changed(state, explained=event)
        case RunPaused():
            return _paused(state)
        case RunSuspended() as event:
            return without_discarded(_broken_off(changed(state, status=move(state.status, RunStatus.SUSPENDED))), event)
        case RunContinued():
            return changed(state, status=move(state.status, RunStatus.RUNNING), suspended=None)
        case RetryAsked() as event:
            return _retry_asked(state, event)
        case PointSkipped() as event:
            return _skipped(state, event)
        case RunResumed() as event:
            return _resumed(state, event)
        case ProgramChanged() as event:
            return changed(state, program_changes=(*state.program_changes, event))
        case RunEnded() as event:
            return _ended(state, event, utc)
        case Checkpoint() as event:
            return changed(state, checkpoint=event)


def _paused(state: RunState) -> RunState:
    return _broken_off(changed(state, status=move(state.status, RunStatus.PAUSED)))


def _broken_off(state: RunState) -> RunState:
    """Have no point under way, and nothing that somebody may have touched meanwhile."""
    idle = changed(state, key=None, prompt=None, setting=None, readings={}, settling={}, steady=None)
    return changed(idle, leads=None, proven=False, selected={}, once={})


def _retry_asked(state: RunState, event: RetryAsked) -> RunState:
    place = (event.item, event.point)
    if place not in state.attempts:
        raise RecordError(f"point {event.item} {event.point} cannot be taken again; it was never begun")
    results = {done: result for done, result in state.results.items() if done != place}
    return _broken_off(changed(state, results=results, retries={**state.retries, place: event}))


def _skipped(state: RunState, event: PointSkipped) -> RunState:
    place = (event.item, event.point)
    if place not in state.planned:
        raise RecordError(f"point {event.item} {event.point} cannot be left out; it is not in the plan")
    before = state.contenders.get(place)
    if before:  # it has a result, which giving up a further attempt does not undo
        return with_shown(changed(_broken_off(state), results={**state.results, place: worst(before)}), event.item)
    results = {done: result for done, result in state.results.items() if done != place}
    left = changed(_broken_off(state), results=results, skipped={**state.skipped, place: event})
    return with_shown(left, event.item)


def _resumed(state: RunState, event: RunResumed) -> RunState:
    status = move(move(state.status, RunStatus.INTERRUPTED), RunStatus.RUNNING)
    unknown = dict.fromkeys(state.energised)
    resumed = changed(interrupted(state), status=status, energised=unknown, interruptions=(*state.interruptions, event))
    cleared = changed(resumed, prompt=None, setting=None, failure=None, abort=None, explained=None, suspended=None)
    return _broken_off(cleared)


def _ended(state: RunState, event: RunEnded, utc: datetime) -> RunState:
    status = move(state.status, RunStatus(event.state))
    return changed(state, status=status, ended=event, ended_utc=utc)
