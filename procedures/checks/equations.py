"""Checks the measurement model: names in order, each equation one quantity at its level, and all of it used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.nodes import KEY
from bench_core.metrology.expression import Value
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place, Vocabulary, wrong_kind
from procedures.checks.finding import Finding, Loc
from procedures.checks.scope import Scope
from procedures.checks.units import TRIES, Problem, attempt, kind_of, offset_of, stand_ins
from procedures.counts import PICK
from procedures.hints import add
from procedures.model import LEVELS
from procedures.steps import ONCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bench_core.metrology.expression import Expression
    from procedures.model import ItemForm, Procedure
    from procedures.steps import MethodStep

EVALUATED = ("reading", "repeat", "point")
"""Levels that this version evaluates; the others are refused, not ignored."""


@dataclass(slots=True)
class Model:
    """An item's equations as far as they make sense.

    Args:
        scope: the item's names.
        sets: stand-in values of every name that is known so far, several sets.
        broken: names of equations that do not, and of those that use them.
    """

    scope: Scope
    sets: list[dict[str, Value]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sets = [stand_ins(self.scope.inputs, seed) for seed in range(TRIES)]

    def value(self, name: str) -> Value | None:
        """Return a stand-in value of a name, or None where it is broken or unknown."""
        return self.sets[0].get(name)

    def vocabulary(self, roles: Collection[str]) -> Vocabulary:
        """Return what limits and half widths may name: everything that is one value at a point."""
        single = [name for name, value in self.sets[0].items() if not isinstance(value, tuple)]
        return Vocabulary(roles, [{name: known[name] for name in single} for known in self.sets], self.broken)

    def add(self, name: str, values: list[Value]) -> None:
        """Let later equations use a name."""
        for known, value in zip(self.sets, values, strict=True):
            known[name] = value


def check_names(item: ItemForm, at: Loc) -> Iterator[Finding]:
    """Yield names that stand for two things, or that calbench uses itself."""
    seen: dict[str, Bilingual] = {}
    for name, what, place in _definitions(item, at):
        if name in seen:
            message = Bilingual(
                f"“{name}”已是{seen[name].zh}的名称", f"'{name}' is already the name of {seen[name].en}"
            )
            yield Finding(place, message, Bilingual("换一个名称", "choose another name"))
        seen.setdefault(name, what)


def _definitions(item: ItemForm, at: Loc) -> Iterator[tuple[str, Bilingual, Loc]]:
    for index, step in enumerate(item.method):
        what = Bilingual(f"方法第 {index + 1} 步读数", f"what method step {index + 1} reads")
        for name, place in _read(step, (*at, "method", index)):
            yield name, what, place
    for level in LEVELS:
        what = Bilingual(f" per {level} 方程", f"an equation per {level}")
        for name in item.model.at(level):
            yield name, what, (*at, "model", f"per {level}", name, KEY)


def _read(step: MethodStep, at: Loc) -> Iterator[tuple[str, Loc]]:
    for word in ("take", "ask"):
        form = getattr(step, word)
        if form is not None:
            yield form.name, (*at, word, "name")
    for index, inner in enumerate(step.once or ()):
        yield from _read(inner, (*at, ONCE, index))


def check_equations(procedure: Procedure, item: ItemForm, scope: Scope, at: Loc) -> tuple[list[Finding], Model]:
    """Return what is wrong with an item's equations, and the model for the checks that build on it."""
    model, findings = Model(scope), []
    for level in LEVELS:
        for name, expression in item.model.at(level).items():
            place = Place((*at, "model", f"per {level}", name))
            found = [*_level(level, place.loc)] or [
                *_equation(procedure.roles, model, (level, name), expression, place)
            ]
            findings += found
            if found or name not in model.sets[0]:
                model.broken.add(name)
    return findings, model


