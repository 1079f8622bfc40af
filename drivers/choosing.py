"""Knows how a driver finds the function and range that a procedure names, or refuses in words; knows no command."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import CapabilityMissing, RangeInsufficient

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bench_core.documents.instrument import FunctionRecord
    from bench_core.documents.ranges import RangeRecord
    from bench_core.metrology.quantity import Quantity

T = TypeVar("T")


def choose(
    rows: Mapping[str, T], known: Collection[str], function: str, settings: Collection[str], who: str, verb: str
) -> T:
    """Return the driver's row of a function, once every further setting belongs to it.

    Args:
        rows: of the driver, by capability.
        known: functions of the instrument's type record.
        function: a capability.
        settings: names of further settings, such as `frequency` of an AC function.
        who: instrument and resource name, for people.
        verb: what the instrument does, `source` or `indicate`, for people.

    Raises:
        CapabilityMissing: the driver or the type record has no such function, or the function no such setting.
    """
    if function not in rows or function not in known:
        listed = ", ".join(name for name in rows if name in known)
        raise CapabilityMissing(f"{who}: does not {verb} {function}; it {verb}s {listed}")
    settable = dict(CAPABILITIES[function].settable)
    unknown = [name for name in settings if name not in settable]
    if unknown:
        raise CapabilityMissing(f"{who}: {function} has no setting {', '.join(unknown)}; leave it out")
    return rows[function]


def range_holding(record: FunctionRecord, value: Quantity, frequency: Quantity | None, who: str) -> RangeRecord:
    """Return the range that holds a value; refuse what the instrument would clip or round.

    Args:
        record: of the function.
        value: in any unit of its kind.
        frequency: of an AC value, or None.
        who: instrument and resource name, for people.

    Raises:
        RangeInsufficient: no range holds it, or it has more digits than the range gives.
    """
    row = record.range_for(value, frequency)
    if row is None:
        raise RangeInsufficient(f"{who}: cannot source {value}; the largest value is {record.ranges[-1].maximum}")
    if not row.fixed and value.si % row.resolution.si:
        what = f"cannot source {value} exactly, its {row.range} range has steps of {row.resolution}"
        raise RangeInsufficient(f"{who}: {what}; choose a value with fewer digits")
    return row
