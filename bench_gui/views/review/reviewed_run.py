"""One finished run as it is reviewed: its facts, the table of its results, what people did, and what to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.condition_titles import condition_title
from bench_core.records.run_states import RunStatus
from bench_gui.times import day_and_time
from bench_gui.tone import Tone
from bench_gui.views.names import uut_of
from bench_gui.views.rows import Rows, RowsView
from bench_gui.views.watching import Watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.events import RunEnded
    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class ReviewedRun:
    """What is shown of one run.

    Args:
        title: unit under test and procedure.
        facts: pairs of a name and a text: run, status, operator, times, instruments, conditions.
        rows: the table of results, as the run view shows it.
        warnings: simulated, program changed, interrupted, not finished; each with a tone.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    rows: RowsView
    warnings: tuple[tuple[str, Tone], ...]


def seen_in(record: Record) -> Seen | None:
    """Return what the window knows at the end of a record; None where it has no whole line.

    Args:
        record: that was read whole.

    Raises:
        RecordError: its events are out of order.
    """
    watching = Watching()
    for line in record.lines:
        watching.take(line, line.mono)
    return watching.seen(alive=False)


def reviewed(seen: Seen, words: Words) -> ReviewedRun:
    """Return what is shown of a run.

    Args:
        seen: at the end of its record, see `seen_in`.
        words: of the window's language.
    """
    state = seen.state
    uut = state.instruments.get(uut_of(state.plan))
    name = "" if uut is None else f"{uut.maker} {uut.model} ({uut.serial}) · "
    return ReviewedRun(
        f"{name}{words.of(state.plan.title)}",
        tuple(_facts(state, words)),
        Rows().view(seen, words),
        tuple(_warnings(state, words)),
    )


def status_word(status: RunStatus, words: Words) -> str:
    """Return what people call the state of a run."""
    return {
        RunStatus.READY: words("Ready"),
        RunStatus.RUNNING: words("Under way"),
        RunStatus.PAUSED: words("Paused"),
        RunStatus.SUSPENDED: words("Suspended"),
        RunStatus.FINISHED: words("Finished"),
        RunStatus.ABORTED: words("Aborted"),
        RunStatus.FAILED: words("Failed"),
        RunStatus.INTERRUPTED: words("Interrupted"),
    }[status]


def _facts(state: RunState, words: Words) -> Iterator[tuple[str, str]]:
    started, plan = state.started, state.plan
    yield words("Run"), state.run
    yield words("Status"), status_word(state.status, words)
    yield words("Procedure"), plan.basis.get("code", plan.procedure)
    yield words("Stage"), stage_word(plan.stage, words)
    yield (
        words("Operator"),
        ", ".join(dict.fromkeys([started.operator, *(one.operator for one in state.interruptions)])),
    )
    yield words("Begun"), day_and_time(state.started_utc)
    if state.ended_utc is not None:
        yield words("Ended"), day_and_time(state.ended_utc)
    if state.ended is not None and state.ended.reason:
        yield words("Why it ended"), why_ended(state, state.ended)
    if state.explained is not None:
        yield words("Reason"), f"{state.explained.reason} ({state.explained.by})"
    for found in state.instruments.values():
        yield found.instrument, f"{found.maker} {found.model} ({found.serial})"
    for condition in state.conditions.values():
        yield words.of(condition_title(condition.name)), f"{condition.value} ({condition.by})"
    yield words("Program"), f"calbench {started.program}"


def why_ended(state: RunState, ended: RunEnded) -> str:
    """Return why a run ended: of one that was aborted the reason and who gave it, as they were written."""
    asked = state.abort
    return ended.reason if asked is None or state.status is not RunStatus.ABORTED else f"{asked.reason} ({asked.by})"


def stage_word(stage: str, words: Words) -> str:
    """Return what people call a stage of the work."""
    return words("as left") if stage == "as_left" else words("as found")


def _warnings(state: RunState, words: Words) -> Iterator[tuple[str, Tone]]:
    if state.started.simulated:
        yield words("Simulated instruments: the results belong to no real item."), Tone.WARNING
    if state.status is not RunStatus.FINISHED:
        told = words(
            "The run did not finish ({status}); nothing is concluded.", status=status_word(state.status, words)
        )
        yield told, Tone.WARNING
    if state.ended is not None and not state.ended.safe:
        yield words("Not every source answered that its output is off."), Tone.HAZARD
    if state.program_changes:
        files = ", ".join(sorted({name for changed in state.program_changes for name in changed.modules}))
        yield words("The program changed during the run: {files}", files=files), Tone.WARNING
    if state.interruptions:
        number = len(state.interruptions)
        yield words("The run was interrupted and resumed {n} times.", n=number), Tone.NEUTRAL
