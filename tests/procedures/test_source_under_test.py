"""A source under test against a reference meter: ranges, adequacy, limits and refusals, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bench_core.errors import (
    AdequacyInsufficient,
    BindingRefused,
    CapabilityMissing,
    CertificateUnusable,
    DocumentInvalid,
    LimitExceeded,
    RangeInsufficient,
)
from bench_core.metrology.quantity import Quantity
from bench_core.records.codec import from_json, to_json
from bench_core.records.plan import Plan
from procedures.expansion import expand
from procedures.lint import checked
from procedures.reading import parse_procedure
from procedures.table import rows

q = Quantity.parse

SOURCE = """\
calbench: procedure/1
id: sources
title: {zh: 标准源校准, en: Calibration of sources}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  meter: {is: reference, use: as_class, adequacy: uut.mpe / 3}
  uut: {entry: wire}
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    connections: {uut: uut.terminals, meter: meter.terminals, wiring: 2-wire}
    points:
      - {range: uut.ranges(dc_voltage), at: [90 %, -90 %], of: range}
    method:
      - apply: {uut: {dc_voltage: point.nominal}, meter: {function: dc_voltage, range: meter.range_for(point.nominal)}}
      - steady: {watch: meter, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}
      - take: {name: r, from: meter, readings: 10}
    model:
      per reading:
        e: uut.output - r
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: digit, of: r, half_width: meter.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - larger_of: [repeatability, digit]
      - {name: standard, of: r, from: meter, cause: {zh: 标准表, en: meter}}
    requirements:
      - {what: {zh: 示值误差, en: error}, level: point, of: error, limit: ± uut.mpe, rule: jjf1094, verified: false}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
METER_BLOCK = """\
functions:
  dc_voltage:
    basic_range: 10 V
    coverage: {distribution: rectangular}
    terminals: INPUT HI LO
    ranges:
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.0040 %, of_range: 0.0010 %}
      - {range: 1000 V, maximum: 1000 V, resolution: 1 mV, of_reading: 0.0050 %, of_range: 0.0010 %}
"""
COARSE = (
    ("of_reading: 12 ppm, constant: 20 µV", "of_reading: 0.5 %, constant: 20 µV"),
    ("of_reading: 12 ppm, constant: 1 mV", "of_reading: 0.5 %, constant: 1 mV"),
)


@pytest.fixture
def plan_of(instrument, today):
    """Return the plan of a calibrator of 0.5 % against a meter of 40 to 50 ppm."""

    def make(*changes, uut=(), meter=(), limits=None, meter_limits=None, certified="", on=today, by_person=False):
        text = SOURCE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        bound = {
            "uut": instrument("calibrator", *COARSE, *uut, limits=limits, by_person=by_person),
            "meter": instrument("meter", *meter, limits=meter_limits, functions=certified),
        }
        return expand(parse_procedure("p.yaml", text.encode()), bound, on)

    return make


def test_roles_serve_as_the_method_uses_them(plan_of):
    plan = plan_of()
    assert {role: found.serves for role, found in plan.roles.items()} == {"meter": "indicator", "uut": "source"}
    apply = plan.items[0].method[0]
    assert apply.sources == {"uut": {"dc_voltage": "point.nominal"}}
    assert apply.indicators == {"meter": {"function": "dc_voltage", "range": "meter.range"}}


def test_the_reference_meters_range_is_the_smallest_that_holds_the_value(plan_of):
    """29.7 V is beyond the 12 V of the 10 V range, so it is read on 1000 V, where the last digit is 1 mV."""
    plan = plan_of()
    points = plan.items[0].points
    assert [point.id for point in points] == ["33 V/+90 %", "33 V/-90 %", "1000 V/+90 %", "1000 V/-90 %"]
    found = points[0].references["meter"]
    assert (found.serves, found.use, found.range, found.resolution) == ("indicator", "as_class", q("1000 V"), q("1 mV"))
    assert points[0].leads == {"uut": "NORMAL", "meter": "INPUT HI LO", "wiring": "2-wire"}
    assert from_json(Plan, to_json(Plan, plan)) == plan


