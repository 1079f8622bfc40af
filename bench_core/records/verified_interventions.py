"""Checks what people did to a run: pauses, further attempts, points left out, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.records.causes import CAUSES, is_same_person
from bench_core.records.corrections import condition_prompt, corrected_result, is_entered, prompt_of
from bench_core.records.folding_conditions import unvouched
from bench_core.records.given_answers import read_answer
from bench_core.records.result_difference import difference
from bench_core.records.run_states import RunStatus
from bench_core.records.verified_course import measures
from bench_core.records.verified_leads import not_known_off

if TYPE_CHECKING:
    from bench_core.records.events import (
        ConditionCorrected,
        Event,
        MeasurementKey,
        PointSkipped,
        PromptAsked,
        ReadingCorrected,
        RetryAsked,
        RunContinued,
        RunPaused,
    )
    from bench_core.records.run_state import Reading, RunState
    from bench_core.records.verified_trail import Trail

_HELD = frozenset({RunStatus.PAUSED, RunStatus.SUSPENDED})


def wrong_while_held(state: RunState, event: Event) -> str | None:
    """Tell what was measured or put out while the run was paused or suspended."""
    if state.status not in _HELD or not measures(state, event):
        return None
    return f"{type(event).__name__} stands where the run is {state.status}; nothing is measured or put out then"


def wrong_pause(state: RunState, event: RunPaused) -> str | None:
    """Tell who is missing, which output was not known to be off, or after which result nobody had looked at the air."""
    on = not_known_off(state)
    if on:
        return f"the run was paused while the output of {', '.join(on)} was not known to be off"
    for key in unvouched(state):
        return f"the run was paused although no measured condition was looked at after {key.item} {key.point}"
    return None if event.by.strip() else "nobody paused the run"


def wrong_continuing(state: RunState, event: RunContinued) -> str | None:
    """Tell where a run went on that was not held, or that nobody had go on."""
    if state.status not in _HELD:
        return f"the run went on, but it was {state.status}, neither paused nor suspended"
    return None if event.by.strip() else "nobody had the run go on"


def wrong_attempt(state: RunState, key: MeasurementKey) -> str | None:
    """Tell where a point begins that is done or left out, or out of turn."""
    place = (key.item, key.point)
    if state.key is not None:
        return f"{key.item} {key.point} was started while {state.key.item} {state.key.point} was under way"
    if place in state.results:
        return f"{key.item} {key.point} was started again, but it has a result and nobody asked for a retry"
    if place in state.skipped:
        return f"{key.item} {key.point} was started, but it is left out"
    following = state.attempts.get(place, 0) + 1
    if key.attempt != following:
        return f"{key.item} {key.point}: attempt {key.attempt} was started where attempt {following} follows"
    return None


def wrong_retry(event: RetryAsked) -> str | None:
    """Tell where a retry has no technical cause, nobody who asked, or no second person who is another one."""
    if event.cause not in CAUSES:
        return f"{event.item} {event.point} was taken again for '{event.cause}', which is no technical cause"
    return _wrong_people(event.by, event.second)


def wrong_skip(state: RunState, event: PointSkipped) -> str | None:
    """Tell where a point was left out that has a result, or without a reason."""
    if (event.item, event.point) in state.results:
        return f"{event.item} {event.point} was left out, but it has a result, which stands"
    if not (event.reason.strip() and event.by.strip()):
        return f"{event.item} {event.point} was left out without a reason, or by nobody"
    return None


def wrong_correction(state: RunState, trail: Trail, event: ReadingCorrected) -> str | None:
    """Tell where a correction is not of what a person entered, not what they typed, or gives another result."""
    if not event.why.strip():
        return f"{event.name} {event.number} was corrected without a reason"
    reading = _reading(state, event)
    if reading is None or not is_entered(reading):
        return f"{event.name} {event.number} was corrected, but no person entered it"
    old = Quantity.of(reading.value, reading.unit)
    if str(event.old) != str(old):
        return f"{event.name} {event.number} was {old} until its correction, recorded is {event.old}"
    asked = prompt_of(reversed(trail.asked.values()), event.key, reading)
    said = None if asked is None else _said(event.raw, asked)
    if said is None or str(said) != str(event.new):
        return f"{event.name} {event.number}: the correction is {event.raw!r}, recorded is {event.new}"
    return _wrong_people(event.by, event.second) or _wrong_result(state, event)


def wrong_condition_correction(state: RunState, trail: Trail, event: ConditionCorrected) -> str | None:
    """Tell where a correction is not of a condition that a person typed, or not what they typed."""
    if not (event.why.strip() and event.by.strip()):
        return f"{event.name} was corrected without a reason, or by nobody"
    recorded = state.conditions.get(event.name)
    asked = condition_prompt(reversed(trail.asked.values()), event.name)
    if recorded is None or recorded.entry == "instrument" or asked is None:
        return f"{event.name} was corrected, but no person typed it"
    if str(event.old) != str(recorded.value):
        return f"{event.name} was {recorded.value} until its correction, recorded is {event.old}"
    if str(_said(event.raw, asked)) != str(event.new):
        return f"{event.name}: the correction is {event.raw!r}, recorded is {event.new}"
    planned = next((one for one in state.plan.conditions if one.name == event.name), None)
    if planned is not None and planned.holds(event.new) != event.holds:
        return f"{event.name} is {event.new}; whether {planned.text} holds is recorded wrongly"
    return None


def _reading(state: RunState, event: ReadingCorrected) -> Reading | None:
    taken = state.taken.get((event.key.item, event.key.point))
    readings = state.readings if event.key == state.key else taken.readings if taken else {}
    found = readings.get(event.name, ())
    return found[event.number - 1] if 0 < event.number <= len(found) else None


def _said(raw: str, asked: PromptAsked) -> Quantity | bool | str | None:
    try:
        return read_answer(asked, raw)
    except BenchError:
        return None


def _wrong_people(by: str, second: str) -> str | None:
    if not by.strip():
        return "nobody asked for it"
    if is_same_person(by, second):
        return f"{by} is named as the second person too, who must be another one"
    return None


def _wrong_result(state: RunState, event: ReadingCorrected) -> str | None:
    if event.key == state.key:
        return None if event.result is None else "the point was under way, but the correction gives a result"
    if event.result is None:
        return "the point was completed, but the correction gives no result"
    return difference("result", event.result, corrected_result(state, event).result) or None
