"""Checks roles and conditions: who takes part, how each standard is used, and that no standard is used two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding
from procedures.checks.scope import scope_of
from procedures.model import UUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.fields import Limits
    from bench_core.metrology.expression import Expression
    from procedures.model import Procedure, RoleForm

CONDITIONS = {
    "ambient.temperature": "°C",
    "ambient.relative_humidity": "%",
    "ambient.pressure": "Pa",
    "supply.voltage": "V",
    "supply.frequency": "Hz",
    "uut.warm_up": "s",
    "uut.soak": "s",
}
"""Conditions that a procedure may set, each with a unit of its kind."""


def check_roles(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the roles."""
    if UUT not in procedure.roles:
        yield Finding(
            ("roles", KEY), "no role 'uut'", "every procedure has a unit under test: uut: {entry: [wire, person]}"
        )
    for name, role in procedure.roles.items():
        yield from _uut(role) if name == UUT else _standard(procedure, name, role)
    yield from _mixed_use(procedure)


def _uut(role: RoleForm) -> Iterator[Finding]:
    for key in ("is", "use", "adequacy"):
        if getattr(role, "is_" if key == "is" else key) is not None:
            yield Finding(
                ("roles", UUT, key, KEY), f"'{key}' belongs to a reference standard, not to the unit under test"
            )
    if role.entry is None:
        yield Finding(
            ("roles", UUT, KEY), "role 'uut' does not say how it is read", "write entry: wire, person, or both"
        )


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
    if not any(name in item.sources for item in procedure.items):
        yield Finding(key, f"role '{name}' is never used", "set it in an item's apply step, or leave it out")


def _adequacy(procedure: Procedure, name: str, adequacy: Expression) -> Iterator[Finding]:
    """Its U is compared with the expression at every point of every item that sets the standard."""
    for item in procedure.items:
        scope = scope_of(procedure, item) if name in item.sources else None
        output = scope.outputs.get(f"{name}.output") if scope is not None else None
        if scope is not None and output is not None:
            what, place = f"the adequacy of '{name}'", Place(("roles", name, "adequacy"))
            yield from scope.vocabulary(procedure.roles).must_give(output.unit, what, adequacy, place)


def _mixed_use(procedure: Procedure) -> Iterator[Finding]:
    """One quantity comes from standards used by class, or from standards used as corrected."""
    first: dict[str, tuple[str, str]] = {}
    for item in procedure.items:
        for name, capability in item.sources.items():
            role = procedure.roles.get(name)
            if role is None or role.use is None:
                continue
            other, use = first.setdefault(capability, (name, role.use))
            if use != role.use:
                message = f"mixed use: '{name}' is used {role.use}, but '{other}' gives {capability} {use}"
                yield Finding(("roles", name, "use"), message, "use a standard one way only")
                first[capability] = (name, role.use)


def check_conditions(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the conditions."""
    for name, limits in procedure.conditions.items():
        at = ("conditions", name)
        if name not in CONDITIONS:
            yield Finding((*at, KEY), f"unknown condition '{name}'", did_you_mean(name, list(CONDITIONS)))
        else:
            yield from _condition_kind(name, limits)


def _condition_kind(name: str, limits: Limits) -> Iterator[Finding]:
    symbol = CONDITIONS[name]
    for end in (limits.lower, limits.upper):
        if end is not None and end.dimension != unit(symbol).dimension:
            yield Finding(("conditions", name), f"{name} must be in {symbol} or the like, not in {end.unit}")
            return
