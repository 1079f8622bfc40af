"""Readings that come once per range, and standards that indicate: results against plain numbers worked out apart."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import CertificateUnusable, UsageError
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.codec import from_json, to_json
from bench_core.records.evaluation import evaluate_point
from bench_core.records.places import read_once
from bench_core.records.plan import (
    Apply,
    Component,
    Equation,
    PlannedItem,
    PlannedPoint,
    PlannedReference,
    PlannedRole,
    Preliminary,
    Steady,
    Take,
)
from bench_core.records.point_names import named_values, steady_band
from bench_core.records.result import PointResult

q = Quantity.parse
TODAY = date(2026, 11, 21)
DUE = date(2027, 3, 1)
NAME = Bilingual("名", "name")
Z99 = 2.5758293035489  # of the normal distribution, 99 % two-sided
ZERO = q("0 %")
NORMAL = Coverage("normal", q("99 %"))


def specification(constant, of_reading="0 ppm", range_="110 Ω"):
    return Specification(q(of_reading), ZERO, q(constant), q(range_), NORMAL)


def reference(spec, range_="110 Ω", **changes):
    made = PlannedReference("calibrator", "resistance_4w", "as_class", "source", q(range_), spec, None, DUE)
    return replace(made, **changes)


def components(*rows):
    return tuple(Component(name, of, NAME, kind, **others) for name, of, kind, others in rows)


@pytest.fixture
def ohms():
    """One point of 90 Ω on 100 Ω; the short has its own uncertainty of 1 mΩ, the point 20 ppm and 1 mΩ."""
    mpe = Specification(q("0.010 %"), q("0.004 %"), None, q("100 Ω"), Coverage("rectangular"))
    source = reference(specification("1 mΩ", "20 ppm"))
    point = PlannedPoint(
        "100 Ω/90 Ω", {"range": q("100 Ω"), "nominal": q("90 Ω")}, mpe, q("100 µΩ"), {"source": source}
    )
    once = replace(point, id="100 Ω/once", fields={"range": q("100 Ω"), "nominal": q("0 Ω")})
    other = replace(once, id="1 kΩ/once", fields={"range": q("1 kΩ"), "nominal": q("0 kΩ")})
    indicate = {"uut": {"function": "resistance_4w", "range": "point.range"}}
    return PlannedItem(
        id="resistance",
        title=NAME,
        clause=None,
        verified=False,
        function="resistance_4w",
        points=(point,),
        method=(Apply(indicate, {"source": {"resistance_4w": "point.nominal"}}), Take("x", "uut", 3)),
        model=(
            Equation("e", "x - source.output", "reading"),
            Equation("error", "mean(e) - mean(z[range])", "point"),
        ),
        components=components(
            ("repeatability", "e", "A", {}),
            ("zero", "z[range]", "A", {}),
            ("short", "z[range]", "B", {"source": "source"}),
            ("standard", "source.output", "B", {"source": "source"}),
        ),
        larger_of=(),
        requirements=(),
        preliminary=Preliminary(
            (other, once), (Apply(indicate, {"source": {"resistance_4w": "0 Ω"}}), Take("z", "uut", 4))
        ),
    )


def roles(**serves):
    return {
        name: PlannedRole(name, name == "uut", how, False, None if name == "uut" else "as_class", None, {})
        for name, how in serves.items()
    }


def values(*texts):
    return tuple(q(text) for text in texts)


ZEROS = values("0.0010 Ω", "0.0012 Ω", "0.0008 Ω", "0.0010 Ω")
READ = {
    "x": values("90.0110 Ω", "90.0120 Ω", "90.0130 Ω"),
    "source.output": values("90.0000 Ω"),
    "z[range]": ZEROS,
    "source.output[range]": values("0.0000 Ω"),
}


def result_of(plan, item, readings, **changes):
    whole = replace(plan, roles=roles(uut="indicator", source="source"), **changes)
    return evaluate_point(whole, item, item.points[0], readings, TODAY)


def row(result, name):
    return next(found for found in result.budget if found.name == name)


def test_the_zero_is_taken_away(plan, ohms):
    """Mean of 11, 12, 13 mΩ is 12 mΩ; the mean of the zeros is 1 mΩ."""
    result = result_of(plan, ohms, READ)
    assert result.error == q("0.011 Ω")
    assert (result.indication, result.reference) == (q("90.011 Ω"), q("90 Ω"))  # what a zeroed meter would show
    assert (result.error.unit.symbol, result.unit) == ("Ω", "Ω")
    assert from_json(PointResult, to_json(PointResult, result)) == result


def test_its_scatter_and_the_short_itself_are_in_the_budget(plan, ohms):
    """Zeros 1.0, 1.2, 0.8, 1.0 mΩ: s² = 0.08 / 3, of the mean s / 2; short 1 mΩ, standard 2.8 mΩ, both at 99 %."""
    result = result_of(plan, ohms, READ)
    zero = math.sqrt(0.08 / 3) / 2 * 1e-3
    assert row(result, "zero").contribution == pytest.approx(zero, rel=1e-9)
    assert row(result, "zero").degrees_of_freedom == 3
    assert row(result, "zero").sensitivity == pytest.approx(-1)
    assert row(result, "short").contribution == pytest.approx(1e-3 / Z99, rel=1e-9)
    assert row(result, "short").sensitivity == pytest.approx(-1)
    assert row(result, "standard").contribution == pytest.approx(2.8e-3 / Z99, rel=1e-9)
    total = math.hypot(zero, 1e-3 / Z99, 2.8e-3 / Z99, 1e-3 / math.sqrt(3))
    assert result.expanded_uncertainty == pytest.approx(result.k * total, rel=1e-9)


def test_as_corrected_the_short_has_the_certificates_uncertainty(plan, ohms):
    curve = CertificateCurve("C", (CertificatePair(q("0 Ω"), q("0.0001 Ω"), q("0.4 mΩ"), q("2")),), q("0 ppm"))
    once = replace(
        ohms.preliminary.points[1],
        references={"source": reference(None, use="as_corrected", certificate=curve)},
    )
    item = replace(ohms, preliminary=replace(ohms.preliminary, points=(once,)))
    result = result_of(plan, item, READ)
    assert row(result, "short, certificate").contribution == pytest.approx(0.2e-3, rel=1e-9)
    assert result.error == q("0.011 Ω")  # what the short really is enters by its uncertainty alone


@pytest.mark.parametrize(
    ("name", "words"),
    [("z[range]", r"'z\[range\]' is not known here"), ("source.output[range]", r"no reading 'source.output\[range\]'")],
)
def test_without_the_readings_of_its_range_a_point_has_no_result(plan, ohms, name, words):
    with pytest.raises(UsageError, match=words):
        result_of(plan, ohms, {key: found for key, found in READ.items() if key != name})


def test_what_came_once_is_named_for_the_model(ohms):
    assert read_once(ohms, {"z": ZEROS, "source.output": values("0 Ω")}) == {
        "z[range]": ZEROS,
        "source.output[range]": values("0 Ω"),
    }


# a source under test, and a reference meter


@pytest.fixture
def volts():
    """A calibrator set to 10 V, a reference meter of 5 ppm + 2 µV on 20 V, 99 %."""
    mpe = Specification(q("12 ppm"), ZERO, q("20 µV"), q("33 V"), NORMAL)
    limits = specification("2 µV", "5 ppm", "20 V")
    meter = PlannedReference(
        "reference", "dc_voltage", "as_class", "indicator", q("20 V"), limits, None, DUE, q("100 nV")
    )
    point = PlannedPoint("33 V/+10 V", {"range": q("33 V"), "nominal": q("10 V")}, mpe, q("10 µV"), {"meter": meter})
    return PlannedItem(
        id="dc-voltage",
        title=NAME,
        clause=None,
        verified=False,
        function="dc_voltage",
        points=(point,),
        method=(
            Apply(
                {"meter": {"function": "dc_voltage", "range": "meter.range"}}, {"uut": {"dc_voltage": "point.nominal"}}
            ),
            Take("r", "meter", 3),
        ),
        model=(Equation("e", "uut.output - r", "reading"), Equation("error", "mean(e)", "point")),
        components=components(
            ("repeatability", "e", "A", {}),
            ("resolution", "r", "B", {"half_width": "meter.resolution / 2", "distribution": "rectangular"}),
            ("standard", "r", "B", {"source": "meter"}),
        ),
        larger_of=(("repeatability", "resolution"),),
        requirements=(),
    )


R = {"r": values("10.000040 V", "10.000050 V", "10.000060 V"), "uut.output": values("10.00000 V")}


def of_source(plan, item, readings=R, **changes):
    whole = replace(plan, roles=roles(uut="source", meter="indicator"), **changes)
    return evaluate_point(whole, item, item.points[0], readings, TODAY)


def test_the_error_of_a_source_is_its_setting_minus_the_actual_value(plan, volts):
    result = of_source(plan, volts)
    assert (result.indication, result.reference) == (q("10 V"), q("10.00005 V"))
    assert result.error == q("-50 µV").to("V")
    assert result.error.unit.symbol == "V"
    assert result.mpe == q("140 µV").to("V")  # 12 ppm of the setting of 10 V, and 20 µV


def test_the_reference_meters_uncertainty_belongs_to_its_readings(plan, volts):
    """5 ppm of 10.00005 V + 2 µV = 52.00025 µV at 99 %; s of the mean of 40, 50, 60 µV is 10 / √3 µV."""
    result = of_source(plan, volts)
    standard, scatter = 52.00025e-6 / Z99, 10e-6 / math.sqrt(3)
    assert row(result, "standard").contribution == pytest.approx(standard, rel=1e-9)
    assert row(result, "standard").sensitivity == pytest.approx(-1)
    assert row(result, "repeatability").contribution == pytest.approx(scatter, rel=1e-9)
    assert row(result, "resolution").contribution == pytest.approx(50e-9 / math.sqrt(3), rel=1e-9)
    assert result.expanded_uncertainty == pytest.approx(result.k * math.hypot(standard, scatter), rel=1e-9)


def test_a_limit_of_the_reference_value_may_be_asked_for(plan, volts):
    """12 ppm of 10.00005 V + 20 µV."""
    result = of_source(plan, volts, mpe_base="reference")
    assert float(result.mpe.value) == pytest.approx(12e-6 * 10.00005 + 20e-6, rel=1e-12)


def test_an_indicator_as_corrected_has_the_actual_value_at_each_indication(plan, volts):
    """By the certificate 9 V is 9.0001 V and 11 V is 11.0003 V; between them it is linear, 2.0002 V for 2 V."""
    pairs = tuple(
        CertificatePair(q(setting), q(actual), q("20 µV"), q("2"))
        for setting, actual in (("9 V", "9.0001 V"), ("11 V", "11.0003 V"))
    )
    curve = CertificateCurve("C", pairs, q("0 ppm"))
    point = volts.points[0]
    meter = replace(point.references["meter"], use="as_corrected", specification=None, certificate=curve)
    item = replace(volts, points=(replace(point, references={"meter": meter}),))
    result = of_source(plan, item)
    slope = 2.0002 / 2
    actual = [9.0001 + slope * (reading - 9) for reading in (10.00004, 10.00005, 10.00006)]
    assert float(result.reference.value) == pytest.approx(sum(actual) / 3, rel=1e-15)
    assert float(result.error.value) == pytest.approx(10 - sum(actual) / 3, rel=1e-9)
    assert row(result, "standard, certificate").contribution == pytest.approx(10e-6, rel=1e-9)
    assert row(result, "repeatability").contribution == pytest.approx(slope * 10e-6 / math.sqrt(3), rel=1e-9)


def test_an_indication_outside_its_certificate_is_refused(plan, volts):
    curve = CertificateCurve("C", (CertificatePair(q("10 V"), q("10 V"), q("20 µV"), q("2")),), q("0 ppm"))
    point = volts.points[0]
    meter = replace(point.references["meter"], use="as_corrected", specification=None, certificate=curve)
    with pytest.raises(CertificateUnusable, match=r"10.000040 V is outside its rows"):
        of_source(plan, replace(volts, points=(replace(point, references={"meter": meter}),)))


def test_without_the_setting_read_back_a_source_has_no_result(plan, volts):
    with pytest.raises(UsageError):
        of_source(plan, volts, {"r": R["r"]})


def test_a_component_that_names_the_wrong_quantity_of_a_standard_is_refused(plan, volts):
    wrong = components(("standard", "e", "B", {"source": "meter"}))
    with pytest.raises(UsageError, match="component standard: standard 'meter' contributes nothing to 'e'"):
        of_source(plan, replace(volts, components=wrong, larger_of=()))


def test_a_point_knows_its_standards_ranges_and_the_resolution_of_indicators(volts, ohms):
    names = named_values(volts.points[0])
    assert (names["meter.range"], names["meter.resolution"]) == (q("20 V"), q("100 nV"))
    assert "source.resolution" not in named_values(ohms.points[0])
    assert named_values(ohms.points[0])["source.range"] == q("110 Ω")


def test_a_steady_band_is_at_least_two_digits_of_what_is_watched(volts, ohms):
    steady = Steady("meter", "uut.mpe / 1e6", q("3 s"), q("60 s"))
    assert steady_band(steady, volts.points[0]) == q("200 nV")
    assert steady_band(replace(steady, watch="uut"), ohms.points[0]) == q("200 µΩ")
    assert steady_band(replace(steady, watch="source"), ohms.points[0]) == q("200 µΩ")
