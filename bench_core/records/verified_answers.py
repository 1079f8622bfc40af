"""Checks what people entered against the answers on record, and conditions against the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.records.given_answers import is_yes, read_answer, reading_name
from bench_core.records.verified_suspension import wrong_measured

if TYPE_CHECKING:
    from bench_core.records.events import ConditionRecorded, PromptAnswered, PromptAsked, ReadingEntered
    from bench_core.records.run_state import RunState
    from bench_core.records.verified_trail import Trail


def wrong_condition(state: RunState, trail: Trail, event: ConditionRecorded) -> str | None:
    """Tell where a condition is not what was answered, or holds otherwise than the plan says."""
    planned = next((condition for condition in state.plan.conditions if condition.name == event.name), None)
    if planned is not None and planned.watch is not None:
        return wrong_measured(planned, planned.watch, event)
    answered = trail.answered
    asked = trail.asked.get(answered.prompt) if answered else None
    renewed = asked is not None and (asked.kind, asked.name) == ("confirm", f"upkeep.{event.name}")
    if answered is None or asked is None or not (renewed or (asked.kind, asked.name) == ("condition", event.name)):
        return f"{event.name} is recorded, but the answer before it is to another prompt"
    if (answered.by, answered.entry) != (event.by, event.entry):
        return f"{event.name} was answered by {answered.by} ({answered.entry}), recorded is {event.by} ({event.entry})"
    if planned is not None and planned.holds(event.value) != event.holds:
        return f"{event.name} is {event.value}; whether {planned.text} holds is recorded wrongly"
    if renewed:
        done = is_yes(answered.answer) and event.value.value == 0
        return None if done else f"{event.name} is recorded as {event.value}, but was not just renewed"
    return _wrong_value(event.name, asked, answered, event.value)


def wrong_start(state: RunState) -> str | None:
    """Tell which planned condition was not on record, or did not hold, when a point was started."""
    for condition in state.plan.conditions:
        recorded = state.conditions.get(condition.name)
        if recorded is None:
            return f"the point was started although {condition.name} ({condition.text}) is not on record"
        if not condition.holds(recorded.value):
            return f"the point was started although {condition.name} is {recorded.value}, not {condition.text}"
    return None


def wrong_entry(state: RunState, trail: Trail, event: ReadingEntered) -> str | None:
    """Tell where a reading that a person entered is not the answer to its own prompt."""
    asked, answered = trail.asked.get(event.prompt), state.answers.get(event.prompt)
    if asked is None or answered is None:
        return f"reading {event.name}: prompt '{event.prompt}' was not answered"
    name = reading_name(event.key, event.name, event.number)
    if (asked.kind, asked.name, asked.key) != ("number", name, event.key):
        return f"reading {event.name}: prompt '{event.prompt}' asks for something else"
    return _wrong_value(f"reading {event.name}", asked, answered, Quantity.of(event.value, event.unit))


def _wrong_value(what: str, asked: PromptAsked, answered: PromptAnswered, recorded: Quantity) -> str | None:
    try:
        said = read_answer(asked, answered.answer)
    except BenchError as error:
        return f"{what}: the answer {answered.answer!r} is no value: {error}"
    if said == recorded:
        return None
    return f"{what}: the answer is {answered.answer!r} (asked in {asked.unit}), recorded is {recorded}"
