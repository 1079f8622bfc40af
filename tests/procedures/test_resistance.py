"""Resistance: nearest values of a source, a short once per range, terminals; numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import CertificateUnusable, RangeInsufficient
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.codec import from_json, to_json
from bench_core.records.plan import Plan
from procedures.durations import lead_changes, total_duration
from procedures.expansion import expand
from procedures.reading import parse_procedure
from procedures.table import plan_as_json, rows

q = Quantity.parse

OHMS = """\
calbench: procedure/1
id: meters
title: {zh: 直流电阻, en: DC resistance}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class, adequacy: uut.mpe / 3}
  uut: {entry: wire}
items:
  - id: resistance
    title: {zh: 直流电阻, en: DC resistance}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 4-wire}
    points:
      - {range: uut.ranges(resistance_4w), at: [nearest source value to 90 %], of: range}
    method:
      - once per range:
          - apply: {uut: {function: resistance_4w, range: point.range}, source: {resistance_4w: 0 Ω}}
          - take: {name: z, from: uut, readings: 4}
      - apply: {uut: {function: resistance_4w, range: point.range}, source: {resistance_4w: point.nominal}}
      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}
      - take: {name: x, from: uut, readings: 10}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e) - mean(z[range])
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - {name: zero, of: "z[range]", type: A, cause: {zh: 零点, en: zero}}
      - {name: short, of: "z[range]", from: source, cause: {zh: 短路, en: short}}
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
NEAREST = "at: [nearest source value to 90 %]"


@pytest.fixture
def plan_of(instrument, today):
    """Return the plan of the procedure on a source of some kind."""

    def make(*changes, source="calibrator", source_changes=(), meter=(), certified=""):
        text = OHMS
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        bound = {"uut": instrument("meter", *meter), "source": instrument(source, *source_changes, functions=certified)}
        return expand(parse_procedure("p.yaml", text.encode()), bound, today)

    return make


def test_of_fixed_values_the_nearest_that_the_meter_takes_is_measured(plan_of):
    """Next to 90 Ω: 100 Ω, within the maximum of 120 Ω; next to 9 kΩ: 10 kΩ, within 12 kΩ."""
    points = plan_of(source="resistors").items[0].points
    assert [point.id for point in points] == ["100 Ω/100 Ω", "10 kΩ/10 kΩ"]
    assert [point.fields["nominal"] for point in points] == [q("100 Ω"), q("10 kΩ")]
    assert points[1].references["source"].range == q("10 kΩ")


def test_a_source_of_every_value_gives_the_value_itself(plan_of):
    assert [point.id for point in plan_of().items[0].points] == ["100 Ω/90 Ω", "10 kΩ/9 kΩ"]


def test_a_value_beyond_the_meters_maximum_is_not_the_nearest(plan_of):
    """15 kΩ is next to 19 kΩ, but the range ends at 12 kΩ."""
    plan = plan_of((NEAREST, "at: [nearest source value to 150 %]"), source="resistors")
    assert [point.id for point in plan.items[0].points] == ["100 Ω/100 Ω", "10 kΩ/10 kΩ"]


def test_half_way_between_two_values_the_smaller_is_taken_and_a_short_never(plan_of):
    plan = plan_of(
        ("range: uut.ranges(resistance_4w)", "range: 100 Ω"),
        (f"{NEAREST}, of: range", "at: [nearest source value to 14.5 Ω, nearest source value to 0.1 Ω]"),
        source="resistors",
    )
    item = plan.items[0]
    assert [point.id for point in item.points] == ["100 Ω/10 Ω"]
    (left,) = item.left_out
    assert left.id == "100 Ω/nearest source value to 0.1 Ω"
    assert left.why.en == "that is 10 Ω, which is a point already"


def test_a_source_without_a_small_enough_value_is_refused_or_left_out(plan_of):
    large = (
        ("range: 10 Ω, maximum: 10 Ω", "range: 130 Ω, maximum: 130 Ω"),
        ("range: 19 Ω, maximum: 19 Ω", "range: 140 Ω, maximum: 140 Ω"),
        ("range: 100 Ω, maximum: 100 Ω", "range: 150 Ω, maximum: 150 Ω"),
    )
    with pytest.raises(
        RangeInsufficient, match=r"100 Ω/nearest source value to 90 %: the source has no value up to 120 Ω"
    ):
        plan_of(source="resistors", source_changes=large)
    plan = plan_of(("of: range}", "of: range, except: [not specified]}"), source="resistors", source_changes=large)
    assert [point.id for point in plan.items[0].points] == ["10 kΩ/10 kΩ"]
    assert [left.id for left in plan.items[0].left_out] == ["100 Ω/nearest source value to 90 %"]


# the short, once for each range


