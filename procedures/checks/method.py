"""Checks the steps of a method: roles, order, times and what is connected; it performs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean
from bench_core.documents.functions import has_frequency
from bench_core.documents.nodes import KEY
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.checks.settings import check_settings
from procedures.model import TERMINALS, UUT, WIRING
from procedures.steps import ONCE
from procedures.uses import FUNCTION, use, uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.metrology.quantity import Quantity
    from procedures.checks.scope import Scope
    from procedures.model import ItemForm, Procedure
    from procedures.steps import AskForm, MethodStep, SteadyForm, TakeForm
    from procedures.uses import Use


def check_method(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's method, connections and time limit."""
    yield from _leads(procedure, item.connections, (*at, "connections"))
    yield from _max_on(item, scope, (*at, "max_on"))
    place = (*at, "method")
    yield from _steps(procedure, item.method, scope, place)
    yield from _once(procedure, item, scope, place)
    found = item.uses
    if UUT not in found:
        hint = "begin with apply: {uut: {function: …, range: point.range}, …}"
        yield Finding((*place, KEY), "no step sets the unit under test", hint)
    elif found[UUT].is_source and all(one.is_source for one in found.values()) and not _read_unset(item):
        message = "the unit under test is a source, and nothing indicates what it puts out"
        yield Finding((*place, KEY), message, "apply: {uut: …, meter: {function: …, range: …}}")


def _read_unset(item: ItemForm) -> bool:
    """Tell whether something is read that is never set, which is told at its step."""
    return any(step.take is not None and step.take.source not in item.uses for step in item.steps)


def _steps(procedure: Procedure, steps: Sequence[MethodStep], scope: Scope | None, at: Loc) -> Iterator[Finding]:
    applied: set[str] = set()
    early: set[str] = set()
    taken: set[str] = set()
    found = uses(steps)
    for index, step in enumerate(steps):
        place = (*at, index)
        yield from _step(procedure, scope, step, found, place)
        yield from _in_order(procedure, step, applied, early, place)
        if step.take is not None and step.take.source != UUT and step.take.source in taken:
            message = f"'{step.take.source}' is read a second time in this method"
            yield Finding((*place, "take", "from"), message, "this version reads each standard once at a point")
        taken |= {step.take.source} if step.take is not None else set()


def _step(
    procedure: Procedure, scope: Scope | None, step: MethodStep, found: Mapping[str, Use], place: Loc
) -> Iterator[Finding]:
    vocabulary = None if scope is None else scope.vocabulary(procedure.roles)
    for role, settings in (step.apply or {}).items():
        yield from _role(procedure, role, (*place, "apply", role, KEY))
        yield from check_settings(vocabulary, scope, use(role, settings), (*place, "apply", role))
    yield from _leads(procedure, step.connect or {}, (*place, "connect"))
    if step.steady is not None:
        yield from _steady(procedure, scope, step.steady, found, (*place, "steady"))
    if step.take is not None:
        yield from _take(procedure, step.take, found, (*place, "take"))
    if step.ask is not None:
        yield from _ask(step.ask, (*place, "ask"))


def _in_order(
    procedure: Procedure, step: MethodStep, applied: set[str], early: set[str], place: Loc
) -> Iterator[Finding]:
    """Yield what is set twice, for a point has one reference value, or is read before it is set, which is told once.

    Args:
        procedure: of the step.
        step: of a method.
        applied: roles that were set before; grows.
        early: roles that were read before they were set; grows.
        place: of the step.
    """
    for role in step.apply or {}:
        if role in applied:
            message = f"'{role}' is set a second time in this method"
            yield Finding((*place, "apply", role, KEY), message, "this version sets each role once at a point")
        applied.add(role)
    read = {} if step.steady is None else {"steady": step.steady.watch}
    read |= {} if step.take is None else {"take": step.take.source}
    for word, role in read.items():
        if role in procedure.roles and role not in applied | early:
            who = "the unit under test" if role == UUT else f"'{role}'"
            yield Finding((*place, word, KEY), f"'{word}' stands before {who} is set", "apply comes first")
            early.add(role)


