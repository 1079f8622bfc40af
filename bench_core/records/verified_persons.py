"""Checks what is on record of an instrument that a person sets and reads: each word of it must have been asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.records.given_answers import reading_name
from bench_core.records.reply import ENTERED, read_entry

if TYPE_CHECKING:
    from bench_core.records.events import IndicationTaken, InstrumentIdentified, SettingMade
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState
    from bench_core.records.verified_trail import Trail

_SET_BY_PERSON = ("function", "range")


def is_by_person(plan: Plan, instrument: str) -> bool:
    """Return whether a person sets and reads an instrument."""
    return any(role.by_person and role.instrument == instrument for role in plan.roles.values())


def wrong_entered_identity(state: RunState, trail: Trail, event: InstrumentIdentified) -> str | None:
    """Tell where a serial number is not what a person copied from the instrument, which did not tell it itself."""
    by_person = is_by_person(state.plan, event.instrument)
    if not by_person and event.serial in event.raw:
        return None
    answered = trail.answered
    asked = trail.asked.get(answered.prompt) if answered else None
    if answered is None or asked is None or (asked.kind, asked.instrument) != ("identify", event.instrument):
        why = "is read by a person" if by_person else f"did not tell serial number {event.serial}"
        return f"{event.instrument} {why}, but nobody was asked for its serial number"
    if answered.answer.strip() != event.serial or (by_person and event.raw.strip() != event.serial):
        said = f"{answered.answer!r}, recorded is {event.serial!r}"
        return f"the serial number of {event.instrument} was entered as {said}"
    return None


def wrong_selection(state: RunState, event: SettingMade) -> str | None:
    """Tell where a function or range is on record that nobody said was set."""
    if event.action != "select" or not is_by_person(state.plan, event.instrument) or state.setting is None:
        return None
    wanted = {name: state.setting.settings.get(name) for name in _SET_BY_PERSON}
    if state.setting.instrument == event.instrument and state.selected.get(event.instrument) == wanted:
        return None
    told = ", ".join(f"{name} {value}" for name, value in wanted.items())
    return f"nobody said that {event.instrument} was set to {told}"


def wrong_entered_reading(state: RunState, trail: Trail, event: IndicationTaken) -> str | None:
    """Tell where a reading of a person is not the answer to its own prompt, or comes from elsewhere."""
    by_person = is_by_person(state.plan, event.instrument)
    if by_person != (event.form == ENTERED):
        who = "a person reads" if by_person else "answers by itself"
        return f"{event.instrument} {who}, but reading {event.name} {event.number} has form {event.form}"
    if not by_person:
        return None
    answered = trail.answered
    asked = trail.asked.get(answered.prompt) if answered else None
    name = reading_name(event.key, event.name, event.number)
    if answered is None or asked is None or (asked.kind, asked.name, asked.key) != ("number", name, event.key):
        return f"reading {event.name} {event.number} was not the answer to its prompt"
    if (answered.answer, asked.instrument) != (event.raw, event.instrument):
        return f"reading {event.name} {event.number} was answered as {answered.answer!r}, recorded is {event.raw!r}"
    return _wrong_unit(event, asked.unit)


def _wrong_unit(event: IndicationTaken, asked: str) -> str | None:
    try:
        said = read_entry(event.raw)[1] or asked
    except BenchError as error:
        return f"the entry gives no number: {error}"
    if said == event.unit:
        return None
    return f"the entry {event.raw!r} is in {said}, recorded is {event.value} {event.unit}"
