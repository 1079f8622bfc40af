"""What a point's readings give: values, budget and verdicts; pure, and the same when run and verified."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid, UsageError
from bench_core.metrology.coverage import coverage_factor, coverage_probability
from bench_core.metrology.decision import decide
from bench_core.metrology.expression import Expression, Value, evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import report, round_to
from bench_core.metrology.statistics import mean
from bench_core.metrology.uncertainty import combine, evaluate_model, sensitivities
from bench_core.metrology.unit import Unit
from bench_core.records.budget import Share, budget_rows, shares
from bench_core.records.dominance import dominance
from bench_core.records.places import preliminary_of
from bench_core.records.plan import Ask, Plan, PlannedItem, PlannedPoint, Take
from bench_core.records.point_names import ONCE, named_values
from bench_core.records.reference import Referred, referred
from bench_core.records.result import BudgetRow, Judgement, PointResult, ResultDistribution

if TYPE_CHECKING:
    from datetime import date

    from bench_core.metrology.dominance import Dominance
    from bench_core.records.plan import Reporting, Requirement
    from bench_core.records.reference import Readings

_OUTPUT = ".output"
_DIGITS = 40
_FEW = 10.0
"""Effective degrees of freedom below which a fixed k is not used (JCGM 100:2008 G.6.6 says "greater than 10")."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A point with everything computed that does not depend on which result is asked for."""

    plan: Plan
    item: PlannedItem
    planned: PlannedPoint
    equations: tuple[tuple[str, str, Expression], ...]
    inputs: Mapping[str, Value]
    values: Mapping[str, Value]
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class _Expanded:
    """The expanded uncertainty of one quantity of the model."""

    value: Quantity
    unit: Unit
    budget: tuple[BudgetRow, ...]
    uncertainty: float
    k: float
    degrees_of_freedom: float
    probability: float
    distribution: ResultDistribution


def evaluate_point(
    plan: Plan, item: PlannedItem, point: PlannedPoint, readings: Mapping[str, tuple[Quantity, ...]], on: date
) -> PointResult:
    """Return the result of one point from its readings.

    Args:
        plan: of the run.
        item: of the plan.
        point: of the item.
        readings: by the model's names; a source's setting read back is `<role>.output`, and what came once for the
            point's range has the same names with `[range]` after them.
        on: day of the measurement (UTC), for due dates.

    Raises:
        CertificateUnusable: a standard is past its due date or does not cover the point.
        UsageError: readings are missing, or the item's model and components do not fit them.
    """
    found = _referred(item, point, readings, on)
    indication = _of_uut(plan, item, readings)
    reference = _reference(point, found)
    base = indication if plan.mpe_base == "reading" else reference
    inputs = {**named_values(point, base), **readings, **_settings(plan, readings), **found.values}
    equations = tuple((row.level, row.name, parse_expression(row.expression)) for row in item.model)
    values = evaluate_model(equations, inputs)
    known = _Point(plan, item, point, equations, inputs, values, shares(item, values, found.by))
    return _result(known, reference, indication)


def _referred(item: PlannedItem, point: PlannedPoint, readings: Readings, on: date) -> Referred:
    """Return what the standards bring in, at the point and at what came once for its range."""
    found = referred(point.references, item.method, readings, on)
    once = preliminary_of(item, point)
    if item.preliminary is None or once is None:
        return found
    before = referred(once.references, item.preliminary.method, readings, on, ONCE)
    return Referred(found.values | before.values, found.by | before.by)


def _reference(point: PlannedPoint, found: Referred) -> Quantity:
    """Return the reference value: of the first standard that is about the point's own quantity."""
    nominal = point.fields["nominal"]
    values = [found.by[key].value for key in found.by if not key[1].endswith(ONCE)]
    same = [value for value in values if value.dimension == nominal.dimension]
    return (same or values or [nominal])[0]


def _settings(plan: Plan, readings: Readings) -> dict[str, Quantity]:
    """Return what a source under test says that it puts out: its setting in force when the readings were taken."""
    names = [f"{role}{_OUTPUT}" for role, found in plan.roles.items() if found.is_uut and found.serves == "source"]
    return {name: readings[name][-1] for name in names if readings.get(name)}


def _of_uut(plan: Plan, item: PlannedItem, readings: Readings) -> Quantity:
    """Return the indication of the unit under test: the mean of the method's first `take` from it, or first `ask`.

    Of a source under test it is its setting.

    Raises:
        UsageError: the method takes none, or the readings are missing.
    """
    settings = _settings(plan, readings)
    for value in settings.values():
        return value
    for step in item.method:
        if isinstance(step, Ask) or (isinstance(step, Take) and plan.roles[step.source].is_uut):
            if not readings.get(step.name):
                raise UsageError(f"point: there is no reading '{step.name}'; take the point again")
            return mean(readings[step.name])
    raise UsageError(f"item {item.id}: its method takes no reading of the unit under test; add a take or an ask")


