"""Checks the steps of a method: roles, settings and their kinds, order, times; it performs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.model import UUT, main_setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bench_core.metrology.expression import Expression
    from bench_core.metrology.quantity import Quantity
    from procedures.checks.expressions import Vocabulary
    from procedures.checks.scope import Scope
    from procedures.model import ItemForm, Procedure
    from procedures.steps import AskForm, MethodStep, SteadyForm, TakeForm


def check_method(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's method and connections."""
    yield from _leads(procedure, item.connections, (*at, "connections"))
    applied: set[str] = set()
    for index, step in enumerate(item.method):
        place = (*at, "method", index)
        yield from _step(procedure, scope, step, place)
        yield from _applied_before(step, applied, place)
    if UUT not in applied:
        hint = "begin with apply: {uut: {function: …, range: point.range}, …}"
        yield Finding((*at, "method", KEY), "no step sets the unit under test", hint)


def _step(procedure: Procedure, scope: Scope | None, step: MethodStep, place: Loc) -> Iterator[Finding]:
    for role, settings in (step.apply or {}).items():
        yield from _role(procedure, role, (*place, "apply", role, KEY))
        check = _uut_settings if role == UUT else _source_settings
        yield from check(procedure, scope, settings, (*place, "apply", role))
    yield from _leads(procedure, step.connect or {}, (*place, "connect"))
    if step.steady is not None:
        yield from _steady(procedure, scope, step.steady, (*place, "steady"))
    if step.take is not None:
        yield from _take(procedure, step.take, (*place, "take"))
    if step.ask is not None:
        yield from _ask(step.ask, (*place, "ask"))


def _applied_before(step: MethodStep, applied: set[str], place: Loc) -> Iterator[Finding]:
    """One setting of each role in a method: a point has one reference value."""
    for role in step.apply or {}:
        if role in applied:
            message = f"'{role}' is set a second time in this method"
            yield Finding((*place, "apply", role, KEY), message, "this version sets each role once at a point")
        applied.add(role)
    for word in ("steady", "take"):
        if getattr(step, word) is not None and UUT not in applied:
            yield Finding(
                (*place, word, KEY), f"'{word}' stands before the unit under test is set", "apply comes first"
            )


def _role(procedure: Procedure, role: str, place: Loc) -> Iterator[Finding]:
    if role not in procedure.roles and role != UUT:
        yield Finding(place, f"unknown role '{role}'", did_you_mean(role, list(procedure.roles)))


def _leads(procedure: Procedure, leads: Iterable[str], place: Loc) -> Iterator[Finding]:
    for role in leads:
        if role not in {"wiring", UUT} and role not in procedure.roles:
            hint = did_you_mean(role, [*procedure.roles, "wiring"])
            yield Finding((*place, role, KEY), f"unknown role '{role}'", hint)


def _uut_settings(
    procedure: Procedure, scope: Scope | None, settings: Mapping[str, Expression], place: Loc
) -> Iterator[Finding]:
    for key in ("function", "range"):
        if key not in settings:
            yield Finding((*place, KEY), f"the unit under test is set without '{key}'", f"add {key}")
    if "function" in settings and settings["function"].text not in CAPABILITIES:
        name = settings["function"].text
        hint = did_you_mean(name, list(CAPABILITIES))
        yield Finding((*place, "function"), f"unknown capability '{name}'", hint)
    if scope is None:
        return
    units = {"range": CAPABILITIES[scope.function].unit, **dict(CAPABILITIES[scope.function].settable)}
    rest = {key: value for key, value in settings.items() if key != "function"}
    yield from _settings(scope.vocabulary(procedure.roles), rest, units, place)


def _source_settings(
    procedure: Procedure, scope: Scope | None, settings: Mapping[str, Expression], place: Loc
) -> Iterator[Finding]:
    main = main_setting(settings)
    if not main:
        wrong = next(iter(settings), "")
        message = f"unknown capability '{wrong}'" if wrong else "a standard is set to nothing"
        yield Finding((*place, wrong, KEY), message, did_you_mean(wrong, list(CAPABILITIES)))
    elif scope is not None:
        units = {main: CAPABILITIES[main].unit, **dict(CAPABILITIES[main].settable)}
        yield from _settings(scope.vocabulary(procedure.roles), settings, units, place)


def _settings(
    vocabulary: Vocabulary, settings: Mapping[str, Expression], units: Mapping[str, str], at: Loc
) -> Iterator[Finding]:
    for name, expression in settings.items():
        if name in units:
            yield from vocabulary.must_give(unit(units[name]), name, expression, Place((*at, name)))
        else:
            yield Finding((*at, name, KEY), f"unknown setting '{name}'", did_you_mean(name, list(units)))


def _steady(procedure: Procedure, scope: Scope | None, steady: SteadyForm, place: Loc) -> Iterator[Finding]:
    yield from _role(procedure, steady.watch, (*place, "watch"))
    if steady.watch in procedure.roles and steady.watch != UUT:
        message = f"'{steady.watch}' is set by this method; its indications cannot be watched"
        yield Finding((*place, "watch"), message, "write watch: uut")
    times = [*_time(steady.hold, "for", place), *_time(steady.give_up, "give_up", place)]
    yield from times
    if not times and not steady.hold < steady.give_up:
        message = f"give_up {steady.give_up} is not longer than the hold time {steady.hold}"
        yield Finding((*place, "give_up"), message, "waiting would always fail")
    if scope is not None:
        yield from scope.vocabulary(procedure.roles).must_give(
            unit(CAPABILITIES[scope.function].unit),
            "the band of a steady signal",
            steady.peak_to_peak,
            Place((*place, "peak_to_peak")),
        )


def _time(value: Quantity, key: str, place: Loc) -> Iterator[Finding]:
    if value.dimension != unit("s").dimension:
        yield Finding((*place, key), f"'{key}' must be a time, not in {value.unit}", "write for example 3 s")


def _take(procedure: Procedure, take: TakeForm, place: Loc) -> Iterator[Finding]:
    yield from _role(procedure, take.source, (*place, "from"))
    if take.source in procedure.roles and take.source != UUT:
        message = f"'{take.source}' is set by this method, not read"
        yield Finding((*place, "from"), message, f"the model knows its value as {take.source}.output")
    uut = procedure.roles.get(UUT)
    if take.source == UUT and uut is not None and uut.entry == ("person",):
        yield Finding(
            (*place, "from"), "the unit under test is read by a person only", "use ask, or add wire to its entry"
        )


def _ask(ask: AskForm, place: Loc) -> Iterator[Finding]:
    try:
        unit(ask.unit)
    except UnitUnknown as problem:
        yield Finding((*place, "unit"), str(problem))
