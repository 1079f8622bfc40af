"""Checks roles and conditions: who takes part, how each standard is used, and that no standard is used two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding
from procedures.checks.scope import scope_of
from procedures.conditions import CONDITIONS, ZEROED
from procedures.counts import PERSON
from procedures.hints import write
from procedures.model import UUT
from procedures.steps import ONCE
from procedures.unknown import CONDITION, unknown
from procedures.uses import use, uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.fields import Limits
    from bench_core.metrology.expression import Expression
    from procedures.checks.finding import Loc
    from procedures.model import ItemForm, Procedure, RoleForm
    from procedures.uses import Use


def check_roles(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the roles."""
    if UUT not in procedure.roles:
        hint = Bilingual(
            "每份规程都有被检器具：uut: {entry: [wire, person]}",
            "every procedure has a unit under test: uut: {entry: [wire, person]}",
        )
        yield Finding(("roles", KEY), Bilingual("没有角色“uut”", "no role 'uut'"), hint)
    for name, role in procedure.roles.items():
        yield from _uut(procedure, role) if name == UUT else _standard(procedure, name, role)
    yield from _mixed_use(procedure)
    yield from _serves_two_ways(procedure)


def _uut(procedure: Procedure, role: RoleForm) -> Iterator[Finding]:
    for key in ("is", "use", "adequacy"):
        if getattr(role, "is_" if key == "is" else key) is not None:
            message = Bilingual(
                f"“{key}”属于标准器，不属于被检器具",
                f"'{key}' belongs to a reference standard, not to the unit under test",
            )
            yield Finding(("roles", UUT, key, KEY), message)
    if role.entry is None:
        message = Bilingual("角色“uut”没有写如何读数", "role 'uut' does not say how it is read")
        hint = Bilingual("补上 entry: wire、person 或两者", "write entry: wire, person, or both")
        yield Finding(("roles", UUT, KEY), message, hint)
    elif PERSON in role.entry and any(UUT in item.uses and item.uses[UUT].is_source for item in procedure.items):
        message = Bilingual(
            "本版本尚不支持由人设定的被检源",
            "a unit under test that a person sets is not known to this version, if it is a source",
        )
        yield Finding(("roles", UUT, "entry"), message, write("entry: wire"))


def _standard(procedure: Procedure, name: str, role: RoleForm) -> Iterator[Finding]:
    at = ("roles", name)
    key = (*at, KEY)
    if role.is_ is None:
        message = Bilingual(f"角色“{name}”没有写它是什么", f"role '{name}' does not say what it is")
        yield Finding(key, message, Bilingual("补上 is: reference", "write is: reference"))
    if role.use is None:
        message = Bilingual(f"角色“{name}”没有写如何使用", f"role '{name}' does not say how it is used")
        hint = Bilingual("补上 use: as_class 或 use: as_corrected", "write use: as_class, or use: as_corrected")
        yield Finding(key, message, hint)
    if role.entry is not None:
        yield Finding((*at, "entry", KEY), Bilingual("“entry”属于角色“uut”", "'entry' belongs to the role 'uut'"))
    if role.adequacy is not None:
        yield from _adequacy(procedure, name, role.adequacy)
    if not any(name in _named(item) for item in procedure.items) and not _strangers(procedure):
        hint = Bilingual("在项目的 apply 步骤中设定它，或删去", "set it in an item's apply step, or leave it out")
        yield Finding(key, Bilingual(f"角色“{name}”从未使用", f"role '{name}' is never used"), hint)


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
            what = Bilingual(f"“{name}”的 adequacy ", f"the adequacy of '{name}'")
            place = Place(("roles", name, "adequacy"))
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
                message = Bilingual(
                    f"混用：“{name}”按 {role.use} 使用，而“{other}”给出 {found.function} 时按 {use} 使用",
                    f"mixed use: '{name}' is used {role.use}, but '{other}' gives {found.function} {use}",
                )
                hint = Bilingual("标准器只按一种方式使用", "use a standard one way only")
                yield Finding(("roles", name, "use"), message, hint)
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
                        place = ("items", number, *at, index, "apply", role, KEY)
                        yield _two_ways(now, before, place)


_SERVES = {"source": "源", "indicator": "指示仪器"}


def _two_ways(now: Use, before: Use, place: Loc) -> Finding:
    message = Bilingual(
        f"“{now.role}”在此用作{_SERVES[now.serves]}，在别处用作{_SERVES[before.serves]}",
        f"'{now.role}' is used as {now.serves} here, and as {before.serves} elsewhere",
    )
    hint = Bilingual("一个角色在一份规程中只有一种用途", "one role serves one way in a procedure")
    return Finding(place, message, hint)


def check_conditions(procedure: Procedure) -> Iterator[Finding]:
    """Yield what is wrong with the conditions."""
    for name, limits in procedure.conditions.items():
        known = CONDITIONS | {f"{role}.{ZEROED}": "s" for role in procedure.roles}
        if name not in known:
            yield Finding(("conditions", name, KEY), *unknown(CONDITION, name, known))
        else:
            yield from _condition_kind(name, known[name], limits)


def _condition_kind(name: str, symbol: str, limits: Limits) -> Iterator[Finding]:
    for end in (limits.lower, limits.upper):
        if end is not None and end.dimension != unit(symbol).dimension:
            message = Bilingual(
                f"{name} 的单位须为 {symbol} 或同类单位，而不是 {end.unit}",
                f"{name} must be in {symbol} or the like, not in {end.unit}",
            )
            yield Finding(("conditions", name), message)
            return
