"""`calbench expand`: shows what a procedure will measure on a bench, and whether its standards suffice."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from bench_cli.output import columns, say, say_text, width, wrapped
from bench_core.clock import system_clock
from bench_core.errors import BenchError
from bench_core.failures import told
from drivers.bench import read_bench
from procedures.durations import ASSUMPTION, lead_changes, total_duration
from procedures.expansion import expand
from procedures.library import procedure_path
from procedures.lint import read_procedure
from procedures.shown import shown
from procedures.table import as_json, plan_as_json, rows

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bench_core.bilingual import Bilingual
    from bench_core.records.plan import Plan, PlannedItem
    from procedures.table import Row

_HEADS_ZH = ("校准点", "标称值", "标准量程", "MPE", "标准器 U", "允许 U", "MPE/U", "预期 U", "时间/s")
_HEADS_EN = ("point", "nominal", "std range", "MPE", "std U", "allowed U", "MPE/U", "result U", "time/s")
_MANY_STANDARDS = 2


def main(arguments: argparse.Namespace) -> int:
    """Print the expanded plan; return 0 when the bench suffices."""
    try:
        return _shown(arguments)
    except BenchError as refused:
        if arguments.json:
            say_text(json.dumps({"refused": asdict(told(refused))}, ensure_ascii=False, indent=2))
        raise


def _shown(arguments: argparse.Namespace) -> int:
    document = read_procedure(procedure_path(arguments.procedure))
    bench = read_bench(arguments.bench)
    today = system_clock().utc().date()
    plan = expand(document, {role: bench.bound(role) for role in bench.roles}, today, bench.watches)
    if arguments.json:
        titles = {item.id: asdict(item.title) for item in document.model.items}
        say_text(json.dumps({"titles": titles, **plan_as_json(plan, today)}, ensure_ascii=False, indent=2))
        return 0
    _explain(f"{plan.title.zh} {plan.title.en} · {plan.procedure} @ {bench.name}")
    tables = {item.id: [_cells(plan, row) for row in rows(plan, today, item)] for item in plan.items}
    widths = _widths([_HEADS_ZH, _HEADS_EN, *(cells for table in tables.values() for cells in table)])
    for item in plan.items:
        _show(item, tables[item.id], widths)
    _show_sums(plan)
    return 0


def _show_sums(plan: Plan) -> None:
    say()
    for left in plan.not_applied:
        _explain(f"不适用 does not apply: {left.id}: {_both(left.why)}")
    number = sum(len(item.points) for item in plan.items)
    time = f"{total_duration(plan) / 60:.1f} min, {lead_changes(plan)} 次接线 connections of leads"
    say(f"{number} 点 points, {time}")
    _explain(_both(ASSUMPTION))
    for reason in plan.drafts:
        _explain(f"草稿 draft: {_both(reason)}")


def _show(item: PlannedItem, table: list[tuple[str, ...]], widths: tuple[int, ...]) -> None:
    say()
    say(f"{item.id} · {item.title.zh} {item.title.en}")
    for cells in (_HEADS_ZH, _HEADS_EN, *table):
        say(columns(cells, widths))
    once = [one.id for one in (item.preliminary.points if item.preliminary is not None else ())]
    if once:
        _explain(f"每量程一次 once per range: {', '.join(once)}")
    for line in _left_out(item):
        _explain(line)


def _left_out(item: PlannedItem) -> Iterator[str]:
    """Yield a line for each reason for which points are left out."""
    reasons: dict[Bilingual, list[str]] = {}
    for left in item.left_out:
        reasons.setdefault(left.why, []).append(left.id)
    for why, points in reasons.items():
        yield f"不测 left out: {', '.join(points)}: {_both(why)}"


def _cells(plan: Plan, row: Row) -> tuple[str, ...]:
    """Return a row's cells; range and frequency are in the name of the point, and exact values in the JSON."""
    (found,) = as_json([row])
    standards = sum(not role.is_uut for role in plan.roles.values())
    role = f"{row.role} " if standards >= _MANY_STANDARDS else ""
    exact = (found["standard_U"], found["allowed_U"], found["ratio"], found["expected_U"], found["duration_s"])
    texts = (row.point, found["nominal"], found["standard_range"], shown(row.mpe), *exact)
    point, nominal, range_, *rest = [str(text or "-") for text in texts]
    return point, nominal, f"{role}{range_}", *rest


def _widths(table: list[tuple[str, ...]]) -> tuple[int, ...]:
    return tuple(max(width(cells[column]) for cells in table) for column in range(len(_HEADS_EN)))


def _explain(text: str) -> None:
    for line in wrapped(text):
        say(line)


def _both(text: Bilingual) -> str:
    return f"{text.zh}; {text.en}"
