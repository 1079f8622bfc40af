"""Watches a run through its record: prints rows as they come, asks the prompts, and passes Ctrl-C on as an abort."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Protocol

from bench_cli.output import warn
from bench_cli.progress import Progress, progress
from bench_cli.run_table import conclusion, heads, row
from bench_core.clock import system_clock
from bench_core.records.events import (
    ConditionRecorded,
    InstrumentIdentified,
    ItemStarted,
    PointCompleted,
    PromptAsked,
    RunEnded,
    RunResumed,
    RunStarted,
    StepFailed,
)
from bench_core.records.follow import follow
from bench_core.records.run_state import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench_core.records.record import Line
    from bench_core.records.run_state import RunState

_POLL_S = 0.02
_IDLE_BEFORE_ASKING = 10  # an answers file or a simulated person answers sooner than this


class Commands(Protocol):
    """How a watcher reaches the run; a watcher that may not command it has none."""

    def answer(self, prompt: str, text: str, by: str) -> None:
        """Answer a prompt."""

    def abort(self, by: str, reason: str) -> None:
        """Ask for the end of the run."""


def user_name() -> str:
    """Return who sits at this terminal, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def watch(record: Path, alive: Callable[[], bool], commands: Commands | None) -> RunState | None:
    """Show a run until it ends or its process has gone.

    Args:
        record: its journal; it may not exist yet.
        alive: whether the runner still runs.
        commands: how to answer prompts and to abort, or None to look on only.

    Returns:
        What the record says at last, or None where no record came to be.
    """
    view = progress()
    watcher = _Watcher(commands, view)
    try:
        while not watcher.follow_to_the_end(record, alive):
            warn("正在中止，输出转入安全状态… aborting: outputs go to their safe state first")
    finally:
        view.end()
    return watcher.state


class _Watcher:
    """What has been shown so far; after a Ctrl-C the record is read again, and nothing is shown twice."""

    def __init__(self, commands: Commands | None, view: Progress) -> None:
        self.state: RunState | None = None
        self._commands = commands
        self._view = view
        self._clock = system_clock()
        self._shown = 0
        self._idle = 0
        self._aborting = False

    def follow_to_the_end(self, record: Path, alive: Callable[[], bool]) -> bool:
        """Show lines as they come; return False when the person asked for the end, and the rest is still to come."""
        self.state = None
        try:
            for line in follow(record, self._wait, alive):
                self._show(line)
        except (KeyboardInterrupt, EOFError) as why:
            if self._commands is None:
                return True
            self._aborting = True
            reason = "Ctrl-C at the terminal" if isinstance(why, KeyboardInterrupt) else "no answer at the terminal"
            self._commands.abort(user_name(), reason)
            return False
        return True

    def _show(self, line: Line) -> None:
        self.state = fold(self.state, line)
        self._idle = 0
        if line.number <= self._shown:
            return
        self._shown = line.number
        for text in _lines(line, self.state):
            self._view.say(text)

    def _wait(self) -> None:
        """Wait a little; when a prompt has found no answer by itself, ask the person at this terminal."""
        if self.state is not None:
            self._view.doing(self.state)
        self._clock.sleep(_POLL_S)
        self._idle += 1
        prompt = self.state.prompt if self.state else None
        if prompt is None or self._commands is None or self._aborting or self._idle < _IDLE_BEFORE_ASKING:
            return
        hint = "yes/no 是/否" if prompt.kind in {"confirm", "energise"} else prompt.unit
        self._commands.answer(prompt.prompt, self._view.ask(hint), user_name())
        self._idle = 0


def _lines(line: Line, state: RunState) -> tuple[str, ...]:  # noqa: PLR0911  one arm per kind of event
    match line.event:
        case RunStarted() as started:
            return _opening(started)
        case RunResumed() as resumed:
            return (f"继续 resumed by {resumed.operator}", *heads())
        case InstrumentIdentified() as found:
            return (f"  {found.instrument}: {found.maker} {found.model} ({found.serial}) @ {found.resource}",)
        case ConditionRecorded() as condition:
            mark = "✓" if condition.holds else "✗"
            return (f"  {mark} {condition.name} = {condition.value} ({condition.entry}, {condition.by})",)
        case PromptAsked() as prompt:
            return (f"  ? {prompt.text.zh}", f"    {prompt.text.en}")
        case ItemStarted() as item:
            title = next(one.title for one in state.plan.items if one.id == item.item)
            return ("", f"{title.zh} {title.en}", *heads())
        case PointCompleted() as completed:
            return (row(completed),)
        case StepFailed() as failed:
            return (f"✗ {failed.failure}: {failed.message}",)
        case RunEnded() as ended:
            safe = "输出已安全断开 outputs are off" if ended.safe else "!!! 输出可能仍接通 OUTPUT MAY BE ON !!!"
            return ("", f"{ended.state}: {safe}" + (f" ({ended.reason})" if ended.reason else ""), conclusion(state))
        case _:
            return ()


def _opening(started: RunStarted) -> tuple[str, ...]:
    plan = started.plan
    simulated = "仿真仪器 SIMULATED" if started.simulated else "真实仪器 real instruments"
    return (
        f"{plan.title.zh} {plan.title.en} · {plan.procedure}",
        f"  run {started.run} · {simulated} · operator {started.operator}",
        f"  clock {started.clock}, speed {started.speed:g}",
    )
