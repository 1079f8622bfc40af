"""To which quantities of an item's model each standard contributes its uncertainty; it knows no bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.counts import PICK
from procedures.model import UUT
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procedures.model import ItemForm
    from procedures.steps import MethodStep


def contributions(item: ItemForm) -> frozenset[tuple[str, str]]:
    """Return role of a standard and name of the quantity that its uncertainty belongs to.

    A source contributes to its output, an indicator to its readings. A source that is set once for each range
    contributes to what was read then, since nothing else of that moment enters the model.
    """
    found = {(role, f"{role}.output") for role, use in item.standards.items() if use.is_source}
    found |= _of_indicators(item.steps)
    found |= {(role, f"{name}{PICK}") for role, name in _of_indicators(item.preliminary)}
    sources = [role for role, use in uses(item.preliminary).items() if use.is_source and role != UUT]
    return frozenset(found | {(role, f"{name}{PICK}") for role in sources for name in _taken(item.preliminary)})


def _of_indicators(steps: Sequence[MethodStep]) -> set[tuple[str, str]]:
    sources = {role for role, use in uses(steps).items() if use.is_source}
    takes = [step.take for step in steps if step.take is not None and step.take.source not in {UUT, *sources}]
    first = {take.source: take.name for take in reversed(takes)}  # a second reading is no known form, and told
    return set(first.items())


def _taken(steps: Sequence[MethodStep]) -> list[str]:
    return [step.take.name for step in steps if step.take is not None]
