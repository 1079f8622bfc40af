"""The controls: what a person may tell the run now, and why not where they may not; abort always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import digits
from bench_core.records.blind import hides_values, reads_blind
from bench_core.records.causes import CAUSES
from bench_core.records.condition_titles import condition_title
from bench_core.records.corrections import is_entered, readings_in_force
from bench_core.records.given_answers import reading_name
from bench_core.records.run_states import RunStatus
from bench_gui.views.kept import same
from bench_gui.views.names import place_called

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bench_core.records.run_events import MeasurementKey
    from bench_core.records.run_state import Reading
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class ControlView:
    """One control.

    Args:
        name: `pause`, `pause_now`, `resume`, `retry`, `skip`, `correct` or `abort`.
        label: on its button.
        enabled: whether it makes sense now.
        note: what it will do, or why it cannot be done now; shown beside the button, not in a tooltip.
    """

    name: str
    label: str
    enabled: bool
    note: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """A technical cause for which a point may be taken again: its code for the command, and its text."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class CorrectableView:
    """A reading, or a condition, that a person typed and may correct.

    Args:
        reading: as the command calls it.
        text: for people, with its value; while somebody reads blind, by the number of the point only.
        unit: of a bare number.
    """

    reading: str
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class RetryableView:
    """A point that may be taken again: for the command `item` and `point`, and its text for people."""

    item: str
    point: str
    text: str


@dataclass(frozen=True, slots=True)
class ControlsView:
    """Every control.

    Args:
        pause: after the step under way.
        pause_now: at once; the point is taken again.
        resume: after a pause or a suspension.
        retry: take a point again for a technical cause.
        skip: leave the point under way out.
        correct: a reading that was typed wrongly.
        abort: end the run, outputs off; always enabled.
        causes: for a retry.
        retryable: points with a result that may be taken again, besides the one under way.
        correctable: what a person typed.
    """

    pause: ControlView
    pause_now: ControlView
    resume: ControlView
    retry: ControlView
    skip: ControlView
    correct: ControlView
    abort: ControlView
    causes: tuple[CauseView, ...]
    retryable: tuple[RetryableView, ...]
    correctable: tuple[CorrectableView, ...]


def controls(seen: Seen | None, words: Words, pending: Collection[str] = ()) -> ControlsView:
    """Return the controls.

    Args:
        seen: of the run; None before its first line.
        words: of the window's language.
        pending: names of the controls that a person has used and the run has not carried out yet.
    """
    why_not = _why_none(seen, words)
    retryable = _retryable(seen, words) if seen is not None and not why_not else ()
    correctable = tuple(_correctable(seen, words)) if seen is not None and not why_not else ()

    def control(name: str, label: str, note: str, not_now: str = "") -> ControlView:
        refused = why_not or (words("Asked for; it is carried out next") if name in pending else not_now)
        return ControlView(name, label, not refused, refused or note)

    return ControlsView(
        pause=control("pause", words("Pause"), words("After the step under way"), _why_no_pause(seen, words)),
        pause_now=control(
            "pause_now", words("Pause now"), words("At once; the point is taken again"), _why_no_pause(seen, words)
        ),
        resume=control("resume", words("Resume"), words("The run goes on"), _why_no_resume(seen, words)),
        retry=control(
            "retry",
            words("Retry point"),
            words("For a technical cause; every attempt stays on record"),
            "" if retryable or _key(seen) is not None else words("No point was begun yet"),
        ),
        skip=control("skip", words("Skip point"), words("Left out is never a pass"), _why_no_skip(seen, words)),
        correct=control(
            "correct",
            words("Correct"),
            words("A value that was typed wrongly; both stay on record"),
            "" if correctable else words("Nobody has typed a value yet"),
        ),
        abort=ControlView("abort", words("ABORT"), enabled=True, note=words("Ends the run; every output goes off")),
        causes=tuple(CauseView(code, words.of(text)) for code, text in CAUSES.items()),
        retryable=retryable,
        correctable=correctable,
    )


