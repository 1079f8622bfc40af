"""What an expression of a procedure may name at a calibration point; it knows no reading and no standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.metrology.specification import Specification
    from bench_core.records.plan import PlannedPoint, Steady


ONCE = "[range]"
"""What the name of a reading ends with that is taken once for each range: `z[range]`."""


def named_values(point: PlannedPoint, reading: Quantity | None = None) -> dict[str, Quantity]:
    """Return what a point gives by name: `point.<field>`, `uut.mpe`, `<role>.mpe`, `<role>.resolution`, `<role>.range`.

    The roles are the unit under test (`uut`) and every standard; a source among the standards has no resolution, and
    no limit of error here; a reference indicator has one where it is used by class and indicates the same kind of
    quantity.

    Args:
        point: of the plan.
        reading: the value that the MPE's share of reading is taken of; None takes the nominal value.
    """
    values = {f"point.{name}": value for name, value in point.fields.items()}
    values["uut.mpe"] = limit_of_error(point.mpe, point.fields["nominal"] if reading is None else reading)
    values["uut.resolution"] = point.resolution
    values["uut.range"] = point.mpe.range
    for role, reference in point.references.items():
        values[f"{role}.range"] = reference.range
        if reference.resolution is not None:
            values[f"{role}.resolution"] = reference.resolution
        if reference.resolution is not None and reference.specification is not None:
            values |= _limit_of_error(role, reference.specification, point.fields["nominal"])
    return values


def _limit_of_error(role: str, specification: Specification, nominal: Quantity) -> dict[str, Quantity]:
    """Return the limit of error of a reference indicator at a value; none where it indicates another kind of it."""
    if specification.range.dimension != nominal.dimension:
        return {}
    return {f"{role}.mpe": limit_of_error(specification, nominal)}


def point_names(point: PlannedPoint, reading: Quantity | None = None) -> Callable[[str], Quantity]:
    """Return the look-up of a point's names for `evaluate`; arguments as `named_values`.

    An unknown name is a KeyError, which `evaluate` turns into a sentence.
    """
    return named_values(point, reading).__getitem__


def steady_band(step: Steady, point: PlannedPoint) -> Quantity:
    """Return the largest spread of a steady signal: as the procedure says, but never below two digits of what is read.

    Raises:
        UsageError: the procedure's expression gives no one value.
    """
    names = point_names(point)
    band = evaluate(parse_expression(step.peak_to_peak), names)
    if not isinstance(band, Quantity):
        raise UsageError(f"'{step.peak_to_peak}' is not one value; write an expression that gives one")
    watched = point.references.get(step.watch)
    digit = point.resolution if watched is None or watched.resolution is None else watched.resolution
    two_digits = digit * 2
    return max(band, two_digits) if band.dimension == two_digits.dimension else band
