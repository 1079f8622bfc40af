"""What an expression of a procedure may name at a calibration point; it knows no reading and no standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.metrology.specification import limit_of_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.metrology.quantity import Quantity
    from bench_core.records.plan import PlannedPoint


def named_values(point: PlannedPoint, reading: Quantity | None = None) -> dict[str, Quantity]:
    """Return what a point gives by name: `point.<field>`, `uut.mpe`, `uut.resolution`, `uut.range`.

    Args:
        point: of the plan.
        reading: the value that the MPE's share of reading is taken of; None takes the nominal value.
    """
    values = {f"point.{name}": value for name, value in point.fields.items()}
    values["uut.mpe"] = limit_of_error(point.mpe, point.fields["nominal"] if reading is None else reading)
    values["uut.resolution"] = point.resolution
    values["uut.range"] = point.mpe.range
    return values


def point_names(point: PlannedPoint, reading: Quantity | None = None) -> Callable[[str], Quantity]:
    """Return the look-up of a point's names for `evaluate`; arguments as `named_values`.

    An unknown name is a KeyError, which `evaluate` turns into a sentence.
    """
    return named_values(point, reading).__getitem__
