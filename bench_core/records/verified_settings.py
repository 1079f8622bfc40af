"""Checks that every setting on record is one that the plan asks for where it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.records.places import place_of, proof_of
from bench_core.records.plan import Apply
from bench_core.records.point_names import point_names
from bench_core.records.settings import setting_values, settings_sent
from bench_core.records.verified_suspension import is_of_watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench_core.metrology.quantity import Quantity
    from bench_core.records.events import SettingIntended
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState


def wrong_setting(state: RunState, event: SettingIntended) -> str | None:
    """Tell where an instrument was set, or energised, otherwise than the plan asks for at this point or in its proof.

    Args:
        state: before the event.
        event: with a key it belongs to that point, without one to the proof of the leads that are connected.
    """
    if event.action == "make_safe" or is_of_watch(state.plan, event):
        return None
    if state.key is None or event.key not in {None, state.key}:
        return f"{event.instrument} was set ({event.action}) for a point that was not under way"
    place = place_of(state.plan, state.key)
    names: Callable[[str], Quantity]
    if event.key is None:
        proof = proof_of(state.plan, place.item, state.leads or {})
        applies, names, where = ([] if proof is None else [proof.apply]), _no_names, "the proof of these leads"
    else:
        applies = [step for step in place.method if isinstance(step, Apply)]
        names, where = point_names(place.point), f"{event.key.item} {event.key.point}"
    try:
        planned = list(_planned(state.plan, applies, event, names))
    except BenchError as error:
        return f"{event.instrument}: what it is to be set to cannot be computed: {error}"
    if event.settings in planned:
        return None
    told = "; ".join(_told(one) for one in planned) or f"no {event.action} of it"
    return f"{event.instrument} was set to {_told(event.settings)} ({event.action}), the plan has {told} for {where}"


def planned_settings(
    plan: Plan, apply: Apply, action: str, instrument: str, names: Callable[[str], Quantity]
) -> list[dict[str, str]]:
    """Return what an apply step sends to an instrument in an action, once for each role that it plays.

    Args:
        plan: of the run.
        apply: step.
        action: `select`, `source` or `operate`.
        instrument: name on the bench.
        names: values of the names in the step's expressions.
    """
    roles = apply.indicators if action == "select" else apply.sources
    mine = [row for role, row in roles.items() if plan.roles[role].instrument == instrument]
    return [{} if action == "operate" else settings_sent(row, setting_values(row, names)) for row in mine]


def _planned(
    plan: Plan, applies: Iterable[Apply], event: SettingIntended, names: Callable[[str], Quantity]
) -> Iterable[dict[str, str]]:
    for apply in applies:
        yield from planned_settings(plan, apply, event.action, event.instrument, names)


def _no_names(name: str) -> Quantity:
    raise KeyError(name)


def _told(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items()) or "on"
