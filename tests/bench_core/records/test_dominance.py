"""Coverage factors of points that one or two components of known limits dominate, against EA-4/02 and plain numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.codec import from_json, to_json
from bench_core.records.coverage_notes import coverage_notes
from bench_core.records.dominance import component_of, dominance, shaped
from bench_core.records.evaluation import evaluate_point
from bench_core.records.plan import Component, Reporting
from bench_core.records.result import PointResult
from bench_core.records.result_difference import difference

q = Quantity.parse
TODAY = date(2026, 11, 21)
NAME = Bilingual("名", "name")
FIXED = Reporting(2, q("2"), None)
OF_95 = Reporting(2, None, q("95 %"))
DOMINATING = Reporting(2, None, q("95 %"), dominating=True)
K_95 = 0.95 * math.sqrt(3)
COARSE = Component("resolution", "x", Bilingual("分辨力", "resolution"), "B", "0.5 mV", "rectangular")


@pytest.fixture
def evaluated(plan):
    """Evaluates the first point, by default with a coarse resolution alone; returns plan, item and result."""

    def evaluate(reporting=DOMINATING, values=("1.000 V",), output="1 V", components=(COARSE,), points=None, groups=()):
        item = replace(plan.items[0], components=components, larger_of=groups, points=points or plan.items[0].points)
        changed = replace(plan, reporting=reporting, items=(item,))
        readings = {"x": tuple(q(value) for value in values), "source.output": (q(output),)}
        return item, evaluate_point(changed, item, item.points[0], readings, TODAY)

    return evaluate


def corrected(plan, setting, uncertainty, drift):
    pairs = (CertificatePair(q(setting), q(setting), q(uncertainty), q("2")),)
    curve = CertificateCurve("N", pairs, q(drift))
    reference = plan.items[0].points[0].references["source"]
    standard = replace(reference, use="as_corrected", certificate=curve, specification=None)
    return (replace(plan.items[0].points[0], references={"source": standard}),)


def by_class(plan, coverage):
    limits = Specification(q("0.1 %"), q("0 %"), None, q("3.3 V"), coverage)
    reference = replace(plan.items[0].points[0].references["source"], specification=limits)
    return (replace(plan.items[0].points[0], references={"source": reference}),)


STANDARD = Component("standard", "source.output", Bilingual("标准器", "standard"), "B", source="source")


def test_a_handheld_meter_at_100_v_is_that_of_ea_4_02_s9(plan, evaluated):
    """EA-4/02 M:2022 S9: E = 0.1 V, u = 0.030 V, U = 1.65 · 0.030 V ≈ 0.05 V."""
    coarse = replace(COARSE, half_width="0.05 V")
    points = corrected(plan, "100 V", "2 mV", "110 ppm")  # the drift is 0.011 V, as the limits of S9's calibrator
    item, result = evaluated(values=("100.1 V",), output="100 V", components=(coarse, STANDARD), points=points)
    u = math.sqrt((0.05**2 + 0.011**2) / 3 + 0.001**2)
    assert u == pytest.approx(0.030, abs=0.0005)
    assert result.error == q("0.1 V")
    assert (result.k, result.probability) == (pytest.approx(1.65, abs=0.005), pytest.approx(0.95))
    assert result.expanded_uncertainty == pytest.approx(K_95 * u, rel=1e-12)
    assert result.expanded_uncertainty == pytest.approx(0.05, abs=0.005)
    assert result.distribution == "rectangular"
    found = dominance(item, points[0], result.budget, 0.95)
    assert found is not None
    assert found.names == ("resolution",)


def test_two_rectangles_of_similar_size_are_a_trapezium(plan, evaluated):
    points = by_class(plan, Coverage("rectangular"))  # 1 mV at 1 V
    _, result = evaluated(components=(COARSE, STANDARD), points=points)
    beta = (1 - 0.5) / (1 + 0.5)  # EA-4/02 S10: of the half widths 1 mV and 0.5 mV
    k = (1 - math.sqrt(0.05 * (1 - beta**2))) / math.sqrt((1 + beta**2) / 6)
    assert (result.distribution, result.k) == ("trapezoidal", pytest.approx(k, rel=1e-12))


@pytest.mark.parametrize(
    ("coverage", "distribution"), [(Coverage("rectangular"), "rectangular"), (Coverage("normal", q("99 %")), "normal")]
)
def test_a_specification_that_are_plain_limits_dominates_and_one_with_a_probability_does_not(
    plan, evaluated, coverage, distribution
):
    _, result = evaluated(components=(STANDARD,), points=by_class(plan, coverage))
    assert result.distribution == distribution
    assert result.k == pytest.approx(K_95 if distribution == "rectangular" else 1.959964, rel=1e-6)


@pytest.mark.parametrize(
    ("uncertainty", "drift", "distribution"), [("2 µV", "1000 ppm", "rectangular"), ("2 mV", "1 ppm", "normal")]
)
def test_of_a_corrected_standard_the_drift_is_rectangular_and_the_certificate_is_not(
    plan, evaluated, uncertainty, drift, distribution
):
    points = corrected(plan, "1 V", uncertainty, drift)
    assert evaluated(components=(STANDARD,), points=points)[1].distribution == distribution


def test_the_spread_of_readings_is_no_rectangle(evaluated):
    repeatability = Component("repeatability", "e", NAME, "A")
    _, result = evaluated(values=("1.000 V", "1.001 V"), components=(repeatability,))
    assert result.distribution == "student_t"
    assert result.k == pytest.approx(12.71, abs=0.005)  # JCGM 100:2008 table G.2, 1 degree of freedom, 95 %


def test_what_larger_of_leaves_out_neither_dominates_nor_keeps_another_from_it(evaluated):
    repeatability = Component("repeatability", "e", NAME, "A")
    groups = (("repeatability", "resolution"),)
    near = evaluated(values=("1.0000 V", "1.0005 V"), components=(repeatability, COARSE), groups=groups)[1]
    apart = evaluated(values=("1.000 V", "1.002 V"), components=(repeatability, COARSE), groups=groups)[1]
    assert (near.distribution, near.k) == ("rectangular", pytest.approx(K_95))
    assert (apart.distribution, apart.degrees_of_freedom) == ("student_t", pytest.approx(1))


@pytest.mark.parametrize(("distribution", "k"), [("triangular", 1.9018), ("arcsine", 1.95996)])
def test_a_triangle_gives_its_own_factor_and_an_arcsine_none_that_a_small_rest_would_make_too_small(
    evaluated, distribution, k
):
    _, result = evaluated(components=(replace(COARSE, distribution=distribution),))
    assert (result.distribution, result.k) == (distribution, pytest.approx(k, abs=5e-5))


@pytest.mark.parametrize(("reporting", "k"), [(FIXED, 2.0), (OF_95, 1.959963984540054)])
def test_a_procedure_that_does_not_ask_for_it_keeps_its_factor_and_says_how_the_result_is_distributed(
    evaluated, reporting, k
):
    item, result = evaluated(reporting)
    assert result.k == pytest.approx(k, rel=1e-15)
    assert result.expanded_uncertainty == pytest.approx(k * 0.5e-3 / math.sqrt(3))
    assert result.distribution == "rectangular"
    found = shaped(reporting, item, item.points[0], result)
    assert found is not None
    assert not found.gives_k
    assert found.probability == result.probability  # and U covers more


def test_a_small_fixed_factor_covers_less_of_a_rectangle_than_of_a_normal_distribution(evaluated):
    item, result = evaluated(Reporting(2, q("1"), None))
    found = shaped(Reporting(2, q("1"), None), item, item.points[0], result)
    assert found is not None
    assert found.probability == pytest.approx(1 / math.sqrt(3))
    (note,) = coverage_notes(item, Reporting(2, q("1"), None), {item.points[0].id: result})
    assert note.en.endswith("U covers at least 57 %.")


def test_a_result_of_a_program_that_did_not_say_its_distribution_is_the_same_result(evaluated):
    item, result = evaluated(FIXED)
    text = to_json(PointResult, result)
    del text["distribution"]
    old = from_json(PointResult, text)
    assert old.distribution is None
    assert difference("result", old, result) is None
    assert shaped(FIXED, item, item.points[0], old) == shaped(FIXED, item, item.points[0], result)


def test_another_distribution_than_the_readings_give_is_told(evaluated):
    _, result = evaluated()
    told = difference("result", replace(result, distribution="normal"), result)
    assert told == "result.distribution is recorded as normal, the readings give rectangular"


def test_a_row_that_the_plan_does_not_have_is_nobodys(evaluated):
    item, result = evaluated()
    foreign = tuple(replace(row, name="foreign", contribution=1e200) for row in result.budget)
    assert component_of(item, "foreign") is None
    assert dominance(item, item.points[0], foreign, 0.95) is None


@pytest.mark.parametrize(("rounded", "text"), [("nearest", "0.00049 V"), ("up", "0.00050 V")])
def test_u_is_rounded_up_where_the_procedure_says_so(evaluated, rounded, text):
    reporting = replace(DOMINATING, rounded=rounded)
    _, result = evaluated(reporting, components=(replace(COARSE, half_width="0.52 mV"),))
    assert result.expanded_uncertainty == pytest.approx(0.494e-3)
    assert str(result.reported_uncertainty) == text


def test_points_that_the_same_component_dominates_are_told_together(evaluated):
    item, result = evaluated()
    names = [point.id for point in item.points]
    every = coverage_notes(item, DOMINATING, dict.fromkeys(names, result))
    assert every == (
        Bilingual(
            "各点：分辨力占优势，误差近似矩形分布而非正态分布；k 由该分布得出。",
            "All points: resolution dominates, and the error is nearly rectangular, not normal; k is that of this "
            "distribution.",
        ),
    )
    normal = evaluated(components=(STANDARD,))[1]
    (some,) = coverage_notes(item, FIXED, {names[0]: result, names[1]: replace(normal, budget=())})
    assert some.en.startswith(f"{names[0]}: resolution dominates")
    assert "U 的包含概率不低于 95 %" in some.zh
    assert coverage_notes(item, FIXED, {names[1]: replace(normal, budget=())}) == ()


def test_two_components_and_a_drift_are_named(plan, evaluated):
    points = corrected(plan, "1 V", "2 µV", "500 ppm")
    item, result = evaluated(components=(COARSE, STANDARD), points=points)
    (note,) = coverage_notes(item, DOMINATING, {points[0].id: result})
    assert (
        "standard (drift) and resolution dominate" in note.en or "resolution and standard (drift) dominate" in note.en
    )
    assert "标准器（漂移）" in note.zh
    assert "nearly trapezoidal" in note.en
