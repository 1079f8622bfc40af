"""The error of a point over the years, with the line that it drifts along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PointCompleted
from bench_core.records.run_states import RunStatus
from bench_gui.views.review.history import history, read_runs, records_of
from bench_gui.workplace.finding import find
from bench_gui.workplace.record_heads import record_head
from bench_gui.workplace.workplace import Uut
from tests.bench_gui.small_runs import cut_after, rewritten

FIRST = ("dc-voltage", "10 V/+90 %")


def after(state, years, error):
    """Return a run so many years later, with this error at the first point."""
    completed = state.results[FIRST]
    result = replace(completed.result, error=Quantity.parse(error))
    began = state.started_utc + timedelta(days=365.25 * years)
    return replace(
        state, started_utc=began, results={**state.results, FIRST: PointCompleted(completed.key, result)}
    )  # fmt: skip


def runs(state, *errors):
    return [(Path(f"{year}.calrun"), after(state, year, error)) for year, error in enumerate(errors)]


def test_each_point_has_its_error_uncertainty_and_limit_over_time(read, en):
    found = history(runs(read[1], "10 µV", "20 µV")[::-1], en)
    assert (found.runs, [series.point for series in found.series]) == (2, [point for _, point in read[1].planned])
    series = found.series[0]
    assert series.title == "DC voltage · 10 V/+90 %"
    assert (series.unit, [one.record.name for one in series.results]) == ("V", ["0.calrun", "1.calrun"])
    assert [one.error for one in series.results] == pytest.approx([10e-6, 20e-6])
    assert [one.years for one in series.results] == pytest.approx([0, 1])
    result = read[1].results[FIRST].result
    assert series.results[0].uncertainty == pytest.approx(result.expanded_uncertainty)
    assert series.results[0].mpe == pytest.approx(float(result.mpe.to("V")))
    assert series.results[0].text.endswith(f"U = {result.reported_uncertainty}")


def test_a_run_that_was_reported_in_another_unit_is_drawn_in_that_of_the_latest(read, en):
    def in_mv(state):
        done = state.results[FIRST]
        result = replace(
            done.result,
            error=done.result.error.to("mV"),
            mpe=done.result.mpe.to("mV"),
            expanded_uncertainty=done.result.expanded_uncertainty * 1000,
            unit="mV",
            reported_error=done.result.reported_error.to("mV"),
            reported_uncertainty=Quantity.parse("0.10 mV"),
        )
        return replace(state, results={**state.results, FIRST: PointCompleted(done.key, result)})

    (first, early), *later = runs(read[1], "10 µV", "20 µV", "30 µV")
    plain, mixed = (history([(first, one), *later], en).series[0] for one in (early, in_mv(early)))
    for name in ("error", "uncertainty", "mpe", "step"):
        values = [getattr(one, name) for one in mixed.results]
        assert values == pytest.approx([getattr(one, name) for one in plain.results]), name
    assert (mixed.unit, mixed.drift) == ("V", plain.drift)


def test_three_runs_give_a_line_with_its_uncertainty(read, en):
    series = history(runs(read[1], "10 µV", "30 µV", "38 µV"), en).series[0]
    # by hand: slope 14 µV/a; residuals -2, 4, -2 µV; s = sqrt(24/1) µV; u = s / sqrt(2)
    assert series.line.per_year == pytest.approx(14e-6)
    assert series.line.uncertainty_per_year == pytest.approx(2 * (24 / 2) ** 0.5 * 1e-6)
    assert series.drift == "drift 0.0000140 V per year, U = 0.0000069 V (k = 2)"


def test_runs_that_agree_to_the_last_digit_have_the_uncertainty_of_that_digit(read, en):
    series = history(runs(read[1], "10 µV", "10 µV", "10 µV"), en).series[0]
    # by hand: the last digit is 10 µV; u = 10 µV / sqrt(12), by sqrt(2) a
    assert str(read[1].results[FIRST].result.reported_uncertainty) == "0.00010 V"
    assert series.line.uncertainty_per_year == pytest.approx(20e-6 / 24**0.5)
    assert series.drift == "drift 0.0000000 V per year, U = 0.0000041 V (k = 2)"


def test_the_line_tells_when_it_reaches_the_limit_of_error(read, en):
    mpe = float(read[1].results[FIRST].result.mpe.to("V"))
    for sign in (1, -1):
        line = history(runs(read[1], "0 V", f"{sign * 20} µV", f"{sign * 40} µV"), en).series[0].line
        assert line.limit_reached == pytest.approx(mpe / 20e-6)
    assert history(runs(read[1], "20 µV", "20 µV", "20 µV"), en).series[0].line.limit_reached is None
    beyond = history(runs(read[1], "0 V", "1 V", "2 V"), en).series[0].line
    assert beyond.limit_reached is None  # it is beyond already


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ((0,), "too few runs for a drift"),
        ((0, 1), "too few runs for a drift"),
        ((0, 0, 0), "too short a time for a drift"),
        ((0, 0.05, 0.16), "too short a time for a drift"),
        ((0, 0.05, 0.17), ""),
    ],
)
def test_no_drift_by_the_year_is_told_of_few_runs_or_a_short_time(read, en, years, told):
    found = [(Path(f"{year}.calrun"), after(read[1], year, f"{number} µV")) for number, year in enumerate(years)]
    series = history(found, en).series[0]
    assert (series.line is None) == bool(told)
    assert series.drift.startswith(told or "drift ")
    assert history([], en).series == ()


def test_a_run_that_did_not_finish_is_left_out(read, en):
    two = runs(read[1], "10 µV", "20 µV")
    two[1] = (two[1][0], replace(two[1][1], status=RunStatus.ABORTED))
    assert history(two, en).runs == 1


def test_the_runs_of_an_instrument_are_found_by_model_serial_and_procedure(measured, tmp_path):
    for day in (1, 2):
        rewritten(measured, tmp_path / f"{day}.calrun", later=timedelta(days=day))
    cut_after(measured, tmp_path / "cut.calrun", "PointCompleted", 1)
    records = find(tmp_path).records
    uut = Uut("Keysight", "34401A", "my41001234")
    assert [one.path.name for one in records_of(records, uut, "short", simulated=True)] == ["2.calrun", "1.calrun"]
    assert records_of(records, uut, "other", simulated=True) == ()
    assert records_of(records, uut, "short", simulated=False) == ()  # a practice run is no history of the real one
    assert records_of(records, replace(uut, serial="X"), "short", simulated=True) == ()


def test_a_copy_of_a_run_is_no_second_run_and_the_one_given_first_is_taken(measured, tmp_path):
    (tmp_path / "other").mkdir()
    original = rewritten(measured, tmp_path / "other" / "original.calrun", later=timedelta(days=1))
    for name in ("a copy.calrun", "z copy.calrun"):
        (tmp_path / name).write_bytes(original.read_bytes())
    records = (record_head(original), *find(tmp_path).records)
    found = records_of(records, Uut("Keysight", "34401A", "MY41001234"), "short", simulated=True)
    assert [one.path for one in found] == [original]


def test_records_that_cannot_be_read_are_told_and_the_others_read(measured, tmp_path):
    bad = tmp_path / "bad.calrun"
    bad.write_bytes(b"hello\n")
    states, problems = read_runs([measured, bad])
    assert [path for path, _ in states] == [measured]
    assert len(problems) == 1
    assert "bad.calrun" in problems[0]
