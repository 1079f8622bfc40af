"""Results as a certificate reports them: digits, units, limits, conformity; recomputes nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.decision import Conformity, Verdict
from bench_core.metrology.quantity import Quantity, number_text
from bench_core.metrology.rounding import round_to
from bench_core.records.coverage_notes import coverage_notes
from bench_core.records.dominance import shaped
from bench_core.records.row_values import is_sourced
from dcc_export.certificate_record import PointRow, ResultTable
from dcc_export.item_notes import connections, item_notes
from dcc_export.printable import in_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.unit import Unit
    from bench_core.records.dominance import Shaped
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
        results: by item and point; one that a person left out has none.
        judged: whether a statement of conformity was agreed.
    """
    tables: list[ResultTable] = []
    for item in plan.items:
        groups: dict[_Group, list[PointRow]] = {}
        for point in item.points:
            if (item.id, point.id) not in results:
                continue  # a person left it out, which the statements say
            result = results[item.id, point.id].result
            limits = _limits(result) if item.requirements else (None, None)
            shape = shaped(plan.reporting, item, point, result)
            row = _row(point, result, plan.reporting, limits, shape, judged=judged)
            groups.setdefault(_group(point), []).append(row)
        found = {point.id: results[item.id, point.id].result for point in item.points if (item.id, point.id) in results}
        notes = (*item_notes(item), *coverage_notes(item, plan.reporting, found))
        tables += [_table(plan, item, group, tuple(rows), notes) for group, rows in groups.items()]
    return tuple(tables)


class _Group(NamedTuple):
    """What the points of one table share."""

    range: str
    further: str
    leads: tuple[tuple[str, str], ...]


def _group(point: PlannedPoint) -> _Group:
    own = {"range", "nominal", "frequency"}
    further = ", ".join(f"{name} {value}" for name, value in point.fields.items() if name not in own)
    return _Group(str(_range(point)), further, tuple(point.leads.items()))


def _range(point: PlannedPoint) -> Quantity:
    return point.fields.get("range", point.fields["nominal"])


def _table(
    plan: Plan, item: PlannedItem, group: _Group, rows: tuple[PointRow, ...], notes: tuple[Bilingual, ...]
) -> ResultTable:
    capability = CAPABILITIES[item.function]
    return ResultTable(
        item=item.id,
        title=item.title,
        clause=item.clause or "",
        function=Bilingual(capability.zh, capability.en),
        range=Quantity.parse(group.range),
        further=group.further,
        points=rows,
        sourced=is_sourced(plan),
        connections=connections(dict(group.leads), plan.roles),
        notes=notes,
    )


def _row(
    point: PlannedPoint,
    result: PointResult,
    reporting: Reporting,
    limits: tuple[Quantity | None, Quantity | None],
    shape: Shaped | None,
    *,
    judged: bool,
) -> PointRow:
    unit = _range(point).unit
    digit = _last_digit(result, reporting)
    lower, upper = limits
    tenth = digit * Quantity.parse("0.1").value
    return PointRow(
        id=point.id,
        nominal=in_unit(point.fields["nominal"], unit),
        reference=_shown(result.reference, digit, unit),
        indication=_shown(result.indication, digit, unit),
        error=_shown(result.reported_error, digit, unit),
        expanded_uncertainty=_shown(result.reported_uncertainty, digit, unit),
        k=_coverage_factor(result, reporting),
        probability=_probability(result, reporting, shape),
        distribution=_distribution(result, shape),
        lower=None if lower is None else _shown(lower, tenth, unit),
        upper=None if upper is None else _shown(upper, tenth, unit),
        conformity=conformity_of(result.verdict, result.error, lower, upper)
        if judged and result.verdict is not None
        else None,
        frequency=point.fields.get("frequency"),
        at_least=shape is not None and not shape.gives_k,
    )


def _distribution(result: PointResult, shape: Shaped | None) -> str:
    if shape is not None:
        return shape.distribution
    return "normal" if result.degrees_of_freedom >= _NEARLY_NORMAL else "t"


def _last_digit(result: PointResult, reporting: Reporting) -> Quantity:
    """Return the value of the last reported digit of U, which is that of every value of the row."""
    reported = result.reported_uncertainty
    place = _order(reported) - reporting.uncertainty_digits + 1
    return Quantity(Fraction(10) ** place, reported.unit)


def _order(quantity: Quantity) -> int:
    """Return the power of ten of the leading digit."""
    return (Decimal(quantity.value.numerator) / quantity.value.denominator).adjusted()


def _shown(value: Quantity, digit: Quantity, unit: Unit) -> Quantity:
    """Return a value rounded to a digit, in a unit, with just the decimals of that digit."""
    rounded = in_unit(round_to(value.to(digit.unit), digit), unit)
    return Quantity(rounded.value, rounded.unit, max(0, -_order(in_unit(digit, unit))))


def _limits(result: PointResult) -> tuple[Quantity | None, Quantity | None]:
    """Return the limits of the error that were judged, or the MPE where only something else was."""
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


def _probability(result: PointResult, reporting: Reporting, shape: Shaped | None) -> str:
    found = result.probability if shape is None else shape.probability
    if reporting.probability is not None and found == result.probability:
        return number_text(reporting.probability.si)
    return f"{min(found, _ALMOST_ONE):.4f}".rstrip("0")
