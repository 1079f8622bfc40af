"""What an entry is judged by: the digits of the display, its range, and where a reading becomes doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.places import leads_of, proof_of
from bench_gui.views.entry import EntryForm
from bench_gui.views.names import uut_of
from bench_gui.views.under_way import under_way

if TYPE_CHECKING:
    from bench_core.records.events import PromptAsked
    from bench_core.records.places import Place
    from bench_core.records.plan import Plan
    from bench_gui.views.watching import Seen

_MPES = 5
_DIGITS = 2
"""A reading is doubtful beyond this many MPEs and digits from what a good instrument indicates."""


def entry_form(seen: Seen, asked: PromptAsked) -> EntryForm:
    """Return what the answer to a prompt is judged by.

    Args:
        seen: of the run.
        asked: a prompt for a number, a condition or a serial number.
    """
    plan = seen.state.plan
    if asked.kind == "identify":
        return EntryForm("", "identify")
    if asked.kind == "condition":
        condition = next((one for one in plan.conditions if one.name == asked.name), None)
        lower, upper = (None, None) if condition is None else (condition.lower, condition.upper)
        return EntryForm(asked.unit, "condition", lower=lower, upper=upper)
    kind: Literal["number"] = "number"
    range_ = _parsed(asked.settings.get("range", ""))
    found = under_way(plan, asked.key)
    display = bool(asked.instrument)
    if found is None:
        return EntryForm(asked.unit, kind, display=display, range=range_)
    resolution = _resolution(plan, found.place, asked)
    expected, within = _expected(seen, found.place, asked)
    lower = None if expected is None or within is None else expected - within
    upper = None if expected is None or within is None else expected + within
    return EntryForm(asked.unit, kind, display, resolution, range_, lower, upper)


def _resolution(plan: Plan, place: Place, asked: PromptAsked) -> Quantity | None:
    """Return one digit of what is read; None where it is not known, or is of another kind than what is asked for."""
    if not _is_uut(plan, asked):
        serving = (one for one in place.point.references.values() if one.instrument == asked.instrument)
        return next((one.resolution for one in serving), None)
    digit = place.point.resolution
    return digit if _is_like(digit, asked.unit) else None


def _expected(seen: Seen, place: Place, asked: PromptAsked) -> tuple[Quantity | None, Quantity | None]:
    """Return what a good instrument indicates, and how far from it a reading is not doubtful yet."""
    nominal = place.point.fields["nominal"]
    if seen.taking is not None and seen.taking.purpose == "proof":
        proof = proof_of(seen.state.plan, place.item, leads_of(seen.state.plan, place.point.leads))
        return (None, None) if proof is None else (proof.expected, proof.within)
    if not place.has_result or not _is_like(nominal, asked.unit):
        return None, None
    mpe, digit = limit_of_error(place.point.mpe, nominal), place.point.resolution.as_difference()
    if not _is_like(digit, asked.unit):
        return None, None
    return nominal, mpe * _MPES + digit * _DIGITS


def _is_uut(plan: Plan, asked: PromptAsked) -> bool:
    return asked.instrument in {"", uut_of(plan)}


def _is_like(quantity: Quantity, symbol: str) -> bool:
    try:
        return quantity.dimension == Quantity.of(1, symbol).dimension
    except BenchError:
        return False


def _parsed(text: str) -> Quantity | None:
    try:
        return Quantity.parse(text) if text else None
    except BenchError:
        return None
