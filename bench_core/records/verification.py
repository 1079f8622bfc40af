"""Proves a finished record: chain, texts, replies, steps, results and signature; and says what stays unproved."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import (
    BenchError,
    BrokenChain,
    RecordError,
    RecordTruncated,
    ResultDiffers,
    RunUnfinished,
    SignatureInvalid,
)
from bench_core.records.events import (
    Checkpoint,
    ConditionCorrected,
    ConditionRecorded,
    HoldWaited,
    IndicationTaken,
    InstrumentIdentified,
    OutputAsked,
    PointCompleted,
    PointSkipped,
    PointStarted,
    PreliminaryCompleted,
    PromptAsked,
    ReadingCorrected,
    ReadingEntered,
    RetryAsked,
    RunContinued,
    RunEnded,
    RunPaused,
    RunStarted,
    RunSuspended,
    SettingIntended,
    SettingMade,
    SteadyReached,
    WiringProven,
)
from bench_core.records.folding import fold
from bench_core.records.places import place_of
from bench_core.records.proved import OPEN, proved
from bench_core.records.record import Line, Record, read_record
from bench_core.records.run_state import RunState
from bench_core.records.signing import signature_holds
from bench_core.records.verified_answers import wrong_condition, wrong_entry, wrong_start
from bench_core.records.verified_course import wrong_course
from bench_core.records.verified_interventions import (
    wrong_attempt,
    wrong_condition_correction,
    wrong_continuing,
    wrong_correction,
    wrong_pause,
    wrong_retry,
    wrong_skip,
    wrong_while_held,
)
from bench_core.records.verified_leads import (
    not_known_off,
    wrong_connecting,
    wrong_energising,
    wrong_first_setting,
    wrong_proof,
)
from bench_core.records.verified_on_time import OnTimes
from bench_core.records.verified_persons import wrong_entered_identity, wrong_entered_reading, wrong_selection
from bench_core.records.verified_replies import wrong_identity, wrong_indication, wrong_state
from bench_core.records.verified_results import missing_once, wrong_readings, wrong_result
from bench_core.records.verified_settings import wrong_setting
from bench_core.records.verified_steadiness import wrong_hold, wrong_steadiness, wrong_time
from bench_core.records.verified_steps import missing_step, not_energised
from bench_core.records.verified_suspension import (
    not_vouched_for,
    wrong_again,
    wrong_going_on,
    wrong_suspension,
    wrong_while_lost,
)
from bench_core.records.verified_trail import Trail

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.records.events import Event


_UNFIT = (BenchError, LookupError, ArithmeticError, ValueError)
"""What only a forged record makes the checks raise."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification of one finished record found.

    Args:
        record: whose chain holds.
        state: at its end.
        proved: sentences for people.
        open: what this file alone cannot prove.
    """

    record: Record
    state: RunState
    proved: tuple[Bilingual, ...]
    open: tuple[Bilingual, ...]


def verify(path: Path) -> Verification:
    """Check everything about a finished record that the file itself can prove.

    Args:
        path: the `*.calrun` file.

    Raises:
        BrokenChain: a line or an embedded text is not what was written.
        RecordTruncated: a finished record has lost its last line feed.
        ResultDiffers: a value is not what its reply or answer says, a step of the method is missing, or a result
            is not what its readings give.
        SignatureInvalid: the signature does not belong to this chain.
        RunUnfinished: the record has no signed end yet.
    """
    return verify_record(read_record(path))


def verify_record(record: Record) -> Verification:
    """Check everything about a record that has been read; as `verify`.

    Args:
        record: whose chain holds.
    """
    path = record.path
    if record.lacks_line_feed:
        raise RecordTruncated(
            str(path), len(record.lines) + 1, "the line feed after the checkpoint is missing or changed"
        )
    if not record.lines:
        what = "no whole line; it is not a run record, or its run never began"
        raise RunUnfinished(f"{path}:1: {what}; remove it and start anew")
    if not record.finished:
        end = f"{path}:{len(record.lines) + 1}"
        raise RunUnfinished(f"{end}: the record has no signed end; resume the run, an unfinished record proves little")
    state: RunState | None = None
    trail, on_times = Trail(), OnTimes()
    for line in record.lines:
        before, state = state, _folded(path, state, line)
        _check(path, _Seen(before or state, trail, on_times, line))
        trail.add(line)
    if state is None:
        raise RunUnfinished(f"{path}:1: the record is empty")
    _check_signature(path, record)
    return Verification(record, state, proved(record, state), OPEN)


def _folded(path: Path, state: RunState | None, line: Line) -> RunState:
    try:
        return fold(state, line)
    except RecordError as error:
        raise BrokenChain(str(path), line.number, str(error)) from error
    except _UNFIT as error:
        raise ResultDiffers(str(path), line.number, _unfit(error)) from error


def _unfit(error: Exception) -> str:
    """Say in words what a computation on a forged line ran into; a plan can leave out what its lines refer to."""
    if isinstance(error, LookupError):
        return f"it refers to {error}, which neither the plan nor the lines before it have"
    return f"what it says cannot be computed: {error}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one line is checked against: the state and the lines before it."""

    state: RunState
    trail: Trail
    on_times: OnTimes
    line: Line


