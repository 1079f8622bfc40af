"""The table of a run for people: one row per calibration point, and one line that says how it ended."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bench_cli.output import columns
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import round_to

if TYPE_CHECKING:
    from bench_core.records.events import PointCompleted
    from bench_core.records.run_state import RunState

VERDICTS = {
    Verdict.PASS: "✓ 合格 pass",
    Verdict.FAIL: "✗ 不合格 FAIL",
    Verdict.UNDETERMINED: "? 待定 undetermined",
}
_WIDTHS = (14, 15, 15, 14, 13, 5, 15, 19)
_HEADS_ZH = ("校准点", "标准值", "示值", "示值误差", "U", "k", "MPE", "结论")
_HEADS_EN = ("point", "reference value", "indication", "error", "U", "k", "MPE", "verdict")


def heads() -> tuple[str, str, str]:
    """Return the table's head in both languages, and a rule below it."""
    return columns(_HEADS_ZH, _WIDTHS), columns(_HEADS_EN, _WIDTHS), "─" * (sum(_WIDTHS) + 2 * len(_WIDTHS) - 2)


def row(completed: PointCompleted) -> str:
    """Return a point's row; values are rounded to the last digit of U, the limit of error to one digit more."""
    result = completed.result
    last_digit = _last_digit(result.reported_uncertainty)
    cells = (
        completed.key.point,
        str(round_to(result.reference, last_digit)),
        str(round_to(result.indication, last_digit)),
        str(result.reported_error),
        str(result.reported_uncertainty),
        f"{result.k:.2f}".removesuffix(".00"),
        f"±{round_to(result.mpe, last_digit / 10)}",
        VERDICTS[result.verdict],
    )
    return columns(cells, _WIDTHS)


def conclusion(state: RunState) -> str:
    """Return the one line that says whether the unit under test is in tolerance."""
    name = _uut_name(state)
    if state.ended is None or state.ended.state != "finished":
        how = state.ended.state if state.ended else "interrupted"
        return f"{name}: 运行未完成，不作结论 the run did not finish ({how}); nothing is concluded"
    done, worst = len(state.results), state.verdict
    if worst is Verdict.PASS:
        return f"{name}: 所有 {done} 点均在允差内 IN TOLERANCE at all {done} points"
    failed = [point for (_, point), c in state.results.items() if c.result.verdict is Verdict.FAIL]
    open_ = [point for (_, point), c in state.results.items() if c.result.verdict is Verdict.UNDETERMINED]
    parts = []
    if failed:
        parts.append(f"超差 OUT OF TOLERANCE at {len(failed)} of {done} points: {', '.join(failed)}")
    if open_:
        parts.append(f"待定 undetermined at {len(open_)} of {done} points: {', '.join(open_)}")
    return f"{name}: " + "; ".join(parts)


def _uut_name(state: RunState) -> str:
    role = next(role for role in state.plan.roles.values() if role.is_uut)
    identified = state.instruments.get(role.instrument)
    if identified is None:
        return role.instrument
    return f"{identified.maker} {identified.model} ({identified.serial})"


def _last_digit(reported: Quantity) -> Quantity:
    return Quantity(Fraction(1, 10 ** (reported.decimals or 0)), reported.unit)
