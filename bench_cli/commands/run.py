"""`calbench run`: performs a procedure on a bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.running import new_record, operator_name, run_and_watch
from bench_core.errors import UsageError
from procedures.library import procedure_path
from sequencer.request import RunRequest

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Run the procedure and return the run's exit code."""
    if arguments.virtual and arguments.speed != 1:
        raise UsageError("--virtual has no speed: no wall time passes; leave --speed out")
    request = RunRequest(
        record=new_record(arguments.out),
        procedure=procedure_path(arguments.procedure).absolute(),
        bench=arguments.bench.absolute(),
        order=arguments.order and arguments.order.absolute(),
        answers=arguments.answers and arguments.answers.absolute(),
        operator=operator_name(arguments.operator),
        clock="virtual" if arguments.virtual else "scaled" if arguments.speed != 1 else "system",
        speed=arguments.speed,
        seed=arguments.seed,
    )
    return run_and_watch(request)
