"""The whole run view: it can be made of every moment of every run, in both languages, at little cost."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass, replace

import pytest

from bench_core.records.events import IndicationTaken, PointCompleted
from bench_gui.views.run_view import RunViewer, run_view
from bench_gui.words import Language, words_in

RUNS = ("finished", "by hand", "failed", "suspended", "paused", "out of tolerance")


@pytest.mark.parametrize("name", RUNS)
def test_every_moment_of_a_run_has_a_view_in_both_languages(watched, name):
    for language in Language:
        viewer, words = RunViewer(), words_in(language)
        for _, seen in watched(name).every():
            view = viewer.view(seen, seen.at + 0.1, words)
            assert view.ended is (seen.state.ended is not None)
    assert (view.who, view.simulated) == ("zhang", True)


def test_what_is_kept_gives_the_same_as_what_is_made_anew(finished, words):
    viewer = RunViewer()
    for _, seen in finished.every()[::9]:
        assert viewer.view(seen, seen.at, words) == run_view(seen, seen.at, words)


def texts_in(view):
    """Yield every text of a view, however deep."""
    if isinstance(view, str):
        yield view
    elif is_dataclass(view):
        for one in fields(view):
            yield from texts_in(getattr(view, one.name))
    elif isinstance(view, tuple):
        for one in view:
            yield from texts_in(one)


def test_who_reads_blind_sees_neither_reference_nor_error_nor_verdict_anywhere(read_by_hand, words):
    viewer = RunViewer()
    for line, seen in read_by_hand.every():
        asked = seen.state.prompt
        if asked is None or asked.kind != "number" or len(seen.state.results) == 3:
            continue
        view = viewer.view(seen, seen.at, words)
        expected = {one.fields["nominal"] for one in seen.state.plan.items[0].points}
        hidden = [str(value) for value in expected] + [one.reference for one in _rows(read_by_hand, words)]
        shown = list(
            texts_in(replace(view, controls=None, prompt=replace(view.prompt, prompt="", form=None), strip=()))
        )
        assert not [text for text in shown if text in hidden or "pass" in text.split()], line.number


def _rows(watched, words):
    return run_view(watched.last, 0.0, words).rows.items[0].rows


def test_a_view_of_a_thousand_points_is_cheap(finished, words):
    seen = finished.after(PointCompleted, 3)
    item, one = seen.state.plan.items[0], seen.completed[0]
    points = tuple(replace(item.points[0], id=f"10 V/{number}") for number in range(1000))
    done = [replace(one, key=replace(one.key, point=point.id)) for point in points[:900]]
    started = replace(seen.state.started, plan=replace(seen.state.plan, items=(replace(item, points=points),)))
    results = {(item.id, completed.key.point): completed for completed in done}
    state = replace(seen.state, started=started, results=results, attempts=dict.fromkeys(results, 1))
    seen = replace(seen, state=state, completed=tuple(done))
    viewer = RunViewer()
    viewer.view(seen, 0.0, words)
    begin = time.thread_time()
    for number in range(10):
        viewer.view(seen, float(number), words)
    assert (time.thread_time() - begin) / 10 < 20e-3  # about 1 ms on a machine that does nothing else
    more = replace(done[0], key=replace(one.key, point=points[900].id))
    later = replace(seen, state=replace(state, results={**results, (item.id, points[900].id): more}))
    begin = time.thread_time()
    viewer.view(replace(later, completed=(*done, more)), 11.0, words)
    assert time.thread_time() - begin < 0.2


def test_parts_that_did_not_change_are_the_same_objects(finished, words):
    viewer = RunViewer()
    first = finished.after(IndicationTaken, 1, purpose="measurement")
    before = viewer.view(first, first.at, words)
    second = finished.after(IndicationTaken, 2, purpose="measurement")
    after = viewer.view(second, second.at, words)
    assert after.rows is before.rows
    assert after.error_plot is before.error_plot
    assert after.controls is before.controls
    assert after.strip is before.strip
