"""Watches a run through its record: prints rows as they come, asks the prompts, and passes Ctrl-C on as an abort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bench_cli.interventions import Intervention, intervention
from bench_cli.output import warn
from bench_cli.outputs import guarded, may_be_on
from bench_cli.person_here import Interrupts, user_name
from bench_cli.progress import Progress, answer_form, progress, wanted
from bench_cli.run_table import (
    STATES,
    conclusion,
    coverage,
    heads,
    identified,
    interventions_at,
    left_out,
    program_changed,
    row,
    rows,
)
from bench_cli.typed import TypedLines
from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.failures import failure_kind, in_chinese
from bench_core.records.asked_again import refused_answer
from bench_core.records.blind import is_hidden, reads_blind
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import (
    ConditionRecorded,
    GuardianReady,
    InstrumentIdentified,
    ItemStarted,
    PointCompleted,
    ProgramChanged,
    PromptAnswered,
    PromptAsked,
    ReadingCorrected,
    RunEnded,
    RunResumed,
    RunStarted,
    RunSuspended,
    StepFailed,
    WiringProven,
)
from bench_core.records.folding import fold, fold_record
from bench_core.records.follow import follow
from bench_core.records.given_answers import YES_OR_NO
from bench_core.records.record import read_record
from bench_core.records.run_states import RunStatus
from sequencer.looking import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench_core.records.record import Line
    from bench_core.records.run_state import RunState

_POLL_S = 0.02
_IDLE_BEFORE_ASKING = 10  # an answers file or a simulated person answers sooner than this


class Commands(Protocol):
    """How a watcher reaches the run; a watcher that may not command it has none."""

    def answer(self, prompt: str, text: str, by: str) -> bool:
        """Answer a prompt; return False where the person was told that it does not count."""

    def abort(self, by: str, reason: str) -> bool:
        """Ask for the end of the run; return False where this terminal may leave it only."""

    def leave(self) -> None:
        """Say that nobody answers prompts any more."""


def watch(
    record: Path,
    alive: Callable[[], bool],
    interrupts: Interrupts,
    commands: Commands | None = None,
    *,
    seen: int = 0,
) -> RunState | None:
    """Show a run until it ends or its process has gone.

    Ctrl-C asks for the end of the run, once, and goes on watching: nothing here ends before the run does. Where the
    terminal was closed, or its input ends, the run is told that nobody answers here. A terminal that may not end the
    run leaves it with Ctrl-C, and never touches it.

    Args:
        record: its journal; it may not exist yet.
        alive: whether the runner still runs.
        interrupts: what the person at this terminal wants.
        commands: how to answer prompts and to abort, or None to look on only.
        seen: how many lines of the record were there before; they are not shown, and their prompts are not asked.

    Returns:
        What the record says at last, or None where no record came to be.
    """
    watcher = _Watcher(record, commands, progress(), interrupts, seen)
    try:
        for line in follow(record, watcher.wait, lambda: alive() and not watcher.leaves):
            watcher.show(line)
    finally:
        watcher.end()
    return watcher.state


def replay(record: Path) -> RunState:
    """Show the record of a run that nobody performs, as `watch` would have, and return what it says.

    Args:
        record: ended or not; what a writer was killed over at its end is left out.
    """
    found = read_record(record)
    state = fold_record(found)
    watcher = _Watcher(record, None, progress(), Interrupts(), 0)
    try:
        for line in found.lines:
            watcher.show(line)
    finally:
        watcher.end()
    return state


class _Watcher:
    """What has been shown so far, and what the person at this terminal was asked and wants."""

    def __init__(
        self, record: Path, commands: Commands | None, view: Progress, interrupts: Interrupts, seen: int
    ) -> None:
        self.state: RunState | None = None
        self.leaves = False
        self._record = record
        self._commands = commands
        self._view = view
        self._interrupts = interrupts
        self._seen = seen
        self._typed = TypedLines()
        self._clock = system_clock()
        self._last = self._idle = 0
        self._asked: str | None = None
        self._sent: tuple[str, str] | None = None
        self._end_passed_on = self._left = False

    def end(self) -> None:
        """Leave the terminal as it was."""
        self._view.end()

    def show(self, line: Line) -> None:
        """Take in one line, and show it when it is new."""
        before, self.state = self.state, fold(self.state, line)
        self._last, self._idle = line.number, 0
        if line.number > self._seen:
            for text in () if _as_before(before, line) else _lines(line, self.state):
                self._view.say(text)
            if isinstance(line.event, PromptAnswered) and self._by_another(line.event):
                self._view.say(f"  ↳ 已在别处回答 answered elsewhere by {line.event.by}: {line.event.answer}")
            if isinstance(line.event, RunSuspended) and not line.event.safe:
                for text in may_be_on(self.state):
                    self._view.alarm(text)
            self._view.doing(self.state)

    def _by_another(self, answered: PromptAnswered) -> bool:
        """Whether a prompt that was asked here was answered at another terminal, faster than here or instead."""
        asked, self._asked = self._asked, None
        if self._sent is not None and self._sent[0] == answered.prompt:
            return self._sent[1] != answered.answer
        return asked == answered.prompt

    def wait(self) -> None:
        """Wait a little; pass a Ctrl-C or a closed terminal on, and ask for an answer that did not come by itself."""
        self._clock.sleep(_POLL_S)
        self._idle += 1
        if self._interrupts.came:
            self._pass_the_end_on("Ctrl-C at the terminal")
        if self._interrupts.hung_up:
            self._leave()
        if self.state is not None and self.state.suspended is not None and self._commands and self._typed.ended:
            self._leave()  # nobody is here who could look at an instrument that does not answer
        prompt = self.state.prompt if self.state and self.state.failure is None else None
        if prompt is not None and self._commands is not None and not (self._end_passed_on or self._left):
            self._ask(prompt, self._commands)

    def _ask(self, prompt: PromptAsked, commands: Commands) -> None:
        if self._last <= self._seen or self._idle < _IDLE_BEFORE_ASKING:
            return
        if self._asked != prompt.prompt:
            self._asked = prompt.prompt
            self._show_simulated(prompt)
            self._typed.forget()  # last before it is asked: what was typed while it was looked is no answer
            self._view.ask(wanted(prompt, self.state))
        try:
            answer = self._typed.next()
        except EOFError:
            self._leave()
            return
        if answer is not None:
            self._asked = None
            self._idle = 0
            if commands.answer(prompt.prompt, answer, user_name()):
                self._sent = prompt.prompt, answer

    def _show_simulated(self, prompt: PromptAsked) -> None:
        """Say what stands where the person is to look, for nobody else can see an instrument that is simulated."""
        if self.state is None or not self.state.started.simulated or prompt.kind in YES_OR_NO:
            return
        seen = look(self._record, prompt.prompt)
        if seen:
            self._view.say(f"    仿真仪器显示 simulated display: {seen}")

    def _leave(self) -> None:
        """Tell the run that nobody answers here any more: it stays open when it asks for something."""
        if self._left:
            return
        self._left = True
        if self._commands is None:
            self.leaves = True
            return
        self._commands.leave()

    def _pass_the_end_on(self, reason: str) -> None:
        if self._end_passed_on or (self.state is not None and self.state.ended is not None):
            return
        self._end_passed_on = True
        if self._commands is None or not self._commands.abort(user_name(), reason):
            self.leaves = True
            return
        warn("正在中止，输出转入安全状态… aborting: outputs go to their safe state first")


def _lines(line: Line, state: RunState) -> tuple[str, ...]:  # noqa: C901, PLR0911, PLR0912  one arm per kind of event
    match line.event:
        case RunStarted() as started:
            return _opening(started)
        case RunResumed() as resumed:
            return (f"继续 resumed by {resumed.operator}", *heads(state.plan))
        case InstrumentIdentified() as found:
            return (f"  {identified(found)}",)
        case ConditionRecorded() as condition:
            mark, title = "✓" if condition.holds else "✗", _title(condition.name, state)
            return (f"  {mark} {title.zh} {title.en}: {condition.value} ({condition.entry}, {condition.by})",)
        case PromptAsked() as prompt:
            return (*_refusal(prompt, state), f"  ? {prompt.text.zh}", f"    {prompt.text.en}")
        case GuardianReady() as ready:
            return (guarded(ready),)
        case ItemStarted() as item:
            planned = next(one for one in state.plan.items if one.id == item.item)
            return ("", f"{planned.title.zh} {planned.title.en}", *left_out(planned), *heads(state.plan))
        case WiringProven():
            return ("  ✓ 接线已用低电平验证 leads proven at a low level",)
        case PointCompleted() as completed:
            return _completed(completed, state)
        case ProgramChanged() as changed:
            return (program_changed(changed),)
        case ReadingCorrected() as corrected:
            return (intervention(corrected), *_corrected(corrected, state))
        case event if isinstance(event, Intervention):
            return (intervention(event),)
        case StepFailed() as failed:
            kind = failure_kind(failed.failure)
            zh = "程序内部错误" if kind is None else in_chinese(kind)
            return (f"✗ {f'{zh} {failed.failure}'.lstrip()}: {failed.message}",)
        case RunEnded() as ended:
            safe = "输出已断开 outputs are off" if ended.safe else "!!! 输出可能仍接通 OUTPUT MAY BE ON !!!"
            reason = f" ({ended.reason})" if ended.reason else ""
            how = f"{STATES[RunStatus(ended.state)]}: {safe}{reason}"
            return (*_held_back(state), *_coverage(state), "", how, conclusion(state))
        case _:
            return ()


def _as_before(before: RunState | None, line: Line) -> bool:
    """Whether a condition that an instrument measures all the time holds, or does not, as it did the last time."""
    event = line.event
    if before is None or not isinstance(event, ConditionRecorded) or event.entry != "instrument":
        return False
    last = before.conditions.get(event.name)
    return last is not None and last.holds == event.holds


def _completed(completed: PointCompleted, state: RunState) -> tuple[str, ...]:
    """Return a point's row; where a person reads blind, nothing until the item's last point, and then all its rows."""
    if not reads_blind(state.plan):
        return (row(state.plan, completed), *interventions_at(state, (completed.key.item, completed.key.point)))
    item = next(one for one in state.plan.items if one.id == completed.key.item)
    return () if is_hidden(state, item) else tuple(rows(state, item))


def _corrected(corrected: ReadingCorrected, state: RunState) -> tuple[str, ...]:
    """Return the row that stands at a point after a correction, where it may be seen."""
    standing = state.results.get((corrected.key.item, corrected.key.point))
    item = next(one for one in state.plan.items if one.id == corrected.key.item)
    if standing is None or corrected.result is None or is_hidden(state, item):
        return ()
    return (row(state.plan, standing),)


def _held_back(state: RunState) -> tuple[str, ...]:
    """Return the rows that were not shown while a person would have read more of their item."""
    if not reads_blind(state.plan):
        return ()
    unfinished = {item for item, _ in state.remaining}
    return tuple(line for item in state.plan.items if item.id in unfinished for line in rows(state, item))


def _coverage(state: RunState) -> Iterator[str]:
    """Yield under its title what a reader of an item's results must know of k."""
    for item in state.plan.items:
        notes = tuple(coverage(state, item))
        yield from ("", f"{item.title.zh} {item.title.en}", *notes) if notes else ()


def _title(condition: str, state: RunState) -> Bilingual:
    """Return a condition's title, with the instrument in the place of a role."""
    role = state.plan.roles.get(condition.partition(".")[0])
    if role is None:
        return condition_title(condition)
    found = state.instruments.get(role.instrument)
    called = f"{found.model} {found.serial} ({role.instrument})" if found else role.instrument
    return condition_title(condition, Bilingual(f"{called} ", called))


def _refusal(prompt: PromptAsked, state: RunState) -> tuple[str, ...]:
    """Say why a prompt comes again: its answer before could not be used."""
    before = refused_answer(state, prompt)
    return () if before is None else (f"  ✗ '{before.answer}' 不能使用 cannot be used; {answer_form(prompt)}",)


def _opening(started: RunStarted) -> tuple[str, ...]:
    plan = started.plan
    clock = f"scaled, speed {started.speed:g}" if started.clock == "scaled" else started.clock
    simulated = "仿真仪器 SIMULATED" if started.simulated else "真实仪器 real instruments"
    return (
        f"{plan.title.zh} {plan.title.en} · {plan.procedure}",
        f"  run {started.run} · {simulated} · operator {started.operator}",
        f"  clock {clock}",
    )