def _once(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    for index, step in enumerate(item.method):
        if step.once is None:
            continue
        place = (*at, index, ONCE)
        if index:
            message = f"'{ONCE}' does not stand first in the method"
            yield Finding((*place, KEY), message, "it is done before the first point of a range; write it first, once")
        if scope is not None and has_frequency(scope.function):
            message = f"'{ONCE}' in an item of {scope.function}, which has a frequency at each point"
            yield Finding((*place, KEY), message, "take such readings at the points")
        yield from _steps(procedure, step.once, None if scope is None else scope.once(), place)
        yield from _once_more(item, step.once, place)


def _once_more(item: ItemForm, steps: Sequence[MethodStep], place: Loc) -> Iterator[Finding]:
    for index, inner in enumerate(steps):
        if inner.once is not None:
            yield Finding((*place, index, ONCE, KEY), f"'{ONCE}' inside itself", "write its steps one after another")
        other = (inner.apply or {}).get(UUT, {}).get(FUNCTION)
        if other is not None and item.function and other.text != item.function:
            message = f"sets function {other.text} in an item of {item.function}"
            yield Finding((*place, index, "apply", UUT, FUNCTION), message, f"write {item.function}")


def _max_on(item: ItemForm, scope: Scope | None, place: Loc) -> Iterator[Finding]:
    if item.max_on is None:
        return
    for key in ("longest", "rest"):
        yield from _time(getattr(item.max_on, key), key, place)
    if scope is not None and item.max_on.above.dimension != scope.unit.dimension:
        message = f"'above' must be in {scope.unit}, not in {item.max_on.above.unit}"
        yield Finding((*place, "above"), message)


def _role(procedure: Procedure, role: str, place: Loc) -> Iterator[Finding]:
    if role not in procedure.roles and role != UUT:
        yield Finding(place, f"unknown role '{role}'", did_you_mean(role, list(procedure.roles)))


def _leads(procedure: Procedure, leads: Mapping[str, str], place: Loc) -> Iterator[Finding]:
    for role, terminals in leads.items():
        if role not in {WIRING, UUT} and role not in procedure.roles:
            hint = did_you_mean(role, [*procedure.roles, WIRING])
            yield Finding((*place, role, KEY), f"unknown role '{role}'", hint)
        elif terminals.endswith(TERMINALS) and terminals != f"{role}{TERMINALS}":
            message = f"'{terminals}' are not the terminals of '{role}'"
            hint = "write 2-wire or 4-wire" if role == WIRING else f"write {role}{TERMINALS}"
            yield Finding((*place, role), message, hint)


def _steady(
    procedure: Procedure, scope: Scope | None, steady: SteadyForm, found: Mapping[str, Use], place: Loc
) -> Iterator[Finding]:
    yield from _role(procedure, steady.watch, (*place, "watch"))
    if steady.watch in procedure.roles and steady.watch in found and found[steady.watch].is_source:
        message = f"'{steady.watch}' is set by this method; its indications cannot be watched"
        hints = [f"write watch: {role}" for role, one in found.items() if not one.is_source]
        yield Finding((*place, "watch"), message, hints[0] if hints else "")
    times = [*_time(steady.hold, "for", place), *_time(steady.give_up, "give_up", place)]
    yield from times
    if not times and not steady.hold < steady.give_up:
        message = f"give_up {steady.give_up} is not longer than the hold time {steady.hold}"
        yield Finding((*place, "give_up"), message, "waiting would always fail")
    if scope is not None:
        function = found[steady.watch].function if steady.watch in found else scope.function
        wanted = unit(CAPABILITIES.get(function, CAPABILITIES[scope.function]).unit)
        yield from scope.vocabulary(procedure.roles).must_give(
            wanted, "the band of a steady signal", steady.peak_to_peak, Place((*place, "peak_to_peak"))
        )


def _time(value: Quantity, key: str, place: Loc) -> Iterator[Finding]:
    if value.dimension != unit("s").dimension:
        yield Finding((*place, key), f"'{key}' must be a time, not in {value.unit}", "write for example 3 s")


def _take(procedure: Procedure, take: TakeForm, found: Mapping[str, Use], place: Loc) -> Iterator[Finding]:
    yield from _role(procedure, take.source, (*place, "from"))
    if take.source in procedure.roles and take.source in found and found[take.source].is_source:
        message = f"'{take.source}' is set by this method, not read"
        yield Finding((*place, "from"), message, f"the model knows its value as {take.source}.output")


def _ask(ask: AskForm, place: Loc) -> Iterator[Finding]:
    try:
        unit(ask.unit)
    except UnitUnknown as problem:
        yield Finding((*place, "unit"), str(problem))
