"""Checks rows of points: one function, values of its kind and sign, and no point twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.unit import unit
from procedures.checks.finding import Finding, Loc
from procedures.fields import RangesOf
from procedures.points import is_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.quantity import Quantity
    from procedures.model import ItemForm
    from procedures.points import PointRow


def check_points(item: ItemForm, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's rows of points."""
    if item.function not in CAPABILITIES:
        return
    seen: set[tuple[object, Quantity]] = set()
    for index, row in enumerate(item.points):
        place = (*at, "points", index)
        yield from _range(row, item.function, place)
        for number, value in enumerate(row.at):
            yield from _value(value, item.function, (*place, "at", number))
            if (row.range, value) in seen:
                yield Finding((*place, "at", number), f"{value} stands twice on this range", "leave one out")
            seen.add((row.range, value))


def _range(row: PointRow, function: str, place: Loc) -> Iterator[Finding]:
    wanted = CAPABILITIES[function]
    if isinstance(row.range, RangesOf):
        if row.range.function != function:
            message = f"ranges of {row.range.function} in an item that measures {function}"
            yield Finding((*place, "range"), message, f"write uut.{row.range.choice}({function})")
    elif row.range.dimension != unit(wanted.unit).dimension:
        message = f"a range of {function} must be in {wanted.unit}, not in {row.range.unit}"
        yield Finding((*place, "range"), message)


def _value(value: Quantity, function: str, place: Loc) -> Iterator[Finding]:
    wanted = CAPABILITIES[function]
    if not is_share(value) and value.dimension != unit(wanted.unit).dimension:
        message = f"a point of {function} must be in {wanted.unit} or a percentage, not in {value.unit}"
        yield Finding(place, message)
    if value.value < 0 and not wanted.signed:
        yield Finding(place, f"{value}: {wanted.en} has no negative values", "leave the sign out")
