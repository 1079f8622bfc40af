"""How many values each series of an item's model has, as the program takes them or as a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.point_names import ONCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procedures.model import ItemForm, RoleForm
    from procedures.steps import MethodStep

PICK = ONCE
"""What follows the name of a reading that is taken once for each range: `z[range]`."""
WIRE, PERSON = "wire", "person"


def entries(uut: RoleForm | None) -> tuple[bool, ...]:
    """Return for each way in which the unit under test may be read whether a person does it."""
    ways = (uut.entry if uut is not None else None) or (WIRE,)
    return tuple(way == PERSON for way in (WIRE, PERSON) if way in ways)


def taken(steps: Iterable[MethodStep], uut: str, *, by_person: bool) -> dict[str, int]:
    """Return, by name, how many values steps take.

    Args:
        steps: of a method, or of what it does once for each range.
        uut: the role of the unit under test, which alone a person may read.
        by_person: whether a person reads it.
    """
    counts = {}
    for step in steps:
        if step.take is not None:
            counts[step.take.name] = step.take.readings.of(by_person=by_person and step.take.source == uut)
        if step.ask is not None:
            counts[step.ask.name] = 1
    return counts


def series(item: ItemForm, uut: str, *, by_person: bool) -> dict[str, int]:
    """Return the number of values of every series: of what is read, and of each equation per reading."""
    counts = taken(item.steps, uut, by_person=by_person)
    once = taken(item.preliminary, uut, by_person=by_person)
    counts |= {f"{name}{PICK}": number for name, number in once.items()}
    for name, equation in item.model.at("reading").items():
        lengths = [counts[used] for used in equation.names if used in counts]
        if lengths:
            counts[name] = max(lengths)
    return counts
