"""Folds a record's events into the state of its run: pure, and the same for every reader of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    AbortRequested,
    Checkpoint,
    ConditionRecorded,
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
    ReadingEntered,
    RunEnded,
    RunResumed,
    RunStarted,
    SettingIntended,
    SettingMade,
    SteadyReached,
    StepFailed,
    TakeIntended,
    WiringProven,
)
from bench_core.records.given_answers import is_yes
from bench_core.records.places import place_of
from bench_core.records.run_states import RunStatus, move

if TYPE_CHECKING:
    from dataclasses import replace

    from bench_core.records.plan import Plan
    from bench_core.records.record import Line, Record
else:

    def replace(state: RunState, **changes: object) -> RunState:
        """Return a state with some fields changed, as `dataclasses.replace` does, which would set all thirty anew.

        A record of thousands of lines is folded line by line, so this is the path that costs.
        """
        changed = object.__new__(RunState)
        changed.__dict__.update(state.__dict__)
        changed.__dict__.update(changes)
        return changed


Reading = IndicationTaken | ReadingEntered


@dataclass(frozen=True)
class RunState:
    """Where a run stands after some line of its record.

    Args:
        started: the first event.
        status: of the run.
        started_utc: wall time of the first line.
        last_utc: wall time of the last line.
        last_mono: time of the run's clock at the last line [s].
        instruments: by name on the bench, as last identified.
        conditions: by name, the last value.
        prompt: asked and not answered yet.
        answers: by prompt.
        item: under way.
        key: of the point under way.
        point_utc: wall time when that point started; certificates must be valid on its day.
        attempts: by (item, point), how often it was started.
        readings: of the point's current attempt, by name; settling readings and wiring proofs left out.
        settling: of the point's current attempt, by name, the readings of the signal while it settles.
        steady: the last signal of this attempt that became steady.
        setting: the last intended setting that has not been confirmed yet.
        leads: by instrument, as a person confirmed them last; None where nobody has since the run began or went on.
        proven: whether a harmless output was seen through these leads.
        selected: by instrument that a person sets, what was confirmed last since the run began or went on.
        once: by (item, point of the plan's preliminary ones), the readings that are in force for the points of its
            range; an interruption ends that.
        results: by (item, point), of the latest attempt, in the order of completion.
        energised: by source; None where it is not known.
        interruptions: every resume.
        failure: the last failed step.
        abort: a person's wish to end the run.
        ended: how the run ended.
        ended_utc: wall time of the end.
        checkpoint: the signature.
    """

    started: RunStarted
    status: RunStatus
    started_utc: datetime
    last_utc: datetime
    last_mono: float
    instruments: Mapping[str, InstrumentIdentified] = field(default_factory=dict)
    conditions: Mapping[str, ConditionRecorded] = field(default_factory=dict)
    prompt: PromptAsked | None = None
    answers: Mapping[str, PromptAnswered] = field(default_factory=dict)
    item: str | None = None
    key: MeasurementKey | None = None
    point_utc: datetime | None = None
    attempts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    settling: Mapping[str, tuple[IndicationTaken, ...]] = field(default_factory=dict)
    steady: SteadyReached | None = None
    setting: SettingIntended | None = None
    leads: Mapping[str, str] | None = None
    proven: bool = False
    selected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    once: Mapping[tuple[str, str], Mapping[str, tuple[Quantity, ...]]] = field(default_factory=dict)
    results: Mapping[tuple[str, str], PointCompleted] = field(default_factory=dict)
    energised: Mapping[str, bool | None] = field(default_factory=dict)
    interruptions: tuple[RunResumed, ...] = ()
    failure: StepFailed | None = None
    abort: AbortRequested | None = None
    ended: RunEnded | None = None
    ended_utc: datetime | None = None
    checkpoint: Checkpoint | None = None

    @property
    def plan(self) -> Plan:
        """The plan of the run."""
        return self.started.plan

    @property
    def run(self) -> str:
        """The run's unique name."""
        return self.started.run

    @property
    def planned(self) -> tuple[tuple[str, str], ...]:
        """Every (item, point) of the plan, in order."""
        return tuple((item.id, point.id) for item in self.plan.items for point in item.points)

    @property
    def remaining(self) -> tuple[tuple[str, str], ...]:
        """Every planned (item, point) without a result, in order."""
        return tuple(place for place in self.planned if place not in self.results)

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of all points; None while a point is missing, and where nothing was to be judged."""
        if self.remaining:
            return None
        found = {completed.result.verdict for completed in self.results.values()}
        order = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.PASS)
        return next((verdict for verdict in order if verdict in found), None)

    @property
    def quantities(self) -> dict[str, tuple[Quantity, ...]]:
        """The readings of the point under way as exact quantities, by name."""
        return {
            name: tuple(Quantity.of(reading.value, reading.unit) for reading in readings)
            for name, readings in self.readings.items()
        }

    def found_interrupted(self) -> RunState:
        """Return the state of a run whose process has gone without ending it."""
        return self if self.ended else replace(self, status=RunStatus.INTERRUPTED)


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
    state = replace(state, last_utc=line.utc, last_mono=line.mono)
    try:
        return _apply(state, line)
    except RecordError as error:
        raise RecordError(f"line {line.number}: {error}") from error


def _apply(state: RunState, line: Line) -> RunState:  # noqa: C901, PLR0911, PLR0912  one arm per kind, no default
    match line.event:
        case RunStarted():
            raise RecordError("a run starts once only")
        case InstrumentIdentified() as event:
            return replace(state, instruments={**state.instruments, event.instrument: event})
        case PromptAsked() as event:
            return replace(state, prompt=event)
        case PromptAnswered() as event:
            return _answered(state, event)
        case ConditionRecorded() as event:
            return replace(state, conditions={**state.conditions, event.name: event})
        case ItemStarted() as event:
            return replace(_running(state), item=event.item, key=None)
        case PointStarted() as event:
            return _point_started(state, event.key, line.utc)
        case SettingIntended() as event:
            return _setting_intended(state, event)
        case SettingMade() as event:
            return _setting_made(state, event)
        case OutputAsked() as event:
            return replace(state, energised={**state.energised, event.instrument: event.energised})
        case TakeIntended() | HoldWaited() as event:
            return _at_point(state, event.key)
        case IndicationTaken() | ReadingEntered() as event:
            return _reading(state, event)
        case SteadyReached() as event:
            return replace(_at_point(state, event.key), steady=event)
        case WiringProven() as event:
            return _proven(state, event)
        case PreliminaryCompleted() as event:
            return _preliminary_completed(state, event.key)
        case PointCompleted() as event:
            return _completed(state, event)
        case StepFailed() as event:
            return replace(state, failure=event)
        case AbortRequested() as event:
            return replace(state, abort=event)
        case RunResumed() as event:
            return _resumed(state, event)
        case RunEnded() as event:
            return _ended(state, event, line.utc)
        case Checkpoint() as event:
            return replace(state, checkpoint=event)


def _running(state: RunState) -> RunState:
    if state.status is RunStatus.RUNNING:
        return state
    return replace(state, status=move(state.status, RunStatus.RUNNING))


def _answered(state: RunState, event: PromptAnswered) -> RunState:
    if state.prompt is None or state.prompt.prompt != event.prompt:
        raise RecordError(f"prompt '{event.prompt}' was answered and not asked")
    answered = replace(state, prompt=None, answers={**state.answers, event.prompt: event})
    if not is_yes(event.answer):
        return answered
    if state.prompt.kind == "connect":
        return replace(answered, leads=state.prompt.leads, proven=False)
    if state.prompt.kind == "select":
        return replace(answered, selected={**state.selected, state.prompt.instrument: state.prompt.settings})
    return answered


def _point_started(state: RunState, key: MeasurementKey, utc: datetime) -> RunState:
    place = (key.item, key.point)
    place_of(state.plan, key)
    if key.attempt <= state.attempts.get(place, 0):
        raise RecordError(f"point {key.item} {key.point}: attempt {key.attempt} was already started")
    results = {done: result for done, result in state.results.items() if done != place}
    attempts = {**state.attempts, place: key.attempt}
    started = replace(_running(state), item=key.item, key=key, point_utc=utc, attempts=attempts)
    return replace(started, results=results, readings={}, settling={}, steady=None)


def _setting_intended(state: RunState, event: SettingIntended) -> RunState:
    intended = replace(state, setting=event)
    if event.action not in {"operate", "make_safe"}:
        return intended
    return replace(intended, energised={**state.energised, event.instrument: None})


def _setting_made(state: RunState, event: SettingMade) -> RunState:
    made = replace(state, setting=None)
    if event.energised is None:
        return made
    return replace(made, energised={**state.energised, event.instrument: event.energised})


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
        return replace(state, settling={**state.settling, event.name: settling})
    before = state.readings.get(event.name, ())
    if event.number != len(before) + 1:
        raise RecordError(f"reading {event.name} {event.number} stands where {len(before) + 1} must stand")
    return replace(state, readings={**state.readings, event.name: (*before, event)})


def _proven(state: RunState, event: WiringProven) -> RunState:
    _at_point(state, event.key)
    if event.leads != state.leads:
        raise RecordError("other leads are proven than were confirmed last")
    return replace(state, proven=True)


def _preliminary_completed(state: RunState, key: MeasurementKey) -> RunState:
    _at_point(state, key)
    if place_of(state.plan, key).has_result:
        raise RecordError(f"point {key.item} {key.point} does not come once for its range; it has a result")
    return replace(state, key=None, once={**state.once, (key.item, key.point): state.quantities})


def _completed(state: RunState, event: PointCompleted) -> RunState:
    _at_point(state, event.key)
    place = (event.key.item, event.key.point)
    if not place_of(state.plan, event.key).has_result:
        raise RecordError(f"point {event.key.item} {event.key.point} comes once for its range; it has no result")
    return replace(state, key=None, results={**state.results, place: event})


def _resumed(state: RunState, event: RunResumed) -> RunState:
    status = move(move(state.status, RunStatus.INTERRUPTED), RunStatus.RUNNING)
    unknown = dict.fromkeys(state.energised)
    resumed = replace(state, status=status, energised=unknown, interruptions=(*state.interruptions, event))
    cleared = replace(resumed, prompt=None, setting=None, failure=None, abort=None)
    idle = replace(cleared, key=None, readings={}, settling={}, steady=None)
    return replace(idle, leads=None, proven=False, selected={}, once={})  # somebody may have touched the bench


def _ended(state: RunState, event: RunEnded, utc: datetime) -> RunState:
    status = move(state.status, RunStatus(event.state))
    return replace(state, status=status, ended=event, ended_utc=utc)
