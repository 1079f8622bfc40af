"""Results as a certificate reports them: digits, units, limits, conformity; recomputes nothing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity, number_text
from bench_core.metrology.rounding import round_to
from bench_core.records.plan import Bilingual
from dcc_export.certificate_record import Conformity, PointRow, ResultTable
from dcc_export.printable import in_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.records.events import PointCompleted
    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint, Reporting
    from bench_core.records.result import Judgement, PointResult

_ALMOST_ONE = 0.9999  # a coverage probability is never reported as 1
_NEARLY_NORMAL = 100.0
"""Effective degrees of freedom from which t is called normal: k then differs by about one percent."""


def result_tables(
    plan: Plan, results: Mapping[tuple[str, str], PointCompleted], *, judged: bool
) -> tuple[ResultTable, ...]:
    """Return a table for each item and range, in the order of the plan.

    Args:
        plan: of the run.
        results: by item and point.
        judged: whether a statement of conformity was agreed.
    """
    return tuple(
        _table(
            item,
            group,
            tuple(_row(one, results[item.id, one.id].result, plan.reporting, judged) for one in points),
        )
        for item in plan.items
        for group, points in ((key, tuple(found)) for key, found in groupby(item.points, _group))
    )


def _group(point: PlannedPoint) -> tuple[str, str]:
    further = ", ".join(f"{name} {value}" for name, value in point.fields.items() if name not in {"range", "nominal"})
    return str(_range(point)), further


def _range(point: PlannedPoint) -> Quantity:
    return point.fields.get("range", point.fields["nominal"])


def _table(item: PlannedItem, group: tuple[str, str], rows: tuple[PointRow, ...]) -> ResultTable:
    capability = CAPABILITIES[item.function]
    function = Bilingual(capability.zh, capability.en)
    return ResultTable(item.id, item.title, item.clause or "", function, Quantity.parse(group[0]), group[1], rows)


def _row(point: PlannedPoint, result: PointResult, reporting: Reporting, judged: bool) -> PointRow:  # noqa: FBT001  one of many
    unit = _range(point).unit
    digit = _last_digit(result)
    lower, upper = _limits(result)
    tenth = digit * Quantity.parse("0.1").value
    return PointRow(
        id=point.id,
        nominal=in_unit(point.fields["nominal"], unit),
        reference=in_unit(round_to(result.reference.to(digit.unit), digit), unit),
        indication=in_unit(round_to(result.indication.to(digit.unit), digit), unit),
        error=in_unit(result.reported_error, unit),
        expanded_uncertainty=in_unit(result.reported_uncertainty, unit),
        k=_coverage_factor(result, reporting),
        probability=_probability(result, reporting),
        distribution="normal" if result.degrees_of_freedom >= _NEARLY_NORMAL else "t",
        lower=None if lower is None else in_unit(round_to(lower.to(digit.unit), tenth), unit),
        upper=None if upper is None else in_unit(round_to(upper.to(digit.unit), tenth), unit),
        conformity=conformity_of(result.verdict, result.error, lower, upper) if judged and result.judgements else None,
    )


def _last_digit(result: PointResult) -> Quantity:
    """Return the value of the last reported digit: that of the reported error, which is that of U."""
    reported = result.reported_error
    return Quantity.of(f"1e-{reported.decimals or 0}", reported.unit.symbol)


def _limits(result: PointResult) -> tuple[Quantity | None, Quantity | None]:
    """Return the limits of the error that were judged, or the MPE where there were none."""
    for judgement in result.judgements:
        if judgement.upper.dimension == result.error.dimension:
            return _narrowest(result.judgements, judgement.of)
    return -result.mpe, result.mpe


def _narrowest(judgements: tuple[Judgement, ...], of: str) -> tuple[Quantity | None, Quantity | None]:
    same = [judgement for judgement in judgements if judgement.of == of]
    lowers = [judgement.lower for judgement in same if judgement.lower is not None]
    lower = max(lowers, key=lambda limit: limit.si) if lowers else None
    return lower, min((judgement.upper for judgement in same), key=lambda limit: limit.si)


def conformity_of(verdict: Verdict, error: Quantity, lower: Quantity | None, upper: Quantity | None) -> Conformity:
    """Return a verdict in the words of the DCC; an undetermined one is never a plain pass.

    Args:
        verdict: by the decision rule.
        error: unrounded.
        lower: limit of the error, or None.
        upper: limit of the error, or None.
    """
    if verdict is Verdict.PASS:
        return Conformity.PASS
    if verdict is Verdict.FAIL:
        return Conformity.FAIL
    inside = (lower is None or error >= lower) and (upper is None or error <= upper)
    return Conformity.CONDITIONAL_PASS if inside else Conformity.CONDITIONAL_FAIL


def _coverage_factor(result: PointResult, reporting: Reporting) -> str:
    """Return the k that U was made with; a fixed one gives way to Student's t where degrees of freedom are few."""
    if reporting.k is not None and result.k == float(reporting.k.si):
        return number_text(reporting.k.si, reporting.k.decimals)
    return f"{result.k:.2f}"


def _probability(result: PointResult, reporting: Reporting) -> str:
    if reporting.probability is not None:
        return number_text(reporting.probability.si)
    return f"{min(result.probability, _ALMOST_ONE):.4f}".rstrip("0")
