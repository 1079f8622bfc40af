"""One run from its first event to its checkpoint; whatever happens between, sources end in their safe state."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import LinkContext, is_watched
from bench_core.clock import Clock, ScaledClock, VirtualClock
from bench_core.errors import BenchError, IdentityMismatch, RecordNotWritten, RunAborted
from bench_core.failures import in_lines
from bench_core.records.events import (
    AbortExplained,
    AbortRequested,
    ConcernAccepted,
    RunEnded,
    RunResumed,
    StepFailed,
)
from bench_core.records.folding import fold_record
from bench_core.records.folding_conditions import interrupted
from bench_core.records.journal import Journal
from bench_core.records.keys_store import in_use, signing_key
from bench_core.records.record import read_record
from bench_core.records.run_state import RunState
from bench_core.records.run_states import RunStatus
from bench_core.records.signing import SigningKey
from drivers.opening import OpenBench, check_links, open_bench
from sequencer.before_resuming import require_own_sources
from sequencer.bench_lock import bench_held
from sequencer.conditions import Conditions
from sequencer.control import Control
from sequencer.course import Course
from sequencer.desk import Desk, require_source
from sequencer.guarding import guarded, guardian_acted, guardian_ready
from sequencer.leads import Leads
from sequencer.on_time import OnTime
from sequencer.outcome import exit_code
from sequencer.people import FileOfAnswers, TerminalPerson, simulated_person
from sequencer.performing import perform_items
from sequencer.person_meter import PersonMeter
from sequencer.preparing import Prepared, prepare, started
from sequencer.printed_serial import expected_serial
from sequencer.program_watch import ProgramWatch
from sequencer.prompts import Prompts
from sequencer.request import RunRequest
from sequencer.resuming import confirm_energising, prepare_again, require_resumable
from sequencer.safety import SafeOutcome, make_all_safe
from sequencer.setting_up import connect_and_identify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.capabilities.instruments import Source
    from drivers.bench import Bench
    from sequencer.commands import Abort
    from sequencer.guarding import Guard
    from sequencer.people import Person, WorldPerson


_STRANGER = (
    "应答的不是本次运行开始时的信号源，或未能确认，请手动断开原信号源 "
    "what answers is not, or is not known to be, the source that the run began with; switch that one off by hand"
)
_ALL_OFF = in_lines(Bilingual("输出已断开，各信号源均已应答", "every source answered that its output is off"))


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
    key: SigningKey
    before: RunState | None


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the work on the bench ended.

    Args:
        failure: what ended it, or None.
        safe: what the sources answered after it.
        performing: whether points were being performed already.
        course: how far it came, where there is no failure.
    """

    failure: Exception | None
    safe: SafeOutcome
    performing: bool
    course: Course | None


def begin(request: RunRequest, control: Control, bench: Bench, held: Sequence[int]) -> int:
    """Perform a new run and return its exit code.

    Args:
        request: what to do.
        control: where people's commands arrive.
        bench: of the request.
        held: descriptors that hold the bench for this run.

    Raises:
        BenchError: what is refused before a record exists, or a disc that takes no more.
    """
    key = signing_key()
    with in_use(key):
        return _begin(request, control, key, bench, held)


def resume(request: RunRequest, control: Control) -> int:
    """Resume a run and return its exit code.

    Args:
        request: which record.
        control: where people's commands arrive.

    Raises:
        BenchError: a refused resume, or a disc that takes no more.
    """
    key = signing_key()
    with in_use(key):
        return _resume(request, control, key)


def _begin(request: RunRequest, control: Control, key: SigningKey, bench: Bench, held: Sequence[int]) -> int:
    clock = make_clock(request.clock, request.speed)
    key.require_covers(clock.utc())
    prepared = prepare(request, bench, clock.utc().date())
    run = _Run(request, prepared, _context(prepared, clock, request.seed), control, key, None)
    people = _people(run)
    check_links(prepared.bench, run.context)
    with (
        Journal.create(request.record, clock) as journal,
        guarded(bench, request.record, held) as guard,
        open_bench(bench, run.context) as opened,
    ):
        began = started(request, prepared, request.record.stem, clock)
        journal.append(began)
        for one in request.accepted:
            journal.append(ConcernAccepted(one.name, one.told, one.reason, request.operator))
        journal.sync()
        begun = RunState(began, RunStatus.READY, clock.utc(), clock.utc(), clock.now())
        return _conduct(run, journal, people, guard, opened, begun)


