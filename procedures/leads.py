"""Where a point's leads go, and how leads that will carry a dangerous voltage are proven; it connects none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import BindingRefused, RangeInsufficient
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import Apply, PlannedItem, WiringProof
from bench_core.records.point_names import point_names
from procedures.model import TERMINALS, UUT
from procedures.refusals import Reasons, who

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.records.plan import PlannedPoint, Step
    from procedures.model import ItemForm

HAZARDOUS = Quantity.parse("30 V")
"""Above it, DC or r.m.s., leads are proven first."""
HARMLESS = Quantity.parse("10 V")
"""The largest voltage that proves leads."""
_WITHIN = Quantity.parse("10 %")
"""How far the proof's indication may be off; a lead in a wrong terminal, or in none, brings next to nothing."""

_UNPROVEN = (
    f"item {{item}}: point {{point}} puts more than {HAZARDOUS} on leads that nobody connects or proves; add "
    "connections: to the item"
)


def leads_of(
    item: ItemForm, point: PlannedPoint, bound: Mapping[str, BoundInstrument], reasons: Reasons
) -> dict[str, str]:
    """Return where a point's leads go, by role, and how they are wired; empty where the item does not say.

    Args:
        item: of the procedure.
        point: with its references.
        bound: the bench's instruments by role.
        reasons: hears of a type record that does not name its terminals.
    """
    leads = {}
    for role, text in item.connections.items():
        found = text if not text.endswith(TERMINALS) else _terminals(item, role, point, bound, reasons)
        if found is not None:
            leads[role] = found
    return leads


def _terminals(
    item: ItemForm, role: str, point: PlannedPoint, bound: Mapping[str, BoundInstrument], reasons: Reasons
) -> str | None:
    reference = point.references.get(role)
    if reference is None and role != UUT:
        return None  # it does not serve this point, or was refused
    name = item.function if reference is None else reference.function
    range_ = point.fields["range"] if reference is None else reference.range
    function = bound[role].type_record.functions[name]
    row = function.named(range_)
    found = None if row is None else function.terminals_of(row)
    if found is None:
        some = any(one.terminals for one in function.ranges)
        where = f"{name} on range {range_}" if some else name  # what holds for all ranges is told once
        message = (
            f"{who(role, bound[role])}: its type record names no terminals of {where}; add terminals: to the record, "
            "or name them in the item's connections"
        )
        reasons.add(RangeInsufficient(message))
    return found


def with_proofs(item: PlannedItem, reasons: Reasons) -> PlannedItem:
    """Return an item with a proof for each wiring that carries more than 30 V.

    The proof is the largest of the item's own values up to 10 V on the same leads, or else 10 V on the range of the
    unit under test that the hazardous point uses; its indication must be within 10 % of it.

    Args:
        item: as planned.
        reasons: hears of a wiring for which the item's own settings can give no proof.
    """
    proofs: dict[tuple[tuple[str, str], ...], WiringProof] = {}
    once = item.preliminary
    points = [(point, item.method) for point in item.points]
    points += [(point, once.method) for point in once.points] if once is not None else []
    for point, method in points:
        key = tuple(sorted(point.leads.items()))
        if key in proofs or _highest(method, point) <= HAZARDOUS.si:
            continue
        if not key:
            reasons.add(BindingRefused(_UNPROVEN.format(item=item.id, point=point.id)))
            continue
        harmless = _harmless(item, point)
        if harmless is not None:
            proofs[key] = _proof(item, harmless)
            continue
        message = (
            f"item {item.id}: point {point.id} puts more than {HAZARDOUS} on its leads, and nothing that the item sets "
            f"in proportion to its points can prove them with {HARMLESS} or less; give the item such a point"
        )
        reasons.add(BindingRefused(message))
    return replace(item, proofs=tuple(proofs.values()))


def _highest(method: Iterable[Step], point: PlannedPoint) -> Fraction:
    """Return the largest magnitude of voltage that a method sets at a point [V], whatever the point is about."""
    applies = [step for step in method if isinstance(step, Apply)]
    set_to = [_quantity(row[key], point) for step in applies for row in step.sources.values() for key in row]
    return max((abs(one.si) for one in set_to if one.dimension == HAZARDOUS.dimension), default=Fraction(0))


def _harmless(item: PlannedItem, hazardous: PlannedPoint) -> PlannedPoint | None:
    """Return the item's own point with the largest harmless value on the same leads, or one made of the hazardous."""
    if hazardous.fields["nominal"].dimension != HAZARDOUS.dimension:
        return None
    nominal = HARMLESS.to(hazardous.fields["range"].unit)
    made = replace(hazardous, fields={**hazardous.fields, "nominal": nominal})
    same = [one for one in item.points if one.leads == hazardous.leads and _is_harmless(one.fields["nominal"])]
    best = sorted(same, key=lambda one: abs(one.fields["nominal"].si), reverse=True)
    return next((one for one in (*best, made) if 0 < _highest(item.method, one) <= HARMLESS.si), None)


def _is_harmless(nominal: Quantity) -> bool:
    return 0 < abs(nominal.si) <= HARMLESS.si and "/" not in str(nominal)  # 1/3 V is no setting


def _proof(item: PlannedItem, point: PlannedPoint) -> WiringProof:
    applies = [step for step in item.method if isinstance(step, Apply)]
    indicators = {role: _values(row, point) for step in applies for role, row in step.indicators.items()}
    sources = {role: _values(row, point) for step in applies for role, row in step.sources.items()}
    watch = UUT if UUT in indicators else next(iter(indicators))
    nominal = point.fields["nominal"]
    return WiringProof(point.leads, Apply(indicators, sources), watch, nominal, abs(nominal) * _WITHIN)


def _values(settings: Mapping[str, str], point: PlannedPoint) -> dict[str, str]:
    """Return settings as values."""
    return {key: text if key == "function" else _value(text, point) for key, text in settings.items()}


def _value(text: str, point: PlannedPoint) -> str:
    return str(evaluate(parse_expression(text), point_names(point)))


def _quantity(text: str, point: PlannedPoint) -> Quantity:
    value = evaluate(parse_expression(text), point_names(point))
    return value if isinstance(value, Quantity) else Quantity.of(0, "1")  # the linter has made sure
