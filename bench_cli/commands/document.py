"""`calbench document`: makes a page for people from a procedure, with its points where a bench is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.files import write_text
from bench_cli.output import say_text
from bench_core.clock import system_clock
from drivers.bench import read_bench
from procedures.documentation.page import page
from procedures.expansion import expand
from procedures.library import procedure_path
from procedures.lint import read_procedure

if TYPE_CHECKING:
    import argparse


def main(arguments: argparse.Namespace) -> int:
    """Print or write the page; return 0."""
    document = read_procedure(procedure_path(arguments.procedure))
    if arguments.bench is None:
        text = page(document)
    else:
        bench = read_bench(arguments.bench)
        today = system_clock().utc().date()
        plan = expand(document, {role: bench.bound(role) for role in bench.roles}, today, bench.watches)
        text = page(document, plan, today)
    if arguments.out is None:
        say_text(text.rstrip())
    else:
        write_text(arguments.out, text)
    return 0