def _result(point: _Point, reference: Quantity, indication: Quantity) -> PointResult:
    name = _name_of_error(point.item)
    error = _expanded(point, name)
    unit = error.unit
    reporting = point.plan.reporting
    reported = report(error.value, error.uncertainty, reporting.uncertainty_digits, reporting.rounded)
    return PointResult(
        reference=_recordable(reference, unit),
        indication=_recordable(_zeroed(point.item, indication, reference, error.value), unit),
        error=_recordable(error.value, unit),
        mpe=_recordable(_quantity(point, "uut.mpe"), unit),
        expanded_uncertainty=error.uncertainty,
        unit=unit.symbol,
        k=error.k,
        degrees_of_freedom=error.degrees_of_freedom,
        probability=error.probability,
        budget=error.budget,
        judgements=_judgements(point, {name: error}),
        reported_error=reported.value,
        reported_uncertainty=reported.expanded_uncertainty,
        distribution=error.distribution,
    )


def _zeroed(item: PlannedItem, indication: Quantity, reference: Quantity, error: Quantity) -> Quantity:
    """Return the indication less what was read once for its range: with the error it then gives the reference."""
    if item.preliminary is None or not reference.dimension == error.dimension == indication.dimension:
        return indication
    return reference + error


def _name_of_error(item: PlannedItem) -> str:
    for requirement in item.requirements:
        if requirement.level == "point":
            return requirement.of[0]
    for equation in reversed(item.model):
        if equation.level == "point":
            return equation.name
    raise UsageError(f"item {item.id}: its model gives no quantity per point; add an equation under `per point`")


def _quantity(point: _Point, name: str) -> Quantity:
    value = point.values.get(name)
    if not isinstance(value, Quantity):
        raise UsageError(f"item {point.item.id}: '{name}' is not one quantity per point; mend its model")
    nominal = point.values["point.nominal"]
    if isinstance(nominal, Quantity) and value.dimension == nominal.dimension:
        return value.to(nominal.unit)
    return value


def _expanded(point: _Point, name: str) -> _Expanded:
    value = _quantity(point, name)
    of = frozenset(share.contribution.of for share in point.shares)
    slopes = {**dict.fromkeys(of, 0.0), **sensitivities(point.equations, point.inputs, name, of)}
    unit = value.as_difference().unit
    rows = budget_rows(point.shares, slopes, point.item.larger_of, unit)
    counted = [share.contribution for share, row in zip(point.shares, rows, strict=True) if row.counted]
    combined = combine(counted, slopes)
    freedom, reporting = combined.degrees_of_freedom, point.plan.reporting
    k, probability = _coverage(reporting, freedom)
    shape = dominance(point.item, point.planned, rows, probability)
    if shape is not None and shape.gives_k and reporting.dominating:
        k = shape.k
    uncertainty = k * combined.standard_uncertainty / float(unit.factor)
    return _Expanded(value, unit, rows, uncertainty, k, freedom, probability, _distribution(shape, freedom))


def _distribution(shape: Dominance | None, degrees_of_freedom: float) -> ResultDistribution:
    if shape is not None:
        return shape.distribution
    return "normal" if math.isinf(degrees_of_freedom) else "student_t"


def _coverage(reporting: Reporting, degrees_of_freedom: float) -> tuple[float, float]:
    """Return k and its coverage probability (JCGM 100:2008 6.3, G.4); degrees of freedom are cut down.

    A fixed k supposes a nearly normal result. With few degrees of freedom, k is the one of Student's t that gives
    what the fixed k stands for (2: 95.45 %); with enough, it stays, and its own probability is stated.
    """
    if reporting.k is not None:
        k = float(reporting.k.si)
        if degrees_of_freedom >= _FEW:
            return k, coverage_probability(k, degrees_of_freedom)
        meant = coverage_probability(k, math.inf)
        return coverage_factor(degrees_of_freedom, meant), meant
    if reporting.probability is None:
        raise UsageError("plan: neither k nor a coverage probability is given; state one in the procedure")
    probability = float(reporting.probability.si)
    return coverage_factor(degrees_of_freedom, probability), probability


def _judgements(point: _Point, known: Mapping[str, _Expanded]) -> tuple[Judgement, ...]:
    return tuple(
        _judgement(point, requirement, name, known.get(name) or _expanded(point, name))
        for requirement in point.item.requirements
        if requirement.level == "point"
        for name in requirement.of
    )


def _judgement(point: _Point, requirement: Requirement, name: str, expanded: _Expanded) -> Judgement:
    unit = expanded.value.unit
    lower = None if requirement.lower is None else _limit(point, requirement.lower, unit)
    upper = _limit(point, requirement.upper, unit)
    value = expanded.value
    if requirement.rounded_to is not None:
        value = round_to(value, _limit(point, requirement.rounded_to, unit))
    uncertainty = Quantity(Fraction(expanded.uncertainty), expanded.unit)
    verdict = decide(requirement.rule, value, lower, upper, uncertainty)
    return Judgement(name, lower, upper, verdict)


def _limit(point: _Point, text: str, unit: Unit) -> Quantity:
    limit = evaluate(parse_expression(text), point.values.__getitem__)
    if not isinstance(limit, Quantity):
        raise UsageError(f"item {point.item.id}: the limit '{text}' is not one quantity")
    unit.require_same_kind(limit.unit)
    return _recordable(limit, unit)


def _recordable(value: Quantity, unit: Unit) -> Quantity:
    """Return a value as a record can hold it: exact, or with 40 digits where its exact form is too long."""
    shown = value.to(unit) if value.dimension == unit.dimension else value
    try:
        return Quantity.parse(str(shown))
    except NumberInvalid:
        number = Context(prec=_DIGITS).divide(Decimal(shown.value.numerator), Decimal(shown.value.denominator))
        return Quantity(Fraction(number), shown.unit)
