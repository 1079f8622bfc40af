"""`calbench resume`: goes on with an interrupted run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.running import run_and_watch
from sequencer.request import RunRequest

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Resume the run and return its exit code."""
    return run_and_watch(RunRequest(record=arguments.record, operator=arguments.operator, resume=True))
