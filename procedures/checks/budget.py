"""Checks an uncertainty budget: what must be in it, what each entry belongs to, and that a standard is used one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from procedures.checks.equations import names_used
from procedures.checks.expressions import Place, Vocabulary
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import kind_of
from procedures.contributions import contributions
from procedures.counts import PICK
from procedures.hints import add, write
from procedures.model import UUT
from procedures.unknown import COMPONENT, ROLE, unknown
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from procedures.checks.equations import Model
    from procedures.model import ItemForm, Procedure
    from procedures.uncertainty import UncertaintyEntry

_USES = {"specification": "as_class", "certificate": "as_corrected"}


def check_budget(procedure: Procedure, item: ItemForm, model: Model, at: Loc, *, by_person: bool) -> Iterator[Finding]:
    """Yield what is wrong with an item's uncertainty entries."""
    place = (*at, "uncertainty")
    whole = not any([*_half_widths(procedure, model, item, place)])
    yield from _missing(procedure, item, place if item.uncertainty else at, half_widths=whole)
    names = [entry.name for entry in item.uncertainty if entry.name is not None]
    grouped = {name for entry in item.uncertainty for name in entry.larger_of or ()}
    for index, entry in enumerate(item.uncertainty):
        if entry.larger_of is not None:
            yield from _group(entry, names, (*place, index, "larger_of"))
            continue
        if names.index(str(entry.name)) != sum(other.name is not None for other in item.uncertainty[:index]):
            message = Bilingual(f"分量“{entry.name}”重复", f"component '{entry.name}' stands twice")
            yield Finding((*place, index, "name"), message, Bilingual("换一个名称", "choose another name"))
        yield from _entry(procedure, item, model, entry, (*place, index))
        if entry.type == "A":
            may_be_one = by_person and entry.name in grouped
            yield from _type_a(model, str(entry.of), (*place, index), may_be_one=may_be_one)
    yield from _grouped_twice(item, place)
    yield from _counted_twice(item, place)


def _half_widths(procedure: Procedure, model: Model, item: ItemForm, at: Loc) -> Iterator[Finding]:
    for index, entry in enumerate(item.uncertainty):
        yield from _half_width(procedure, model, entry, (*at, index))


def _missing(procedure: Procedure, item: ItemForm, at: Loc, *, half_widths: bool) -> Iterator[Finding]:
    """Yield what a budget lacks.

    Args:
        procedure: of the item.
        item: whose budget it is.
        at: where it stands.
        half_widths: whether all of them make sense; a resolution may be missing because its half width does not.
    """
    components = [entry for entry in item.uncertainty if entry.larger_of is None]
    if procedure.kind == "calibration" and not any(entry.type == "A" for entry in components):
        message = Bilingual("不确定度一览表中没有 A 类分量", "the budget has no type A component")
        yield Finding((*at, KEY), message, add("{name: repeatability, of: …, type: A, cause: …}"))
    yield from _resolution(item, components, at) if half_widths else ()
    stated = {(str(entry.source).partition(".")[0], str(entry.of)) for entry in components if entry.source is not None}
    right = contributions(item)
    told = {str(text).partition(".")[0] for entry in components if entry.source for text in (entry.source, entry.of)}
    elsewhere = {role for role, of in stated if (role, of) not in right}
    used = names_used(item)
    for role, of in sorted(right):
        if role in procedure.roles and of in used and (role, of) not in stated:
            if role in elsewhere or (of == f"{role}.output" and role in told):
                continue  # what its entry says is wrong, and told there
            zh, en = ("", "") if of == f"{role}.output" else (f"在“{of}”中", f" in '{of}'")
            message = Bilingual(
                f"不确定度一览表中没有标准器“{role}”{zh}的分量",
                f"the budget has no component for the standard '{role}'{en}",
            )
            yield Finding((*at, KEY), message, add(f"{{name: standard, of: {of}, from: {role}, cause: …}}"))


