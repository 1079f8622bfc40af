"""Performs a plan: conditions, items, points and their steps, each point whole before the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import ConditionsNotMet
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import ItemStarted, MeasurementKey, PointCompleted, PointStarted, PreliminaryCompleted
from bench_core.records.places import limit_of, place_of, preliminary_of, read_once
from bench_core.records.plan import Apply, Ask, Confirm, Connect, Steady, Take
from sequencer.applying import apply, require_operating, require_unchanged
from sequencer.attempt import Attempt, place_text
from sequencer.connecting import connect, require_all_off
from sequencer.prompts import confirmation
from sequencer.reading import ask_for_reading, take, wait_until_steady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.quantity import Quantity
    from bench_core.records.plan import PlannedItem, Step
    from bench_core.records.run_state import RunState
    from sequencer.desk import Desk

    Readings = Mapping[str, tuple[Quantity, ...]]


def check_conditions(desk: Desk) -> None:
    """Record every condition of the procedure and refuse to begin while one does not hold.

    Raises:
        ConditionsNotMet: naming all that do not hold, with what is asked.
    """
    broken = []
    for condition in desk.plan.conditions:
        recorded = desk.record_condition(condition)
        if not recorded.holds:
            broken.append(f"{condition.name} is {recorded.value}, the procedure asks for {condition.text}")
    if broken:
        raise ConditionsNotMet("; ".join(broken) + "; wait until the conditions hold and start again")


def perform_items(desk: Desk, state: RunState) -> dict[tuple[str, str], PointCompleted]:
    """Perform what remains of the plan and return every result, by (item, point).

    Args:
        desk: what the run works with.
        state: what the record said before.
    """
    results = dict(state.results)
    _rest_after_interruption(desk, state)
    for item in desk.plan.items:
        remaining = [point for point in item.points if (item.id, point.id) not in state.results]
        if not remaining:
            continue
        desk.journal.append(ItemStarted(desk.instrument_of(desk.uut), item.id))
        once: dict[str, Readings] = {}
        for point in remaining:
            before = preliminary_of(item, point)
            if before is not None and before.id not in once:
                once[before.id] = _perform_preliminary(desk, _attempt(desk, item, before.id, state))
            attempt = _attempt(desk, item, point.id, state)
            results[item.id, point.id] = _perform_point(desk, attempt, once[before.id] if before else {})
        require_all_off(desk)
    desk.control.check()
    return results


def _rest_after_interruption(desk: Desk, state: RunState) -> None:
    """Have outputs rest as long as the longest of the limited points that were begun: when they went off is unknown."""
    for item in desk.plan.items:
        limits = [limit_of(item, point) for point in item.points if (item.id, point.id) in state.attempts]
        for limit in limits:
            if limit is not None:
                desk.on_time.rest_for(limit.rest)


def _attempt(desk: Desk, item: PlannedItem, point: str, state: RunState) -> Attempt:
    number = state.attempts.get((item.id, point), 0) + 1
    key = MeasurementKey(desk.instrument_of(desk.uut), item.id, point, desk.plan.stage, attempt=number)
    return Attempt(place_of(desk.plan, key), key)


def _perform_preliminary(desk: Desk, attempt: Attempt) -> Readings:
    """Do what comes once for a range, and return its readings under the names that the item's model has for them."""
    desk.journal.append(PointStarted(attempt.key))
    _perform_method(desk, attempt)
    require_all_off(desk)
    desk.journal.sync()
    desk.journal.append(PreliminaryCompleted(attempt.key))
    return read_once(attempt.place.item, attempt.readings)


def _perform_point(desk: Desk, attempt: Attempt, once: Readings) -> PointCompleted:
    desk.journal.append(PointStarted(attempt.key))
    begun = desk.clock.utc().date()
    _perform_method(desk, attempt)
    if attempt.limit is not None:
        require_all_off(desk)
    desk.journal.sync()
    place = attempt.place
    result = evaluate_point(desk.plan, place.item, place.point, {**attempt.readings, **once}, begun)
    completed = PointCompleted(attempt.key, result)
    desk.journal.append(completed)
    return completed


def _perform_method(desk: Desk, attempt: Attempt) -> None:
    connect(desk, attempt, attempt.place.point.leads, 0)
    for number, step in enumerate(attempt.place.method, 1):
        desk.control.check()
        _perform_step(desk, step, attempt, number)


def _perform_step(desk: Desk, step: Step, attempt: Attempt, number: int) -> None:
    match step:
        case Apply():
            apply(desk, step, attempt)
        case Steady():
            wait_until_steady(desk, step, attempt)
        case Take():
            require_operating(desk, attempt.sources, attempt.key)
            take(desk, step, attempt)
            require_operating(desk, attempt.sources, attempt.key)
            require_unchanged(desk, attempt)
        case Ask():
            require_operating(desk, attempt.sources, attempt.key)
            ask_for_reading(desk, step, attempt)
            require_operating(desk, attempt.sources, attempt.key)
            require_unchanged(desk, attempt)
        case Confirm():
            name = f"confirm.{attempt.key.item}"
            desk.prompts.require_yes(confirmation(f"{place_text(attempt.key)}/{number}", name, step.text))
        case Connect():
            connect(desk, attempt, step.leads, number)