def _why_none(seen: Seen | None, words: Words) -> str:
    """Say why nothing but abort makes sense."""
    if seen is None:
        return words("The run has not begun yet")
    if seen.state.ended is not None:
        return words("The run has ended")
    if not seen.alive:
        return words("The run was interrupted; resume it from the list of work")
    if seen.state.abort is not None or seen.state.failure is not None:
        return words("The run is ending; outputs go to their safe state")
    return ""


def _key(seen: Seen | None) -> MeasurementKey | None:
    return None if seen is None else seen.state.key


def _why_no_pause(seen: Seen | None, words: Words) -> str:
    status = None if seen is None else seen.state.status
    if status is RunStatus.PAUSED:
        return words("The run is paused already")
    return words("The run is suspended; its outputs are off") if status is RunStatus.SUSPENDED else ""


def _why_no_resume(seen: Seen | None, words: Words) -> str:
    if seen is None or seen.state.status is RunStatus.PAUSED:
        return ""
    if seen.state.status is RunStatus.SUSPENDED:
        suspended = seen.state.suspended
        if seen.state.prompt is not None or suspended is None:
            return ""
        return words("Not before: {until}", until=words.of(suspended.until))
    return words("The run is not paused")


def _why_no_skip(seen: Seen | None, words: Words) -> str:
    if seen is None or _skippable(seen):
        return ""
    return words("No point is under way that could be left out")


def _skippable(seen: Seen) -> bool:
    """Return whether a point is under way, or was broken off and has neither a result nor been left out."""
    state = seen.state
    if state.key is not None:
        return True
    latest = next(reversed(list(state.attempts)), None)
    return latest is not None and latest not in state.results and latest not in state.skipped


def _retryable(seen: Seen, words: Words) -> tuple[RetryableView, ...]:
    """Return the points that were begun, but for the one under way; while somebody reads blind, by number only."""
    state, hidden = seen.state, hides_values(seen.state)
    here = None if state.key is None else (state.key.item, state.key.point)
    found = []
    for number, place in enumerate(state.planned, start=1):
        if place in state.attempts and place != here:
            name = words("Point {n}", n=number) if hidden else place_called(*place, state.plan, words)
            found.append(RetryableView(*place, name))
    return tuple(found)


def _correctable(seen: Seen, words: Words) -> Iterator[CorrectableView]:
    state = seen.state
    if reads_blind(state.plan):
        numbers = {place: number for number, place in enumerate(state.planned, start=1)}
        for key, reading in readings_in_force(state):
            if is_entered(reading):
                yield _typed_reading(key, reading, numbers.get((key.item, key.point), 0), seen, words)
    for name, condition in state.conditions.items():
        if condition.entry != "instrument":
            text = words("{name}: {value}", name=words.of(condition_title(name)), value=condition.value)
            yield CorrectableView(name, text, condition.value.unit.symbol)


def _typed_reading(key: MeasurementKey, reading: Reading, number: int, seen: Seen, words: Words) -> CorrectableView:
    where = place_called(key.item, key.point, seen.state.plan, words)
    if hides_values(seen.state):
        where = words("Point {n}", n=number) if number else words("a point")
    text = words(
        "{where}, reading {n}: {value}", where=where, n=reading.number, value=f"{digits(reading.value)} {reading.unit}"
    )
    return CorrectableView(reading_name(key, reading.name, reading.number), text, reading.unit)


class Controls:
    """Keeps the controls until something that they depend on has changed."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self._pending: frozenset[str] = frozenset()
        self._view: ControlsView | None = None

    def view(self, seen: Seen, words: Words, pending: Collection[str] = ()) -> ControlsView:
        """Return the controls; the same object as the last time where nothing has changed.

        Args:
            seen: of the run.
            words: of the window's language.
            pending: names of the controls that a person has used and the run has not carried out yet.
        """
        state, asked = seen.state, frozenset(pending)
        course = (state.status, state.prompt, state.suspended, state.abort, state.failure, state.ended, seen.alive)
        done = (state.attempts, state.key, state.results, state.skipped, state.conditions, state.taken)
        typed = state.readings if reads_blind(state.plan) else None
        known = (*course, *done, typed, state.plan, words.language)
        if self._view is None or asked != self._pending or not same(known, self._known):
            self._known, self._pending = known, asked
            self._view = controls(seen, words, asked)
        return self._view
