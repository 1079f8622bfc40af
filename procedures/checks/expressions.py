"""Checks one expression against the names it may use at its place and the kind of quantity it must give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.metrology.expression import Value
from bench_core.metrology.unit import Unit, coherent, unit
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import Problem, attempt, kind_of, offset_of
from procedures.counts import PICK
from procedures.hints import write
from procedures.model import UUT
from procedures.unknown import NAME, ROLE, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.expression import Expression


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: in the model, and how many characters stand before it in its scalar."""

    loc: Loc
    offset: int = 0

    def finding(self, message: Bilingual, hint: Bilingual = NOTHING, offset: int = 0) -> Finding:
        """Return a mistake at a character of the expression."""
        return Finding(self.loc, message, hint, self.offset + offset)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What expressions may name at one kind of place.

    Args:
        roles: of the procedure.
        sets: stand-in values of every name that is known, several sets.
        broken: names whose own mistakes are already told.
    """

    roles: Collection[str]
    sets: list[dict[str, Value]]
    broken: Collection[str] = ()

    def unknown(self, expression: Expression, place: Place) -> Iterator[Finding]:
        """Yield a finding for each name that an expression may not use, at its place in the text."""
        for name in sorted(expression.names - self.sets[0].keys() - set(self.broken)):
            yield place.finding(*self.why_unknown(name), offset_of(expression, name))
        for name in sorted(expression.calls):
            message = Bilingual(f"“{name}(…)”不能写在这里", f"'{name}(…)' has no place here")
            hint = Bilingual("它用于选取量程", "it chooses ranges")
            yield place.finding(message, hint, expression.text.find(name))

    def why_unknown(self, name: str) -> tuple[Bilingual, Bilingual]:
        """Return why a name is not known, and a hint."""
        if "[" in name or f"{name}{PICK}" in self.sets[0]:
            return self._why_not_picked(name)
        owner, _, quality = name.partition(".")
        standards = [role for role in self.roles if role != UUT]
        if name == f"{UUT}.output":
            message = Bilingual(
                "“uut.output”：被检器具不是标准器，没有 output",
                "'uut.output': the unit under test is no reference, it has no output",
            )
            return message, Bilingual("写它的读数名", "name its readings")
        if quality == "output":
            return _no_output(name, owner) if owner in standards else unknown(ROLE, owner, standards)
        if owner in standards:
            message = Bilingual(f"标准器不给出“{name}”", f"'{name}' is not something a standard gives")
            return message, Bilingual(
                f"按其使用方式，它的值是 {owner}.output", f"its value, by its use, is {owner}.output"
            )
        return unknown(NAME, name, sorted(self.sets[0]))

    def _why_not_picked(self, name: str) -> tuple[Bilingual, Bilingual]:
        base, _, pick = name.partition("[")
        right = f"{base}{PICK}"
        if not pick:
            return Bilingual(f"“{name}”每量程只读一次", f"'{name}' is read once per range"), write(right)
        if right in self.sets[0]:
            return Bilingual(f"“{base}”没有“[{pick}”这种取法", f"unknown pick '[{pick}' of '{base}'"), write(right)
        if base in self.sets[0]:
            message = Bilingual(
                f"“{base}”不是每量程读一次的读数", f"'{base}' is no reading that is taken once per range"
            )
            return message, write(base)
        known = [one for one in self.sets[0] if one.endswith(PICK)]
        return unknown(NAME, name, sorted(known or self.sets[0]))

    def must_give(
        self, wanted: Unit | None, what: Bilingual, expression: Expression, place: Place
    ) -> Iterator[Finding]:
        """Yield findings unless an expression gives one quantity of the kind of `wanted`.

        Args:
            wanted: any unit of the right kind; None where that cannot be told, and any will do.
            what: what the expression is, for the message.
            expression: to check.
            place: where it stands.
        """
        values, findings = self._values(expression, place)
        yield from findings
        if values:
            yield from wrong_kind(values[0], wanted or kind_of(values[0]) or unit("1"), what, place)

    def must_compare(self, what: Bilingual, expression: Expression, place: Place) -> Iterator[Finding]:
        """Yield findings unless an expression gives a truth value."""
        values, findings = self._values(expression, place)
        yield from findings
        if values and not isinstance(values[0], bool):
            message = Bilingual(f"{what.zh}须为比较式", f"{what.en} must be a comparison")
            hint = Bilingual("例如写作 point.nominal > 10 V", "write for example point.nominal > 10 V")
            yield place.finding(message, hint)

    def _values(self, expression: Expression, place: Place) -> tuple[list[Value], list[Finding]]:
        """Return what an expression gives with each set of stand-ins, or else what is wrong with it."""
        unknown = [*self.unknown(expression, place)]
        if unknown or expression.names & set(self.broken):
            return [], unknown
        values = attempt(expression, self.sets)
        if isinstance(values, Problem):
            return [], [place.finding(values.message, values.hint, values.offset)]
        return values, []


def _no_output(name: str, owner: str) -> tuple[Bilingual, Bilingual]:
    hint = Bilingual(
        f"只有方法中设定“{owner}”的项目，其模型才有此名；指示仪器用其读数名",
        f"the model of an item whose method sets '{owner}' knows it; an indicator is known by its readings",
    )
    return Bilingual(f"此处没有“{name}”", f"'{name}' is not known here"), hint


def wrong_kind(value: Value, wanted: Unit, what: Bilingual, place: Place) -> Iterator[Finding]:
    """Yield a finding unless a value is one quantity of the kind of `wanted`."""
    kind = kind_of(value)
    if isinstance(value, tuple):
        message = Bilingual(f"{what.zh}须为一个值，而不是数列", f"{what.en} must be one value, not a series")
        hint = Bilingual("用 mean(…)、max(…) 或 min(…)", "use mean(…), max(…) or min(…)")
        yield place.finding(message, hint)
    elif kind is None:
        message = Bilingual(f"{what.zh}须为量值，而不是比较式", f"{what.en} must be a quantity, not a comparison")
        yield place.finding(message)
    elif kind.dimension != wanted.dimension:
        right, given = _named(coherent(wanted.dimension)), _named(kind)
        zh = f"{what.zh}的单位须为 {right.zh}，而不是 {given.zh}"
        yield place.finding(Bilingual(zh, f"{what.en} must be in {right.en}, not in {given.en}"))


def _named(unit: Unit) -> Bilingual:
    plain = unit.symbol == "1"
    return Bilingual("1（纯数）", "1 (a plain number)") if plain else Bilingual(unit.symbol, unit.symbol)
