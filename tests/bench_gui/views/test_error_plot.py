"""The plot of errors in per cent of the MPE: every result at its place, the limits, and nothing for who reads blind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, PointCompleted, PointStarted, RunStarted
from bench_gui.tone import Tone
from bench_gui.views.error_plot import ErrorPlots
from tests.bench_gui.views.conftest import with_state


def test_an_error_is_plotted_in_per_cent_of_its_mpe_with_its_uncertainty(finished, words):
    plot = ErrorPlots().view(finished.last, words)
    for point, (place, one) in zip(plot.points, finished.last.state.results.items(), strict=True):
        mpe = float(one.result.mpe)
        assert (point.item, point.point_id) == place
        assert point.error == pytest.approx(100 * float(one.result.error) / mpe)
        assert point.uncertainty == pytest.approx(100 * one.result.expanded_uncertainty / mpe)
        assert (point.verdict, point.tone, point.standing) == ("pass", Tone.GOOD, True)
    assert [point.x for point in plot.points] == [1.0, 2.0, 3.0]
    errors = [float(one.result.error) for one in finished.last.state.results.values()]
    assert min(errors) < 0 < max(errors)
    assert [point.error > 0 for point in plot.points] == [error > 0 for error in errors]  # -9 V turns nothing round
    assert plot.points[0].label == "10 V/+90 %: 0.00007 V ± 0.00010 V, MPE ±0.000365 V, pass"


def test_the_axes_have_the_points_by_name_and_both_limits(finished, words):
    plot = ErrorPlots().view(finished.after(RunStarted), words)
    assert plot.ticks == ((1.0, "10 V/+90 %"), (2.0, "10 V/-90 %"), (3.0, "100 V/+90 %"))
    assert (plot.x_range, plot.y_label) == ((0.5, 3.5), "Error in % of the MPE")
    assert plot.y_range[0] < -100 < 100 < plot.y_range[1]
    assert plot.points == ()


def test_a_result_far_out_is_still_within_the_picture(watched, words):
    plot = ErrorPlots().view(watched("out of tolerance").last, words)
    worst = max(abs(point.error) + point.uncertainty for point in plot.points)
    assert worst > 1000
    assert plot.y_range[1] > worst
    assert plot.points[0].tone is Tone.BAD


def test_the_point_under_way_is_marked(finished, words):
    plots = ErrorPlots()
    assert plots.view(finished.after(PointStarted, 2), words).current == 2.0
    assert plots.view(finished.gone_after(PointStarted, 2), words).current is None
    assert plots.view(finished.last, words).current is None


def test_a_guard_band_is_there_where_the_rule_uses_u(finished, words):
    assert ErrorPlots().view(finished.last, words).guard == ()  # U is below a third of the MPE, JJF 1094
    item = finished.last.state.plan.items[0]
    guarded = tuple(replace(row, rule="guarded") for row in item.requirements)
    started = finished.last.state.started
    plan = replace(started.plan, items=(replace(item, requirements=guarded),))
    plot = ErrorPlots().view(with_state(finished.last, started=replace(started, plan=plan)), words)
    assert [(band.x, band.upper) for band in plot.guard] == [
        (point.x, pytest.approx(100 - point.uncertainty)) for point in plot.points
    ]
    assert [band.lower for band in plot.guard] == [-band.upper for band in plot.guard]
    assert plot.guard_text


def with_results(seen, change):
    """Return a sight in which every result is changed."""
    changed = {place: replace(one, result=change(one.result)) for place, one in seen.state.results.items()}
    return with_state(seen, results=changed)


@pytest.mark.parametrize(("share", "upper"), [(0.5, 50.0), (0.34, 66.0), (0.33, None), (1.0, 0.0), (1.5, 0.0)])
def test_a_large_u_has_a_guard_band_under_jjf_1094_and_one_up_to_a_third_of_the_mpe_has_none(
    finished, words, share, upper
):
    seen = with_results(finished.last, lambda one: replace(one, expanded_uncertainty=share * float(one.mpe)))
    plot = ErrorPlots().view(seen, words)
    assert [band.upper for band in plot.guard] == pytest.approx([] if upper is None else [upper] * 3)
    assert [band.lower for band in plot.guard] == [-band.upper for band in plot.guard]


def test_where_nothing_is_judged_there_is_no_guard_band(finished, words):
    seen = with_results(
        finished.last, lambda one: replace(one, expanded_uncertainty=0.5 * float(one.mpe), judgements=())
    )
    plot = ErrorPlots().view(seen, words)
    assert (plot.guard, plot.guard_text) == ((), "")


def test_a_rule_for_the_whole_item_is_none_for_its_points(finished, words):
    item = finished.last.state.plan.items[0]
    whole = tuple(replace(row, rule="guarded", level="item") for row in item.requirements)
    started = finished.last.state.started
    plan = replace(started.plan, items=(replace(item, requirements=whole),))
    assert ErrorPlots().view(with_state(finished.last, started=replace(started, plan=plan)), words).guard == ()


def test_an_mpe_in_another_unit_is_the_same_mpe(finished, words):
    plain = ErrorPlots().view(finished.last, words)
    in_mv = ErrorPlots().view(with_results(finished.last, lambda one: replace(one, mpe=one.mpe.to("mV"))), words)
    assert [one.error for one in in_mv.points] == pytest.approx([one.error for one in plain.points])


def test_a_point_whose_mpe_is_0_is_left_out_and_named_since_no_error_is_a_share_of_nothing(finished, words):
    place, one = next(iter(finished.last.state.results.items()))
    plain = ErrorPlots().view(finished.last, words)
    zero = replace(one, result=replace(one.result, mpe=Quantity.parse("0 V")))
    seen = with_state(finished.last, results={**finished.last.state.results, place: zero})
    plot = ErrorPlots().view(seen, words)
    assert plot.points == plain.points[1:]
    assert (plot.ticks, plot.x_range) == (plain.ticks, plain.x_range)
    assert (plain.hidden, plot.hidden) == ("", "Not drawn, since the MPE is 0: 10 V/+90 %")


def test_an_attempt_that_stands_no_more_has_no_guard_band(watched, words):
    last = watched("paused").last
    item = last.state.plan.items[0]
    guarded = tuple(replace(row, rule="guarded") for row in item.requirements)
    plan = replace(last.state.plan, items=(replace(item, requirements=guarded),))
    plot = ErrorPlots().view(with_state(last, started=replace(last.state.started, plan=plan)), words)
    assert sorted(band.x for band in plot.guard) == sorted(one.x for one in plot.points if one.standing)
    assert len(plot.points) > len(plot.guard)


def test_a_superseded_attempt_is_drawn_and_marked_so(watched, words):
    plot = ErrorPlots().view(watched("paused").last, words)
    first = [point for point in plot.points if point.point_id == "10 V/+90 %"]
    assert sorted(point.standing for point in first) == [False, True]
    assert len({point.x for point in first}) == 1


def test_branches_are_told_apart(finished, words):
    place, one = next(iter(finished.last.state.results.items()))
    up = replace(one, key=replace(one.key, branch="up"))
    plot = ErrorPlots().view(with_state(finished.last, results={place: up}), words)
    assert {point.branch for point in plot.points if point.standing} == {"up"}


def test_one_item_or_all(finished, words):
    item = finished.last.state.plan.items[0]
    started = finished.last.state.started
    plan = replace(started.plan, items=(item, replace(item, id="other", title=Bilingual("另一项", "Other"))))
    seen = with_state(finished.last, started=replace(started, plan=plan))
    every, one = ErrorPlots().view(seen, words), ErrorPlots().view(seen, words, "other")
    assert (every.title, one.title) == ("All items", "Other")
    assert [text for _, text in every.ticks][3:] == ["Other 10 V/+90 %", "Other 10 V/-90 %", "Other 100 V/+90 %"]
    assert (len(one.ticks), one.points) == (3, ())


def test_nothing_is_computed_anew_where_nothing_has_changed(finished, words):
    plots, known = ErrorPlots(), {}
    before = None
    for line, seen in finished.every():
        plot = plots.view(seen, words)
        assert before is plot or not isinstance(line.event, IndicationTaken)
        for point in plot.points:
            assert known.setdefault(point.point_id, point) is point
        before = plot
    assert len(known) == 3


def test_who_reads_blind_sees_no_error_before_the_item_is_read(read_by_hand, words):
    plots = ErrorPlots()
    for _, seen in read_by_hand.every():
        plot = plots.view(seen, words)
        if len(seen.state.results) < 3:
            assert (plot.points, plot.guard, plot.current) == ((), (), None)
            assert plot.hidden == "Results are hidden until the item is read"
            assert [text for _, text in plot.ticks] == [str(number) for number in range(1, len(plot.ticks) + 1)]
    assert len(plots.view(read_by_hand.after(PointCompleted, 3), words).points) == 3
