"""Performs a plan: conditions, items, points and their steps, each point whole before the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import ConditionsNotMet, OutputTripped
from bench_core.metrology.quantity import Quantity
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import (
    IndicationTaken,
    ItemStarted,
    MeasurementKey,
    PointCompleted,
    PointStarted,
    PromptAsked,
    ReadingEntered,
)
from bench_core.records.plan import Apply, Ask, Bilingual, Confirm, Connect, Steady, Take
from bench_core.records.point_names import point_names
from sequencer.applying import apply, require_energised, require_unchanged
from sequencer.reading import ask_for_reading, take, wait_until_steady
from sequencer.safety import make_safe

if TYPE_CHECKING:
    from bench_core.records.plan import PlannedItem, PlannedPoint, Step
    from bench_core.records.run_state import RunState
    from sequencer.desk import Desk


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


def perform_items(desk: Desk, state: RunState) -> None:
    """Perform what remains of the plan.

    Args:
        desk: what the run works with.
        state: what the record says so far.
    """
    for item in desk.plan.items:
        remaining = [point for point in item.points if (item.id, point.id) in state.remaining]
        if not remaining:
            continue
        if item.leads:
            connect(desk, item.id, item.id, item.leads)
        desk.journal.append(ItemStarted(desk.instrument_of(desk.uut), item.id))
        for point in remaining:
            attempt = state.attempts.get((item.id, point.id), 0) + 1
            _perform_point(desk, item, point, attempt)
        require_all_off(desk)
    desk.control.check()


def _perform_point(desk: Desk, item: PlannedItem, point: PlannedPoint, attempt: int) -> None:
    key = MeasurementKey(desk.instrument_of(desk.uut), item.id, point.id, desk.plan.stage, attempt=attempt)
    desk.journal.append(PointStarted(key))
    begun = desk.clock.utc().date()
    readings: dict[str, tuple[Quantity, ...]] = {}
    for number, step in enumerate(item.method, 1):
        for taken in _perform_step(desk, step, key, point):
            value = Quantity.of(taken.value, taken.unit)
            readings[taken.name] = (*readings.get(taken.name, ()), value)
        if isinstance(step, Take | Ask):
            outputs = [readings[f"{role}.output"][0] for role in point.references]
            require_energised(desk, point.references, key)
            require_unchanged(desk, outputs, point.references, key, 1 + _readings_until(item, number))
    desk.journal.sync()
    result = evaluate_point(desk.plan, item, point, readings, begun)
    desk.journal.append(PointCompleted(key, result))
    desk.journal.sync()


def _readings_until(item: PlannedItem, number: int) -> int:
    return sum(isinstance(step, Take | Ask) for step in item.method[:number])


def _perform_step(
    desk: Desk, step: Step, key: MeasurementKey, point: PlannedPoint
) -> tuple[IndicationTaken | ReadingEntered, ...]:
    desk.control.check()
    match step:
        case Apply():
            return apply(desk, step, key, point, point_names(point))
        case Steady():
            wait_until_steady(desk, step, key, point)
            return ()
        case Take():
            require_energised(desk, point.references, key)
            return take(desk, step, key)
        case Ask():
            require_energised(desk, point.references, key)
            return (ask_for_reading(desk, step, key),)
        case Confirm():
            desk.require_yes(_confirmation(f"{key.item}/{key.point}/{key.attempt}", key.item, step.text))
            return ()
        case Connect():
            connect(desk, f"{key.item}/{key.point}/{key.attempt}", key.item, step.leads)
            return ()


def connect(desk: Desk, prompt: str, item: str, leads: dict[str, str]) -> None:
    """Ask for leads to be connected, once every source has answered that its output is off.

    Raises:
        OutputTripped: a source does not switch off.
        RunAborted: the person says no.
    """
    require_all_off(desk)
    wanted = ", ".join(f"{role}: {terminal}" for role, terminal in leads.items())
    text = Bilingual(f"请接线（{wanted}）。所有输出均已断开。", f"Connect the leads ({wanted}). Every output is off.")
    desk.require_yes(_confirmation(f"{prompt}/connect", item, text))


def require_all_off(desk: Desk) -> None:
    """Make every source on the bench safe and believe it only when it says so itself.

    Raises:
        OutputTripped: naming the source whose output is still on.
    """
    for name, source in desk.sources.items():
        state = make_safe(name, source, desk.journal)
        if state.energised:
            raise OutputTripped(name, f"answered {state.raw!r} after standby: its output is still on")


def _confirmation(prompt: str, item: str, text: Bilingual) -> PromptAsked:
    deed = "connect" if prompt.endswith("connect") else "confirm"
    return PromptAsked(prompt, "confirm", f"{deed}.{item}", text, "1")