def _resolution(item: ItemForm, components: Collection[UncertaintyEntry], at: Loc) -> Iterator[Finding]:
    """What an indicator shows has a last digit: that of the unit under test, or of the meter that reads a source."""
    given = {name for entry in components if entry.half_width is not None for name in entry.half_width.names}
    for role, found in item.uses.items():
        if found.is_source or f"{role}.resolution" in given:
            continue
        who = Bilingual("被检器具", "the unit under test")
        if role != UUT:
            who = Bilingual(f"标准器“{role}”", f"the standard '{role}'")
        half = f"half_width: {role}.resolution / 2, distribution: rectangular"
        message = Bilingual(
            f"不确定度一览表中没有{who.zh}分辨力的分量", f"the budget has no component for the resolution of {who.en}"
        )
        yield Finding((*at, KEY), message, add(f"{{name: resolution, of: …, {half}, cause: …}}"))


def _group(entry: UncertaintyEntry, names: list[str], place: Loc) -> Iterator[Finding]:
    for index, name in enumerate(entry.larger_of or ()):
        if name not in names:
            yield Finding((*place, index), *unknown(COMPONENT, name, names))


def _grouped_twice(item: ItemForm, place: Loc) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, entry in enumerate(item.uncertainty):
        for number, name in enumerate(entry.larger_of or ()):
            if name in seen:
                message = Bilingual(f"分量“{name}”被比较两次", f"component '{name}' is compared twice")
                hint = Bilingual("全部写入同一个 larger_of", "put all of them into one larger_of")
                yield Finding((*place, index, "larger_of", number), message, hint)
            seen.add(name)


def _counted_twice(item: ItemForm, place: Loc) -> Iterator[Finding]:
    """A standard's own entry holds all that it contributes to a quantity; a further one counts twice or is made up."""
    sourced: set[tuple[str, str]] = set()
    outputs = {f"{str(entry.source).partition('.')[0]}.output" for entry in item.uncertainty if entry.source}
    for index, entry in enumerate(item.uncertainty):
        role, of = str(entry.source).partition(".")[0], str(entry.of)
        if entry.source is not None and (role, of) in sourced:
            message = Bilingual(f"标准器“{role}”计入两次", f"the standard '{role}' is counted twice")
            yield Finding((*place, index, "from"), message, Bilingual("删去一项", "leave one entry out"))
        elif entry.source is not None:
            sourced.add((role, of))
        elif of in outputs:
            owner = of.removesuffix(".output")
            message = Bilingual(
                f"“{of}”已由 from: {owner} 给出其分量", f"'{of}' has its component already, by from: {owner}"
            )
            hint = Bilingual("删去此项，或写模型中的量", "leave this out, or name a quantity of the model")
            yield Finding((*place, index, "of"), message, hint)


def _entry(
    procedure: Procedure, item: ItemForm, model: Model, entry: UncertaintyEntry, place: Loc
) -> Iterator[Finding]:
    of = str(entry.of)
    known = of in model.sets[0] and of not in model.scope.constants
    if not known and of not in model.broken:
        yield _unknown_of(procedure, model, of, (*place, "of"))
    yield from _half_width(procedure, model, entry, place)
    if entry.source is not None:
        yield from _source(procedure, item, entry, (*place, "from"), known=known)


def _unknown_of(procedure: Procedure, model: Model, of: str, place: Loc) -> Finding:
    if of == f"{UUT}.output" or "[" in of or f"{of}{PICK}" in model.sets[0]:
        return Finding(place, *Vocabulary(procedure.roles, model.sets).why_unknown(of))
    known = sorted({*model.sets[0]} - {*model.scope.constants})
    owner, _, quality = of.partition(".")
    if quality == "output" and owner not in procedure.roles:
        roles = [role for role in procedure.roles if role != UUT]
        return Finding(place, *unknown(ROLE, owner, roles))
    message = Bilingual(f"“{of}”不是模型中的量", f"'{of}' is no quantity of the model")
    return Finding(place, message, did_you_mean(of, known))