def _resume(request: RunRequest, control: Control, key: SigningKey) -> int:
    before = fold_record(read_record(request.record))
    require_resumable(before)
    began = before.started
    if before.ended is not None:
        return _sign_only(request, before, key)
    before = interrupted(before)
    clock = make_clock(began.clock, began.speed, before.last_mono)
    prepared = prepare_again(before, key)
    run = _Run(request, prepared, _context(prepared, clock, began.seed), control, key, before)
    people = _people(run)
    acted = guardian_acted(request.record)
    with bench_held(prepared.bench, request.record) as held, ExitStack() as links:
        opened = links.enter_context(open_bench(prepared.bench, run.context))
        require_own_sources(opened, before, acted, control, clock)
        journal, _, torn = Journal.reopen(request.record, clock)
        with journal, guarded(prepared.bench, request.record, held) as guard, links.pop_all():
            journal.append(RunResumed(request.operator or began.operator, torn.decode("latin-1"), before.last_mono))
            for event in acted:
                journal.append(event)
            journal.sync()
            return _conduct(run, journal, people, guard, opened, before)


def _context(prepared: Prepared, clock: Clock, seed: int | None) -> LinkContext:
    return LinkContext(clock, prepared.bench.world, seed)


def _sign_only(request: RunRequest, before: RunState, key: SigningKey) -> int:
    """Sign a run that ended and was killed before its checkpoint."""
    key.require_covers(before.started_utc)
    clock = make_clock(before.started.clock, before.started.speed, before.last_mono)
    journal, _, _ = Journal.reopen(request.record, clock)
    with journal:
        journal.seal(key)
    return exit_code(before)


def make_clock(kind: str, speed: float = 1.0, start: float = 0.0) -> Clock:
    """Return the clock of a run.

    Args:
        kind: `system`, `scaled` or `virtual`.
        speed: of a scaled clock.
        start: first reading of `now` [s].
    """
    return VirtualClock(start) if kind == "virtual" else ScaledClock(speed, start)


def _conduct(
    run: _Run, journal: Journal, people: tuple[Person, ...], guard: Guard, opened: OpenBench, state: RunState
) -> int:
    """Perform what the state leaves to do and return the exit code.

    What the runner has just written it need not read back: a record that does not fold is found by its readers.
    """
    clock = run.context.clock
    with run.control.reachable(run.request.record):
        interruptions = 0 if run.before is None else len(run.before.interruptions) + 1
        hands, on_time = _hands(run), OnTime(clock)
        prompts = Prompts(journal, people, interruptions, hands)
        if hands is not None:
            run.control.looking.through(hands.sees)
        run.control.guard(partial(_check, on_time, guard, opened))
        run.control.be_patient(run.request.patience_s, lambda: on_time.may_be_on)
        opened.instruments.update(_read_by_persons(run, prompts))
        plan = run.prepared.plan
        program = ProgramWatch(state.started.modules, journal)
        conditions = Conditions(plan, journal, clock, opened.instruments, prompts)
        desk = Desk(
            plan, journal, clock, opened.instruments, prompts, run.control, Leads(), on_time, program, conditions
        )
        ending = _work_and_end_safely(run, desk, opened, guard, state)
        _require_recorded(ending)
        abort = _record_abort(run, journal, ending)
    failed, ended = _record_ending(run, journal, ending, abort)
    course = ending.course or Course(plan, state)
    return exit_code(replace(state, results=course.results, skipped=course.skipped, failure=failed, ended=ended))


def _check(on_time: OnTime, guard: Guard, opened: OpenBench, ahead_s: float) -> None:
    guard.check()
    on_time.check(ahead_s)
    for instrument in opened.instruments.values():
        if is_watched(instrument):
            instrument.keep_alive()


def _work_and_end_safely(run: _Run, desk: Desk, opened: OpenBench, guard: Guard, state: RunState) -> _Ending:
    failure: Exception | None = None
    performing, course = False, None
    try:
        connect_and_identify(desk, opened, run.prepared, run.before)
        desk.conditions.require()
        if run.before is not None:
            confirm_energising(desk)
        guard.require_ready()
        for ready in guardian_ready(run.prepared.bench):
            desk.journal.append(ready)
        performing = True
        course = perform_items(desk, state)
    except Exception as problem:  # noqa: BLE001  the last line of the run: whatever it was, sources go safe and it is on record
        failure = problem

    strangers = () if run.before is None or performing else _strangers(desk, opened, failure)

    def reach(name: str) -> Source:
        if name in strangers:
            raise IdentityMismatch(name, _STRANGER)
        return require_source(name, opened.connect(name))

    safe = make_all_safe(opened.source_names, reach, desk.journal, desk.clock)
    run.control.may_be_on = safe.may_be_on
    if set(safe.may_be_on) <= set(strangers):  # whatever stands there was made safe before it was asked who it is
        guard.release()
    return _Ending(failure, safe, performing, course)


