"""From the forms of a procedure file to the parts of a plan that need no range: steps, model, budget, requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import (
    Apply,
    Ask,
    Component,
    Condition,
    Confirm,
    Connect,
    Equation,
    MaxOn,
    Reporting,
    Requirement,
    Steady,
    Step,
    Take,
)
from procedures.counts import series
from procedures.model import LEVELS, UUT
from procedures.uses import RANGE, use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench_core.metrology.expression import Expression
    from bench_core.records.plan import Watch
    from procedures.model import ItemForm, Procedure, ReportForm
    from procedures.requirements import RequirementForm
    from procedures.steps import MethodStep
    from procedures.uncertainty import UncertaintyEntry

_USUAL_DIGITS = 2
_USUAL_ROUNDING: Final = "nearest"
_USUAL_K = Quantity.of("2", "1")


def plan_method(steps: Iterable[MethodStep], *, by_person: bool) -> tuple[Step, ...]:
    """Return the steps of a method.

    Args:
        steps: as written.
        by_person: whether a person reads the unit under test.
    """
    return tuple(_step(step, by_person=by_person) for step in steps)


def _step(step: MethodStep, *, by_person: bool) -> Step:
    if step.apply is not None:
        return _apply(step.apply)
    if step.connect is not None:
        return Connect(dict(step.connect))
    if step.steady is not None:
        form = step.steady
        return Steady(form.watch, form.peak_to_peak.text, form.hold, form.give_up)
    if step.take is not None:
        take = step.take
        return Take(take.name, take.source, take.readings.of(by_person=by_person and take.source == UUT))
    if step.confirm is not None:
        return Confirm(step.confirm)
    if step.ask is not None:
        return Ask(step.ask.name, step.ask.text, step.ask.unit)
    raise AssertionError("a step without a word")  # the model refuses it


def _apply(roles: Mapping[str, Mapping[str, Expression]]) -> Apply:
    """Return what is set; a source's capability comes first, and a chosen range is the one that the plan knows."""
    indicators, sources = {}, {}
    for role, settings in roles.items():
        found = use(role, settings)
        texts = {key: value.text for key, value in settings.items()}
        if found.is_source:
            sources[role] = {found.function: texts.pop(found.function), **texts}
        else:
            indicators[role] = texts | ({} if found.range_for is None else {RANGE: f"{role}.{RANGE}"})
    return Apply(indicators, sources)


def plan_max_on(item: ItemForm) -> MaxOn | None:
    """Return how long an output may stay on, or None for no limit."""
    form = item.max_on
    return None if form is None else MaxOn(form.above, form.longest, form.rest)


def plan_model(item: ItemForm) -> tuple[Equation, ...]:
    """Return the equations of an item, the finer levels first."""
    return tuple(
        Equation(name, expression.text, level)  # type: ignore[arg-type]  # LEVELS are the levels of an equation
        for level in LEVELS
        for name, expression in item.model.at(level).items()
    )


def plan_components(item: ItemForm, *, by_person: bool) -> tuple[Component, ...]:
    """Return the components of an item's budget; one reading by a person has no spread, and no component of type A."""
    counts = series(item, UUT, by_person=by_person)
    return tuple(
        _component(entry)
        for entry in item.uncertainty
        if entry.larger_of is None and not (entry.type == "A" and counts.get(str(entry.of)) == 1)
    )


def plan_groups(item: ItemForm, components: Iterable[Component]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of planned components of which only the largest counts."""
    names = {component.name for component in components}
    groups = (tuple(name for name in entry.larger_of or () if name in names) for entry in item.uncertainty)
    return tuple(group for group in groups if len(group) > 1)


def _component(entry: UncertaintyEntry) -> Component:
    return Component(
        name=str(entry.name),
        of=str(entry.of),
        cause=entry.cause or Bilingual("", ""),
        type="A" if entry.type == "A" else "B",
        half_width=None if entry.half_width is None else entry.half_width.text,
        distribution=entry.distribution,
        source=entry.source,
    )


def plan_requirement(form: RequirementForm) -> Requirement:
    """Return a requirement; without a rule of its own it is judged by simple acceptance."""
    return Requirement(
        what=form.what,
        level=form.level,  # type: ignore[arg-type]  # the linter lets only levels of a requirement pass
        of=form.of,
        lower=form.limit.lower_text,
        upper=form.limit.upper.expression.text,
        rule=form.rule or "simple",
        rounded_to=None if form.compare is None else form.compare.rounded_to.text,
        clause=form.clause,
        verified=form.verified is not None,
    )


def plan_conditions(procedure: Procedure, watches: Mapping[str, Watch]) -> tuple[Condition, ...]:
    """Return the conditions before and during the run, each with how an instrument measures it, if one does."""
    return tuple(
        Condition(name, limits.lower, limits.upper, limits.text, watches.get(name))
        for name, limits in procedure.conditions.items()
    )


def plan_reporting(report: ReportForm) -> Reporting:
    """Return how results are printed: k = 2 where the procedure does not say which coverage it wants."""
    digits = _USUAL_DIGITS if report.U is None else report.U.digits
    rounded = _USUAL_ROUNDING if report.U is None else report.U.rounded
    coverage = report.coverage
    if coverage is None:
        return Reporting(digits, _USUAL_K, None, rounded=rounded)
    return Reporting(digits, coverage.k, coverage.p, dominating=coverage.rule == "dominating", rounded=rounded)
