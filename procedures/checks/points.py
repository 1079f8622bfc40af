"""Checks rows of points: one function, values and frequencies of their kind, sensible exceptions, no point twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.functions import has_frequency
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc
from procedures.fields import RangesOf
from procedures.hints import LEAVE_ONE_OUT, LEAVE_OUT, add, write
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
                message = Bilingual(f"{value} 在此量程上重复", f"{value} stands twice on this range")
                yield Finding((*place, "at", number), message, LEAVE_ONE_OUT)
            if whole:
                seen.setdefault((row.range, value), set()).update(frequencies)
        if scope is not None:
            yield from _exceptions(procedure, scope, row, (*place, "except"))


def _range(row: PointRow, function: str, place: Loc) -> Iterator[Finding]:
    wanted = CAPABILITIES[function]
    if isinstance(row.range, RangesOf):
        if row.range.function != function:
            message = Bilingual(
                f"测量 {function} 的项目中有 {row.range.function} 的量程",
                f"ranges of {row.range.function} in an item that measures {function}",
            )
            yield Finding((*place, "range"), message, write(f"uut.{row.range.choice}({function})"))
    elif row.range.dimension != unit(wanted.unit).dimension:
        message = Bilingual(
            f"{function} 量程的单位须为 {wanted.unit}，而不是 {row.range.unit}",
            f"a range of {function} must be in {wanted.unit}, not in {row.range.unit}",
        )
        yield Finding((*place, "range"), message)


def _frequencies(row: PointRow, function: str, place: Loc) -> Iterator[Finding]:
    if row.frequency is None:
        if has_frequency(function):
            message = Bilingual(f"{function} 的点没有频率", f"points of {function} without their frequency")
            yield Finding((*place, KEY), message, add("frequency: [1 kHz]"))
        return
    if not has_frequency(function):
        wanted = CAPABILITIES[function]
        message = Bilingual(f"{wanted.zh}没有频率", f"{wanted.en} has no frequency")
        yield Finding((*place, "frequency", KEY), message, LEAVE_OUT)
        return
    for number, value in enumerate(row.frequency):
        if value.dimension != unit("Hz").dimension:
            message = Bilingual(
                f"频率的单位须为 Hz，而不是 {value.unit}", f"a frequency must be in Hz, not in {value.unit}"
            )
            hint = Bilingual("例如写作 1 kHz", "write for example 1 kHz")
            yield Finding((*place, "frequency", number), message, hint)
        elif value in row.frequency[:number]:
            message = Bilingual(f"{value} 在此行重复", f"{value} stands twice in this row")
            yield Finding((*place, "frequency", number), message, LEAVE_ONE_OUT)


def _value(item: ItemForm, entry: Quantity | Nearest, place: Loc) -> Iterator[Finding]:
    wanted, value = CAPABILITIES[item.function], base_value(entry)
    if not is_share(value) and value.dimension != unit(wanted.unit).dimension:
        message = Bilingual(
            f"{item.function} 的点须以 {wanted.unit} 或百分比给出，而不是 {value.unit}",
            f"a point of {item.function} must be in {wanted.unit} or a percentage, not in {value.unit}",
        )
        yield Finding(place, message)
    if value.value < 0 and not wanted.signed:
        message = Bilingual(f"{value}：{wanted.zh}没有负值", f"{value}: {wanted.en} has no negative values")
        yield Finding(place, message, Bilingual("删去负号", "leave the sign out"))
    if isinstance(entry, Nearest) and not _puts_out(item):
        message = Bilingual(
            f"“{entry}”：本方法没有设定 {item.function} 的源",
            f"'{entry}': this method sets no source of {item.function}",
        )
        yield Finding(place, message, Bilingual(f"写作 {entry.to}，或设定一个源", f"write {entry.to}, or set a source"))


def _puts_out(item: ItemForm) -> bool:
    kind = unit(CAPABILITIES[item.function].unit).dimension
    given = [found.function for found in item.uses.values() if found.is_source]
    return any(name in CAPABILITIES and unit(CAPABILITIES[name].unit).dimension == kind for name in given)


_EXCEPTION = Bilingual("例外", "an exception")


def _exceptions(procedure: Procedure, scope: Scope, row: PointRow, place: Loc) -> Iterator[Finding]:
    unspecified = 0
    for number, entry in enumerate(row.except_):
        if entry.when is None:
            unspecified += 1
            if unspecified == 2:
                message = Bilingual("“not specified”重复", "'not specified' stands twice")
                yield Finding((*place, number), message, LEAVE_ONE_OUT)
        else:
            where = Place((*place, number, "when"))
            yield from scope.vocabulary(procedure.roles).must_compare(_EXCEPTION, entry.when, where)
