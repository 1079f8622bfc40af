"""The value next to one asked for among those that an item's source has; it knows no point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.metrology.quantity import Quantity
    from procedures.model import ItemForm


def nearest_value(
    item: ItemForm, bound: Mapping[str, BoundInstrument], value: Quantity, largest: Quantity
) -> Quantity | None:
    """Return the value next to one asked for that the item's source has; half way between two it is the smaller.

    Args:
        item: of the procedure.
        bound: the bench's instruments by role.
        value: asked for; itself where the source's values are not fixed.
        largest: magnitude that the unit under test takes.

    Returns:
        None where the source has no value up to the largest; a short is none.
    """
    fixed = _fixed_values(item, bound)
    if not fixed:
        return value
    near = [one for one in fixed if 0 < one.si <= largest.si]
    return min(near, key=lambda one: (abs(one.si - value.si), one.si), default=None)


def _fixed_values(item: ItemForm, bound: Mapping[str, BoundInstrument]) -> list[Quantity]:
    """Return the only values that the source of the item's quantity has; none where it gives any value."""
    kind = unit(CAPABILITIES[item.function].unit).dimension
    for role, use in item.uses.items():
        if use.is_source and unit(CAPABILITIES[use.function].unit).dimension == kind:
            function = bound[role].type_record.functions.get(use.function)
            return [] if function is None else [row.range for row in function.ranges if row.fixed]
    return []
