"""Folds a record's events into the state of its run: pure, and the same for every reader of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.events import (
    ConditionCorrected,
    ConditionRecorded,
    GuardianActed,
    GuardianReady,
    HoldWaited,
    IndicationTaken,
    InstrumentIdentified,
    ItemStarted,
    MeasurementKey,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PreliminaryCompleted,
    PromptAnswered,
    PromptAsked,
    ReadingCorrected,
    ReadingEntered,
    RunStarted,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
    WiringProven,
)
from bench_core.records.folding_conditions import apply_condition, with_unvouched
from bench_core.records.folding_corrections import apply_correction, with_corrected_condition, with_shown
from bench_core.records.folding_course import apply_course
from bench_core.records.given_answers import is_yes
from bench_core.records.places import place_of, preliminary_of
from bench_core.records.run_state import Reading, RunState, Taken, changed
from bench_core.records.run_states import RunStatus, move
from bench_core.records.standing import contenders, worst

if TYPE_CHECKING:
    from datetime import datetime

    from bench_core.records.record import Line, Record


def fold_record(record: Record) -> RunState:
    """Return the state at the end of a record.

    Raises:
        RecordError: the events are out of order, or there are none.
    """
    state: RunState | None = None
    for line in record.lines:
        state = fold(state, line)
    if state is None:
        raise RecordError(f"{record.path}: the record has no whole line; the run never began, start it anew")
    return state


def fold(state: RunState | None, line: Line) -> RunState:
    """Return the state after one more line.

    Args:
        state: before it; None before the first line.
        line: the next line of the record.

    Raises:
        RecordError: this event cannot follow.
    """
    event = line.event
    if state is None:
        if not isinstance(event, RunStarted):
            raise RecordError(f"line {line.number}: the first event is not RunStarted")
        return RunState(event, RunStatus.READY, line.utc, line.utc, line.mono)
    state = changed(state, last_utc=line.utc, last_mono=line.mono)
    try:
        return _apply(state, line)
    except RecordError as error:
        raise RecordError(f"line {line.number}: {error}") from error


def _apply(state: RunState, line: Line) -> RunState:  # noqa: C901, PLR0911, PLR0912  one arm per kind
    match line.event:
        case RunStarted():
            raise RecordError("a run starts once only")
        case InstrumentIdentified() as event:
            return changed(state, instruments={**state.instruments, event.instrument: event})
        case PromptAsked() as event:
            return changed(state, prompt=event)
        case PromptAnswered() as event:
            return _answered(state, event)
        case ConditionRecorded() as event:
            return apply_condition(state, event)
        case ItemStarted() as event:
            return _item_started(state, event.item)
        case PointStarted() as event:
            return _point_started(state, event.key, line.utc)
        case SettingIntended() as event:
            return _setting_intended(state, event)
        case SettingMade() as event:
            return _setting_made(state, event)
        case OutputAsked() | GuardianActed() as event:
            return changed(state, energised={**state.energised, event.instrument: event.energised})
        case GuardianReady():
            return state  # it says nothing of the run's course
        case TakeIntended() | HoldWaited() | SelectionConfirmed() as event:
            return _at_point(state, event.key)
        case IndicationTaken() | ReadingEntered() as event:
            return _reading(state, event)
        case SteadyReached() as event:
            return changed(_at_point(state, event.key), steady=event)
        case WiringProven() as event:
            return _proven(state, event)
        case PreliminaryCompleted() as event:
            return _preliminary_completed(state, event.key)
        case PointCompleted() as event:
            return _completed(state, event)
        case ReadingCorrected() as event:
            return apply_correction(state, event)
        case ConditionCorrected() as event:
            return with_corrected_condition(state, event)
        case other:
            return apply_course(state, other, line.utc)


def _running(state: RunState) -> RunState:
    if state.status is RunStatus.RUNNING:
        return state
    return changed(state, status=move(state.status, RunStatus.RUNNING))


def _item_started(state: RunState, item: str) -> RunState:
    if all(one.id != item for one in state.plan.items):
        raise RecordError(f"item {item} is not in the plan")
    return changed(_running(state), item=item, key=None)


def _answered(state: RunState, event: PromptAnswered) -> RunState:
    if state.prompt is None or state.prompt.prompt != event.prompt:
        raise RecordError(f"prompt '{event.prompt}' was answered and not asked")
    answered = changed(state, prompt=None, answers={**state.answers, event.prompt: event})
    if not is_yes(event.answer):
        return answered
    if state.prompt.kind == "connect":
        return changed(answered, leads=state.prompt.leads, proven=False)
    if state.prompt.kind == "select":
        return changed(answered, selected={**state.selected, state.prompt.instrument: state.prompt.settings})
    return answered


def _point_started(state: RunState, key: MeasurementKey, utc: datetime) -> RunState:
    place = (key.item, key.point)
    place_of(state.plan, key)
    if key.attempt <= state.attempts.get(place, 0):
        raise RecordError(f"point {key.item} {key.point}: attempt {key.attempt} was already started")
    results = {done: result for done, result in state.results.items() if done != place}
    attempts = {**state.attempts, place: key.attempt}
    started = changed(_running(state), item=key.item, key=key, point_utc=utc, attempts=attempts)
    return changed(started, results=results, readings={}, settling={}, steady=None)


def _setting_intended(state: RunState, event: SettingIntended) -> RunState:
    intended = changed(state, setting=event)
    if event.action not in {"operate", "make_safe"}:
        return intended
    return changed(intended, energised={**state.energised, event.instrument: None})


def _setting_made(state: RunState, event: SettingMade) -> RunState:
    made = changed(state, setting=None)
    if event.energised is None:
        return made
    return changed(made, energised={**state.energised, event.instrument: event.energised})


def _at_point(state: RunState, key: MeasurementKey) -> RunState:
    if key != state.key:
        raise RecordError(f"point {key.item} {key.point} attempt {key.attempt} is not under way")
    return state


def _reading(state: RunState, event: Reading) -> RunState:
    _at_point(state, event.key)
    if isinstance(event, IndicationTaken) and event.purpose == "proof":
        return state
    if isinstance(event, IndicationTaken) and event.purpose == "settling":
        settling = (*state.settling.get(event.name, ()), event)
        return changed(state, settling={**state.settling, event.name: settling})
    before = state.readings.get(event.name, ())
    if event.number != len(before) + 1:
        raise RecordError(f"reading {event.name} {event.number} stands where {len(before) + 1} must stand")
    return changed(state, readings={**state.readings, event.name: (*before, event)})


def _proven(state: RunState, event: WiringProven) -> RunState:
    _at_point(state, event.key)
    if event.leads != state.leads:
        raise RecordError("other leads are proven than were confirmed last")
    return changed(state, proven=True)


def _preliminary_completed(state: RunState, key: MeasurementKey) -> RunState:
    _at_point(state, key)
    if place_of(state.plan, key).has_result:
        raise RecordError(f"point {key.item} {key.point} does not come once for its range; it has a result")
    return changed(state, key=None, once={**state.once, (key.item, key.point): state.quantities})


def _completed(state: RunState, event: PointCompleted) -> RunState:
    _at_point(state, event.key)
    place = (event.key.item, event.key.point)
    if not place_of(state.plan, event.key).has_result:
        raise RecordError(f"point {event.key.item} {event.key.point} comes once for its range; it has no result")
    field = contenders(state.contenders.get(place, ()), event, state.retries.get(place))
    results, contending = {**state.results, place: worst(field)}, {**state.contenders, place: field}
    taken = {**state.taken, place: _taken(state, event.key)}
    completed = changed(state, key=None, results=results, contenders=contending, taken=taken)
    return with_shown(with_unvouched(completed, event.key), event.key.item)


def _taken(state: RunState, key: MeasurementKey) -> Taken:
    place = place_of(state.plan, key)
    before = preliminary_of(place.item, place.point)
    once = {} if before is None else state.once.get((key.item, before.id), {})
    return Taken(key, state.readings, once, state.point_utc or state.last_utc)
