"""Carries out what people wish of a run under way: pause and go on, take a point again, leave one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import InstrumentError
from bench_core.records.blind import reads_blind
from bench_core.records.events import PointSkipped, RetryAsked, RunContinued, RunPaused
from sequencer.commands import Continue, Pause, Retry, Skip
from sequencer.connecting import require_all_off
from sequencer.control import GOES_ON

if TYPE_CHECKING:
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
    for number, wish in enumerate(wishes):
        try:
            _carry_out(desk, course, wish, broke_off=broke_off)
        except InstrumentError:  # what was accepted is never dropped: it is for whoever deals with the failure
            desk.control.give_back(wishes[number:])
            raise


def _carry_out(desk: Desk, course: Course, wish: Wish, *, broke_off: bool) -> None:
    if broke_off:
        require_all_off(desk)
    match wish.command:
        case Pause() as pause:
            _pause(desk, course, wish, pause, now=broke_off)
        case Continue():
            wish.refuse(Bilingual("运行未暂停", "the run is not paused"))
        case _:
            _change_course(desk, course, wish)


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
            case Pause():
                off = "the run is suspended; every output is off already, where it could be reached"
                wish.refuse(Bilingual("运行已挂起；能联系到的输出均已断开", off))
            case Continue():
                wish.refuse(Bilingual(f"运行已挂起，直到：{until.zh}", f"the run is suspended until {until.en}"))
            case _:
                _change_course(desk, course, wish)


def _pause(desk: Desk, course: Course, wish: Wish, pause: Pause, *, now: bool) -> None:
    require_all_off(desk)
    desk.forget_touched()
    desk.journal.append(RunPaused(pause.by, now))
    desk.journal.sync()
    wish.done(Bilingual("已暂停，输出均已断开", "paused; every output is off"))
    while True:
        wishes = desk.control.next_wishes()
        for number, other in enumerate(wishes, 1):
            match other.command:
                case Continue(by=by):
                    desk.control.give_back(wishes[number:])
                    desk.journal.append(RunContinued(by))
                    other.done(GOES_ON)
                    return
                case Pause():
                    other.refuse(Bilingual("运行已经暂停", "the run is paused already"))
                case _:
                    _change_course(desk, course, other)


def _change_course(desk: Desk, course: Course, wish: Wish) -> None:
    """Do what is done at once, whether the run goes on, is paused or is suspended."""
    match wish.command:
        case Retry() as retry:
            _retry(desk, course, wish, retry)
        case Skip() as skip:
            _skip(desk, course, wish, skip)
        case _:
            pass  # corrections do not come here, see `Control.wishes`


def _retry(desk: Desk, course: Course, wish: Wish, retry: Retry) -> None:
    place = (retry.item, retry.point) if retry.point else course.preliminary or course.latest
    if place is None:
        wish.refuse(Bilingual("尚无可重测的点", "no point was begun yet that could be taken again"))
        return
    if place != course.preliminary and not course.begun(*place):
        zh = f"{place[0]} {place[1]}：该点尚未开始；请按表中写法给出已开始的点"
        en = f"{place[0]} {place[1]}: was never begun; name a point of the table that was, as it stands there"
        wish.refuse(Bilingual(zh, en))
        return
    asked = RetryAsked(*place, retry.by, retry.cause, retry.second)
    desk.forget_touched()
    desk.journal.append(asked)
    course.retry(asked)
    taken_again = Bilingual("将重测，每次测量均保留在记录中", "is taken again; every attempt stays on record")
    wish.done(_of_point(desk, place, taken_again))


def _skip(desk: Desk, course: Course, wish: Wish, skip: Skip) -> None:
    following = course.next() if course.preliminary else None
    place = course.latest if following is None else following.place  # what comes once is for the point after it
    if place is None or place in course.results or place in course.skipped:
        wish.refuse(Bilingual("没有正在进行、可以跳过的点", "no point is under way that could be left out"))
        return
    skipped = PointSkipped(*place, skip.by, skip.reason)
    desk.forget_touched()
    desk.journal.append(skipped)
    left_out = course.skip(skipped)
    out = Bilingual("已跳过，不作合格", "is left out, which is never a pass")
    again = Bilingual("不再重测，以前的结果有效", "is not taken again; its result before stands")
    wish.done(_of_point(desk, place, out if left_out else again))


def _of_point(desk: Desk, place: tuple[str, str], what: Bilingual) -> Bilingual:
    """Say what becomes of a point; where somebody reads blind, without its name, which tells what to expect."""
    name = " ".join(place)
    called = Bilingual("该点", "the point") if reads_blind(desk.plan) else Bilingual(name, name)
    return Bilingual(f"{called.zh}：{what.zh}", f"{called.en}: {what.en}")
