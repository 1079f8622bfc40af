"""Progress: what is done, how long the rest takes at the pace of this bench, and when a person is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.events import (
    IndicationTaken,
    ItemStarted,
    PointCompleted,
    PointSkipped,
    PointStarted,
    PromptAsked,
    RunEnded,
    RunPaused,
    WiringProven,
)
from bench_gui.views.progress import Progress
from bench_gui.views.spending import Spent
from procedures.durations import LEADS_S, point_duration


def on_the_wall(seen, speed=1.0, **changes):
    """Return the same sight of a run on the clock of the wall, or on a faster one, whose prompts persons answer."""
    started = replace(seen.state.started, clock="system" if speed == 1.0 else "scaled", speed=speed)
    answers = {name: replace(one, entry="typed") for name, one in seen.state.answers.items()}
    state = replace(seen.state, started=started, **{"answers": answers, **changes})
    return replace(seen, state=state)


def expected_of(seen, *numbers):
    item = seen.state.plan.items[0]
    return sum(point_duration(seen.state.plan, item, item.points[number]) for number in numbers)


def test_points_are_counted_and_a_skipped_one_is_done(finished, words):
    progress = Progress()
    counts = [progress.view(seen, seen.at, words).done for _, seen in finished.every()]
    assert counts == sorted(counts)
    view = progress.view(finished.last, 0.0, words)
    assert (view.done, view.all, view.fraction, view.text) == (3, 3, 1.0, "3 of 3 points")
    first = finished.after(PointCompleted)
    skipped = {("dc-voltage", "10 V/-90 %"): PointSkipped("dc-voltage", "10 V/-90 %", "li", "no time")}
    assert Progress().view(on_the_wall(first, skipped=skipped), 0.0, words).text == "2 of 3 points"


def test_before_the_first_point_the_plan_alone_tells_how_long_it_takes(finished, words):
    seen = on_the_wall(finished.after(ItemStarted))
    view = Progress().view(seen, seen.at, words)
    assert view.left_s == pytest.approx(expected_of(seen, 0, 1, 2) + LEADS_S)  # leads are connected once


def test_the_pace_of_the_points_that_are_done_is_that_of_the_rest(finished, words):
    seen = on_the_wall(finished.after(PointCompleted))
    key = seen.completed[0].key
    slow = replace(seen, spent=(Spent(key, 3 * expected_of(seen, 0)),))
    assert Progress().view(slow, slow.at, words).left_s == pytest.approx(3 * expected_of(seen, 1, 2))
    stuck = replace(seen, spent=(Spent(key, 1000 * expected_of(seen, 0)),))
    assert Progress().view(stuck, stuck.at, words).left_s == pytest.approx(5 * expected_of(seen, 1, 2))
    quick = replace(seen, spent=(Spent(key, expected_of(seen, 0) / 1000),))
    assert Progress().view(quick, quick.at, words).left_s == pytest.approx(expected_of(seen, 1, 2) / 5)
    slow_once = (Spent(key, 5 * expected_of(seen, 0)),) * 10 + (Spent(key, expected_of(seen, 0)),) * 20
    mended = replace(seen, spent=slow_once)
    assert Progress().view(mended, mended.at, words).left_s == pytest.approx(expected_of(seen, 1, 2))


def test_a_plan_without_points_is_done(finished, words):
    started = finished.last.state.started
    bare = replace(started, plan=replace(started.plan, items=()))
    view = Progress().view(replace(finished.last, state=replace(finished.last.state, started=bare)), 0.0, words)
    assert (view.done, view.all, view.fraction) == (0, 0, 1.0)


def test_what_has_gone_by_of_a_point_is_not_left_and_a_slow_point_never_counts_below_nothing(finished, words):
    seen = on_the_wall(finished.after(PointStarted, 3))
    seen = replace(seen, spent=())
    expected = expected_of(seen, 2)
    assert Progress().view(seen, seen.at + 1.0, words).left_s == pytest.approx(expected - 1.0)
    assert Progress().view(seen, seen.at + 1000.0, words).left_s == pytest.approx(0.0)


def test_a_run_on_a_fast_clock_is_over_sooner_and_on_a_virtual_one_nobody_can_tell(finished, words):
    seen = replace(finished.after(PointCompleted), spent=())
    fast = on_the_wall(seen, speed=10.0)
    assert Progress().view(fast, fast.at, words).left_s == pytest.approx(expected_of(seen, 1, 2) / 10)
    view = Progress().view(seen, seen.at, words)
    assert (view.left_s, view.left) == (None, "")


def test_a_person_is_no_faster_on_a_fast_clock_so_that_nobody_can_tell(read_by_hand, words):
    seen = read_by_hand.after(PromptAsked, kind="number")
    fast, slow = on_the_wall(seen, speed=10.0), on_the_wall(seen)
    assert Progress().view(fast, fast.at, words).left == ""
    assert Progress().view(slow, slow.at, words).left_s is not None


def test_a_run_that_is_over_or_whose_process_has_gone_has_no_time_left(finished, words):
    for seen in (
        on_the_wall(finished.after(RunEnded)),
        replace(on_the_wall(finished.after(PointStarted)), alive=False),
    ):
        view = Progress().view(seen, seen.at, words)
        assert (view.left_s, view.needs_you_s, view.needs_you) == (None, None, "")


def test_who_is_asked_is_needed_now(finished, words):
    seen = on_the_wall(finished.after(PromptAsked))
    view = Progress().view(seen, seen.at, words)
    assert (view.needs_you_s, view.needs_you) == (0.0, "needs you now")


def test_a_paused_run_needs_a_person_now_whatever_comes_next(watched, words):
    seen = on_the_wall(watched("paused").after(RunPaused))
    view = Progress().view(seen, seen.at, words)
    assert (view.needs_you_s, view.needs_you) == (0.0, "needs you now")


def test_the_next_change_of_leads_is_when_a_person_is_needed(finished, words):
    seen = replace(on_the_wall(finished.after(WiringProven)), spent=())
    assert Progress().view(seen, seen.at, words).needs_you_s is None
    item = seen.state.plan.items[0]
    other = replace(item.points[2], leads={**item.points[2].leads, "uut": "CURRENT 3 A"})
    plan = replace(seen.state.plan, items=(replace(item, points=(*item.points[:2], other)),))
    seen = on_the_wall(replace(seen, state=replace(seen.state, started=replace(seen.state.started, plan=plan))))
    seen = replace(seen, point_began=seen.run_time(seen.at))
    view = Progress().view(seen, seen.at, words)
    assert view.needs_you_s == pytest.approx(expected_of(seen, 0, 1))
    slow = replace(seen, spent=(Spent(seen.state.key, 3 * expected_of(seen, 0)),))
    assert Progress().view(slow, slow.at, words).needs_you_s == pytest.approx(3 * expected_of(seen, 0, 1))
    assert view.needs_you.startswith("needs you in about")
    assert view.needs_you.endswith(": leads are changed")


def test_who_reads_a_meter_is_needed_at_the_next_point(read_by_hand, words):
    seen = on_the_wall(read_by_hand.after(IndicationTaken, 2, purpose="measurement", name="x"))
    assert Progress().view(seen, seen.at, words).needs_you.endswith("a person reads")


def test_nobody_is_called_where_a_file_or_a_simulated_person_answers(finished, words):
    seen = on_the_wall(finished.after(PointCompleted))
    typed = replace(seen, state=replace(seen.state, leads=None))
    assert Progress().view(typed, typed.at, words).needs_you
    answers = {name: replace(one, entry="simulated person") for name, one in seen.state.answers.items()}
    simulated = replace(typed, state=replace(typed.state, answers=answers))
    assert Progress().view(simulated, simulated.at, words).needs_you == ""
