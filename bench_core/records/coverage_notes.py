"""What people are told of results that are not nearly normal: which component dominates, and what U covers then."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.records.budget import PART
from bench_core.records.dominance import component_of, shaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.records.dominance import Shaped
    from bench_core.records.plan import PlannedItem, Reporting
    from bench_core.records.result import PointResult

SHAPES: Final = {
    "rectangular": Bilingual("矩形", "rectangular"),
    "trapezoidal": Bilingual("梯形", "trapezoidal"),
    "triangular": Bilingual("三角", "triangular"),
    "arcsine": Bilingual("反正弦", "arcsine"),
}
"""Distributions of known limits, for people."""
_PARTS: Final = {"drift": Bilingual("漂移", "drift")}
_ALL: Final = Bilingual("各点", "All points")


def coverage_notes(
    item: PlannedItem, reporting: Reporting, results: Mapping[str, PointResult]
) -> tuple[Bilingual, ...]:
    """Return a sentence for all points at which the same components dominate; none where every result is nearly normal.

    Args:
        item: of the plan.
        reporting: of the plan.
        results: by point of the item.
    """
    groups: dict[tuple[str, ...], dict[str, Shaped]] = {}
    for point in item.points:
        found = shaped(reporting, item, point, results[point.id]) if point.id in results else None
        if found is not None:
            groups.setdefault((found.distribution, *sorted(found.names)), {})[point.id] = found
    return tuple(_note(item, points, whole=len(points) == len(results)) for points in groups.values())


def _note(item: PlannedItem, points: Mapping[str, Shaped], *, whole: bool) -> Bilingual:
    found = next(iter(points.values()))
    shape, causes = SHAPES[found.distribution], [_cause(item, name) for name in found.names]
    where = _ALL if whole else Bilingual("、".join(points), ", ".join(points))
    zh = f"{where.zh}：{'、'.join(one.zh for one in causes)}占优势，误差近似{shape.zh}分布而非正态分布"
    verb = "dominates" if len(causes) == 1 else "dominate"
    en = f"{where.en}: {' and '.join(one.en for one in causes)} {verb}, and the error is nearly {shape.en}, not normal"
    if found.gives_k:
        return Bilingual(f"{zh}；k 由该分布得出。", f"{en}; k is that of this distribution.")
    least = math.floor(100 * min(one.probability for one in points.values()))
    return Bilingual(f"{zh}；U 的包含概率不低于 {least} %。", f"{en}; U covers at least {least} %.")


def _cause(item: PlannedItem, row: str) -> Bilingual:
    """Return what a row of the budget is, for people."""
    component = component_of(item, row)
    cause = Bilingual(row, row) if component is None or not component.cause.en else component.cause
    part = _PARTS.get(row.partition(PART)[2])
    return cause if part is None else Bilingual(f"{cause.zh}（{part.zh}）", f"{cause.en} ({part.en})")
