"""Checks requirements and report: kinds of limits, rules, and that verification and calibration stay apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from bench_core.metrology.quantity import Quantity
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import kind_of
from procedures.hints import add, write

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
            message = Bilingual(
                f"本版本尚不支持 level: {requirement.level} 的要求",
                f"a requirement per {requirement.level} is not known to this version",
            )
            hint = Bilingual("本版本只在 level: point 判定", "it judges at level: point")
            yield Finding((*place, "level"), message, hint)
        yield from _quantity(model.vocabulary(procedure.roles), model, item, index, place)


def _rule(procedure: Procedure, requirement: RequirementForm, place: Loc) -> Iterator[Finding]:
    if procedure.kind == "calibration" and requirement.rule is None:
        message = Bilingual(
            "校准只按与委托方约定的判定规则给出符合性判定",
            "a calibration states conformity only under a rule that was agreed with the client",
        )
        hint = Bilingual("补上 rule: simple、guarded 或 jjf1094", "add rule: simple, guarded or jjf1094")
        yield Finding((*place, "of", KEY), message, hint)
    if procedure.kind == "verification" and requirement.rule in {"guarded", "jjf1094"}:
        message = Bilingual(
            f"检定按规程的规则判定，不按 {requirement.rule}",
            f"a verification judges by its regulation's rule, not by {requirement.rule}",
        )
        hint = Bilingual("删去 rule；U 不参与检定", "leave the rule out; U takes no part in a verification")
        yield Finding((*place, "rule"), message, hint)


def _quantity(vocabulary: Vocabulary, model: Model, item: ItemForm, number: int, at: Loc) -> Iterator[Finding]:
    requirement = item.requirements[number]
    points = {**item.model.at("repeat"), **item.model.at("point")}
    for index, name in enumerate(requirement.of):
        value = model.value(name)
        if not points:
            continue  # a model without a result is told as such
        if name not in points:
            hint = did_you_mean(name, list(points))
            if isinstance(value, tuple):
                hint = Bilingual(f"在 per point 方程中用 mean({name})", f"use mean({name}) in an equation per point")
            message = Bilingual(f"“{name}”不是 per point 方程", f"'{name}' is no equation per point")
            yield Finding((*at, "of", index), message, hint)
        else:
            kind = None if value is None else kind_of(value)
            yield from _limits(vocabulary, requirement, name, kind, at)


def _limits(
    vocabulary: Vocabulary, requirement: RequirementForm, name: str, kind: Unit | None, at: Loc
) -> Iterator[Finding]:
    for part in requirement.limit.parts:
        place = Place((*at, "limit"), part.offset)
        what = Bilingual(f"“{name}”的限值", f"the limit of '{name}'")
        yield from vocabulary.must_give(kind, what, part.expression, place)
    if requirement.compare is not None:
        place = Place((*at, "compare", "rounded_to"))
        what = Bilingual(f"“{name}”的修约间隔", f"the rounding interval of '{name}'")
        yield from vocabulary.must_give(kind, what, requirement.compare.rounded_to, place)


def check_report(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the report section."""
    report = procedure.report
    if procedure.kind == "calibration" and report.U is None:
        message = Bilingual(
            "校准须给出 U，而 report 未写 U 取几位",
            "a calibration states U, and the report does not say with how many digits",
        )
        form = "report: {U: {digits: 2}, error: aligned with U}"
        yield Finding(("kind",), message, add(form))
    said = sorted(report.model_fields_set)
    if procedure.kind == "verification" and said:
        names = ", ".join(said)
        message = Bilingual(
            f"检定不给出不确定度；“{names}”属于校准",
            f"a verification states no uncertainty; '{names}' belong to a calibration",
        )
        yield Finding(("report", said[0], KEY), message, Bilingual("删去 report:", "leave report: out"))
    if report.coverage is not None:
        yield from _coverage(report.coverage)


def _coverage(coverage: Coverage) -> Iterator[Finding]:
    if coverage.k is not None and not _ONE <= coverage.k <= _ONE * 4:
        message = Bilingual(
            f"k 为 {coverage.k}；包含因子在 1 与 4 之间", f"k is {coverage.k}; a coverage factor lies between 1 and 4"
        )
        yield Finding(("report", "coverage", "k"), message, write("k: 2"))
    if coverage.p is not None and coverage.p < _ONE / 2:
        message = Bilingual(
            f"包含概率为 {coverage.p}；它在 50 % 与 100 % 之间",
            f"the coverage probability is {coverage.p}; it lies between 50 % and 100 %",
        )
        yield Finding(("report", "coverage", "p"), message, write("p: 95 %"))