def _strangers(desk: Desk, opened: OpenBench, failure: Exception | None) -> tuple[str, ...]:
    """Return the sources that are not known to be those that the run had energised, where others answer."""
    if not isinstance(failure, IdentityMismatch):
        return ()
    return tuple(name for name in opened.source_names if name not in desk.identified)


def _require_recorded(ending: _Ending) -> None:
    """Raise what ends a run with no word of its own on record, and say of it what the sources answered.

    Raises:
        RecordNotWritten: the disc takes no more.
    """
    failure = ending.failure
    if not isinstance(failure, RecordNotWritten):
        failure = ending.safe.unrecorded or failure
    if isinstance(failure, RecordNotWritten):
        failure.add_note("\n".join(ending.safe.warnings) or _ALL_OFF)
        raise failure


def _record_abort(run: _Run, journal: Journal, ending: _Ending) -> Abort | None:
    """Record that a person wanted the end, and why where they say so now that the outputs are safe.

    Where one may be on, nobody is waited for: the guardian tries again as soon as this process has gone.
    """
    abort = run.control.abort
    if abort is None:
        return None
    journal.append(AbortRequested(abort.by, abort.reason))
    journal.sync()
    explained = run.control.explanation() if ending.safe.safe else None
    if explained is not None:
        journal.append(AbortExplained(explained.by, explained.reason))
    return abort


def _record_ending(
    run: _Run, journal: Journal, ending: _Ending, abort: Abort | None
) -> tuple[StepFailed | None, RunEnded | None]:
    """Record how the run ended, or why it may go on, and return the events that say so."""
    failure = ending.failure
    failed, ended = None, None
    if abort is not None:
        failure = failure or RunAborted(f"aborted by {abort.by}: {abort.reason}")
    reason = "; ".join([*([str(failure)] if failure else []), *ending.safe.warnings])
    if failure is not None:
        failed = StepFailed(type(failure).__name__, reason)
        journal.append(failed)
    if failure is None or not _may_go_on(run, ending, aborted=abort is not None):
        ended = RunEnded(_how(failure, aborted=abort is not None), reason, ending.safe.safe)
        journal.append(ended)
        journal.seal(run.key)
    journal.sync()
    return failed, ended


def _may_go_on(run: _Run, ending: _Ending, *, aborted: bool) -> bool:
    """Whether a failed run is left open for a resume: nothing that was measured is lost to a loose cable.

    A person's abort always ends it; who only does not want outputs on yet answers no.
    """
    if aborted:
        return False
    if run.before is not None and not ending.performing:
        return True  # a resume that did not come about changes nothing
    return isinstance(ending.failure, BenchError) and ending.failure.retryable


def _how(failure: Exception | None, *, aborted: bool) -> Literal["finished", "aborted", "failed"]:
    if failure is None:
        return "finished"
    return "aborted" if isinstance(failure, RunAborted) or aborted else "failed"


def _read_by_persons(run: _Run, prompts: Prompts) -> dict[str, PersonMeter]:
    prepared = run.prepared

    def meter(name: str) -> PersonMeter:
        type_record = prepared.bench.instruments[name].type_record.model
        return PersonMeter(name, type_record, prompts, expected_serial(prepared, run.before, name))

    return {name: meter(name) for name in prepared.bench.by_person}


def _hands(run: _Run) -> WorldPerson | None:
    """Return whoever does in a simulated world what an answers file, or a person at the terminal, says is done."""
    return None if run.prepared.bench.world is None else simulated_person(run.context).person


def _people(run: _Run) -> tuple[Person, ...]:
    prepared, terminal = run.prepared, TerminalPerson(run.control)
    if prepared.answers is not None:
        return FileOfAnswers(prepared.answers), terminal
    if prepared.bench.world is not None:
        return simulated_person(run.context), terminal
    return (terminal,)
