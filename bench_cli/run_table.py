"""The table of a run for people: one row per calibration point, and one line that says how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import columns, width
from bench_core.metrology.decision import Verdict
from bench_core.records.blind import is_hidden
from bench_core.records.coverage_notes import coverage_notes
from bench_core.records.row_values import is_sourced, row_values
from bench_core.records.run_states import RunStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.events import InstrumentIdentified, PointCompleted, ProgramChanged
    from bench_core.records.plan import Plan, PlannedItem
    from bench_core.records.run_state import RunState

VERDICTS = {
    Verdict.PASS: "✓ 合格 pass",
    Verdict.FAIL: "✗ 不合格 FAIL",
    Verdict.UNDETERMINED: "? 待定 undetermined",
}
_NOT_JUDGED = "–"
_NARROWEST_POINT = 14
_WIDTHS = (15, 15, 14, 13, 5, 15, 19)
_HEADS_ZH = ("校准点", "标准值", "示值", "示值误差", "U", "k", "MPE", "结论")
_HEADS_EN = ("point", "reference value", "indication", "error", "U", "k", "MPE", "verdict")
_HEADS_OF_SOURCE_ZH = ("校准点", "实际值", "设定值", "误差", "U", "k", "MPE", "结论")
_HEADS_OF_SOURCE_EN = ("point", "actual value", "setting", "error", "U", "k", "MPE", "verdict")


def heads(plan: Plan) -> tuple[str, str, str]:
    """Return the table's head in both languages, and a rule below it.

    Args:
        plan: of the run; a source under test has a setting and an actual value.
    """
    zh, en = (_HEADS_OF_SOURCE_ZH, _HEADS_OF_SOURCE_EN) if is_sourced(plan) else (_HEADS_ZH, _HEADS_EN)
    widths = _widths(plan)
    return columns(zh, widths), columns(en, widths), "─" * (sum(widths) + 2 * len(widths) - 2)


def identified(found: InstrumentIdentified) -> str:
    """Return who an instrument is, and where it answers; without a link a person reads it."""
    where = f"@ {found.resource}" if found.resource else "· 人工读数 read by a person"
    return f"{found.instrument}: {found.maker} {found.model} ({found.serial}) {where}"


def _widths(plan: Plan) -> tuple[int, ...]:
    """Return the widths of the columns; the first takes the longest name of a point, with its frequency."""
    names = [point.id for item in plan.items for point in item.points]
    return (max([_NARROWEST_POINT, *map(width, names)]), *_WIDTHS)


def row(plan: Plan, completed: PointCompleted) -> str:
    """Return a point's row; values are rounded to the last digit of U, the limit of error to one digit more.

    Args:
        plan: of the run.
        completed: point.
    """
    verdict = completed.result.verdict
    found = row_values(completed.result)
    cells = (
        completed.key.point,
        found.reference,
        found.indication,
        found.error,
        found.uncertainty,
        found.k,
        found.mpe,
        VERDICTS[verdict] if verdict is not None else _NOT_JUDGED,
    )
    return columns(cells, _widths(plan))


def results(state: RunState) -> Iterator[str]:
    """Yield the table of every item: its title, its head, a row for each point so far, and what was left out."""
    for item in state.plan.items:
        yield from ("", f"{item.title.zh} {item.title.en}", *heads(state.plan))
        yield from rows(state, item)
        yield from left_out(item)
        yield from coverage(state, item)


def interventions_at(state: RunState, place: tuple[str, str]) -> Iterator[str]:
    """Yield what the row of a point does not tell: its attempts where there are several, or who left it out and why.

    Args:
        state: of the run.
        place: (item, point).
    """
    standing, attempts, skipped = state.results.get(place), state.attempts.get(place, 0), state.skipped.get(place)
    if standing is not None and attempts > 1:
        stands = standing.key.attempt
        yield f"  ↻ {place[1]}: 共 {attempts} 次测量，第 {stands} 次成立 {attempts} attempts, attempt {stands} stands"
    if skipped is not None:
        yield f"⊘ {place[1]}: 跳过，不作合格 left out by {skipped.by}, never a pass; {skipped.reason}"


def rows(state: RunState, item: PlannedItem) -> Iterator[str]:
    """Yield a row for each point of an item so far; who still reads it blind is not told what was read before.

    Args:
        state: of the run.
        item: of its plan.
    """
    done = [state.results[item.id, point.id] for point in item.points if (item.id, point.id) in state.results]
    if is_hidden(state, item):
        number = f"{len(done)}/{len(item.points)}"
        yield f"– 盲读 {number}，读完本项目后显示结果 read blind {number}, shown when the whole item is read"
        return
    for point in item.points:
        completed = state.results.get((item.id, point.id))
        yield from () if completed is None else (row(state.plan, completed),)
        yield from interventions_at(state, (item.id, point.id))


def coverage(state: RunState, item: PlannedItem) -> Iterator[str]:
    """Yield a line for the points of an item whose results are not nearly normal, once they may be seen.

    Args:
        state: of the run.
        item: of its plan.
    """
    if is_hidden(state, item):
        return
    results = {point: completed.result for (place, point), completed in state.results.items() if place == item.id}
    for note in coverage_notes(item, state.plan.reporting, results):
        yield f"– k: {note.zh}"
        yield f"     {note.en}"


def left_out(item: PlannedItem) -> Iterator[str]:
    """Yield a line for each point that the procedure leaves out, with the reason."""
    for point in item.left_out:
        yield f"– {point.id}: 未进行 left out; {point.why.zh} {point.why.en}"


def program_changed(changed: ProgramChanged) -> str:
    """Return the banner of a run in which the program's own files changed."""
    files = ", ".join(sorted(changed.modules))
    return (
        f"!!! 运行期间程序文件被改动，证书只能是草稿 THE PROGRAM CHANGED DURING THE RUN, its certificate can only be a "
        f"draft: {files} !!!"
    )


