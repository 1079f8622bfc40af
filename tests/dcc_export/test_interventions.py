"""A certificate tells what people did to the run; a point that was left out never counts as a pass."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Conformity
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    MeasurementKey,
    PointSkipped,
    ReadingCorrected,
    RetryAsked,
    RunContinued,
    RunPaused,
)
from dcc_export.interventions import interventions
from dcc_export.reported_points import result_tables
from dcc_export.statements import conformity

KEY = MeasurementKey("meter", "dc-voltage", "1 V", attempt=2)
OLD, NEW = Quantity.parse("25 °C"), Quantity.parse("20.10 °C")


def told(*events, attempts=None, skipped=None, results=None):
    item = SimpleNamespace(id="dc-voltage", title=Bilingual("直流电压", "DC voltage"))
    record = SimpleNamespace(lines=[SimpleNamespace(event=event) for event in events])
    state = SimpleNamespace(
        plan=SimpleNamespace(items=[item]), attempts=attempts or {}, skipped=skipped or {}, results=results or {}
    )
    return {one.kind: one.text for one in interventions(record, state)}


def test_a_run_to_which_nobody_did_anything_says_nothing():
    assert told() == {}


@pytest.mark.parametrize(("second", "agreed"), [("", ""), ("wang", ", wang agreed")])
def test_a_retry_is_told_with_cause_persons_number_of_attempts_and_the_one_that_stands(second, agreed):
    place = ("dc-voltage", "1 V")
    retry = RetryAsked(*place, "li", "contact", second)
    text = told(retry, attempts={place: 3}, results={place: SimpleNamespace(key=KEY)})["calbench_retries"]
    assert f"DC voltage 1 V (bad contact; li{agreed}, 3 attempts, number 2 stands)" in text.en
    assert "直流电压 1 V（接触不良；li" in text.zh
    assert "共 3 次，以第 2 次为准" in text.zh


def test_a_correction_is_told_with_both_values_who_and_why():
    text = told(ReadingCorrected(KEY, "t", 1, OLD, NEW, "20.10", "li", "看错", "", None))["calbench_corrections"]
    assert "DC voltage 1 V, t 1: 25 °C → 20.10 °C (看错; li)" in text.en
    assert "直流电压 1 V, t 1: 25 °C → 20.10 °C (看错; li)" in text.zh


def test_pauses_are_counted():
    paused = [RunPaused("li", now=True), RunContinued("li")] * 2
    assert "paused by a person 2 times" in told(*paused)["calbench_pauses"].en


def test_a_point_left_out_is_told_with_its_reason_and_is_not_shown_to_be_in_tolerance():
    skipped = PointSkipped("dc-voltage", "1 V", "li", "该点损坏")
    text = told(skipped, skipped={("dc-voltage", "1 V"): skipped})["calbench_skipped"]
    assert "not shown to be in tolerance: DC voltage 1 V (该点损坏; li)" in text.en


def test_with_a_point_left_out_nothing_is_said_of_the_whole():
    points = [SimpleNamespace(conformity=Conformity.PASS)]
    assert conformity(points).conformity is Conformity.PASS
    said = conformity(points, left_out=1)
    assert (said.conformity, said.kind) == (None, "calbench_conformitySummary")
    assert "1 more were left out by a person" in said.text.en
    assert conformity([], left_out=1).conformity is None


def test_a_point_left_out_has_no_row(planned):
    assert result_tables(planned, {}, judged=True) == ()
