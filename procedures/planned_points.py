"""From rows of points to calibration points on one meter's ranges, with exact nominal values; it knows no standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.documents.instrument import RangeRecord
from bench_core.errors import CapabilityMissing, LimitExceeded, RangeInsufficient
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import PlannedPoint
from procedures.model import UUT
from procedures.points import is_share
from procedures.refusals import Reasons, who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.documents.instrument import FunctionRecord
    from procedures.model import ItemForm
    from procedures.points import PointRow


@dataclass(frozen=True, slots=True)
class Target:
    """A point before any standard is chosen for it.

    Args:
        planned: the point, without references.
        row: of the procedure's rows, from 0.
        number: of the row's values, from 0.
        range: of the unit under test.
    """

    planned: PlannedPoint
    row: int
    number: int
    range: RangeRecord


def targets(item: ItemForm, uut: BoundInstrument, reasons: Reasons) -> tuple[Target, ...]:
    """Return the points of an item on a meter's ranges, in the procedure's order.

    Args:
        item: of the procedure.
        uut: the unit under test.
        reasons: hears of missing capabilities and ranges, and of values beyond a range.
    """
    function = uut.type_record.functions.get(item.function)
    if function is None:
        known = ", ".join(uut.type_record.functions)
        message = f"{who(UUT, uut)}: does not indicate {item.function}, only {known}; bind another instrument"
        reasons.add(CapabilityMissing(message))
        return ()
    found = []
    for row_number, row in enumerate(item.points):
        for range_ in _ranges(row, item.function, function, uut, reasons):
            found += [
                Target(_point(function, range_, value), row_number, number, range_)
                for number, value in enumerate(row.at)
            ]
    for target in found:
        _fits(target, item.function, uut, reasons)
    return tuple(found)


def _ranges(
    row: PointRow, name: str, function: FunctionRecord, uut: BoundInstrument, reasons: Reasons
) -> Iterator[RangeRecord]:
    if isinstance(row.range, Quantity):
        yield from _explicit(row.range, name, function, uut, reasons)
        return
    basic = function.basic_range
    if basic is None and row.range.choice != "ranges":
        message = f"{who(UUT, uut)}: its type record names no basic range of {name}; add basic_range: to the record"
        reasons.add(RangeInsufficient(message))
        return
    for range_ in function.ranges:
        is_basic = basic is not None and range_.range.si == basic.si
        if row.range.choice == "ranges" or is_basic == (row.range.choice == "basic_range"):
            yield range_


def _explicit(
    wanted: Quantity, name: str, function: FunctionRecord, uut: BoundInstrument, reasons: Reasons
) -> Iterator[RangeRecord]:
    range_ = function.named(wanted)
    if range_ is not None:
        yield range_
        return
    known = ", ".join(str(row.range) for row in function.ranges)
    message = f"{who(UUT, uut)}: has no range {wanted} of {name}, only {known}; choose one of them"
    reasons.add(RangeInsufficient(message))


def _point(function: FunctionRecord, range_: RangeRecord, value: Quantity) -> PlannedPoint:
    return PlannedPoint(
        id=_point_id(range_.range, value),
        fields={"range": range_.range, "nominal": nominal_value(range_.range, value)},
        mpe=range_.specification(function.coverage),
        resolution=range_.resolution,
        references={},
    )


def nominal_value(range_: Quantity, value: Quantity) -> Quantity:
    """Return a nominal value in the range's unit, exact.

    Args:
        range_: of the unit under test.
        value: a share of the range, or a value of its own.
    """
    if is_share(value):
        return Quantity(range_.value * value.si, range_.unit)
    return value.to(range_.unit)


def _point_id(range_: Quantity, value: Quantity) -> str:
    sign = "+" if value.value > 0 else ""
    return f"{range_}/{sign}{value}"


def _fits(target: Target, function: str, uut: BoundInstrument, reasons: Reasons) -> None:
    nominal, maximum = target.planned.fields["nominal"], target.range.maximum
    bench = uut.limits.get(function)
    if bench is not None and abs(nominal) > bench:
        message = (
            f"{who(UUT, uut)}: point {target.planned.id}: {nominal} is beyond the bench's limit of {bench} for "
            f"{function}; leave the point out, or change limits: in the bench file"
        )
        reasons.add(LimitExceeded(message))
    if abs(nominal) > maximum:
        message = (
            f"{who(UUT, uut)}: point {target.planned.id}: {nominal} is beyond the range's maximum of {maximum}; "
            "choose a smaller value or a larger range"
        )
        reasons.add(RangeInsufficient(message))
