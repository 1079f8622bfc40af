"""Performs a plan: conditions, items, points and their steps, each point whole before the next begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import ItemStarted, MeasurementKey, PointCompleted, PointStarted, PreliminaryCompleted
from bench_core.records.places import limit_of, place_of, preliminary_of, read_once
from bench_core.records.plan import Apply, Ask, Confirm, Connect, PlannedItem, Steady, Take
from sequencer.applying import apply, confirm_selected, require_operating, require_unchanged
from sequencer.attempt import Attempt, place_text
from sequencer.carrying_out import carry_out
from sequencer.connecting import connect, require_all_off
from sequencer.control import BrokenOff
from sequencer.correcting import correct
from sequencer.course import Course
from sequencer.prompts import confirmation
from sequencer.reading import ask_for_reading, take, wait_until_steady
from sequencer.suspending import SUSPENDING, Suspender

if TYPE_CHECKING:
    from bench_core.records.plan import Step
    from bench_core.records.run_state import RunState
    from sequencer.course import Next
    from sequencer.desk import Desk

Readings = Mapping[str, tuple[Quantity, ...]]


def perform_items(desk: Desk, state: RunState) -> Course:
    """Perform what remains of the plan, and what people wish meanwhile, and return how far it came.

    Args:
        desk: what the run works with.
        state: what the record said before.
    """
    course = Course(desk.plan, state)
    desk.control.correcting(partial(correct, desk, course))
    desk.control.watch(desk.conditions.look)
    _rest_after_interruption(desk, state)
    desk.conditions.take_up(state)
    suspender, begun = Suspender(desk, course), Begun()
    while True:
        try:
            if not _go_on(desk, course, begun):
                break
        except SUSPENDING as lost:
            begun.forget()
            suspender.suspend(lost)
    desk.control.check()
    desk.program.look_now()
    return course


@dataclass(slots=True)
class Begun:
    """The item under way.

    Args:
        item: of the plan, or None before the first.
        leads: that its points need, by role.
        once: readings of what comes once for each range, through these leads.
    """

    item: PlannedItem | None = None
    leads: Mapping[str, str] | None = None
    once: dict[str, Readings] = field(default_factory=dict)

    def forget(self) -> None:
        """Take in that somebody may have touched the leads: what was found before may not hold any more."""
        self.leads, self.once = None, {}


def _next(desk: Desk, course: Course, begun: Begun) -> Next | None:
    """Carry out what was wished meanwhile, once the first item has begun, and return what comes next."""
    if begun.item is None or not desk.control.wished:
        return course.next()
    desk.conditions.sample()  # while people take their time, nobody could tell how it was before
    wishes = desk.control.wishes()
    if wishes:
        begun.forget()
        carry_out(desk, course, wishes)
    return course.next()


def _go_on(desk: Desk, course: Course, begun: Begun) -> bool:
    """Perform the next point, between two samples of the conditions; return whether there was one."""
    place = _next(desk, course, begun)
    if place is None:
        require_all_off(desk)
        desk.conditions.sample()
        return False
    _turn_to(desk, place, begun)
    try:
        with desk.control.breakable():
            desk.conditions.sample()
            completed = _perform_next(desk, course, place, begun)
            course.complete(completed)
            desk.conditions.completed(completed.key)
    except BrokenOff as broken:
        begun.forget()
        carry_out(desk, course, [broken.wish], broke_off=True)
    return True


def _turn_to(desk: Desk, place: Next, begun: Begun) -> None:
    """Begin an item, or stay with the one under way; what was found through other leads does not hold for new ones."""
    if place.item is begun.item:
        if begun.leads is not None and place.point.leads != begun.leads:
            begun.once = {}
        begun.leads = place.point.leads
        return
    if begun.item is not None:
        require_all_off(desk)
    desk.journal.append(ItemStarted(desk.instrument_of(desk.uut), place.item.id))
    begun.item, begun.leads, begun.once = place.item, place.point.leads, {}


def _perform_next(desk: Desk, course: Course, place: Next, begun: Begun) -> PointCompleted:
    before = preliminary_of(place.item, place.point)
    if before is not None and before.id not in begun.once:
        begun.once[before.id] = _perform_preliminary(desk, _attempt(desk, course, place.item, before.id))
    attempt = _attempt(desk, course, place.item, place.point.id)
    return _perform_point(desk, attempt, begun.once[before.id] if before else {})


def _rest_after_interruption(desk: Desk, state: RunState) -> None:
    """Have outputs rest as long as the longest of the limited points that were begun: when they went off is unknown."""
    for item in desk.plan.items:
        limits = [limit_of(item, point) for point in item.points if (item.id, point.id) in state.attempts]
        for limit in limits:
            if limit is not None:
                desk.on_time.rest_for(limit.rest)


def _attempt(desk: Desk, course: Course, item: PlannedItem, point: str) -> Attempt:
    uut = desk.instrument_of(desk.uut)
    key = MeasurementKey(uut, item.id, point, desk.plan.stage, attempt=course.begin(item.id, point))
    course.attempt = Attempt(place_of(desk.plan, key), key)
    return course.attempt


def _perform_preliminary(desk: Desk, attempt: Attempt) -> Readings:
    """Do what comes once for a range, and return its readings under the names that the item's model has for them."""
    desk.journal.append(PointStarted(attempt.key))
    _perform_method(desk, attempt)
    require_all_off(desk)
    desk.journal.sync()
    desk.journal.append(PreliminaryCompleted(attempt.key))
    return read_once(attempt.place.item, attempt.readings)


def _perform_point(desk: Desk, attempt: Attempt, once: Readings) -> PointCompleted:
    desk.program.look()
    desk.journal.append(PointStarted(attempt.key))
    begun = desk.clock.utc().date()
    _perform_method(desk, attempt)
    if attempt.limit is not None:
        require_all_off(desk)
    desk.journal.sync()
    desk.conditions.require_upkeep()
    place = attempt.place
    result = evaluate_point(desk.plan, place.item, place.point, {**attempt.readings, **once}, begun)
    completed = PointCompleted(attempt.key, result)
    desk.journal.append(completed)
    return completed


def _perform_method(desk: Desk, attempt: Attempt) -> None:
    connect(desk, attempt, attempt.place.point.leads, 0)
    for number, step in enumerate(attempt.place.method, 1):
        desk.control.check_between_steps()
        _perform_step(desk, step, attempt, number)
    confirm_selected(desk, attempt)


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
