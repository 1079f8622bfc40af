"""A procedure and a bench's instruments become a plan, or a refusal with every reason; it opens no link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import BindingRefused, CapabilityMissing, DocumentInvalid, RoleUnfilled
from bench_core.records.plan import LeftOut, Plan, PlannedItem, PlannedRole
from procedures.counts import entries
from procedures.drafts import drafts
from procedures.durations import refuse_too_long
from procedures.hints import LEAVE_ONE_OUT
from procedures.leads import with_proofs
from procedures.limits import role_limits
from procedures.lint import checked
from procedures.model import UUT
from procedures.planned_item import ItemOnBench
from procedures.planned_parts import plan_conditions, plan_reporting
from procedures.planned_points import targets
from procedures.refusals import Reasons, who
from procedures.rehearsal import rehearse
from procedures.uses import Serves, uses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.documents.model import Document
    from bench_core.records.plan import Watch
    from procedures.model import ItemForm, Procedure
    from procedures.planned_points import Target

    Bound = Mapping[str, BoundInstrument]


_A = {"source": "a source", "indicator": "an indicator"}


def expand(
    procedure: Document[Procedure],
    bound: Mapping[str, BoundInstrument],
    on: date,
    watches: Mapping[str, Watch] | None = None,
) -> Plan:
    """Return the plan of a procedure on a bench: every point, limit and reference a number.

    Args:
        procedure: read; its mistakes are looked for again.
        bound: the bench's instruments by role.
        on: day of the measurement, for certificates.
        watches: by name of a condition, how the bench measures it during a run.

    Raises:
        DocumentInvalid: the procedure has mistakes, or a point stands twice on this meter.
        BindingRefused: the bench does not suffice; all reasons at once, each on its line.
        LimitExceeded: a point is beyond a limit of the bench.
    """
    model = checked(procedure).model
    _fill_roles(model, bound)
    reasons = Reasons()
    roles = {role: _role(model, role, bound) for role in model.roles}
    applied = [index for index, item in enumerate(model.items) if _applies(item, bound)]
    items = tuple(_item(procedure, index, bound, on, reasons) for index in applied)
    for item in items:
        refuse_too_long(item, roles, reasons)
    reasons.refuse()
    items = tuple(with_proofs(item, reasons) for item in items)
    reasons.refuse()
    plan = Plan(
        procedure=model.id,
        title=model.title,
        basis=_basis(model),
        kind=model.kind,
        mpe_base=model.mpe_base,
        stage="as_found",
        roles=roles,
        conditions=plan_conditions(model, watches or {}),
        items=items,
        reporting=plan_reporting(model.report),
        drafts=drafts(model, items, bound),
        not_applied=tuple(_not_applied(item, bound[UUT]) for item in model.items if not _applies(item, bound)),
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
    used: dict[str, tuple[str, str]] = {}
    for role, form in procedure.roles.items():
        use = form.use or "under test"
        other, first = used.setdefault(bound[role].name, (role, use))
        if first != use:
            message = f"{bound[role].name}: plays '{other}' ({first}) and '{role}' ({use}); one use for one instrument"
            reasons.add(BindingRefused(message))
        _check_entry(procedure, role, bound[role], reasons)
        _check_serves(_serves(procedure, role), role, bound[role], reasons)
    reasons.refuse()


def _check_entry(procedure: Procedure, role: str, instrument: BoundInstrument, reasons: Reasons) -> None:
    """Refuse an instrument that a person reads where the procedure reads by wire, and the other way round."""
    ways = entries(procedure.roles[UUT]) if role == UUT else (False,)
    if instrument.by_person in ways:
        return
    found, wanted = ("a person", "by wire") if instrument.by_person else ("the program", "by a person")
    message = f"{who(role, instrument)}: is read by {found}, and procedure {procedure.id} reads it {wanted} only"
    advice = "add the other way to its entry" if role == UUT else "bind an instrument with a link"
    reasons.add(BindingRefused(f"{message}; {advice}"))


def _check_serves(wanted: Serves, role: str, instrument: BoundInstrument, reasons: Reasons) -> None:
    """Refuse a source where the procedure reads an indicator, and the other way round."""
    if instrument.serves is None or instrument.serves == wanted:
        return
    does = "reads it" if wanted == "indicator" else "sets it as a source"
    message = f"{who(role, instrument)}: is {_A[instrument.serves]}, and the procedure {does}; bind {_A[wanted]}"
    reasons.add(CapabilityMissing(message))


def _applies(item: ItemForm, bound: Bound) -> bool:
    return item.applies is None or item.applies.function in bound[UUT].type_record.functions


def _not_applied(item: ItemForm, uut: BoundInstrument) -> LeftOut:
    function = CAPABILITIES[item.applies.function if item.applies is not None else item.function]
    name = who(UUT, uut)
    return LeftOut(item.id, Bilingual(f"{name}：没有{function.zh}功能", f"{name}: has no {function.en}"))


def _basis(procedure: Procedure) -> dict[str, str]:
    title = procedure.basis.title
    return {"code": procedure.basis.code} | ({} if title is None else {"title": title})


def _item(document: Document[Procedure], index: int, bound: Bound, on: date, reasons: Reasons) -> PlannedItem:
    item = document.model.items[index]
    grid = targets(item, bound, reasons)
    _refuse_doubled(document, index, grid.targets)
    return ItemOnBench(document.model, item, bound, on, reasons).planned(grid)


def _refuse_doubled(document: Document[Procedure], index: int, found: Sequence[Target]) -> None:
    seen: set[tuple[object, ...]] = set()
    mistakes = []
    for target in found:
        place = tuple(target.planned.fields.items())
        if place in seen:
            loc = ("items", index, "points", target.row, "at", target.number)
            name = target.planned.id
            message = Bilingual(f"点 {name} 在此仪表的量程上重复", f"point {name} stands twice on this meter's ranges")
            mistakes.append(document.mistake(loc, message, LEAVE_ONE_OUT))
        seen.add(place)
    if mistakes:
        raise DocumentInvalid(tuple(dict.fromkeys(mistakes)))


def _role(procedure: Procedure, role: str, bound: Bound) -> PlannedRole:
    form, instrument = procedure.roles[role], bound[role]
    return PlannedRole(
        instrument=instrument.name,
        is_uut=role == UUT,
        serves=_serves(procedure, role),
        by_person=instrument.by_person,
        use=form.use,
        adequacy=None if form.adequacy is None else form.adequacy.text,
        limits=role_limits(procedure, role, bound),
    )


def _serves(procedure: Procedure, role: str) -> Serves:
    """Return how a role serves; the linter has made sure that it is one way in all items."""
    for item in procedure.items:
        found = item.uses.get(role) or uses(item.preliminary).get(role)
        if found is not None:
            return found.serves
    raise AssertionError(role)  # the linter lets no role pass that is never used
