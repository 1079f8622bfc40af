"""What the window calls instruments, by model and serial number as printed on them, and points, with their item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.short import short_name

if TYPE_CHECKING:
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words


def called(state: RunState, instrument: str) -> str:
    """Return model and serial number of an instrument; its name on the bench before it has said who it is."""
    found = state.instruments.get(instrument)
    if found is None:
        return short_name(instrument)
    return short_name(" ".join(part for part in (found.model, found.serial) if part) or instrument)


def place_called(item: str, point: str, plan: Plan, words: Words) -> str:
    """Return what a point is called: where the plan has several items, with the title of its item."""
    if len(plan.items) <= 1:
        return point
    title = next((words.of(one.title) for one in plan.items if one.id == item), item)
    return f"{title} {point}"


def uut_of(plan: Plan) -> str:
    """Return the name on the bench of the unit under test; empty in a forged plan without one."""
    return next((role.instrument for role in plan.roles.values() if role.is_uut), "")


def sources_of(plan: Plan) -> tuple[str, ...]:
    """Return the names on the bench of all sources, each once."""
    return tuple(dict.fromkeys(role.instrument for role in plan.roles.values() if role.serves == "source"))
