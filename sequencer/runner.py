"""One run from its first event to its checkpoint; whatever happens between, sources end in their safe state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import Clock, ScaledClock, VirtualClock
from bench_core.errors import RecordNotWritten, ResumeRefused, RunAborted
from bench_core.records.events import AbortRequested, RunEnded, RunResumed, StepFailed
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.run_state import RunState, fold_record
from bench_core.records.signing import sign_checkpoint, signing_key
from drivers.opening import open_bench
from sequencer.control import Control
from sequencer.desk import Desk
from sequencer.outcome import exit_code
from sequencer.people import FileOfAnswers, TerminalPerson, simulated_person
from sequencer.performing import check_conditions, perform_items
from sequencer.preparing import Prepared, prepare, started
from sequencer.request import RunRequest
from sequencer.resuming import confirm_energising, prepare_again, require_resumable
from sequencer.safety import SafeOutcome, make_all_safe
from sequencer.setting_up import connect_and_identify

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.people import Person


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run is made of, once its record is open."""

    request: RunRequest
    prepared: Prepared
    journal: Journal
    control: Control
    clock: Clock
    seed: int | None
    before: RunState | None


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the work on the bench ended."""

    failure: Exception | None
    safe: SafeOutcome


def perform(request: RunRequest, control: Control) -> int:
    """Perform or resume a run and return its exit code.

    Args:
        request: what to do.
        control: where people's commands arrive.

    Raises:
        BenchError: what is refused before a record exists, a refused resume, or a disc that takes no more.
    """
    return _resume(request, control) if request.resume else _begin(request, control)


def _begin(request: RunRequest, control: Control) -> int:
    clock = make_clock(request.clock, request.speed)
    signing_key()  # a key that cannot be read is found now, not when the run ends
    prepared = prepare(request, clock.utc().date())
    with Journal.create(request.record, clock) as journal:
        event = started(request, prepared, request.record.stem, clock)
        journal.append(event)
        journal.sync()

        def work(desk: Desk) -> None:
            check_conditions(desk)
            perform_items(desk, fold_record(read_record(request.record)))

        return _conduct(_Run(request, prepared, journal, control, clock, event.seed, None), work)


def _resume(request: RunRequest, control: Control) -> int:
    before = fold_record(read_record(request.record))
    require_resumable(before)
    began = before.started
    if before.ended is not None:
        return _sign_only(request, before)
    clock = make_clock(began.clock, began.speed, before.last_mono)
    prepared = prepare_again(began)
    journal, _, torn = Journal.reopen(request.record, clock)
    with journal:
        journal.append(RunResumed(request.operator or began.operator, torn.decode("latin-1"), before.last_mono))
        journal.sync()

        def work(desk: Desk) -> None:
            if len(before.conditions) < len(before.plan.conditions):
                check_conditions(desk)
            confirm_energising(desk, before)
            perform_items(desk, before)

        return _conduct(_Run(request, prepared, journal, control, clock, began.seed, before), work)


def _sign_only(request: RunRequest, before: RunState) -> int:
    """Sign a run that ended and was killed before its checkpoint."""
    clock = make_clock(before.started.clock, before.started.speed, before.last_mono)
    journal, _, _ = Journal.reopen(request.record, clock)
    with journal:
        journal.append(sign_checkpoint(signing_key(), journal.head))
    return exit_code(before)


def make_clock(kind: str, speed: float = 1.0, start: float = 0.0) -> Clock:
    """Return the clock of a run.

    Args:
        kind: `system`, `scaled` or `virtual`.
        speed: of a scaled clock.
        start: first reading of `now` [s].
    """
    return VirtualClock(start) if kind == "virtual" else ScaledClock(speed, start)


def _conduct(run: _Run, work: Callable[[Desk], None]) -> int:
    bench = run.prepared.bench
    with open_bench(bench, LinkContext(run.clock, bench.world, run.seed)) as opened:
        people = _people(run.prepared, run.control, run.seed)
        desk = Desk(run.prepared.plan, run.journal, run.clock, opened.instruments, people, run.control)

        def set_up_and_work() -> None:
            connect_and_identify(desk, opened, run.prepared, run.before)
            work(desk)

        ending = _end_safely(desk, set_up_and_work)
    _record_ending(run.journal, run.control, ending)
    return exit_code(fold_record(read_record(run.request.record)))


def _end_safely(desk: Desk, work: Callable[[], None]) -> _Ending:
    failure: Exception | None = None
    try:
        work()
    except Exception as problem:  # noqa: BLE001  the last line of the run: whatever it was, sources go safe and it is on record
        failure = problem
    return _Ending(failure, make_all_safe(desk.sources, desk.journal))


def _record_ending(journal: Journal, control: Control, ending: _Ending) -> None:
    failure = ending.failure
    if isinstance(failure, RecordNotWritten | ResumeRefused):
        failure.add_note("\n".join(ending.safe.warnings) or "every source answered that its output is off")
        raise failure
    if control.abort is not None:
        journal.append(AbortRequested(control.abort.by, control.abort.reason))
    if failure is not None:
        journal.append(StepFailed(type(failure).__name__, str(failure)))
    reason = "; ".join([*([str(failure)] if failure else []), *ending.safe.warnings])
    journal.append(RunEnded(_how(failure), reason, ending.safe.safe))
    journal.append(sign_checkpoint(signing_key(), journal.head))
    journal.sync()


def _how(failure: Exception | None) -> Literal["finished", "aborted", "failed"]:
    if failure is None:
        return "finished"
    return "aborted" if isinstance(failure, RunAborted) else "failed"


def _people(prepared: Prepared, control: Control, seed: int | None) -> tuple[Person, ...]:
    people: list[Person] = []
    if prepared.answers is not None:
        people.append(FileOfAnswers(prepared.answers))
    elif prepared.bench.world is not None:
        people.append(simulated_person(prepared.bench.world, seed))
    return (*people, TerminalPerson(control))
