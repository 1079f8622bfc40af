"""`calbench expand`: shows what a procedure will measure on a bench, and whether its standards suffice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench_cli.output import columns, say
from bench_core.clock import system_clock
from drivers.bench import read_bench
from procedures.expansion import expand
from procedures.lint import read_procedure
from procedures.table import ASSUMPTION, as_json, rows, total_duration

if TYPE_CHECKING:
    import argparse

_HEADS_ZH = ("校准点", "量程", "标称值", "标准器量程", "MPE", "标准器 U", "允许 U", "MPE/U", "预期 U")
_HEADS_EN = ("point", "range", "nominal", "standard's range", "MPE", "standard's U", "allowed U", "MPE/U", "expected U")
_KEYS = ("point", "range", "nominal", "standard_range", "mpe", "standard_U", "allowed_U", "ratio", "expected_U")
_WIDTHS = (16, 10, 12, 16, 14, 14, 14, 6, 14)


def main(arguments: argparse.Namespace) -> int:
    """Print the expanded plan; return 0 when the bench suffices."""
    bench = read_bench(arguments.bench)
    today = system_clock().utc().date()
    plan = expand(read_procedure(arguments.procedure), {role: bench.bound(role) for role in bench.roles}, today)
    table = as_json(rows(plan, today))
    if arguments.json:
        document = {"procedure": plan.procedure, "points": table, "duration_s": f"{total_duration(plan):.1f}"}
        say(json.dumps(document, ensure_ascii=False, indent=2))
        return 0
    say(f"{plan.title.zh} {plan.title.en} · {plan.procedure} @ {bench.name}")
    for heads in (_HEADS_ZH, _HEADS_EN):
        say(columns(heads, _WIDTHS))
    for row in table:
        say(columns(tuple(str(row[key] or "-") for key in _KEYS), _WIDTHS))
    say()
    say(f"{len(table)} 点 points, {total_duration(plan) / 60:.1f} min; {ASSUMPTION.zh}; {ASSUMPTION.en}")
    for reason in plan.drafts:
        say(f"草稿 draft: {reason.zh} {reason.en}")
    return 0