def _check(path: Path, seen: _Seen) -> None:
    """Check one line against the state before it."""
    event = seen.line.event
    if isinstance(event, RunStarted):
        _check_texts(path, event)
    try:
        wrong = wrong_while_held(seen.state, event) or wrong_while_lost(seen.state, event, seen.line.mono)
        wrong = wrong or seen.on_times.wrong(seen.state, seen.line) or _wrong(seen, event)
        wrong = wrong or wrong_course(seen.state, seen.trail, event)
    except _UNFIT as error:
        wrong = _unfit(error)
    if wrong is not None:
        raise ResultDiffers(str(path), seen.line.number, wrong)


def _wrong(seen: _Seen, event: Event) -> str | None:  # noqa: C901, PLR0911  one arm per kind, no default
    state, trail = seen.state, seen.trail
    match event:
        case InstrumentIdentified():
            return wrong_identity(event) or wrong_again(state, event) or wrong_entered_identity(state, trail, event)
        case PromptAsked():
            return wrong_connecting(state, event)
        case SettingIntended():
            return wrong_energising(state, event) or wrong_setting(state, event)
        case SettingMade():
            return wrong_state(event) or wrong_selection(state, event)
        case OutputAsked():
            return wrong_state(event)
        case ConditionRecorded():
            return wrong_condition(state, trail, event)
        case PointStarted():
            wrong = wrong_start(state) or missing_once(state, place_of(state.plan, event.key))
            return wrong or wrong_attempt(state, event.key)
        case IndicationTaken() | ReadingEntered() | SteadyReached() | HoldWaited() | WiringProven():
            return _wrong_under_way(seen, event)
        case PreliminaryCompleted() | PointCompleted():
            wrong = _wrong_at_end(seen, event)
            return f"{event.key.item} {event.key.point}: {wrong}" if wrong else None
        case RunEnded():
            return _wrong_end(state, event)
        case _:
            return _wrong_intervention(seen, event)


def _wrong_intervention(seen: _Seen, event: Event) -> str | None:  # noqa: PLR0911  one arm per kind
    match event:
        case RunPaused():
            return wrong_pause(seen.state, event)
        case RunSuspended():
            return wrong_suspension(seen.state, event)
        case RunContinued():
            return wrong_continuing(seen.state, event) or wrong_going_on(seen.state, seen.trail, event)
        case RetryAsked():
            return wrong_retry(event)
        case PointSkipped():
            return wrong_skip(seen.state, event)
        case ReadingCorrected():
            return wrong_correction(seen.state, seen.trail, event)
        case ConditionCorrected():
            return wrong_condition_correction(seen.state, seen.trail, event)
        case _:
            return None


def _wrong_under_way(
    seen: _Seen, event: IndicationTaken | ReadingEntered | SteadyReached | HoldWaited | WiringProven
) -> str | None:
    state, trail = seen.state, seen.trail
    place = place_of(state.plan, event.key)
    match event:
        case IndicationTaken():
            wrong = wrong_indication(trail.attempt, event) or wrong_entered_reading(state, trail, event)
            if state.started.confirms_selected:  # as in every record that is not held to less
                wrong = wrong or wrong_time(trail, event, seen.line.mono)
            return wrong or not_energised(state, place, event) or wrong_first_setting(state, event)
        case ReadingEntered():
            return wrong_entry(state, trail, event)
        case SteadyReached():
            return wrong_steadiness(state.plan, place, trail.attempt, event)
        case HoldWaited():
            return wrong_hold(place, trail, event, seen.line.mono)
        case WiringProven():
            return wrong_proof(state, trail.attempt, event)


def _wrong_at_end(seen: _Seen, event: PreliminaryCompleted | PointCompleted) -> str | None:
    state = seen.state
    place = place_of(state.plan, event.key)
    wrong = wrong_readings(state, place)
    wrong = wrong or missing_step(state.started, place, event.key, seen.trail.attempt)
    wrong = wrong or seen.on_times.wrong_at_end()
    if wrong is None and isinstance(event, PointCompleted):
        return wrong_result(state, place.item, place.point, event)
    return wrong


def _wrong_end(state: RunState, event: RunEnded) -> str | None:
    """Tell where a run ended otherwise than it says: without all results, or with an output that may be on."""
    if event.state == "finished" and state.remaining:
        missing = ", ".join(f"{item} {point}" for item, point in state.remaining)
        return f"the run says it finished, but there is no result of {missing}"
    if event.state == "finished" and (wrong := not_vouched_for(state)):
        return wrong
    on = not_known_off(state) if event.safe else []
    return f"the run says it ended safely, but the output of {', '.join(on)} was not known to be off" if on else None


def _check_texts(path: Path, started: RunStarted) -> None:
    for text in started.texts:
        if sha256(text.text.encode()).hexdigest() != text.digest:
            raise BrokenChain(str(path), 1, f"the text of {text.role} ({text.path}) does not have its recorded digest")


def _check_signature(path: Path, record: Record) -> None:
    last = record.lines[-1]
    if isinstance(last.event, Checkpoint) and last.event.epoch is not None and last.event.epoch < 1:
        raise SignatureInvalid(str(path), last.number, "key epochs are numbered from 1")
    sealed = isinstance(last.event, Checkpoint) and signature_holds(last.event, record.lines[-2].digest, last.stamped)
    if not sealed:
        raise SignatureInvalid(str(path), last.number, "the signature does not belong to this record")