def test_an_explicit_range_of_the_reference_meter_is_kept(plan_of):
    here = ("range: uut.ranges(dc_voltage), at: [90 %, -90 %]", "range: 33 V, at: [50 %, 90 %]")
    low = ("range: meter.range_for(point.nominal)", "range: 1000 V")
    references = [point.references["meter"] for point in plan_of(here, low).items[0].points]
    assert [found.range for found in references] == [q("1000 V"), q("1000 V")]
    with pytest.raises(
        RangeInsufficient, match=r"meter \(meter, Test M6\): point 33 V/\+50 %: has no range 5 V of DC v"
    ):
        plan_of(here, ("range: meter.range_for(point.nominal)", "range: 5 V"))
    with pytest.raises(RangeInsufficient, match=r"point 33 V/\+90 %: 29.7 V is beyond the range's maximum of 12 V"):
        plan_of(here, ("range: meter.range_for(point.nominal)", "range: 10 V"))


def test_adequacy_of_an_indicator_is_judged_at_the_value_that_it_reads(plan_of, today):
    """29.7 V: 0.005 % of it + 0.001 % of 1000 V = 11.485 mV, rectangular: U = 2 · 11.485 / √3 = 13.26 mV.

    The limit of the source there is 0.5 % of 29.7 V + 20 µV = 148.52 mV: a twelfth of it is 12.38 mV.
    """
    with pytest.raises(
        AdequacyInsufficient, match=r"33 V/\+90 %: its U \(k = 2\) is 13.26 mV, more than the allowed 12.38"
    ):
        plan_of(("uut.mpe / 3", "uut.mpe / 12"))
    row = next(row for row in rows(plan_of(), today) if row.point == "33 V/+90 %")
    assert row.standard_uncertainty == pytest.approx(13.2617e-3, rel=1e-5)
    assert row.ratio == pytest.approx(148.52 / 13.2617, rel=1e-5)
    assert row.standard_range == q("1000 V")


def test_the_expected_u_is_that_of_the_meter(plan_of, today):
    """11.485 mV / √3 and half of 1 mV / √3, k = 2."""
    row = next(row for row in rows(plan_of(), today) if row.point == "33 V/+90 %")
    assert row.expected.uncertainty == pytest.approx(2 * (11.485**2 + 0.5**2) ** 0.5 / 3**0.5 * 1e-3, rel=1e-6)


def test_a_low_point_that_falls_onto_the_range_below_is_refused_or_left_out(plan_of):
    """20 V is 2 % of 1000 V; the source gives it on its range 33 V."""
    low = ("at: [90 %, -90 %], of: range", "at: [2 %, 90 %], of: range")
    with pytest.raises(RangeInsufficient, match=r"point 1000 V/\+2 %: a source gives 20 V on its range 33 V; choose"):
        plan_of(low)
    plan = plan_of(low, ("of: range}", "of: range, except: [not specified]}"))
    assert [left.id for left in plan.items[0].left_out] == ["1000 V/+2 %"]
    assert "on its range 33 V" in plan.items[0].left_out[0].why.en


def test_a_source_puts_out_no_more_than_the_meter_takes(plan_of):
    """The meter ends at 1000 V, the source at 1020 V: the least of both, and of the bench's limits."""
    assert plan_of().roles["uut"].limits == {"dc_voltage": q("1000 V")}
    assert plan_of().roles["meter"].limits == {"dc_voltage": q("1000 V")}
    assert plan_of(meter_limits={"dc_voltage": "950 V"}).roles["uut"].limits == {"dc_voltage": q("950 V")}
    assert plan_of(limits={"dc_voltage": "940 V"}).roles["uut"].limits == {"dc_voltage": q("940 V")}


def test_a_point_beyond_a_limit_is_refused(plan_of):
    with pytest.raises(
        LimitExceeded, match=r"meter \(meter, Test M6\): point 1000 V/\+90 %: 900 V is beyond the bench's limit"
    ):
        plan_of(meter_limits={"dc_voltage": "800 V"})
    with pytest.raises(
        LimitExceeded, match=r"uut \(calibrator, Test C5\): point 1000 V/\+90 %: 900 V is beyond the bench"
    ):
        plan_of(limits={"dc_voltage": "800 V"})
    with pytest.raises(RangeInsufficient, match=r"meter .*: 900 V is beyond its maximum of 800 V for DC voltage"):
        plan_of(meter=(("range: 1000 V, maximum: 1000 V", "range: 800 V, maximum: 800 V"),))


