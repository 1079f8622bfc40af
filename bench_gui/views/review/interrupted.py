"""Runs that were interrupted: what was running, how far it came, and what the outputs are said to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.records.blind import hides_values
from bench_core.records.guardian_report import read_report
from bench_core.records.places import place_of
from bench_gui.times import day_and_time
from bench_gui.tone import Tone
from bench_gui.views.failing import failure_text
from bench_gui.views.names import called, place_called, sources_of, uut_of
from bench_gui.views.outputs import may_exceed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.guardian_report import MadeSafe
    from bench_core.records.run_events import MeasurementKey
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words

_OLD = timedelta(minutes=1)
"""What was asked so long ago says so."""


class Way(StrEnum):
    """What may be done with an interrupted run; `close` is `python -m sequencer.closing RECORD BY REASON`."""

    RESUME = "resume"
    CLOSE = "close"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class WayView:
    """A choice.

    Args:
        way: for programs.
        text: of the button.
        explanation: what it does.
    """

    way: Way
    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class OutputNow:
    """One source of an interrupted run.

    Args:
        instrument: name on the bench.
        called: model and serial number.
        recorded: what record and guardian say of its output when the run stopped.
        recorded_tone: of it.
        now: what it answers now; being asked, or its answer.
        now_tone: of it.
        now_icon: of it.
        hazardous: whether more than 30 V may be on its terminals.
    """

    instrument: str
    called: str
    recorded: str
    recorded_tone: Tone
    now: str
    now_tone: Tone
    now_icon: str
    hazardous: bool


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """One interrupted run in the dialogue at start.

    Args:
        record: its file.
        what: unit under test and procedure.
        operator: who performed it last.
        started: day and time.
        stopped: last recorded time, and how long ago that is.
        last_point: that has a result on record, how many have of all, and the point that was under way.
        why: the last failure on record, or that the process or the computer stopped.
        outputs: every source.
        ways: what may be done.
        hazard: whether an output is on, or nobody knows.
        advice: what to do about an output that is on, or of which nobody knows; empty for nothing.
    """

    record: Path
    what: str
    operator: str
    started: str
    stopped: str
    last_point: str
    why: str
    outputs: tuple[OutputNow, ...]
    ways: tuple[WayView, ...]
    hazard: bool
    advice: str


Answers = Mapping[str, Mapping[str, object]]
"""By instrument, what `python -m sequencer.outputs_now` said of it so far, and `at`, the wall time when it did."""


def interrupted_run(
    record: Path, state: RunState, answers: Answers, now: datetime, words: Words, *, asking: bool = True
) -> InterruptedRun:
    """Return what is shown of an interrupted run.

    Args:
        record: its file; what its guardian left beside it is read too.
        state: at its end.
        answers: of the instruments, as far as they were asked.
        now: wall time, with its zone.
        words: of the window's language.
        asking: whether who has not answered yet is still being asked.
    """
    report = {done.instrument: done for done in read_report(record)}
    outputs = tuple(
        _output(state, name, report.get(name), answers, now, words, asking=asking) for name in sources_of(state.plan)
    )
    operators = [state.started.operator, *(one.operator for one in state.interruptions)]
    return InterruptedRun(
        record,
        f"{called(state, uut_of(state.plan))} · {words.of(state.plan.title)}",
        operators[-1],
        day_and_time(state.started_utc),
        words("{time}, {ago} ago", time=day_and_time(state.last_utc), ago=_ago(now, state.last_utc, words)),
        _last_point(state, words),
        _why(state, words),
        outputs,
        tuple(_ways(words)),
        any(_may_be_on(one.now_tone, one.recorded_tone) for one in outputs),
        _advice(words) if any(one.now_tone is Tone.HAZARD for one in outputs) else "",
    )


def _advice(words: Words) -> str:
    return words(
        "Touch no terminals. Switch it off at its front, or take the bench under By hand, which switches every output "
        "off; then ask again."
    )


def _output(
    state: RunState,
    name: str,
    done: MadeSafe | None,
    answers: Answers,
    now: datetime,
    words: Words,
    *,
    asking: bool,
) -> OutputNow:
    recorded, recorded_tone = _recorded(state, name, done, words)
    said, tone = _now(state, name, answers.get(name), words, asking=asking)
    at = answers.get(name, {}).get("at")
    if isinstance(at, datetime) and now - at >= _OLD:
        said = words("{said}, asked {ago} ago", said=said, ago=_ago(now, at, words))
    hazardous = _may_be_on(tone, recorded_tone) and may_exceed(state.plan, name)
    return OutputNow(name, called(state, name), recorded, recorded_tone, said, tone, tone.icon, hazardous)


def _may_be_on(now: Tone, recorded: Tone) -> bool:
    """Return whether an output is on, or nobody knows; what is being asked is as the record left it."""
    return now is Tone.HAZARD or (now is Tone.BUSY and recorded is Tone.HAZARD)


def _recorded(state: RunState, name: str, done: MadeSafe | None, words: Words) -> tuple[str, Tone]:
    if done is not None and done.safe:
        return words("switched off by the guardian"), Tone.GOOD
    if done is not None:
        return words("the guardian could not switch it off: {reply}", reply=done.raw), Tone.HAZARD
    if name not in state.energised:
        return words("never asked"), Tone.NEUTRAL
    energised = state.energised[name]
    if energised is None:
        return words("may have been on"), Tone.HAZARD
    return (words("was on"), Tone.HAZARD) if energised else (words("was off"), Tone.GOOD)


def _now(
    state: RunState, name: str, answer: Mapping[str, object] | None, words: Words, *, asking: bool
) -> tuple[str, Tone]:
    found = state.instruments.get(name)
    if answer is None and found is not None and found.resource.lower().startswith(IN_PROCESS):
        return words("simulated, ended with the run"), Tone.NEUTRAL
    if answer is None:
        return (words("being asked …"), Tone.BUSY) if asking else (words("nobody knows"), Tone.HAZARD)
    told = answer.get("told")
    said = words.of(Bilingual(str(told.get("zh", "")), str(told.get("en", "")))) if isinstance(told, Mapping) else ""
    if answer.get("energised") is False:
        return said or words("off"), Tone.GOOD
    if answer.get("energised") is True:
        return said or words("ON"), Tone.HAZARD
    return said or words("nobody knows"), Tone.HAZARD


def _last_point(state: RunState, words: Words) -> str:
    done, planned, last = len(state.results), len(state.planned), next(reversed([*state.results.values()]), None)
    if last is None and state.key is None:
        return words("no point was begun, of {all}", all=planned)
    if hides_values(state):  # the point that is taken again tells what to expect
        return words("{n} of {all} points done, read blind", n=done, all=planned)
    if last is None:
        far = words("{n} of {all} points done", n=done, all=planned)
    else:
        far = words("{point}, {n} of {all} points done", point=_called(state, last.key, words), n=done, all=planned)
    if state.key is None:
        return far
    return words("{far}; {point} was under way", far=far, point=_called(state, state.key, words))


def _called(state: RunState, at: MeasurementKey, words: Words) -> str:
    place = place_of(state.plan, at)
    point = at.point if place.has_result else words("Once for range {range}", range=place.point.fields["range"])
    return place_called(at.item, point, state.plan, words)


def _why(state: RunState, words: Words) -> str:
    if state.failure is not None:
        return failure_text(state.failure, words)
    return words("Its process or the computer stopped.")


def _ago(now: datetime, then: datetime, words: Words) -> str:
    minutes = max(int((now - then).total_seconds() // 60), 0)
    if minutes < 60:
        return words("{n} min", n=minutes)
    if minutes < 48 * 60:
        return words("{n} h", n=minutes // 60)
    return words("{n} d", n=minutes // (24 * 60))


def _ways(words: Words) -> Iterator[WayView]:
    yield WayView(
        Way.RESUME,
        words("Resume here"),
        words("The instruments are connected, sources are made safe, and the unfinished point is taken again."),
    )
    yield WayView(
        Way.CLOSE,
        words("Close as aborted"),
        words(
            "The record is ended and signed, with a reason; nothing is switched, and it cannot be resumed after that."
        ),
    )
    yield WayView(
        Way.LEAVE, words("Leave it for later"), words("It stays as it is and is shown again at the next start.")
    )
