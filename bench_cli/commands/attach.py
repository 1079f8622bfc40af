"""`calbench attach`: watches a run from another terminal, answers its prompts there, and leaves it with Ctrl-C."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench_cli.output import say, warn
from bench_cli.outputs import outputs_unknown, say_outputs
from bench_cli.person_here import Interrupts
from bench_cli.running import as_recorded, require_record
from bench_cli.watching import replay, watch
from bench_core.errors import ControlRefused
from bench_core.failures import explained
from bench_core.records.exclusive import is_held
from sequencer.channel import Terminal
from sequencer.outcome import exit_code

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from bench_core.records.run_state import RunState


class _Attached:
    """What an attached terminal may do: answer; it ends no run.

    Args:
        terminal: on the run's control channel.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        terminal.attend()

    def answer(self, prompt: str, text: str, by: str) -> bool:
        """Answer a prompt; another terminal may have been faster."""
        try:
            self._terminal.send({"command": "answer", "prompt": prompt, "text": text, "by": by})
        except ControlRefused as refused:
            warn(explained(refused))
            return False
        return True

    def abort(self, _by: str, _reason: str) -> bool:
        """Leave: who watches from elsewhere ends a run by `calbench control` alone."""
        return False

    def leave(self) -> None:
        """Have the run know that nobody answers here any more."""
        self._terminal.close()


def main(arguments: argparse.Namespace) -> int:
    """Watch until the run ends; return its exit code."""
    record = require_record(arguments.record)
    with as_recorded(record):
        state = _watched(record) if is_held(record) else replay(record)
    if outputs_unknown(state) and not is_held(record):
        say_outputs(record, state)
    if state.ended is None and not is_held(record):
        say(f"无运行进程 no runner holds this record; continue it with: calbench resume {record}")
        say(f"不再继续则结束 or end it for good: calbench close {record} REASON")
    return exit_code(state)


def _watched(record: Path) -> RunState:
    with ExitStack() as stack, Interrupts() as interrupts:
        state = watch(record, lambda: is_held(record), interrupts, _attached(record, stack))
    return replay(record) if state is None else state  # which says what is wrong with it


def _attached(record: Path, stack: ExitStack) -> _Attached | None:
    try:
        return _Attached(stack.enter_context(Terminal(record)))
    except ControlRefused:
        return None  # it has ended, or belongs to somebody else: it can be watched all the same
