"""Checks requirements and report: kinds of limits, rules, and that verification and calibration stay apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from bench_core.metrology.quantity import Quantity
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.coverage import Coverage
    from bench_core.metrology.unit import Unit
    from procedures.checks.equations import Model
    from procedures.checks.expressions import Vocabulary
    from procedures.model import ItemForm, Procedure
    from procedures.requirements import RequirementForm

_ONE = Quantity.of(1, "1")


def check_requirements(procedure: Procedure, item: ItemForm, model: Model, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's requirements."""
    for index, requirement in enumerate(item.requirements):
        place = (*at, "requirements", index)
        yield from _rule(procedure, requirement, place)
        if requirement.level != "point":
            message = f"a requirement per {requirement.level} is not known to this version"
            yield Finding((*place, "level"), message, "it judges at level: point")
        yield from _quantity(model.vocabulary(procedure.roles), model, item, index, place)


def _rule(procedure: Procedure, requirement: RequirementForm, place: Loc) -> Iterator[Finding]:
    if procedure.kind == "calibration" and requirement.rule is None:
        message = "a calibration states conformity only under a rule that was agreed with the client"
        yield Finding((*place, "of", KEY), message, "add rule: simple, guarded or jjf1094")
    if procedure.kind == "verification" and requirement.rule in {"guarded", "jjf1094"}:
        message = f"a verification judges by its regulation's rule, not by {requirement.rule}"
        yield Finding((*place, "rule"), message, "leave the rule out; U takes no part in a verification")


def _quantity(vocabulary: Vocabulary, model: Model, item: ItemForm, number: int, at: Loc) -> Iterator[Finding]:
    requirement = item.requirements[number]
    points = {**item.model.at("repeat"), **item.model.at("point")}
    for index, name in enumerate(requirement.of):
        value = model.value(name)
        if not points:
            continue  # a model without a result is told as such
        if name not in points:
            known = isinstance(value, tuple)
            hint = f"use mean({name}) in an equation per point" if known else did_you_mean(name, list(points))
            yield Finding((*at, "of", index), f"'{name}' is no equation per point", hint)
        else:
            kind = None if value is None else kind_of(value)
            yield from _limits(vocabulary, requirement, name, kind, at)


def _limits(
    vocabulary: Vocabulary, requirement: RequirementForm, name: str, kind: Unit | None, at: Loc
) -> Iterator[Finding]:
    for part in requirement.limit.parts:
        place = Place((*at, "limit"), part.offset)
        yield from vocabulary.must_give(kind, f"the limit of '{name}'", part.expression, place)
    if requirement.compare is not None:
        place = Place((*at, "compare", "rounded_to"))
        what = f"the rounding interval of '{name}'"
        yield from vocabulary.must_give(kind, what, requirement.compare.rounded_to, place)


def check_report(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the report section."""
    report = procedure.report
    if procedure.kind == "calibration" and report.U is None:
        hint = "add report: {U: {digits: 2}, error: aligned with U}"
        yield Finding(("kind",), "a calibration states U, and the report does not say with how many digits", hint)
    if procedure.kind == "verification":
        said = sorted(report.model_fields_set)
        message = f"a verification states no uncertainty; '{', '.join(said)}' belong to a calibration"
        if said:
            yield Finding(("report", said[0], KEY), message, "leave report: out")
    if report.coverage is not None:
        yield from _coverage(report.coverage)


def _coverage(coverage: Coverage) -> Iterator[Finding]:
    if coverage.k is not None and not _ONE <= coverage.k <= _ONE * 4:
        message = f"k is {coverage.k}; a coverage factor lies between 1 and 4"
        yield Finding(("report", "coverage", "k"), message, "write k: 2")
    if coverage.p is not None and coverage.p < _ONE / 2:
        message = f"the coverage probability is {coverage.p}; it lies between 50 % and 100 %"
        yield Finding(("report", "coverage", "p"), message, "write p: 95 %")