def _level(level: str, place: Loc) -> Iterator[Finding]:
    if level not in EVALUATED:
        message = Bilingual(f"本版本尚不支持 per {level} 方程", f"equations per {level} are not known to this version")
        hint = Bilingual("本版本计算 per reading 和 per point 方程", "it evaluates equations per reading and per point")
        yield Finding((*place[:-1], KEY), message, hint)


_ABOVE = Bilingual("方程只用读数和它上面的方程", "an equation uses what was read and the equations above it")
_PER_POINT = Bilingual("在 per point 方程中用它", "use it in an equation per point")


def _equation(
    roles: Collection[str], model: Model, title: tuple[str, str], expression: Expression, place: Place
) -> Iterator[Finding]:
    later = expression.names & model.scope.levels.keys() - model.sets[0].keys() - model.broken
    for other in sorted(later):
        level = model.scope.levels[other]
        message = Bilingual(
            f"此处还没有“{other}”：它是 per {level} 方程",
            f"'{other}' is not known here yet: it is an equation per {level}",
        )
        yield place.finding(message, _ABOVE, offset_of(expression, other))
    picked = [name for name in sorted(expression.names & model.sets[0].keys()) if name.endswith(PICK)]
    picked = picked if title[0] == "reading" else []
    for name in picked:
        message = Bilingual(f"“{name}”属于量程，不属于读数", f"'{name}' belongs to a range, not to a reading")
        yield place.finding(message, _PER_POINT, offset_of(expression, name))
    unknown = [*Vocabulary(roles, model.sets, {*model.broken, *later}).unknown(expression, place)]
    yield from unknown
    if not (unknown or later or picked or expression.names & model.broken):
        yield from _value(model, title, expression, place)


def _value(model: Model, title: tuple[str, str], expression: Expression, place: Place) -> Iterator[Finding]:
    level, name = title
    values = attempt(expression, model.sets)
    if isinstance(values, Problem):
        yield place.finding(values.message, values.hint, values.offset)
        return
    value = values[0]
    kind = kind_of(value)
    one = value[0] if level == "reading" and isinstance(value, tuple) else value
    what = Bilingual(f"per {level} 方程“{name}”", f"'{name}', an equation per {level},")
    findings = [*wrong_kind(one, kind or unit("1"), what, place)]
    yield from findings
    if not findings:
        model.add(name, values)


_USE_IT = Bilingual("在模型或要求中使用它，或删去", "use it in the model or a requirement, or leave it out")


def check_unused(item: ItemForm, known: Collection[str], at: Loc) -> Iterator[Finding]:
    """Yield readings and equations that nothing uses: a slip of the pen, or a forgotten requirement.

    Args:
        item: of the procedure.
        known: every other name that the model may use; a misspelt name elsewhere explains an unused one.
        at: the item's place.
    """
    used = names_used(item)
    used |= {name for requirement in item.requirements for name in requirement.of}
    used |= {name for level in LEVELS if level not in EVALUATED for name in item.model.at(level)}  # told already
    results = list(item.model.at("point"))
    judged = {name for requirement in item.requirements for name in requirement.of}
    if not judged <= {*results, *item.model.at("repeat")}:
        used |= {*results}  # a requirement of something else is told, and may mean one of these
    if not item.requirements:
        used |= set(results[-1:])  # without a requirement the last equation per point is the point's result
    defined = [*_definitions(item, at)]
    if used <= {*known, *(name for name, _, _ in defined)}:
        for name, _, place in defined:
            if name not in used and f"{name}{PICK}" not in used:
                yield Finding(place, Bilingual(f"“{name}”从未使用", f"'{name}' is never used"), _USE_IT)
    if not results:
        message = Bilingual(
            "模型没有结果：没有 per point 方程", "the model gives no result: it has no equation per point"
        )
        yield Finding((*at, "model", KEY), message, add(" per point:  error: mean(…)"))


def names_used(item: ItemForm) -> set[str]:
    """Return every name in an item's equations."""
    return {name for level in LEVELS for equation in item.model.at(level).values() for name in equation.names}
