"""Checks the steps of a method: roles, order, times and what is connected; it performs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.functions import has_frequency
from bench_core.documents.nodes import KEY
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc, called
from procedures.checks.settings import check_settings
from procedures.hints import write
from procedures.model import TERMINALS, UUT, WIRING
from procedures.steps import ONCE
from procedures.unknown import ROLE, unknown
from procedures.uses import FUNCTION, use, uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.metrology.quantity import Quantity
    from procedures.checks.scope import Scope
    from procedures.model import ItemForm, Procedure
    from procedures.steps import AskForm, MethodStep, SteadyForm, TakeForm
    from procedures.uses import Use


_UUT_NOT_SET = Bilingual("没有步骤设定被检器具", "no step sets the unit under test")
_BEGIN = Bilingual(
    "以 apply: {uut: {function: …, range: point.range}, …} 开头",
    "begin with apply: {uut: {function: …, range: point.range}, …}",
)


def check_method(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's method, connections and time limit."""
    yield from _leads(procedure, item.connections, (*at, "connections"))
    yield from _max_on(item, scope, (*at, "max_on"))
    place = (*at, "method")
    yield from _steps(procedure, item.method, scope, place)
    yield from _once(procedure, item, scope, place)
    found = item.uses
    if UUT not in found:
        yield Finding((*place, KEY), _UUT_NOT_SET, _BEGIN)
    elif found[UUT].is_source and all(one.is_source for one in found.values()) and not _read_unset(item):
        message = Bilingual(
            "被检器具是源，而没有仪器指示其输出",
            "the unit under test is a source, and nothing indicates what it puts out",
        )
        form = "apply: {uut: …, meter: {function: …, range: …}}"
        yield Finding((*place, KEY), message, Bilingual(f"写作 {form}", form))


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
            message = Bilingual(
                f"本方法第二次读“{step.take.source}”", f"'{step.take.source}' is read a second time in this method"
            )
            hint = Bilingual("本版本在每一点对每个标准器只读一次", "this version reads each standard once at a point")
            yield Finding((*place, "take", "from"), message, hint)
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
            message = Bilingual(f"本方法第二次设定“{role}”", f"'{role}' is set a second time in this method")
            hint = Bilingual("本版本在每一点对每个角色只设定一次", "this version sets each role once at a point")
            yield Finding((*place, "apply", role, KEY), message, hint)
        applied.add(role)
    read = {} if step.steady is None else {"steady": step.steady.watch}
    read |= {} if step.take is None else {"take": step.take.source}
    for word, role in read.items():
        if role in procedure.roles and role not in applied | early:
            who = called(role)
            message = Bilingual(f"“{word}”在设定{who.zh}之前", f"'{word}' stands before {who.en} is set")
            yield Finding((*place, word, KEY), message, Bilingual("先写 apply", "apply comes first"))
            early.add(role)


