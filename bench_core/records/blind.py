"""Blind reading: who takes readings sees nothing that tells what to expect before the readings are entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.plan import Ask

if TYPE_CHECKING:
    from bench_core.records.plan import Plan, PlannedItem
    from bench_core.records.run_state import RunState


def reads_blind(plan: Plan) -> bool:
    """Return whether a person takes readings in a run, by prompts that tell nothing of what is expected."""
    steps = [step for item in plan.items for step in item.method]
    return any(role.by_person for role in plan.roles.values()) or any(isinstance(step, Ask) for step in steps)


def hides_values(state: RunState) -> bool:
    """Return whether point, set-point and indications must not be seen: the run goes on, and a person reads blind."""
    return state.ended is None and reads_blind(state.plan)


def is_hidden(state: RunState, item: PlannedItem) -> bool:
    """Return whether results of an item must not be seen yet, because a person will read more of its points blind."""
    if not hides_values(state):
        return False
    places = ((item.id, point.id) for point in item.points)
    return any(place not in state.results and place not in state.skipped for place in places)
