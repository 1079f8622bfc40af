"""`calbench close`: ends an interrupted run that nobody will resume, as aborted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import say
from bench_cli.outputs import say_outputs
from bench_cli.running import operator_name, require_record
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from sequencer.closing import CLOSED, SIGNED, close

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Close the record, say what is known of its outputs, and return 0: what was asked for is done."""
    record = require_record(arguments.record)
    told = CLOSED if close(record, operator_name(arguments.by), arguments.reason).state == "aborted" else SIGNED
    say(f"✓ {told.zh} {told.en}")
    say_outputs(record, fold_record(read_record(record)))
    return 0
