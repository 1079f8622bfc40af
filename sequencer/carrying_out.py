"""Carries out what people wish of a run under way: pause and go on, take a point again, leave one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.events import PointSkipped, RetryAsked, RunContinued, RunPaused
from sequencer.commands import Continue, Correct, Pause, Retry, Skip
from sequencer.connecting import require_all_off

if TYPE_CHECKING:
    from bench_core.records.plan import Bilingual
    from sequencer.control import Wish
    from sequencer.course import Course
    from sequencer.desk import Desk


def carry_out(desk: Desk, course: Course, wishes: list[Wish], *, broke_off: bool = False) -> None:
    """Do what was wished, with no point under way; a pause lasts until a person has the run go on.

    Args:
        desk: what the run works with.
        course: how far it came.
        wishes: in their order.
        broke_off: whether the latest point was broken off for it, with every output off; else it is done.

    Raises:
        RunAborted: the end is asked for while the run is paused.
    """
    for wish in wishes:
        match wish.command:
            case Pause():
                _pause(desk, course, wish, wish.command, now=broke_off)
            case Retry():
                _retry(desk, course, wish, wish.command)
            case Skip():
                _skip(desk, course, wish, wish.command)
            case Continue():
                wish.refuse("the run is not paused")
            case Correct():
                pass  # carried out already, see `Control.correcting`


def carry_out_suspended(desk: Desk, course: Course, wishes: list[Wish], until: Bilingual) -> None:
    """Do what was wished while the run is suspended; nobody can have it go on before it may.

    Args:
        desk: what the run works with.
        course: how far it came.
        wishes: in their order.
        until: when it may go on.
    """
    for wish in wishes:
        match wish.command:
            case Continue():
                wish.refuse(f"the run is suspended until {until.en} ({until.zh})")
            case Retry():
                _retry(desk, course, wish, wish.command)
            case Skip():
                _skip(desk, course, wish, wish.command)
            case Pause():
                wish.refuse("the run is suspended; every output is off already, where it could be reached")
            case Correct():
                pass  # carried out already, see `Control.correcting`


def _pause(desk: Desk, course: Course, wish: Wish, pause: Pause, *, now: bool) -> None:
    require_all_off(desk)
    desk.leads.forget()
    desk.journal.append(RunPaused(pause.by, now))
    desk.journal.sync()
    wish.done("paused; every output is off")
    while True:
        wishes = desk.control.next_wishes()
        for number, other in enumerate(wishes, 1):
            match other.command:
                case Continue(by=by):
                    desk.control.give_back(wishes[number:])
                    desk.journal.append(RunContinued(by))
                    other.done("goes on")
                    return
                case Retry():
                    _retry(desk, course, other, other.command)
                case Skip():
                    _skip(desk, course, other, other.command)
                case Pause():
                    other.refuse("the run is paused already")
                case Correct():
                    pass  # as above


def _retry(desk: Desk, course: Course, wish: Wish, retry: Retry) -> None:
    place = (retry.item, retry.point) if retry.point else course.latest
    if place is None:
        wish.refuse("no point was begun yet that could be taken again")
        return
    if not course.begun(*place):
        wish.refuse(f"{place[0]} {place[1]}: was never begun; name a point of the table that was, as it stands there")
        return
    asked = RetryAsked(*place, retry.by, retry.cause, retry.second)
    desk.leads.forget()
    desk.journal.append(asked)
    course.retry(asked)
    wish.done(f"{place[0]} {place[1]} is taken again; every attempt stays on record")


def _skip(desk: Desk, course: Course, wish: Wish, skip: Skip) -> None:
    place = course.latest
    if place is None or place in course.results or place in course.skipped:
        wish.refuse("no point is under way that could be left out")
        return
    skipped = PointSkipped(*place, skip.by, skip.reason)
    desk.leads.forget()
    desk.journal.append(skipped)
    left_out = course.skip(skipped)
    told = "is left out, which is never a pass" if left_out else "is not taken again; its result before stands"
    wish.done(f"{place[0]} {place[1]} {told}")
