"""Checks an uncertainty budget: what must be in it, what each entry belongs to, and that a standard is used one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import KEY
from procedures.checks.equations import outputs_used
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.checks.units import kind_of
from procedures.model import UUT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from procedures.checks.equations import Model
    from procedures.model import ItemForm, Procedure
    from procedures.uncertainty import UncertaintyEntry

_USES = {"specification": "as_class", "certificate": "as_corrected"}
_RESOLUTION = "uut.resolution"


def check_budget(procedure: Procedure, item: ItemForm, model: Model, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's uncertainty entries."""
    place = (*at, "uncertainty")
    yield from _missing(procedure, item, place if item.uncertainty else at)
    names = [entry.name for entry in item.uncertainty if entry.name is not None]
    for index, entry in enumerate(item.uncertainty):
        if entry.larger_of is not None:
            yield from _group(entry, names, (*place, index, "larger_of"))
            continue
        if names.index(str(entry.name)) != sum(other.name is not None for other in item.uncertainty[:index]):
            yield Finding((*place, index, "name"), f"component '{entry.name}' stands twice", "choose another name")
        yield from _entry(procedure, model, entry, (*place, index))
    yield from _grouped_twice(item, place)
    yield from _counted_twice(item, place)


def _missing(procedure: Procedure, item: ItemForm, at: Loc) -> Iterator[Finding]:
    components = [entry for entry in item.uncertainty if entry.larger_of is None]
    if procedure.kind == "calibration" and not any(entry.type == "A" for entry in components):
        hint = "add {name: repeatability, of: …, type: A, cause: …}"
        yield Finding((*at, KEY), "the budget has no type A component", hint)
    if not any(entry.half_width is not None and _RESOLUTION in entry.half_width.names for entry in components):
        hint = "add {name: resolution, of: …, half_width: uut.resolution / 2, distribution: rectangular, cause: …}"
        yield Finding((*at, KEY), "the budget has no component for the resolution of the unit under test", hint)
    sourced = [entry for entry in components if entry.source is not None]
    stated = {str(text).partition(".")[0] for entry in sourced for text in (entry.source, entry.of)}
    for role in sorted((outputs_used(item) & procedure.roles.keys()) - stated):
        hint = f"add {{name: standard, of: {role}.output, from: {role}, cause: …}}"
        yield Finding((*at, KEY), f"the budget has no component for the standard '{role}'", hint)


def _group(entry: UncertaintyEntry, names: list[str], place: Loc) -> Iterator[Finding]:
    for index, name in enumerate(entry.larger_of or ()):
        if name not in names:
            yield Finding((*place, index), f"unknown component '{name}'", did_you_mean(name, names))


def _grouped_twice(item: ItemForm, place: Loc) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, entry in enumerate(item.uncertainty):
        for number, name in enumerate(entry.larger_of or ()):
            if name in seen:
                message = f"component '{name}' is compared twice"
                yield Finding((*place, index, "larger_of", number), message, "put all of them into one larger_of")
            seen.add(name)


def _counted_twice(item: ItemForm, place: Loc) -> Iterator[Finding]:
    """A standard's own entry holds all that its output contributes; a further one counts twice or is made up."""
    sourced: set[str] = set()
    given = {str(entry.source).partition(".")[0] for entry in item.uncertainty if entry.source is not None}
    for index, entry in enumerate(item.uncertainty):
        role = str(entry.source).partition(".")[0]
        if entry.source is not None and role in sourced:
            yield Finding((*place, index, "from"), f"the standard '{role}' is counted twice", "leave one entry out")
        elif entry.source is not None:
            sourced.add(role)
        elif entry.of is not None and entry.of.removesuffix(".output") in given and entry.of.endswith(".output"):
            message = f"'{entry.of}' has its component already, by from: {entry.of.removesuffix('.output')}"
            yield Finding((*place, index, "of"), message, "leave this out, or name a quantity of the model")


def _entry(procedure: Procedure, model: Model, entry: UncertaintyEntry, place: Loc) -> Iterator[Finding]:
    of = str(entry.of)
    known = of in model.sets[0] and of not in model.scope.constants
    if not known and of not in model.broken:
        yield _unknown_of(procedure, model, of, (*place, "of"))
    if known and entry.type == "A":
        yield from _type_a(model, of, place)
    yield from _half_width(procedure, model, entry, place)
    if entry.source is not None:
        yield from _source(procedure, entry, model.sets[0], (*place, "from"))


def _unknown_of(procedure: Procedure, model: Model, of: str, place: Loc) -> Finding:
    if of == f"{UUT}.output":
        message = "'uut.output': the unit under test is no reference, it has no output"
        return Finding(place, message, "name its readings")
    known = sorted({*model.sets[0]} - {*model.scope.constants})
    owner, _, quality = of.partition(".")
    if quality == "output" and owner not in procedure.roles:
        roles = [role for role in procedure.roles if role != UUT]
        return Finding(place, f"unknown role '{owner}'", did_you_mean(owner, roles))
    return Finding(place, f"'{of}' is no quantity of the model", did_you_mean(of, known))


def _type_a(model: Model, of: str, place: Loc) -> Iterator[Finding]:
    value = model.value(of)
    if not isinstance(value, tuple):
        message = f"type A of '{of}': it is one value, and has no spread"
        yield Finding((*place, "of"), message, "name a quantity per reading")
    elif len(value) < 2:
        message = f"type A of '{of}' needs 2 readings or more, and its take has {len(value)}"
        yield Finding((*place, "of"), message, "give the take more readings")


def _half_width(procedure: Procedure, model: Model, entry: UncertaintyEntry, place: Loc) -> Iterator[Finding]:
    value = model.value(str(entry.of))
    kind = None if value is None else kind_of(value)
    if entry.half_width is not None:
        what, at = f"the half width of '{entry.of}'", Place((*place, "half_width"))
        yield from model.vocabulary(procedure.roles).must_give(kind, what, entry.half_width, at)


def _source(procedure: Procedure, entry: UncertaintyEntry, known: Collection[str], place: Loc) -> Iterator[Finding]:
    owner, _, quality = str(entry.source).partition(".")
    role = procedure.roles.get(owner)
    if owner in _USES and role is None and _USES[owner] not in {form.use for form in procedure.roles.values()}:
        message = f"mixed use: no standard is used {_USES[owner]}, and a {owner} is asked for"
        yield Finding(place, message, "name the role of the standard; its use says what counts")
    elif role is None:
        standards = [name for name in procedure.roles if name != UUT]
        yield Finding(place, f"unknown role '{owner}'", did_you_mean(owner, standards))
    elif owner == UUT:
        yield Finding(place, "the unit under test is no reference standard", "name the role of a standard")
    elif quality in _USES and role.use is not None and _USES[quality] != role.use:
        message = f"mixed use: '{owner}' is used {role.use}, and its {quality} is asked for"
        yield Finding(place, message, f"write from: {owner}; its use says what counts")
    elif quality:
        message = f"'{entry.source}': the use of '{owner}' already says what counts"
        yield Finding(place, message, f"write from: {owner}")
    elif entry.of != f"{owner}.output" and entry.of in known:
        yield Finding((*place[:-1], "of"), f"what a standard contributes belongs to its output, not to '{entry.of}'",
                      f"write of: {owner}.output")  # fmt: skip
