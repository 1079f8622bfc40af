"""Checks rows of points: one function, values and frequencies of their kind, sensible exceptions, no point twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.functions import has_frequency
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.fields import RangesOf
from procedures.points import Nearest, base_value, is_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.quantity import Quantity
    from procedures.checks.scope import Scope
    from procedures.model import ItemForm, Procedure
    from procedures.points import PointRow


def check_points(procedure: Procedure, item: ItemForm, scope: Scope | None, at: Loc) -> Iterator[Finding]:
    """Yield what is wrong with an item's rows of points."""
    if item.function not in CAPABILITIES:
        return
    seen: dict[tuple[object, Quantity | Nearest], set[Quantity]] = {}  # of rows that leave no points out by comparison
    for index, row in enumerate(item.points):
        place = (*at, "points", index)
        yield from _range(row, item.function, place)
        yield from _frequencies(row, item.function, place)
        for number, value in enumerate(row.at):
            yield from _value(item, value, (*place, "at", number))
            frequencies, before = set(row.frequency or ()), seen.get((row.range, value))
            whole = all(entry.when is None for entry in row.except_)
            met = before is not None and whole and (frequencies & before or not frequencies or not before)
            if met or value in row.at[:number]:
                yield Finding((*place, "at", number), f"{value} stands twice on this range", "leave one out")
            if whole:
                seen.setdefault((row.range, value), set()).update(frequencies)
        if scope is not None:
            yield from _exceptions(procedure, scope, row, (*place, "except"))


def _range(row: PointRow, function: str, place: Loc) -> Iterator[Finding]:
    wanted = CAPABILITIES[function]
    if isinstance(row.range, RangesOf):
        if row.range.function != function:
            message = f"ranges of {row.range.function} in an item that measures {function}"
            yield Finding((*place, "range"), message, f"write uut.{row.range.choice}({function})")
    elif row.range.dimension != unit(wanted.unit).dimension:
        message = f"a range of {function} must be in {wanted.unit}, not in {row.range.unit}"
        yield Finding((*place, "range"), message)


def _frequencies(row: PointRow, function: str, place: Loc) -> Iterator[Finding]:
    if row.frequency is None:
        if has_frequency(function):
            yield Finding((*place, KEY), f"points of {function} without their frequency", "add frequency: [1 kHz]")
        return
    if not has_frequency(function):
        yield Finding((*place, "frequency", KEY), f"{CAPABILITIES[function].en} has no frequency", "leave it out")
        return
    for number, value in enumerate(row.frequency):
        if value.dimension != unit("Hz").dimension:
            message = f"a frequency must be in Hz, not in {value.unit}"
            yield Finding((*place, "frequency", number), message, "write for example 1 kHz")
        elif value in row.frequency[:number]:
            yield Finding((*place, "frequency", number), f"{value} stands twice in this row", "leave one out")


def _value(item: ItemForm, entry: Quantity | Nearest, place: Loc) -> Iterator[Finding]:
    wanted, value = CAPABILITIES[item.function], base_value(entry)
    if not is_share(value) and value.dimension != unit(wanted.unit).dimension:
        message = f"a point of {item.function} must be in {wanted.unit} or a percentage, not in {value.unit}"
        yield Finding(place, message)
    if value.value < 0 and not wanted.signed:
        yield Finding(place, f"{value}: {wanted.en} has no negative values", "leave the sign out")
    if isinstance(entry, Nearest) and not _puts_out(item):
        message = f"'{entry}': this method sets no source of {item.function}"
        yield Finding(place, message, f"write {entry.to}, or set a source")


def _puts_out(item: ItemForm) -> bool:
    kind = unit(CAPABILITIES[item.function].unit).dimension
    given = [found.function for found in item.uses.values() if found.is_source]
    return any(name in CAPABILITIES and unit(CAPABILITIES[name].unit).dimension == kind for name in given)


def _exceptions(procedure: Procedure, scope: Scope, row: PointRow, place: Loc) -> Iterator[Finding]:
    unspecified = 0
    for number, entry in enumerate(row.except_):
        if entry.when is None:
            unspecified += 1
            if unspecified == 2:
                yield Finding((*place, number), "'not specified' stands twice", "leave one out")
        else:
            where = Place((*place, number, "when"))
            yield from scope.vocabulary(procedure.roles).must_compare("an exception", entry.when, where)
