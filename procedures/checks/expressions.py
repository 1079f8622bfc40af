"""Checks one expression against the names it may use at its place and the kind of quantity it must give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.documents.fields import did_you_mean
from bench_core.metrology.expression import Value
from bench_core.metrology.unit import Unit, coherent, unit
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import Problem, attempt, kind_of, offset_of
from procedures.counts import PICK
from procedures.model import UUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.expression import Expression


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: in the model, and how many characters stand before it in its scalar."""

    loc: Loc
    offset: int = 0

    def finding(self, message: str, hint: str = "", offset: int = 0) -> Finding:
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
            message = f"'{name}(…)' has no place here"
            yield place.finding(message, "it chooses ranges", expression.text.find(name))

    def why_unknown(self, name: str) -> tuple[str, str]:
        """Return why a name is not known, and a hint."""
        if "[" in name or f"{name}{PICK}" in self.sets[0]:
            return self._why_not_picked(name)
        owner, _, quality = name.partition(".")
        standards = [role for role in self.roles if role != UUT]
        if name == f"{UUT}.output":
            return "'uut.output': the unit under test is no reference, it has no output", "name its readings"
        if quality == "output" and owner in standards:
            hint = f"the model of an item whose method sets '{owner}' knows it; an indicator is known by its readings"
            return f"'{name}' is not known here", hint
        if quality == "output":
            return f"unknown role '{owner}'", did_you_mean(owner, standards)
        if owner in standards:
            return f"'{name}' is not something a standard gives", f"its value, by its use, is {owner}.output"
        return f"unknown name '{name}'", did_you_mean(name, sorted(self.sets[0]))

    def _why_not_picked(self, name: str) -> tuple[str, str]:
        base, _, pick = name.partition("[")
        right = f"{base}{PICK}"
        if not pick:
            return f"'{name}' is read once per range", f"write {right}"
        if right in self.sets[0]:
            return f"unknown pick '[{pick}' of '{base}'", f"write {right}"
        if base in self.sets[0]:
            return f"'{base}' is no reading that is taken once per range", f"write {base}"
        known = [one for one in self.sets[0] if one.endswith(PICK)]
        return f"unknown name '{name}'", did_you_mean(name, sorted(known or self.sets[0]))

    def must_give(self, wanted: Unit | None, what: str, expression: Expression, place: Place) -> Iterator[Finding]:
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

    def must_compare(self, what: str, expression: Expression, place: Place) -> Iterator[Finding]:
        """Yield findings unless an expression gives a truth value."""
        values, findings = self._values(expression, place)
        yield from findings
        if values and not isinstance(values[0], bool):
            yield place.finding(f"{what} must be a comparison", "write for example point.nominal > 10 V")

    def _values(self, expression: Expression, place: Place) -> tuple[list[Value], list[Finding]]:
        """Return what an expression gives with each set of stand-ins, or else what is wrong with it."""
        unknown = [*self.unknown(expression, place)]
        if unknown or expression.names & set(self.broken):
            return [], unknown
        values = attempt(expression, self.sets)
        if isinstance(values, Problem):
            return [], [place.finding(values.message, values.hint, values.offset)]
        return values, []


def wrong_kind(value: Value, wanted: Unit, what: str, place: Place) -> Iterator[Finding]:
    """Yield a finding unless a value is one quantity of the kind of `wanted`."""
    kind = kind_of(value)
    if isinstance(value, tuple):
        yield place.finding(f"{what} must be one value, not a series", "use mean(…), max(…) or min(…)")
    elif kind is None:
        yield place.finding(f"{what} must be a quantity, not a comparison")
    elif kind.dimension != wanted.dimension:
        yield place.finding(f"{what} must be in {_named(coherent(wanted.dimension))}, not in {_named(kind)}")


def _named(unit: Unit) -> str:
    return "1 (a plain number)" if unit.symbol == "1" else unit.symbol