def test_the_meter_needs_its_capability_and_a_certificate_in_date(plan_of):
    without = METER_BLOCK, "functions:\n"
    with pytest.raises(
        CapabilityMissing, match=r"meter \(meter, Test M6\): cannot indicate dc_voltage, only ac_voltage, dc_c"
    ):
        plan_of(meter=(without,))
    with pytest.raises(CertificateUnusable, match=r"meter \(meter, Test M6\): certificate DC-1 was due on 2027-03-01"):
        plan_of(on=date(2027, 3, 2))


def test_as_corrected_the_meters_certificate_must_hold_its_indications(plan_of):
    corrected = ("use: as_class", "use: as_corrected")
    here = ("range: uut.ranges(dc_voltage), at: [90 %, -90 %]", "range: 33 V, at: [90 %]")
    with pytest.raises(
        CertificateUnusable, match=r"point 33 V/\+90 %: certificate DC-1 has no dc_voltage of 29.7 V on range"
    ):
        plan_of(corrected, here)
    pairs = "{setting: 20 V, actual: 20.0001 V, U: 1 mV, k: 2}, {setting: 40 V, actual: 40.0002 V, U: 1 mV, k: 2}"
    text = f"  dc_voltage:\n    drift: 0 ppm\n    ranges: [{{range: 1000 V, pairs: [{pairs}]}}]\n"
    (point,) = plan_of(corrected, here, certified=text).items[0].points
    assert len(point.references["meter"].certificate.pairs) == 2


def test_as_corrected_the_meters_certificate_must_hold_whatever_the_source_may_give(plan_of):
    """One row at 29.7 V does not hold an indication of 29.70001 V, which the source's limit of error allows."""
    corrected = ("use: as_class", "use: as_corrected")
    here = ("range: uut.ranges(dc_voltage), at: [90 %, -90 %]", "range: 33 V, at: [90 %]")
    pair = "{setting: 29.7 V, actual: 29.7001 V, U: 1 mV, k: 2}"
    text = f"  dc_voltage:\n    drift: 0 ppm\n    ranges: [{{range: 1000 V, pairs: [{pair}]}}]\n"
    with pytest.raises(CertificateUnusable, match=r"point 33 V/\+90 %: certificate DC-1: .* is outside its rows"):
        plan_of(corrected, here, certified=text)


def test_a_source_that_a_person_sets_is_refused(plan_of):
    with pytest.raises(
        BindingRefused, match=r"uut \(calibrator, Test C5\): is read by a person, and procedure sources reads"
    ):
        plan_of(by_person=True)
    with pytest.raises(
        DocumentInvalid, match=r"9:16: a unit under test that a person sets is not known to this version"
    ):
        checked(parse_procedure("p.yaml", SOURCE.replace("entry: wire", "entry: person").encode()))


def test_a_source_is_no_meter_and_a_meter_no_source(instrument, today):
    """The bench says what the drivers can do; where it says nothing, the type records alone are asked."""
    meter, source = replace(instrument("meter"), serves="indicator"), replace(instrument("calibrator"), serves="source")
    procedure = parse_procedure("p.yaml", SOURCE.encode())
    with pytest.raises(CapabilityMissing) as refused:
        expand(procedure, {"uut": meter, "meter": replace(source, name="other")}, today)
    assert str(refused.value).splitlines() == [
        "meter (other, Test C5): is a source, and the procedure reads it; bind an indicator",
        "uut (meter, Test M6): is an indicator, and the procedure sets it as a source; bind a source",
    ]


def test_a_hazardous_wiring_is_proven_by_what_the_meter_reads(plan_of):
    (proof,) = plan_of().items[0].proofs
    assert (proof.watch, proof.expected, proof.within) == ("meter", q("10 V"), q("1 V"))
    assert proof.apply.sources == {"uut": {"dc_voltage": "10 V"}}
    assert proof.apply.indicators == {"meter": {"function": "dc_voltage", "range": "1000 V"}}