def _once(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    for index, step in enumerate(item.method):
        if step.once is None:
            continue
        place = (*at, index, ONCE)
        if index:
            message = Bilingual(f"“{ONCE}”不在方法之首", f"'{ONCE}' does not stand first in the method")
            hint = Bilingual(
                "它在每量程第一点之前进行；写在最前，只写一次",
                "it is done before the first point of a range; write it first, once",
            )
            yield Finding((*place, KEY), message, hint)
        if scope is not None and has_frequency(scope.function):
            message = Bilingual(
                f"{scope.function} 的项目中有“{ONCE}”，而它的每一点都有频率",
                f"'{ONCE}' in an item of {scope.function}, which has a frequency at each point",
            )
            yield Finding((*place, KEY), message, Bilingual("在各点读数", "take such readings at the points"))
        yield from _steps(procedure, step.once, None if scope is None else scope.once(), place)
        yield from _once_more(item, step.once, place)


def _once_more(item: ItemForm, steps: Sequence[MethodStep], place: Loc) -> Iterator[Finding]:
    for index, inner in enumerate(steps):
        if inner.once is not None:
            message = Bilingual(f"“{ONCE}”之中又有“{ONCE}”", f"'{ONCE}' inside itself")
            hint = Bilingual("把其步骤依次写出", "write its steps one after another")
            yield Finding((*place, index, ONCE, KEY), message, hint)
        other = (inner.apply or {}).get(UUT, {}).get(FUNCTION)
        if other is not None and item.function and other.text != item.function:
            message = Bilingual(
                f"{item.function} 的项目中设定 function {other.text}",
                f"sets function {other.text} in an item of {item.function}",
            )
            yield Finding((*place, index, "apply", UUT, FUNCTION), message, write(item.function))


def _max_on(item: ItemForm, scope: Scope | None, place: Loc) -> Iterator[Finding]:
    if item.max_on is None:
        return
    for key in ("longest", "rest"):
        yield from _time(getattr(item.max_on, key), key, place)
    if scope is not None and item.max_on.above.dimension != scope.unit.dimension:
        right, given = scope.unit, item.max_on.above.unit
        message = Bilingual(f"“above”的单位须为 {right}，而不是 {given}", f"'above' must be in {right}, not in {given}")
        yield Finding((*place, "above"), message)


def _role(procedure: Procedure, role: str, place: Loc) -> Iterator[Finding]:
    if role not in procedure.roles and role != UUT:
        yield Finding(place, *unknown(ROLE, role, procedure.roles))


def _leads(procedure: Procedure, leads: Mapping[str, str], place: Loc) -> Iterator[Finding]:
    for role, terminals in leads.items():
        if role not in {WIRING, UUT} and role not in procedure.roles:
            yield Finding((*place, role, KEY), *unknown(ROLE, role, [*procedure.roles, WIRING]))
        elif terminals.endswith(TERMINALS) and terminals != f"{role}{TERMINALS}":
            message = Bilingual(
                f"“{terminals}”不是“{role}”的接线端", f"'{terminals}' are not the terminals of '{role}'"
            )
            wires = Bilingual("写作 2-wire 或 4-wire", "write 2-wire or 4-wire")
            yield Finding((*place, role), message, wires if role == WIRING else write(f"{role}{TERMINALS}"))


def _steady(
    procedure: Procedure, scope: Scope | None, steady: SteadyForm, found: Mapping[str, Use], place: Loc
) -> Iterator[Finding]:
    yield from _role(procedure, steady.watch, (*place, "watch"))
    if steady.watch in procedure.roles and steady.watch in found and found[steady.watch].is_source:
        message = Bilingual(
            f"“{steady.watch}”由本方法设定；不能观察其示值",
            f"'{steady.watch}' is set by this method; its indications cannot be watched",
        )
        hints = [write(f"watch: {role}") for role, one in found.items() if not one.is_source]
        yield Finding((*place, "watch"), message, hints[0] if hints else NOTHING)
    times = [*_time(steady.hold, "for", place), *_time(steady.give_up, "give_up", place)]
    yield from times
    if not times and not steady.hold < steady.give_up:
        message = Bilingual(
            f"give_up {steady.give_up} 不长于保持时间 {steady.hold}",
            f"give_up {steady.give_up} is not longer than the hold time {steady.hold}",
        )
        yield Finding((*place, "give_up"), message, Bilingual("等待总会失败", "waiting would always fail"))
    if scope is not None:
        function = found[steady.watch].function if steady.watch in found else scope.function
        wanted = unit(CAPABILITIES.get(function, CAPABILITIES[scope.function]).unit)
        what = Bilingual("判定信号稳定的带宽", "the band of a steady signal")
        yield from scope.vocabulary(procedure.roles).must_give(
            wanted, what, steady.peak_to_peak, Place((*place, "peak_to_peak"))
        )


def _time(value: Quantity, key: str, place: Loc) -> Iterator[Finding]:
    if value.dimension != unit("s").dimension:
        message = Bilingual(
            f"“{key}”须为时间，而不是以 {value.unit} 为单位", f"'{key}' must be a time, not in {value.unit}"
        )
        yield Finding((*place, key), message, Bilingual("例如写作 3 s", "write for example 3 s"))


def _take(procedure: Procedure, take: TakeForm, found: Mapping[str, Use], place: Loc) -> Iterator[Finding]:
    yield from _role(procedure, take.source, (*place, "from"))
    if take.source in procedure.roles and take.source in found and found[take.source].is_source:
        message = Bilingual(f"“{take.source}”由本方法设定，不读数", f"'{take.source}' is set by this method, not read")
        hint = Bilingual(f"模型中它的值是 {take.source}.output", f"the model knows its value as {take.source}.output")
        yield Finding((*place, "from"), message, hint)


def _ask(ask: AskForm, place: Loc) -> Iterator[Finding]:
    try:
        unit(ask.unit)
    except UnitUnknown as problem:
        yield Finding((*place, "unit"), problem.told)
