"""`calbench attach`: watches a run from another terminal and never touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import say
from bench_cli.running import require_record
from bench_cli.watching import Interrupts, watch
from bench_core.errors import UsageError
from bench_core.records.exclusive import is_held
from sequencer.outcome import exit_code

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Watch until the run ends; return its exit code."""
    require_record(arguments.record)
    with Interrupts() as interrupts:
        state = watch(arguments.record, lambda: is_held(arguments.record), interrupts)
    if state is None:
        raise UsageError(f"{arguments.record}: the record is empty")
    if state.ended is None:
        say(f"无运行进程 no runner holds this record; continue it with: calbench resume {arguments.record}")
    return exit_code(state)
