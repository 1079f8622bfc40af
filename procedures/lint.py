"""All mistakes of a procedure that its form allows, each at its line and column; it needs no bench and knows none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.files import Read, from_disc
from bench_core.errors import DocumentInvalid
from procedures.checks.budget import check_budget
from procedures.checks.equations import check_equations, check_names, check_unused
from procedures.checks.finding import Finding
from procedures.checks.hazard import check_hazard
from procedures.checks.method import check_method
from procedures.checks.points import check_points
from procedures.checks.requirements import check_report, check_requirements
from procedures.checks.roles import check_conditions, check_roles
from procedures.checks.scope import scope_of
from procedures.counts import entries
from procedures.model import UUT
from procedures.reading import load_procedure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench_core.documents.model import Document
    from bench_core.mistake import Mistake
    from procedures.checks.finding import Loc
    from procedures.model import ItemForm, Procedure


def lint(document: Document[Procedure]) -> tuple[Mistake, ...]:
    """Return every mistake of a procedure beyond its form, in the order of the file.

    Args:
        document: read without a mistake of form.
    """
    findings = dict.fromkeys(_findings(document.model))
    mistakes = {document.mistake(found.loc, found.message, found.hint, found.offset) for found in findings}
    return tuple(sorted(mistakes))


def read_procedure(path: Path, read: Read = from_disc) -> Document[Procedure]:
    """Read a procedure, and the file of methods that it names, and lint it; as `load_procedure`.

    Raises:
        UsageError: there is no such file.
        DocumentInvalid: with all mistakes of form, or else all mistakes of meaning.
    """
    return checked(load_procedure(path, read))


def checked(document: Document[Procedure]) -> Document[Procedure]:
    """Return the document itself when it has no mistake.

    Raises:
        DocumentInvalid: with all its mistakes.
    """
    mistakes = lint(document)
    if mistakes:
        raise DocumentInvalid(mistakes)
    return document


def _findings(procedure: Procedure) -> Iterator[Finding]:
    yield from check_roles(procedure)
    yield from check_conditions(procedure)
    yield from check_report(procedure)
    seen: set[str] = set()
    for index, item in enumerate(procedure.items):
        if item.id in seen:
            message = Bilingual(f"项目“{item.id}”重复", f"item '{item.id}' stands twice")
            yield Finding(("items", index, "id"), message, Bilingual("换一个标识", "choose another id"))
        seen.add(item.id)
        yield from _item(procedure, index)


def _item(procedure: Procedure, index: int) -> Iterator[Finding]:
    item, at = procedure.items[index], ("items", index)
    scope = scope_of(procedure, item)
    yield from check_points(procedure, item, scope, at)
    yield from check_method(procedure, item, scope, at)
    yield from check_hazard(item, at)
    twice = list(check_names(item, at))
    yield from twice
    if twice:
        return  # what a name means is not known, and so neither what uses it
    if scope is not None:
        yield from check_unused(item, scope.inputs, at)
    for by_person in entries(procedure.roles.get(UUT)):
        yield from _model(procedure, item, at, by_person=by_person)


def _model(procedure: Procedure, item: ItemForm, at: Loc, *, by_person: bool) -> Iterator[Finding]:
    """Yield what is wrong with an item's model, with as many readings as program or person take."""
    scope = scope_of(procedure, item, by_person=by_person)
    if scope is None:
        return
    findings, model = check_equations(procedure, item, scope, at)
    yield from findings
    yield from check_budget(procedure, item, model, at, by_person=by_person)
    yield from check_requirements(procedure, item, model, at)