def test_what_comes_once_per_range_is_planned_for_each_range_that_has_points(plan_of):
    once = plan_of().items[0].preliminary
    assert [point.id for point in once.points] == ["100 Ω/once", "10 kΩ/once"]
    assert [point.fields for point in once.points] == [
        {"range": q("100 Ω"), "nominal": q("0 Ω")},
        {"range": q("10 kΩ"), "nominal": q("0 kΩ")},
    ]
    assert [step.step for step in once.method] == ["apply", "take"]
    assert once.points[0].leads == {"source": "NORMAL", "uut": "INPUT HI LO", "wiring": "4-wire"}
    assert [step.step for step in plan_of().items[0].method] == ["apply", "steady", "take"]


def test_the_standard_at_the_short_has_the_uncertainty_of_the_short(plan_of):
    """The smallest range of the calibrator holds 0 Ω: 1 mΩ at 99 %; a fixed short has its own 40 µΩ."""
    (low, high) = (point.references["source"] for point in plan_of().items[0].preliminary.points)
    assert low.range == high.range == q("110 Ω")
    assert limit_of_error(low.specification, q("0 Ω")) == q("1 mΩ")
    fixed = plan_of(source="resistors").items[0].preliminary.points[0].references["source"]
    assert (fixed.range, limit_of_error(fixed.specification, q("0 Ω"))) == (q("0 Ω"), q("40 µΩ"))


def test_a_short_has_no_result_and_needs_no_adequacy(plan_of):
    """At 0 Ω on 100 Ω the limit of error is 4 mΩ; a short of 3 mΩ is more than a third, and still serves."""
    poor = (("of_reading: 20 ppm, constant: 1 mΩ", "of_reading: 1 ppm, constant: 3 mΩ"),)
    assert plan_of(source_changes=poor).items[0].preliminary is not None


def test_the_expected_u_holds_the_short(plan_of, today):
    """90 Ω: standard (20 ppm · 90 Ω + 1 mΩ) / 2.5758 = 1.0870 mΩ; short 1 mΩ / 2.5758 = 0.3882 mΩ; 50 µΩ / √3."""
    plan = plan_of()
    row = next(row for row in rows(plan, today) if row.point == "100 Ω/90 Ω")
    parts = (2.8 / 2.5758293, 1 / 2.5758293, 0.05 / math.sqrt(3))
    assert row.expected.uncertainty == pytest.approx(2 * math.hypot(*parts) * 1e-3, rel=1e-6)
    assert row.expected.unit == "Ω"


def test_time_holds_the_short_of_each_range_and_one_change_of_leads(plan_of):
    plan = plan_of()
    assert lead_changes(plan) == 1
    assert total_duration(plan) == pytest.approx(2 * (9 + 10) * 0.4 + 2 * 4 * 0.4 + 60)


def test_json_names_what_comes_once_per_range(plan_of, today):
    found = plan_as_json(plan_of(), today)
    assert found["once_per_range"] == [
        {"item": "resistance", "point": "100 Ω/once"},
        {"item": "resistance", "point": "10 kΩ/once"},
    ]
    assert (found["left_out"], found["not_applied"], found["lead_changes"]) == ([], [], "1")


def test_as_corrected_the_certificate_must_have_the_short_too(plan_of):
    rows_of = "{setting: 90 Ω, actual: 90.001 Ω, U: 1 mΩ, k: 2}, {setting: 100 Ω, actual: 100.001 Ω, U: 1 mΩ, k: 2}"
    high = "{setting: 9 kΩ, actual: 9.0001 kΩ, U: 0.1 Ω, k: 2}"
    text = (
        "  resistance_4w:\n    drift: 0 ppm\n    ranges:\n"
        f"      - {{range: 110 Ω, pairs: [{rows_of}]}}\n      - {{range: 11 kΩ, pairs: [{high}]}}\n"
    )
    corrected = ("use: as_class, adequacy: uut.mpe / 3", "use: as_corrected")
    with pytest.raises(CertificateUnusable, match=r"point 100 Ω/once: certificate DC-1: 0 Ω is outside its rows, 90 Ω"):
        plan_of(corrected, certified=text)
    zero = "{setting: 0 Ω, actual: 0.0002 Ω, U: 0.4 mΩ, k: 2}, "
    plan = plan_of(corrected, certified=text.replace("pairs: [{setting: 90", f"pairs: [{zero}{{setting: 90"))
    assert plan.items[0].preliminary.points[0].references["source"].certificate.pairs[0].actual == q("0.0002 Ω")


def test_a_plan_with_all_of_this_survives_the_record(plan_of):
    for source in ("calibrator", "resistors"):
        plan = plan_of(source=source)
        assert from_json(Plan, to_json(Plan, plan)) == plan
