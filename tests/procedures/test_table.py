"""The table of `calbench expand`, with numbers worked out by hand."""

from __future__ import annotations

import json

import pytest

from procedures.durations import ASSUMPTION, total_duration
from procedures.expansion import expand
from procedures.table import as_json, rows


def row_of(plan, day, point):
    return next(row for row in rows(plan, day) if row.point == point)


def test_a_row_holds_what_a_metrologist_compares(read, bind, today):
    """9 V on 10 V: MPE 365 µV; the standard's 128 µV at 99 % are U = 128 / 2.575829 * 2 = 99.39 µV; ratio 3.67."""
    row = row_of(expand(read(), bind(), today), today, "10 V/+90 %")
    assert (str(row.range), str(row.nominal), str(row.standard_range), row.unit) == ("10 V", "9 V", "33 V", "V")
    assert str(row.mpe) == "0.000365 V"
    assert row.standard_uncertainty == pytest.approx(128e-6 / 2.5758293 * 2, rel=1e-6)
    assert row.allowed_uncertainty == pytest.approx(365e-6 / 3, rel=1e-12)
    assert row.ratio == pytest.approx(365 / 99.3855, rel=1e-5)
    assert row.ok


def test_the_expected_u_holds_standard_and_resolution(read, bind, today):
    """Resolution 10 µV: 5 µV / sqrt(3) = 2.887 µV; standard 49.69 µV; k = 2: 2 * sqrt(2.887² + 49.69²) = 99.55 µV."""
    row = row_of(expand(read(), bind(), today), today, "10 V/+90 %")
    assert row.expected.uncertainty == pytest.approx(99.553e-6, rel=1e-4)


def test_values_stay_in_the_unit_of_the_range(read, bind, today):
    """90 mV by class: 20 ppm * 90 mV + 1 µV = 2.8 µV at 99 %: U = 2.174 µV."""
    row = row_of(expand(read(), bind(), today), today, "100 mV/+90 %")
    assert row.unit == "mV"
    assert row.standard_uncertainty == pytest.approx(2.8e-3 / 2.5758293 * 2, rel=1e-6)


def test_as_corrected_the_table_takes_certificate_and_drift(read, bind, today):
    """90 mV: U/k = 0.3 µV; drift 5 ppm of 90.00018 mV / sqrt(3) = 0.2598 µV; U = 0.7937 µV."""
    row = row_of(expand(read(("use: as_class", "use: as_corrected")), bind(), today), today, "100 mV/+90 %")
    assert row.standard_uncertainty == pytest.approx(0.7937e-3, rel=1e-4)


def test_time_is_hold_and_readings_and_its_assumption_is_said(read, bind, today):
    plan = expand(read(), bind(), today)
    assert row_of(plan, today, "10 V/+90 %").duration == pytest.approx((9 + 10) * 0.4)
    assert total_duration(plan) == pytest.approx(4 * 7.6 + 60)  # and leads are connected once
    assert "0.4 s" in ASSUMPTION.en
    assert "0.4 s" in ASSUMPTION.zh


def test_the_table_is_plain_json(read, bind, today):
    table = json.loads(json.dumps(as_json(rows(expand(read(), bind(), today), today))))
    assert table[1] == {
        "item": "dc-voltage",
        "point": "10 V/+90 %",
        "range": "10 V",
        "nominal": "9 V",
        "frequency": None,
        "mpe": "0.000365 V",
        "role": "source",
        "standard_range": "33 V",
        "standard_U": "99.39 µV",
        "allowed_U": "121.7 µV",
        "ratio": "3.67",
        "ok": True,
        "expected_U": "99.55 µV",
        "duration_s": "7.6",
    }


def test_a_procedure_without_adequacy_has_no_allowed_u(read, bind, today):
    (row, *_) = rows(expand(read((", adequacy: uut.mpe / 3", "")), bind(), today), today)
    assert row.allowed_uncertainty is None
    assert row.ok


PERSON = (
    ("entry: [wire, person]", "entry: person"),
    ("      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}\n", ""),
    ("take: {name: x, from: uut, readings: 10}", "ask: {name: x, text: {zh: 读数, en: reading}, unit: mV}"),
    ("e: x - source.output", "e: x - source.output"),
    ("type: A", "half_width: 1 µV, distribution: triangular"),
)


def test_a_meter_that_a_person_reads_is_expanded_in_verification(read, bind, today):
    changes = (
        *PERSON,
        ("kind: calibration", "kind: verification"),
        (", rule: jjf1094", ""),
        ("report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}\n", ""),
    )
    plan = expand(read(*changes), bind(by_person=True), today)
    assert plan.items[0].requirements[0].rule == "simple"
    assert row_of(plan, today, "10 V/+90 %").expected is not None


def test_what_a_person_reads_in_another_unit_leaves_the_expected_u_open(read, bind, today):
    room = "      - ask: {name: t, text: {zh: 室温, en: room}, unit: K}\n      - take:"
    plan = expand(
        read(("      - take:", room), ("error: mean(e)", "error: mean(e) * (1 + mean(t) / 300 K - 1)")), bind(), today
    )
    assert row_of(plan, today, "10 V/+90 %").expected is None


def test_a_relative_error_has_a_relative_u(read, bind, today):
    changes = (("error: mean(e)", "error: mean(e) / point.nominal"), ("± uut.mpe", "± 0.01 %"))
    row = row_of(expand(read(*changes), bind(), today), today, "10 V/+90 %")
    assert (row.expected.unit, row.unit) == ("1", "V")
    assert row.expected.uncertainty == pytest.approx(99.553e-6 / 9, rel=1e-4)


def test_a_result_that_lives_on_scatter_has_no_expected_u(read, bind, today):
    plan = expand(read(("error: mean(e)", "error: mean(e) / (max(e) - min(e)) * uut.resolution")), bind(), today)
    assert row_of(plan, today, "10 V/+90 %").expected is None
