"""Checks roles and conditions: who takes part, how each standard is used, and that no standard is used two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding
from procedures.checks.scope import scope_of
from procedures.conditions import CONDITIONS, ZEROED
from procedures.counts import PERSON
from procedures.model import UUT
from procedures.steps import ONCE
from procedures.uses import use, uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.fields import Limits
    from bench_core.metrology.expression import Expression
    from procedures.model import ItemForm, Procedure, RoleForm
    from procedures.uses import Use


def check_roles(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the roles."""
    if UUT not in procedure.roles:
        yield Finding(
            ("roles", KEY), "no role 'uut'", "every procedure has a unit under test: uut: {entry: [wire, person]}"
        )
    for name, role in procedure.roles.items():
        yield from _uut(procedure, role) if name == UUT else _standard(procedure, name, role)
    yield from _mixed_use(procedure)
    yield from _serves_two_ways(procedure)


def _uut(procedure: Procedure, role: RoleForm) -> Iterator[Finding]:
    for key in ("is", "use", "adequacy"):
        if getattr(role, "is_" if key == "is" else key) is not None:
            yield Finding(
                ("roles", UUT, key, KEY), f"'{key}' belongs to a reference standard, not to the unit under test"
            )
    if role.entry is None:
        yield Finding(
            ("roles", UUT, KEY), "role 'uut' does not say how it is read", "write entry: wire, person, or both"
        )
    elif PERSON in role.entry and any(UUT in item.uses and item.uses[UUT].is_source for item in procedure.items):
        message = "a unit under test that a person sets is not known to this version, if it is a source"
        yield Finding(("roles", UUT, "entry"), message, "write entry: wire")


def _standard(procedure: Procedure, name: str, role: RoleForm) -> Iterator[Finding]:
    at = ("roles", name)
    key = (*at, KEY)
    if role.is_ is None:
        yield Finding(key, f"role '{name}' does not say what it is", "write is: reference")
    if role.use is None:
        yield Finding(key, f"role '{name}' does not say how it is used", "write use: as_class, or use: as_corrected")
    if role.entry is not None:
        yield Finding((*at, "entry", KEY), "'entry' belongs to the role 'uut'")
    if role.adequacy is not None:
        yield from _adequacy(procedure, name, role.adequacy)
    if not any(name in _named(item) for item in procedure.items) and not _strangers(procedure):
        yield Finding(key, f"role '{name}' is never used", "set it in an item's apply step, or leave it out")


def _named(item: ItemForm) -> set[str]:
    """Return every role that an item sets, watches or reads, even where that is a mistake that is told elsewhere."""
    steps = (*item.method, *item.preliminary)
    read = {step.take.source for step in steps if step.take} | {step.steady.watch for step in steps if step.steady}
    return {*item.uses, *uses(item.preliminary), *read}


def _strangers(procedure: Procedure) -> set[str]:
    """Return the roles that are set and not declared: a misspelt name, perhaps of one that seems unused."""
    return {role for item in procedure.items for role in {*item.uses, *uses(item.preliminary)}} - {
        *procedure.roles,
        UUT,
    }


def _adequacy(procedure: Procedure, name: str, adequacy: Expression) -> Iterator[Finding]:
    """Its U is compared with the expression at every point of every item that uses the standard."""
    for item in procedure.items:
        found, scope = item.standards.get(name), scope_of(procedure, item)
        if scope is not None and found is not None and found.function in CAPABILITIES:
            what, place = f"the adequacy of '{name}'", Place(("roles", name, "adequacy"))
            wanted = unit(CAPABILITIES[found.function].unit)
            yield from scope.vocabulary(procedure.roles).must_give(wanted, what, adequacy, place)


def _mixed_use(procedure: Procedure) -> Iterator[Finding]:
    """One quantity comes from standards used by class, or from standards used as corrected."""
    first: dict[str, tuple[str, str]] = {}
    for item in procedure.items:
        for name, found in item.standards.items():
            role = procedure.roles.get(name)
            if role is None or role.use is None:
                continue
            other, use = first.setdefault(found.function, (name, role.use))
            if use != role.use:
                message = f"mixed use: '{name}' is used {role.use}, but '{other}' gives {found.function} {use}"
                yield Finding(("roles", name, "use"), message, "use a standard one way only")
                first[found.function] = (name, role.use)


def _serves_two_ways(procedure: Procedure) -> Iterator[Finding]:
    """An instrument is a source in all items and steps of a procedure, or an indicator in all of them."""
    first: dict[str, Use] = {}
    for number, item in enumerate(procedure.items):
        for at, steps in ((("method",), item.method), (("method", 0, ONCE), item.preliminary)):
            for index, step in enumerate(steps):
                for role, settings in (step.apply or {}).items():
                    now = use(role, settings)
                    before = first.setdefault(role, now) if now.function else now
                    if before.serves != now.serves:
                        message = f"'{role}' is used as {now.serves} here, and as {before.serves} elsewhere"
                        place = ("items", number, *at, index, "apply", role, KEY)
                        yield Finding(place, message, "one role serves one way in a procedure")


def check_conditions(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the conditions."""
    for name, limits in procedure.conditions.items():
        known = CONDITIONS | {f"{role}.{ZEROED}": "s" for role in procedure.roles}
        if name not in known:
            yield Finding(("conditions", name, KEY), f"unknown condition '{name}'", did_you_mean(name, list(known)))
        else:
            yield from _condition_kind(name, known[name], limits)


def _condition_kind(name: str, symbol: str, limits: Limits) -> Iterator[Finding]:
    for end in (limits.lower, limits.upper):
        if end is not None and end.dimension != unit(symbol).dimension:
            yield Finding(("conditions", name), f"{name} must be in {symbol} or the like, not in {end.unit}")
            return