STATES = {
    RunStatus.READY: "就绪 ready",
    RunStatus.RUNNING: "运行中 running",
    RunStatus.PAUSED: "已暂停 paused",
    RunStatus.SUSPENDED: "已挂起 suspended",
    RunStatus.FINISHED: "已完成 finished",
    RunStatus.ABORTED: "已中止 aborted",
    RunStatus.FAILED: "已失败 failed",
    RunStatus.INTERRUPTED: "已中断 interrupted",
}
"""What people call the state of a run."""
_UNDER_WAY = {
    RunStatus.RUNNING: "运行中 the run is under way",
    RunStatus.PAUSED: "已暂停 the run is paused",
    RunStatus.SUSPENDED: "已挂起 the run is suspended",
}


def conclusion(state: RunState) -> str:
    """Return the one line that says whether the unit under test is in tolerance."""
    name = _uut_name(state)
    if state.ended is None and state.status in _UNDER_WAY:
        return f"{name}: {_UNDER_WAY[state.status]}; 尚无结论 nothing is concluded yet"
    if state.ended is None or state.ended.state != "finished":
        how = STATES[RunStatus(state.ended.state) if state.ended else RunStatus.INTERRUPTED]
        return f"{name}: 运行未完成，不作结论 the run did not finish ({how}); nothing is concluded"
    done = sum(completed.result.verdict is not None for completed in state.results.values())
    if not done and not state.skipped:
        number = len(state.results)
        return f"{name}: 已测 {number} 点，未要求作符合性结论 {number} points measured; no conformity was to be stated"
    if state.verdict is Verdict.PASS:
        return f"{name}: 所有 {done} 点均在允差内 IN TOLERANCE at all {done} points"
    failed, open_ = _places(state, Verdict.FAIL), _places(state, Verdict.UNDETERMINED)
    parts = []
    if failed:
        parts.append(f"超差 OUT OF TOLERANCE at {len(failed)} of {done} points: {', '.join(failed)}")
    if open_:
        parts.append(f"待定 undetermined at {len(open_)} of {done} points: {', '.join(open_)}")
    if state.skipped:
        names = ", ".join(_names(state, list(state.skipped)))
        left = len(state.skipped)
        parts.append(f"未证明合格 NOT SHOWN TO BE IN TOLERANCE: 跳过 {left} 点 left out by a person: {names}")
    return f"{name}: " + "; ".join(parts)


def _places(state: RunState, verdict: Verdict) -> list[str]:
    """Return the points with a verdict; where there are several items, each with its item."""
    return _names(state, [place for place, completed in state.results.items() if completed.result.verdict is verdict])


def _names(state: RunState, places: list[tuple[str, str]]) -> list[str]:
    several = len(state.plan.items) > 1
    return [f"{item} {point}" if several else point for item, point in places]


def _uut_name(state: RunState) -> str:
    role = next((role for role in state.plan.roles.values() if role.is_uut), None)
    if role is None:  # a forged plan
        return "?"
    identified = state.instruments.get(role.instrument)
    if identified is None:
        return role.instrument
    return f"{identified.maker} {identified.model} ({identified.serial})"
