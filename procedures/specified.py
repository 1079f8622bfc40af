"""Why a type record states no specification for a value, in words; it knows no procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES

if TYPE_CHECKING:
    from bench_core.documents.instrument import FunctionRecord
    from bench_core.documents.ranges import RangeRecord
    from bench_core.metrology.quantity import Quantity


def unspecified_on(
    function: FunctionRecord, row: RangeRecord, value: Quantity, frequency: Quantity | None
) -> Bilingual | None:
    """Return why a value is not specified on one range, or None where it is.

    Args:
        function: of the type record.
        row: one of its ranges.
        value: of either sign.
        frequency: of an AC value.
    """
    if function.specified(row, value, frequency):
        return None
    product = _volt_hertz(function, value, frequency)
    if product is not None:
        return product
    if row.bands and row.band(frequency) is None:
        return Bilingual(
            f"型号档案未规定量程 {row.range} 在 {frequency} 的技术指标",
            f"its type record specifies nothing at {frequency} on range {row.range}",
        )
    largest = row.largest(frequency)
    if abs(value) > largest:
        at = "" if frequency is None else f" at {frequency}"
        words = f"{value} is beyond the range's maximum of {largest}{at}"
        return Bilingual(f"{value} 超出该量程最大值 {largest}", words)
    return Bilingual(
        f"型号档案未规定量程 {row.range} 上的 {value}",
        f"its type record specifies nothing at {value} on range {row.range}",
    )


def unspecified(name: str, function: FunctionRecord, value: Quantity, frequency: Quantity | None) -> Bilingual | None:
    """Return why a value is specified on no range at all, or None where it is on one.

    Args:
        name: of the capability.
        function: of the type record.
        value: of either sign.
        frequency: of an AC value.
    """
    if function.range_for(value, frequency) is not None:
        return None
    product = _volt_hertz(function, value, frequency)
    if product is not None:
        return product
    largest = max((row.maximum for row in function.ranges), key=lambda one: one.si)
    if abs(value) > largest:
        return Bilingual(
            f"{value} 超出其{CAPABILITIES[name].zh}最大值 {largest}",
            f"{value} is beyond its maximum of {largest} for {CAPABILITIES[name].en}",
        )
    at_zh, at = ("", "") if frequency is None else (f"、{frequency}", f" and {frequency}")
    return Bilingual(
        f"型号档案未规定{CAPABILITIES[name].zh}在 {value}{at_zh} 的技术指标",
        f"its type record specifies no {CAPABILITIES[name].en} at {value}{at}",
    )


def _volt_hertz(function: FunctionRecord, value: Quantity, frequency: Quantity | None) -> Bilingual | None:
    most = function.volt_hertz
    if most is None or frequency is None or abs(value.si) * frequency.si <= most.si:
        return None
    return Bilingual(
        f"{value} × {frequency} 超出其电压频率积 {most}", f"{value} at {frequency} is beyond its {most} (V × Hz)"
    )


def number_of_cells(row: RangeRecord, frequency: Quantity | None) -> int:
    """Return how many limits of error a range has at a frequency: 1, unless the type record is wrong.

    Args:
        row: of the unit under test.
        frequency: where two bands meet it belongs to the lower alone.
    """
    if not row.bands:
        return 1
    inside = [band.frequency for band in row.bands if frequency is not None and band.frequency.hold(frequency)]
    ends_here = any(band.upper == frequency for band in inside)
    return sum(not (ends_here and band.lower == frequency) for band in inside)
