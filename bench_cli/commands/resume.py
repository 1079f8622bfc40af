"""`calbench resume`: goes on with an interrupted run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.running import operator_name, require_record, run_and_watch
from bench_core.records.record import read_record
from sequencer.request import RunRequest

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Resume the run and return its exit code."""
    path = require_record(arguments.record)
    before = read_record(path)
    request = RunRequest(record=path, operator=operator_name(arguments.operator), resume=True)
    return run_and_watch(request, seen=len(before.lines))
