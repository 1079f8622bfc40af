"""A procedure and a bench's instruments become a plan, or a refusal with every reason; it opens no link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.errors import BindingRefused, DocumentInvalid, LimitExceeded, RoleUnfilled
from bench_core.records.plan import Plan, PlannedItem, PlannedPoint, PlannedRole
from procedures.drafts import drafts
from procedures.lint import checked
from procedures.model import UUT
from procedures.planned_parts import (
    plan_components,
    plan_conditions,
    plan_groups,
    plan_model,
    plan_reporting,
    plan_requirement,
    plan_step,
)
from procedures.planned_points import targets
from procedures.refusals import Reasons
from procedures.rehearsal import rehearse
from procedures.standards import Standard, plan_reference, role_limit, usable_certificate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.documents.model import Document
    from bench_core.documents.standard import StandardCertificate
    from bench_core.metrology.expression import Expression
    from bench_core.metrology.quantity import Quantity
    from procedures.model import ItemForm, Procedure
    from procedures.planned_points import Target

    Bound = Mapping[str, BoundInstrument]


def expand(procedure: Document[Procedure], bound: Mapping[str, BoundInstrument], on: date) -> Plan:
    """Return the plan of a procedure on a bench: every point, limit and reference a number.

    Args:
        procedure: read; its mistakes are looked for again.
        bound: the bench's instruments by role.
        on: day of the measurement, for certificates.

    Raises:
        DocumentInvalid: the procedure has mistakes, or a point stands twice on this meter.
        BindingRefused: the bench does not suffice; all reasons at once, each on its line.
        LimitExceeded: a point is beyond a limit of the bench.
    """
    model = checked(procedure).model
    _fill_roles(model, bound)
    reasons = Reasons()
    items = tuple(_item(procedure, index, bound, on, reasons) for index in range(len(model.items)))
    reasons.refuse()
    plan = Plan(
        procedure=model.id,
        title=model.title,
        basis=_basis(model),
        kind=model.kind,
        mpe_base=model.mpe_base,
        stage="as_found",
        roles={role: _role(model, role, bound) for role in model.roles},
        conditions=plan_conditions(model),
        items=items,
        reporting=plan_reporting(model.report),
        drafts=drafts(model, items, bound),
    )
    rehearse(plan, on, reasons)
    reasons.refuse()
    return plan


def _fill_roles(procedure: Procedure, bound: Bound) -> None:
    reasons = Reasons()
    for role in procedure.roles:
        if role not in bound:
            message = f"role '{role}': no instrument of the bench plays it; add {role}: to roles: of the bench file"
            reasons.add(RoleUnfilled(message))
    reasons.refuse()
    uses: dict[str, tuple[str, str]] = {}
    for role, form in procedure.roles.items():
        use = form.use or "under test"
        other, first = uses.setdefault(bound[role].name, (role, use))
        if first != use:
            message = f"{bound[role].name}: plays '{other}' ({first}) and '{role}' ({use}); one use for one instrument"
            reasons.add(BindingRefused(message))
    reasons.refuse()


def _basis(procedure: Procedure) -> dict[str, str]:
    title = procedure.basis.title
    return {"code": procedure.basis.code} | ({} if title is None else {"title": title})


def _item(document: Document[Procedure], index: int, bound: Bound, on: date, reasons: Reasons) -> PlannedItem:
    item = document.model.items[index]
    found = targets(item, bound[UUT], reasons)
    _refuse_doubled(document, index, found)
    return PlannedItem(
        id=item.id,
        title=item.title,
        clause=item.clause,
        verified=item.verified is not None,
        function=item.function,
        leads=dict(item.connections),
        points=_points(document.model, item, found, bound, on, reasons),
        method=tuple(plan_step(step) for step in item.method),
        model=plan_model(item),
        components=plan_components(item),
        larger_of=plan_groups(item),
        requirements=tuple(plan_requirement(form) for form in item.requirements),
    )


def _refuse_doubled(document: Document[Procedure], index: int, found: Sequence[Target]) -> None:
    seen: set[tuple[Quantity, object]] = set()
    mistakes = []
    for target in found:
        fields = target.planned.fields
        place = (fields["range"], fields["nominal"].si)
        if place in seen:
            loc = ("items", index, "points", target.row, "at", target.number)
            message = f"point {target.planned.id} stands twice on this meter's ranges"
            mistakes.append(document.mistake(loc, message, "leave one out"))
        seen.add(place)
    if mistakes:
        raise DocumentInvalid(tuple(mistakes))


def _points(
    procedure: Procedure, item: ItemForm, found: Sequence[Target], bound: Bound, on: date, reasons: Reasons
) -> tuple[PlannedPoint, ...]:
    usable: list[tuple[Standard, StandardCertificate]] = []
    for standard in standards(procedure, item, bound):
        certificate = usable_certificate(standard, on, reasons)
        if certificate is not None:
            usable.append((standard, certificate))
    planned = []
    for target in found:
        references = {
            standard.role: plan_reference(standard, certificate, target.planned, on, reasons)
            for standard, certificate in usable
        }
        for standard, _ in usable:
            _protects(standard, target, bound[UUT], reasons)
        kept = {role: reference for role, reference in references.items() if reference is not None}
        planned.append(replace(target.planned, references=kept))
    return tuple(planned)


def _protects(standard: Standard, target: Target, uut: BoundInstrument, reasons: Reasons) -> None:
    """Refuse a setting that the unit under test could not take, even where the point's nominal value fits."""
    value, nominal, maximum = standard.value(target.planned), target.planned.fields["nominal"], target.range.maximum
    if value.dimension == maximum.dimension and abs(value) > maximum >= abs(nominal):
        message = (
            f"{standard.who}: point {target.planned.id}: is set to {value}, beyond the maximum of {maximum} of "
            f"{uut.name}'s range; mend the procedure's apply step"
        )
        reasons.add(LimitExceeded(message))


def standards(procedure: Procedure, item: ItemForm, bound: Bound) -> tuple[Standard, ...]:
    """Return the standards that an item's method sets, each in its role."""
    return tuple(
        Standard(role, procedure.roles[role], bound[role], function, _setting(item, role, function))
        for role, function in item.sources.items()
    )


def _setting(item: ItemForm, role: str, function: str) -> Expression:
    settings = [step.apply[role] for step in item.method if step.apply is not None and role in step.apply]
    return settings[-1][function]


def _role(procedure: Procedure, role: str, bound: Bound) -> PlannedRole:
    form, instrument = procedure.roles[role], bound[role]
    limits = _uut_limits(procedure, instrument) if role == UUT else _source_limits(procedure, role, bound)
    adequacy = None if form.adequacy is None else form.adequacy.text
    return PlannedRole(instrument.name, role == UUT, form.use, adequacy, limits)


def _uut_limits(procedure: Procedure, uut: BoundInstrument) -> dict[str, Quantity]:
    limits = {}
    for function in dict.fromkeys(item.function for item in procedure.items):
        maximum = uut.type_record.functions[function].ranges[-1].maximum
        limits[function] = min(maximum, uut.limits.get(function, maximum))
    return limits


def _source_limits(procedure: Procedure, role: str, bound: Bound) -> dict[str, Quantity]:
    limits: dict[str, Quantity] = {}
    for item in procedure.items:
        for standard in standards(procedure, item, bound):
            limit = role_limit(standard, bound[UUT], item.function)
            if standard.role == role and limit is not None:
                limits[standard.function] = min(limit, limits.get(standard.function, limit))
    return limits