def _type_a(model: Model, of: str, place: Loc, *, may_be_one: bool) -> Iterator[Finding]:
    value = model.value(of)
    if value is None or of in model.scope.constants:
        return  # told elsewhere
    if not isinstance(value, tuple):
        message = Bilingual(
            f"“{of}”的 A 类评定：它是一个值，没有分散性", f"type A of '{of}': it is one value, and has no spread"
        )
        yield Finding((*place, "of"), message, Bilingual("写 per reading 的量", "name a quantity per reading"))
    elif len(value) < 2 and not may_be_one:
        message = Bilingual(
            f"“{of}”的 A 类评定至少需 2 个读数，而其 take 只有 {len(value)} 个",
            f"type A of '{of}' needs 2 readings or more, and its take has {len(value)}",
        )
        hint = Bilingual(
            "增加 take 的读数次数；人工只读 1 次时，把此分量与分辨力写入 larger_of",
            "give the take more readings; where a person takes 1, put this and the resolution into larger_of",
        )
        yield Finding((*place, "of"), message, hint)


def _half_width(procedure: Procedure, model: Model, entry: UncertaintyEntry, place: Loc) -> Iterator[Finding]:
    value = model.value(str(entry.of))
    kind = None if value is None else kind_of(value)
    if entry.half_width is not None:
        what = Bilingual(f"“{entry.of}”的半宽度", f"the half width of '{entry.of}'")
        at = Place((*place, "half_width"))
        yield from model.vocabulary(procedure.roles).must_give(kind, what, entry.half_width, at)


def _source(
    procedure: Procedure, item: ItemForm, entry: UncertaintyEntry, place: Loc, *, known: bool
) -> Iterator[Finding]:
    owner, _, quality = str(entry.source).partition(".")
    role = procedure.roles.get(owner)
    if role is None:
        yield _no_standard(procedure, owner, place)
    elif owner == UUT:
        message = Bilingual("被检器具不是标准器", "the unit under test is no reference standard")
        yield Finding(place, message, Bilingual("写标准器的角色", "name the role of a standard"))
    elif quality in _USES and role.use is not None and _USES[quality] != role.use:
        message = Bilingual(
            f"混用：“{owner}”按 {role.use} 使用，却要求其 {quality}",
            f"mixed use: '{owner}' is used {role.use}, and its {quality} is asked for",
        )
        hint = Bilingual(f"写作 from: {owner}；计入什么由其 use 决定", f"write from: {owner}; its use says what counts")
        yield Finding(place, message, hint)
    elif quality:
        message = Bilingual(
            f"“{entry.source}”：“{owner}”的 use 已决定计入什么",
            f"'{entry.source}': the use of '{owner}' already says what counts",
        )
        yield Finding(place, message, write(f"from: {owner}"))
    elif known:
        yield from _belongs_elsewhere(item, owner, entry, place)


def _no_standard(procedure: Procedure, owner: str, place: Loc) -> Finding:
    if owner not in _USES or _USES[owner] in {form.use for form in procedure.roles.values()}:
        return Finding(place, *unknown(ROLE, owner, [name for name in procedure.roles if name != UUT]))
    message = Bilingual(
        f"混用：没有标准器按 {_USES[owner]} 使用，却要求 {owner}",
        f"mixed use: no standard is used {_USES[owner]}, and a {owner} is asked for",
    )
    hint = Bilingual("写标准器的角色；计入什么由其 use 决定", "name the role of the standard; its use says what counts")
    return Finding(place, message, hint)


def _belongs_elsewhere(item: ItemForm, owner: str, entry: UncertaintyEntry, place: Loc) -> Iterator[Finding]:
    if str(entry.of).endswith(PICK) and not uses(item.preliminary):
        return  # nothing is set once per range, and that is told
    right = sorted(of for role, of in contributions(item) if role == owner)
    used = item.standards.get(owner)
    what = Bilingual("读数", "its readings")
    if used is None or used.is_source:
        what = Bilingual("输出", "its output")
    if right and entry.of not in right:
        message = Bilingual(
            f"标准器的贡献属于其{what.zh}，不属于“{entry.of}”",
            f"what a standard contributes belongs to {what.en}, not to '{entry.of}'",
        )
        hint = Bilingual(f"写作 of: {' 或 '.join(right)}", f"write of: {' or '.join(right)}")
        yield Finding((*place[:-1], "of"), message, hint)
