"""The raw replies behind one point of a record: what was asked of which instrument, when, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.metrology.quantity import digits
from bench_core.records.blind import is_hidden
from bench_core.records.causes import CAUSES
from bench_core.records.events import (
    IndicationTaken,
    MeasurementKey,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PreliminaryCompleted,
    ReadingCorrected,
    ReadingEntered,
    RetryAsked,
    RunSuspended,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
)
from bench_core.records.places import place_of, preliminary_of
from bench_gui.times import time_to_ms, zone
from bench_gui.tone import Tone
from bench_gui.views.names import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.record import Line, Record
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class RawReading:
    """One recorded value or setting.

    Args:
        line: number in the record.
        time: by the clock on the wall, `HH:MM:SS.sss`.
        name: the model's name for it, with its number; of a setting, what was done.
        purpose: for people: measurement, settling, reference, wiring proof, entered, setting.
        instrument: who it is of.
        raw: the reply as recorded, between quotes, its control characters escaped.
        value: every digit, with its unit; of a setting, what was sent.
        corrected: the value after a correction, with who and why; empty without one.
        counts: whether it enters the result that stands.
    """

    line: int
    time: str
    name: str
    purpose: str
    instrument: str
    raw: str
    value: str
    corrected: str
    counts: bool


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt at a point.

    Args:
        attempt: from 1.
        word: stands, superseded, discarded, broken off.
        tone: of the word.
        why: for which it was taken again; empty for the first.
        readings: in the order of the record.
    """

    attempt: int
    word: str
    tone: Tone
    why: str
    readings: tuple[RawReading, ...]


@dataclass(frozen=True, slots=True)
class RawView:
    """Everything recorded at one point.

    Args:
        item: of the plan.
        point: of the plan.
        attempts: the latest last.
        once: what came once for the point's range; empty where nothing does.
        hidden: why nothing is shown: somebody will read more of this item blind; else empty.
        zone: of the times.
    """

    item: str
    point: str
    attempts: tuple[AttemptView, ...]
    once: tuple[AttemptView, ...]
    hidden: str = ""
    zone: str = ""


def raw_view(record: Record, state: RunState, place: tuple[str, str], words: Words) -> RawView:
    """Return everything recorded at one point.

    Args:
        record: whose lines are read.
        state: at its end.
        place: (item, point) of the plan.
        words: of the window's language.
    """
    reading = _Reading(record, state, words)
    try:
        found = place_of(state.plan, MeasurementKey("", *place))
    except RecordError:
        return RawView(*place, (), ())
    if is_hidden(state, found.item):
        return RawView(*place, (), (), words("Read blind: shown when the whole item is read"))
    before = preliminary_of(found.item, found.point)
    once = () if before is None else reading.attempts((place[0], before.id))
    return RawView(*place, reading.attempts(place), once, zone=zone(state.started_utc))


