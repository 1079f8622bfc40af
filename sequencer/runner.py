"""One run from its first event to its checkpoint; whatever happens between, sources end in their safe state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import Clock, ScaledClock, VirtualClock
from bench_core.errors import BenchError, RecordNotWritten, ResumeRefused, RunAborted
from bench_core.records.events import AbortRequested, PointCompleted, RunEnded, RunResumed, StepFailed
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.run_state import RunState, fold_record
from bench_core.records.run_states import RunStatus
from bench_core.records.signing import sign_checkpoint, signing_key
from drivers.opening import OpenBench, check_links, open_bench
from sequencer.bench_lock import bench_held
from sequencer.control import Control
from sequencer.desk import Desk, require_source
from sequencer.leads import Leads
from sequencer.on_time import OnTime
from sequencer.outcome import exit_code
from sequencer.people import FileOfAnswers, TerminalPerson, simulated_person
from sequencer.performing import check_conditions, perform_items
from sequencer.person_meter import PersonMeter
from sequencer.preparing import Prepared, prepare, started
from sequencer.prompts import Prompts
from sequencer.request import RunRequest
from sequencer.resuming import confirm_energising, prepare_again, require_resumable
from sequencer.safety import SafeOutcome, make_all_safe
from sequencer.setting_up import connect_and_identify

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Source
    from drivers.bench import Bench
    from sequencer.people import Person


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run is made of, beside its journal.

    Args:
        context: of links and simulated people, one for both.
        key: that will sign it, loaded before anything begins.
        before: what the record says of an interrupted run, or None.
    """

    request: RunRequest
    prepared: Prepared
    context: LinkContext
    control: Control
    key: Ed25519PrivateKey
    before: RunState | None


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the work on the bench ended.

    Args:
        failure: what ended it, or None.
        safe: what the sources answered after it.
        performing: whether points were being performed already.
        results: by (item, point), of every point where there is no failure.
    """

    failure: Exception | None
    safe: SafeOutcome
    performing: bool
    results: Mapping[tuple[str, str], PointCompleted]


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
    prepared = prepare(request, clock.utc().date())
    run = _Run(request, prepared, _context(prepared, clock, request.seed), control, signing_key(), None)
    people = _people(run)
    check_links(prepared.bench, run.context)
    with bench_held(prepared.bench, request.record), Journal.create(request.record, clock) as journal:
        began = started(request, prepared, request.record.stem, clock)
        journal.append(began)
        journal.sync()
        begun = RunState(began, RunStatus.READY, clock.utc(), clock.utc(), clock.now())
        return _conduct(run, journal, people, begun)


def _resume(request: RunRequest, control: Control) -> int:
    before = fold_record(read_record(request.record))
    require_resumable(before)
    began = before.started
    if before.ended is not None:
        return _sign_only(request, before)
    clock = make_clock(began.clock, began.speed, before.last_mono)
    prepared = prepare_again(before)
    run = _Run(request, prepared, _context(prepared, clock, began.seed), control, signing_key(), before)
    people = _people(run)
    with bench_held(prepared.bench, request.record):
        journal, _, torn = Journal.reopen(request.record, clock)
        with journal:
            journal.append(RunResumed(request.operator or began.operator, torn.decode("latin-1"), before.last_mono))
            journal.sync()
            return _conduct(run, journal, people, before)


def _context(prepared: Prepared, clock: Clock, seed: int | None) -> LinkContext:
    return LinkContext(clock, prepared.bench.world, seed)


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


def _conduct(run: _Run, journal: Journal, people: tuple[Person, ...], state: RunState) -> int:
    """Perform what the state leaves to do and return the exit code.

    What the runner has just written it need not read back: a record that does not fold is found by its readers.
    """
    bench, clock = run.prepared.bench, run.context.clock
    with open_bench(bench, run.context) as opened:
        interruptions = 0 if run.before is None else len(run.before.interruptions) + 1
        prompts, on_time = Prompts(journal, people, interruptions), OnTime(clock)
        run.control.guard(on_time.check)
        opened.instruments.update(_read_by_persons(bench, prompts))
        plan = run.prepared.plan
        desk = Desk(plan, journal, clock, opened.instruments, prompts, run.control, Leads(), on_time)
        ending = _work_and_end_safely(run, desk, opened, state)
    failed, ended = _record_ending(run, journal, ending)
    return exit_code(replace(state, results=ending.results, failure=failed, ended=ended))


def _work_and_end_safely(run: _Run, desk: Desk, opened: OpenBench, state: RunState) -> _Ending:
    failure: Exception | None = None
    performing = False
    results = state.results
    try:
        connect_and_identify(desk, opened, run.prepared, run.before)
        check_conditions(desk)
        if run.before is not None:
            confirm_energising(desk)
        performing = True
        results = perform_items(desk, state)
    except Exception as problem:  # noqa: BLE001  the last line of the run: whatever it was, sources go safe and it is on record
        failure = problem

    def reach(name: str) -> Source:
        return require_source(name, opened.connect(name))

    return _Ending(failure, make_all_safe(opened.source_names, reach, desk.journal), performing, results)


def _record_ending(run: _Run, journal: Journal, ending: _Ending) -> tuple[StepFailed | None, RunEnded | None]:
    """Record how the run ended, or why it may go on, and return the events that say so."""
    failure, abort = ending.failure, run.control.abort
    failed, ended = None, None
    if isinstance(failure, RecordNotWritten | ResumeRefused):
        failure.add_note("\n".join(ending.safe.warnings) or "every source answered that its output is off")
        raise failure
    if abort is not None:
        journal.append(AbortRequested(abort.by, abort.reason))
        failure = failure or RunAborted(f"aborted by {abort.by}: {abort.reason}")
    reason = "; ".join([*([str(failure)] if failure else []), *ending.safe.warnings])
    if failure is not None:
        failed = StepFailed(type(failure).__name__, reason)
        journal.append(failed)
    if failure is None or not _may_go_on(run, ending, aborted=abort is not None):
        ended = RunEnded(_how(failure, aborted=abort is not None), reason, ending.safe.safe)
        journal.append(ended)
        journal.append(sign_checkpoint(run.key, journal.head))
    journal.sync()
    return failed, ended


def _may_go_on(run: _Run, ending: _Ending, *, aborted: bool) -> bool:
    """Whether a failed run is left open for a resume: nothing that was measured is lost to a loose cable."""
    if run.before is not None and not ending.performing:
        return True  # a resume that did not come about changes nothing
    return not aborted and isinstance(ending.failure, BenchError) and ending.failure.retryable


def _how(failure: Exception | None, *, aborted: bool) -> Literal["finished", "aborted", "failed"]:
    if failure is None:
        return "finished"
    return "aborted" if isinstance(failure, RunAborted) or aborted else "failed"


def _read_by_persons(bench: Bench, prompts: Prompts) -> dict[str, PersonMeter]:
    return {name: PersonMeter(name, bench.instruments[name].type_record.model, prompts) for name in bench.by_person}


def _people(run: _Run) -> tuple[Person, ...]:
    prepared, terminal = run.prepared, TerminalPerson(run.control)
    if prepared.answers is not None:
        return FileOfAnswers(prepared.answers), terminal
    if prepared.bench.world is not None:
        return simulated_person(run.context), terminal
    return (terminal,)
