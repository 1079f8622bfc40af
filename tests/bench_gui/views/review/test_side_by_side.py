"""As found and as left stand side by side, point by point."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PointCompleted, PointSkipped
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.row_values import row_values
from bench_gui.views.review.side_by_side import side_by_side, stages_of
from bench_gui.workplace.finding import find
from tests.bench_gui.small_runs import rewritten, with_stage

FIRST = ("dc-voltage", "10 V/+90 %")


@pytest.fixture
def left(measured, tmp_path):
    """Return the state of a run as left, half a year later."""
    path = rewritten(measured, tmp_path / "left.calrun", with_stage("as_left"), later=timedelta(days=1))
    return fold_record(read_record(path))


def moved(state, place, by):
    """Return a state in which a point's error is larger by so much."""
    completed = state.results[place]
    error = completed.result.error + Quantity.parse(by)
    reported = completed.result.reported_error + Quantity.parse(by)
    result = replace(completed.result, error=error, reported_error=reported)
    return replace(state, results={**state.results, place: PointCompleted(completed.key, result)})


def test_each_point_has_both_errors_and_their_difference(read, left, en):
    found = side_by_side(read[1], moved(left, FIRST, "0.00004 V"), en)
    assert (found.left.stage, found.right.stage) == ("as found", "as left")
    assert found.left.operator == "zhang"
    row, other = found.rows[0], found.rows[1]
    values = row_values(read[1].results[FIRST].result)
    assert (row.point, row.left.error, row.left.uncertainty) == (FIRST[1], values.error, values.uncertainty)
    assert row.left.word == row.right.word != ""
    decimals = len(values.uncertainty.split()[0].partition(".")[2])
    assert row.difference == f"{0.00004:.{decimals}f} V"
    assert float(other.difference.split()[0]) == 0


def test_the_difference_has_the_last_digit_that_both_runs_have_in_the_unit_of_the_later_one(read, left, en):
    def with_u(state, text):
        done = state.results[FIRST]
        result = replace(done.result, reported_uncertainty=Quantity.parse(text))
        return replace(state, results={**state.results, FIRST: PointCompleted(done.key, result)})

    later = moved(left, FIRST, "0.00004 V")
    for first, second, difference in (
        ("0.00010 V", "0.00010 V", "0.00004 V"),
        ("0.0001 V", "0.00010 V", "0.0000 V"),
        ("0.00010 V", "0.0001 V", "0.0000 V"),
        ("0.00010 V", "0.10 mV", "0.04 mV"),
        ("0.10 mV", "0.000010 V", "0.00004 V"),
    ):
        assert side_by_side(with_u(read[1], first), with_u(later, second), en).rows[0].difference == difference


def test_a_point_of_one_run_alone_is_shown_with_the_reason(read, left, en):
    results = {place: done for place, done in left.results.items() if place != FIRST}
    only = side_by_side(read[1], replace(left, results=results), en).rows[0]
    assert (only.right.error, only.right.word, only.difference) == ("", "not measured", "")
    assert only.mpe == row_values(read[1].results[FIRST].result).mpe
    skipped = {FIRST: PointSkipped(*FIRST, "li", "该点损坏")}
    only = side_by_side(read[1], replace(left, results=results, skipped=skipped), en).rows[0]
    assert only.right.word == "left out by li"


def test_nobody_is_named_as_adjuster_without_a_record_of_it(read, left, en):
    assert "do not say who adjusted" in side_by_side(read[1], left, en).adjusted
    assert "Both runs are as found" in side_by_side(read[1], read[1], en).adjusted


def test_the_pair_is_the_latest_run_as_left_and_the_one_as_found_before_it(measured, tmp_path):
    assert stages_of(find(tmp_path).records) is None
    for day, stage in enumerate(["as_found", "as_found", "as_left", "as_found"]):
        name = f"{day}-{stage}.calrun"
        rewritten(measured, tmp_path / name, with_stage(stage), later=timedelta(days=day))
    before, after = stages_of(find(tmp_path).records)
    assert [before.path.name, after.path.name] == ["1-as_found.calrun", "2-as_left.calrun"]
    other = replace(before, procedure="other")
    assert stages_of((after, other)) is None
