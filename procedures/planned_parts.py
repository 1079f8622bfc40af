"""From the forms of a procedure file to the parts of a plan that need no bench: steps, model, budget, requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import (
    Apply,
    Ask,
    Bilingual,
    Component,
    Condition,
    Confirm,
    Connect,
    Equation,
    Reporting,
    Requirement,
    Steady,
    Step,
    Take,
)
from procedures.model import LEVELS, UUT

if TYPE_CHECKING:
    from procedures.model import ItemForm, Procedure, ReportForm
    from procedures.requirements import RequirementForm
    from procedures.steps import MethodStep
    from procedures.uncertainty import UncertaintyEntry

_USUAL_DIGITS = 2
_USUAL_K = Quantity.of("2", "1")


def plan_step(step: MethodStep) -> Step:
    """Return one step of the method."""
    if step.apply is not None:
        texts = {role: {key: value.text for key, value in row.items()} for role, row in step.apply.items()}
        return Apply(texts.pop(UUT, {}), texts)
    if step.connect is not None:
        return Connect(dict(step.connect))
    if step.steady is not None:
        form = step.steady
        return Steady(form.watch, form.peak_to_peak.text, form.hold, form.give_up)
    if step.take is not None:
        return Take(step.take.name, step.take.source, step.take.readings)
    if step.confirm is not None:
        return Confirm(step.confirm)
    if step.ask is not None:
        return Ask(step.ask.name, step.ask.text, step.ask.unit)
    raise AssertionError("a step without a word")  # the model refuses it


def plan_model(item: ItemForm) -> tuple[Equation, ...]:
    """Return the equations of an item, the finer levels first."""
    return tuple(
        Equation(name, expression.text, level)  # type: ignore[arg-type]  # LEVELS are the levels of an equation
        for level in LEVELS
        for name, expression in item.model.at(level).items()
    )


def plan_components(item: ItemForm) -> tuple[Component, ...]:
    """Return the components of an item's budget."""
    return tuple(_component(entry) for entry in item.uncertainty if entry.larger_of is None)


def plan_groups(item: ItemForm) -> tuple[tuple[str, ...], ...]:
    """Return the groups of components of which only the largest counts."""
    return tuple(entry.larger_of for entry in item.uncertainty if entry.larger_of is not None)


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


def plan_conditions(procedure: Procedure) -> tuple[Condition, ...]:
    """Return the conditions before the run."""
    return tuple(
        Condition(name, limits.lower, limits.upper, limits.text) for name, limits in procedure.conditions.items()
    )


def plan_reporting(report: ReportForm) -> Reporting:
    """Return how results are printed: k = 2 where the procedure names neither k nor a probability."""
    digits = _USUAL_DIGITS if report.U is None else report.U.digits
    k = report.k if report.k is not None or report.probability is not None else _USUAL_K
    return Reporting(digits, k, report.probability)
