"""Events in plain sentences; while somebody reads blind, without anything that tells what to expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import digits
from bench_core.records import events
from bench_core.records.blind import hides_values, is_hidden
from bench_core.records.causes import CAUSES
from bench_core.records.condition_titles import condition_title
from bench_core.records.given_answers import reading_name
from bench_gui.tone import Tone
from bench_gui.views.failing import failure_text
from bench_gui.views.names import called, place_called
from bench_gui.views.point_rows import verdict_look

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """An event in a sentence: its text and tone, and whether it matters to who works at the bench."""

    text: str
    tone: Tone = Tone.NEUTRAL
    matters: bool = False


def sentence(event: events.Event, state: RunState, words: Words) -> Sentence:
    """Return an event in a sentence.

    Args:
        event: of the run.
        state: of the run now, which says what must not be shown.
        words: of the window's language.
    """
    found = (
        _of_course(event, words)
        or _of_people(event, state, words)
        or _of_points(event, state, words)
        or _of_instruments(event, state, words)
    )
    return found if found is not None else Sentence(type(event).__name__)


def _of_course(event: events.Event, words: Words) -> Sentence | None:  # noqa: C901, PLR0911  one arm per kind
    match event:
        case events.RunStarted():
            how = words("simulated instruments") if event.simulated else words("real instruments")
            told = words("The run begins: {title}, {how}", title=words.of(event.plan.title), how=how)
            return Sentence(told, matters=True)
        case events.RunResumed():
            return Sentence(words("{by} resumed the run", by=event.operator), matters=True)
        case events.RunPaused():
            return Sentence(words("{by} paused the run; every output is off", by=event.by), Tone.WARNING, matters=True)
        case events.RunContinued():
            return Sentence(words("{by} has the run go on", by=event.by), matters=True)
        case events.RunSuspended():
            told = words("The run waits: {what}", what=words.of(event.what))
            return Sentence(told, Tone.WARNING if event.safe else Tone.HAZARD, matters=True)
        case events.AbortRequested():
            told = words("{by} ended the run: {reason}", by=event.by, reason=event.reason)
            return Sentence(told, Tone.WARNING, matters=True)
        case events.StepFailed():
            return Sentence(failure_text(event, words), Tone.BAD, matters=True)
        case events.ProgramChanged():
            told = words("Files of the program changed during the run; its certificate can only be a draft")
            return Sentence(told, Tone.WARNING, matters=True)
        case events.RunEnded():
            return _ended(event, words)
        case events.Checkpoint():
            return Sentence(words("The record is signed"))
        case _:
            return None


def _ended(event: events.RunEnded, words: Words) -> Sentence:
    how = {"finished": words("finished"), "aborted": words("aborted"), "failed": words("failed")}[event.state]
    if not event.safe:
        return Sentence(words("The run has {how}; AN OUTPUT MAY STILL BE ON", how=how), Tone.HAZARD, matters=True)
    tone = Tone.GOOD if event.state == "finished" else Tone.WARNING
    return Sentence(words("The run has {how}; all outputs are off", how=how), tone, matters=True)


def _of_people(event: events.Event, state: RunState, words: Words) -> Sentence | None:  # noqa: PLR0911  one arm per kind
    match event:
        case events.PromptAsked():
            return Sentence(words("Asked: {question}", question=words.of(event.text)))
        case events.PromptAnswered():
            return Sentence(words("{by} answered: {answer}", by=event.by, answer=event.answer))
        case events.RetryAsked():
            cause = CAUSES.get(event.cause, Bilingual(event.cause, event.cause))
            place = _place(event.item, event.point, state, words)
            told = words("{by} has {place} taken again: {cause}", by=event.by, place=place, cause=words.of(cause))
            return Sentence(told, Tone.WARNING, matters=True)
        case events.PointSkipped():
            place = _place(event.item, event.point, state, words)
            told = words("{by} left out {place}, never a pass: {reason}", by=event.by, place=place, reason=event.reason)
            return Sentence(told, Tone.WARNING, matters=True)
        case events.ReadingCorrected():
            name = _reading(event, state, words)
            told = words("{by} corrected {name} from {old} to {new}: {why}")
            text = told.format(by=event.by, name=name, old=event.old, new=event.new, why=event.why)
            return Sentence(text, Tone.WARNING, matters=True)
        case events.ConditionCorrected():
            told, name = words("{by} corrected {name} from {old} to {new}: {why}"), _condition(event.name, state, words)
            text = told.format(by=event.by, name=name, old=event.old, new=event.new, why=event.why)
            return Sentence(text, Tone.WARNING, matters=True)
        case events.AbortExplained():
            told = words("{by} on the end of the run: {reason}", by=event.by, reason=event.reason)
            return Sentence(told, Tone.WARNING, matters=True)
        case events.ConcernAccepted():
            told = words("{by} accepted before the run: {what} ({reason})")
            text = told.format(by=event.by, what=words.of(event.told), reason=event.reason)
            return Sentence(text, Tone.WARNING, matters=True)
        case events.ReadingEntered():
            value = f"{digits(event.value)} {event.unit}"
            return Sentence(words("Reading {n} entered: {value}", n=event.number, value=value))
        case _:
            return None


def _of_points(event: events.Event, state: RunState, words: Words) -> Sentence | None:  # noqa: PLR0911  one arm per kind
    match event:
        case events.ItemStarted():
            title = next((item.title for item in state.plan.items if item.id == event.item), None)
            return Sentence(words.of(title) if title is not None else event.item, matters=True)
        case events.PointStarted():
            place = _place(event.key.item, event.key.point, state, words)
            return Sentence(words("{place} begins", place=place))
        case events.PreliminaryCompleted():
            place = _place(event.key.item, event.key.point, state, words)
            return Sentence(words("{place} is done", place=place))
        case events.PointCompleted():
            return _completed(event, state, words)
        case events.SteadyReached():
            waited = f"{event.waited:.1f}"
            return Sentence(words("The signal is steady after {waited} s", waited=waited))
        case events.HoldWaited():
            return Sentence(words("The signal was given {hold} to settle", hold=event.hold))
        case events.WiringProven():
            return Sentence(words("The leads are proven at a harmless level"), Tone.GOOD, matters=True)
        case events.TakeIntended():
            return Sentence(words("{name} is read", name=called(state, event.instrument)))
        case _:
            return None


def _completed(event: events.PointCompleted, state: RunState, words: Words) -> Sentence:
    item = next((one for one in state.plan.items if one.id == event.key.item), None)
    place = _place(event.key.item, event.key.point, state, words)
    if item is None or is_hidden(state, item):
        return Sentence(words("{place} is done", place=place), matters=True)
    word, tone = verdict_look(event.result.verdict, words)
    values = f"{event.result.reported_error}, U {event.result.reported_uncertainty}"
    told = words("{place}: error {values}, {verdict}", place=place, values=values, verdict=word)
    return Sentence(told, tone, matters=True)


def _of_instruments(event: events.Event, state: RunState, words: Words) -> Sentence | None:  # noqa: PLR0911  one arm per kind
    match event:
        case events.InstrumentIdentified():
            who = " ".join(part for part in (event.maker, event.model, event.serial) if part)
            return Sentence(words("{name} is {who}", name=event.instrument, who=who), matters=True)
        case events.ConditionRecorded():
            name = _condition(event.name, state, words)
            told = words("{name}: {value}", name=name, value=event.value)
            return Sentence(told, Tone.GOOD if event.holds else Tone.BAD, matters=_is_news(event))
        case events.SettingIntended() | events.SettingMade() | events.OutputAsked():
            return _setting(event, state, words)
        case events.SelectionConfirmed():
            return Sentence(words("{name} is still set as it was", name=called(state, event.instrument)))
        case events.IndicationTaken():
            name = called(state, event.instrument)
            if hides_values(state):
                return Sentence(words("{name} gave an indication", name=name))
            return Sentence(words("{name} indicates {value}", name=name, value=f"{digits(event.value)} {event.unit}"))
        case events.GuardianReady():
            return Sentence(words("A guardian watches over {name}", name=called(state, event.instrument)))
        case events.GuardianActed():
            name = called(state, event.instrument)
            if event.energised is False:
                return Sentence(words("The guardian switched {name} off", name=name), Tone.WARNING, matters=True)
            told = words("The guardian could not switch {name} off; IT MAY STILL BE ON", name=name)
            return Sentence(told, Tone.HAZARD, matters=True)
        case _:
            return None


def _is_news(event: events.ConditionRecorded) -> bool:
    """Return whether a condition is worth the strip: what an instrument measures all the time only where it is lost."""
    return event.entry != "instrument" or not event.holds


def _setting(
    event: events.SettingIntended | events.SettingMade | events.OutputAsked, state: RunState, words: Words
) -> Sentence:
    name = called(state, event.instrument)
    if isinstance(event, events.OutputAsked) or (isinstance(event, events.SettingMade) and event.energised is not None):
        told = (
            words("{name}: output is ON", name=name) if event.energised else words("{name}: output is off", name=name)
        )
        return Sentence(told, Tone.WARNING if event.energised else Tone.NEUTRAL)
    if isinstance(event, events.SettingMade):
        return Sentence(words("{name} accepted it", name=name))
    values = "" if hides_values(state) and event.action == "source" else ", ".join(event.settings.values())
    match event.action:
        case "operate":
            return Sentence(words("{name} is switched on", name=name))
        case "make_safe":
            return Sentence(words("{name} is made safe", name=name))
        case "select" | "source":
            return Sentence(words("{name} is set: {values}", name=name, values=values) if values else name)


def _place(item: str, point: str, state: RunState, words: Words) -> str:
    """Return what a point is called; while somebody reads blind, nothing that tells what to expect."""
    if hides_values(state):
        return words("a point")
    return place_called(item, point, state.plan, words)


def _reading(event: events.ReadingCorrected, state: RunState, words: Words) -> str:
    """Return what a reading is called; while somebody reads blind, without its point."""
    if hides_values(state):
        return f"{words('a point')} · {event.name} {event.number}"
    return reading_name(event.key, event.name, event.number)


def _condition(name: str, state: RunState, words: Words) -> str:
    role = state.plan.roles.get(name.partition(".")[0])
    if role is None:
        return words.of(condition_title(name))
    who = called(state, role.instrument)
    return words.of(condition_title(name, Bilingual(f"{who} ", who)))