class _Reading:
    """One look through a record's lines."""

    def __init__(self, record: Record, state: RunState, words: Words) -> None:
        self._record = record
        self._state = state
        self._words = words

    def attempts(self, place: tuple[str, str]) -> tuple[AttemptView, ...]:
        """Return the attempts at a place, each with what was recorded in it."""
        lines = [line for line in self._record.lines if _place(line) == place]
        keys = [line.event.key for line in lines if isinstance(line.event, PointStarted)]
        return tuple(self._attempt(place, key, lines) for key in keys)

    def _attempt(self, place: tuple[str, str], key: MeasurementKey, lines: list[Line]) -> AttemptView:
        own = [line for line in lines if getattr(line.event, "key", None) == key]
        completed = any(isinstance(line.event, PointCompleted | PreliminaryCompleted) for line in own)
        word, tone = self._standing(place, key, completed=completed)
        stands = tone is Tone.GOOD
        asked = [line.event for line in lines if isinstance(line.event, RetryAsked) and line.number < own[0].number]
        why = self._retry(asked[-1]) if key.attempt > 1 and asked else ""
        return AttemptView(key.attempt, word, tone, why, tuple(self._readings(own, stands=stands)))

    def _standing(self, place: tuple[str, str], key: MeasurementKey, *, completed: bool) -> tuple[str, Tone]:
        standing = self._state.results.get(place)
        if standing is not None and standing.key == key:
            return self._words("stands"), Tone.GOOD
        if not completed:
            return self._words("broken off"), Tone.WARNING
        suspensions = [line.event for line in self._record.lines if isinstance(line.event, RunSuspended)]
        if any(key in event.discarded for event in suspensions):
            return self._words("discarded"), Tone.WARNING
        if not place_of(self._state.plan, key).has_result:
            return self._words("done"), Tone.GOOD
        return self._words("superseded"), Tone.NEUTRAL

    def _retry(self, asked: RetryAsked) -> str:
        cause = CAUSES.get(asked.cause)
        told = asked.cause if cause is None else self._words.of(cause)
        if asked.second:
            return self._words("{cause} ({by}, {second} agrees)", cause=told, by=asked.by, second=asked.second)
        return self._words("{cause} ({by})", cause=told, by=asked.by)

    def _readings(self, lines: list[Line], *, stands: bool) -> Iterator[RawReading]:
        corrections = [line.event for line in lines if isinstance(line.event, ReadingCorrected)]
        sent: dict[str, str] = {}
        for line in lines:
            event = line.event
            if isinstance(event, SettingIntended):
                sent[event.instrument] = ", ".join(f"{name} = {value}" for name, value in event.settings.items())
                continue
            found = self._row(line, sent)
            if found is None:
                continue
            counts = stands and isinstance(event, IndicationTaken | ReadingEntered) and _enters(event)
            corrected = [
                self._correction(one)
                for one in corrections
                if isinstance(event, IndicationTaken | ReadingEntered)
                and (one.name, one.number) == (event.name, event.number)
                and _enters(event)
            ]
            yield replace(found, counts=counts, corrected="; ".join(corrected))

    def _correction(self, one: ReadingCorrected) -> str:
        who = one.by if not one.second else f"{one.by}, {one.second}"
        return self._words("{old} → {new} ({why}; {who})", old=one.old, new=one.new, why=one.why, who=who)

    def _row(self, line: Line, sent: dict[str, str]) -> RawReading | None:
        words, event = self._words, line.event
        match event:
            case IndicationTaken():
                purposes = {
                    "measurement": words("measurement"),
                    "settling": words("settling"),
                    "reference": words("reference value"),
                    "proof": words("wiring proof"),
                }
                name, value = f"{event.name} {event.number}", f"{digits(event.value)} {event.unit}"
                return self._made(line, name, purposes[event.purpose], event.instrument, event.raw, value)
            case ReadingEntered():
                name, value = f"{event.name} {event.number}", f"{digits(event.value)} {event.unit}"
                answer = self._state.answers.get(event.prompt)
                who = "" if answer is None else answer.by
                raw = digits(event.value) if answer is None else answer.answer
                found = self._made(line, name, words("entered"), "", raw, value)
                return replace(found, instrument=words("entered by {who}", who=who) if who else "")
            case SettingMade():
                actions = {
                    "select": words("select range and function"),
                    "source": words("set value"),
                    "operate": words("switch output on"),
                    "make_safe": words("switch output off"),
                }
                value = sent.pop(event.instrument, "")
                return self._made(line, actions[event.action], words("setting"), event.instrument, event.raw, value)
            case SelectionConfirmed():
                return self._made(line, words("read back"), words("setting"), event.instrument, event.raw, "")
            case OutputAsked():
                value = words("output on") if event.energised else words("output off")
                return self._made(line, words("ask output"), words("setting"), event.instrument, event.raw, value)
            case _:
                return None

    def _made(self, line: Line, name: str, purpose: str, instrument: str, raw: str, value: str) -> RawReading:
        time, whose = time_to_ms(line.utc), called(self._state, instrument)
        return RawReading(line.number, time, name, purpose, whose, repr(raw), value, "", counts=False)


def _enters(event: IndicationTaken | ReadingEntered) -> bool:
    """Return whether a reading is one that results are computed from."""
    return isinstance(event, ReadingEntered) or event.purpose in {"measurement", "reference"}


def _place(line: Line) -> tuple[str, str] | None:
    """Return the (item, point) that a line is about, or None."""
    event = line.event
    if isinstance(event, RetryAsked):
        return event.item, event.point
    key = getattr(event, "key", None)
    return (key.item, key.point) if isinstance(key, MeasurementKey) else None
