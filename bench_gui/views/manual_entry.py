"""What a person types to be set by hand: a value within the limit of its source, or a sentence why it is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_gui.views.entry import EntryForm, Refused, read

if TYPE_CHECKING:
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class ToSet:
    """A value as typed.

    Args:
        value: to be sent, with its unit; empty where it cannot be.
        shown: as it is understood.
        refused: why it cannot be set; empty where it can, or nothing was typed.
        hold: whether the button must be held: it is dangerous to people.
    """

    value: str = ""
    shown: str = ""
    refused: str = ""
    hold: bool = False


def to_set(text: str, unit: str, most: str | None, confirm_above: str, words: Words) -> ToSet:
    """Return what a typed text would set.

    Args:
        text: as typed.
        unit: in which a bare number is taken.
        most: largest magnitude that may be set, with its unit; None where nothing says.
        confirm_above: voltage above which the button must be held.
        words: of the window's language.
    """
    entry = read(text, EntryForm(unit, "number"), words)
    if entry is None:
        return ToSet()
    if isinstance(entry, Refused):
        return ToSet(refused=entry.why)
    quantity = _quantity(entry.text, unit)
    if quantity is None:
        return ToSet(refused=words("{text} cannot be set; type a number, such as 10 {unit}", text=text, unit=unit))
    if most is not None and _beyond(quantity, most):
        return ToSet(refused=words("{value} is beyond the limit of ±{most}; type less", value=quantity, most=most))
    return ToSet(str(quantity), entry.shown, hold=_beyond(quantity, confirm_above))


def _quantity(text: str, unit: str) -> Quantity | None:
    try:
        found = Quantity.parse(text)
        return Quantity.parse(f"{text.strip()} {unit}") if found.unit.symbol == "1" and unit not in {"", "1"} else found
    except BenchError:
        return None


def _beyond(quantity: Quantity, limit: str) -> bool:
    most = Quantity.parse(limit)
    return quantity.dimension == most.dimension and abs(quantity.si) > most.si
