"""Beyond which magnitude nothing is set or connected: the least of bench, standard and unit under test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.unit import unit
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.metrology.quantity import Quantity
    from procedures.model import Procedure
    from procedures.uses import Use


def role_limits(procedure: Procedure, role: str, bound: Mapping[str, BoundInstrument]) -> dict[str, Quantity]:
    """Return the largest magnitude of each capability that a role serves in.

    Args:
        procedure: with the items that use the role.
        role: a source may put out no more than every indicator on it takes.
        bound: the bench's instruments by role.
    """
    limits: dict[str, Quantity] = {}
    for used in (used for item in procedure.items for used in (item.uses, uses(item.preliminary))):
        found = used.get(role)
        if found is None:
            continue
        for limit in _limits(used, found, bound):
            limits[found.function] = min(limit, limits.get(found.function, limit))
    return limits


def _limits(used: Mapping[str, Use], found: Use, bound: Mapping[str, BoundInstrument]) -> Iterator[Quantity]:
    yield from _own(found.function, bound[found.role])
    kind = unit(CAPABILITIES[found.function].unit).dimension
    for role, other in used.items():
        same = unit(CAPABILITIES[other.function].unit).dimension == kind
        if found.is_source and not other.is_source and same and role in bound:
            yield from _own(other.function, bound[role])


def _own(function: str, instrument: BoundInstrument) -> Iterator[Quantity]:
    record = instrument.type_record.functions.get(function)
    if record is not None:
        yield record.ranges[-1].maximum
    limit = instrument.limit_of(function)
    if limit is not None:
        yield limit
