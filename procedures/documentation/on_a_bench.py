"""The points of a procedure on one bench, for its page: adequacy, expected uncertainty and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.documentation.markdown import NONE, both, code, paragraph, table
from procedures.durations import ASSUMPTION, lead_changes, total_duration
from procedures.shown import shown
from procedures.table import as_json, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bench_core.records.plan import Plan, PlannedItem
    from procedures.table import Row

_HEADS = (
    "校准点 point", "标称值 nominal", "标准器 standard", "量程 its range", "MPE", "标准器 U its U", "允许 U allowed U",
    "MPE/U", "预期 U expected U", "时间 time [s]",
)  # fmt: skip


def bench_section(plan: Plan, on: date) -> Iterator[str]:
    """Yield the lines about a plan.

    Args:
        plan: as expanded.
        on: day for which it was expanded.
    """
    names = ", ".join(f"{code(role)}: {one.instrument}" for role, one in plan.roles.items())
    yield from paragraph("## 在校准台上展开 On a bench")
    number = sum(len(item.points) for item in plan.items)
    yield from paragraph(f"{names}; {on}. {number} 点 points, {total_duration(plan) / 60:.1f} min, "
                         f"{lead_changes(plan)} 次接线 connections of leads. {both(ASSUMPTION)}.")  # fmt: skip
    for item in plan.items:
        yield from paragraph(f"### {both(item.title)}")
        yield from table(_HEADS, [_cells(row) for row in rows(plan, on, item)])
        yield from _left_out(item)
    for left in plan.not_applied:
        yield f"- 不适用 does not apply: {code(left.id)}: {left.why.zh}; {left.why.en}"
    for reason in plan.drafts:
        yield f"- 草稿 draft: {reason.zh}; {reason.en}"


def _cells(row: Row) -> tuple[str, ...]:
    (found,) = as_json([row])
    keys = ("standard_range", "mpe", "standard_U", "allowed_U", "ratio", "expected_U", "duration_s")
    range_, _, *rest = (str(found[key] or NONE) for key in keys)
    return row.point, str(row.nominal), code(row.role) if row.role else NONE, range_, shown(row.mpe), *rest


def _left_out(item: PlannedItem) -> Iterator[str]:
    for left in item.left_out:
        yield f"- 不测 left out: {left.id}: {left.why.zh}; {left.why.en}"
    if item.left_out:
        yield ""
