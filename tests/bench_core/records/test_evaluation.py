"""Results against an independent computation in plain numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid, UnitMismatch, UsageError
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.codec import from_json, to_json
from bench_core.records.evaluation import evaluate_point
from bench_core.records.plan import Ask, Component, Equation, Reporting
from bench_core.records.point_names import point_names
from bench_core.records.result import PointResult

q = Quantity.parse
TODAY = date(2026, 11, 21)
X = ("1.000010 V", "1.000030 V", "1.000020 V")
NAME = Bilingual("名", "name")
Z99 = 2.5758293035489  # of the normal distribution, 99 % two-sided


def readings(values=X, output="1.000000 V", **others):
    return {"x": tuple(q(value) for value in values), "source.output": (q(output),), **others}


def evaluate(plan, values=None, point=0, **changes):
    item = replace(plan.items[0], **changes)
    return evaluate_point(plan, item, item.points[point], values or readings(), TODAY)


def component(name, result):
    return next(row for row in result.budget if row.name == name)


def with_mpe(plan, constant):
    """Return the first item's points with an MPE that is a constant."""
    zero = q("0 %")
    mpe = Specification(zero, zero, q(constant), q("10 V"), Coverage("rectangular"))
    return tuple(replace(point, mpe=mpe) for point in plan.items[0].points)


def test_values_are_exact(plan):
    result = evaluate(plan)
    assert result.indication == q("1.00002 V")
    assert result.reference == q("1 V")
    assert result.error == q("20 µV").to("V")
    assert result.error.unit.symbol == result.unit == "V"
    # 35e-6 of the indication and 5e-6 of 10 V
    assert result.mpe.value == Fraction(35, 10**6) * Fraction(100002, 100000) + Fraction(50, 10**6)


def test_a_mean_that_has_no_decimal_form_is_kept_as_a_fraction(plan):
    result = evaluate(plan, readings(("1 V", "1 V", "1.00001 V")))
    assert result.error.value == Fraction(1, 300_000)
    assert from_json(PointResult, to_json(PointResult, result)) == result


def test_the_budget_is_that_of_an_independent_computation(plan):
    result = evaluate(plan)
    type_a = 10e-6 / math.sqrt(3)  # s of 10, 30, 20 µV is 10 µV
    type_b = 5e-6 / math.sqrt(3)
    standard = (11e-6 * 1 + 2e-6) / Z99
    assert component("repeatability", result).contribution == pytest.approx(type_a, rel=1e-12)
    assert component("repeatability", result).degrees_of_freedom == 2
    assert component("resolution", result).contribution == pytest.approx(type_b, rel=1e-12)
    assert component("standard", result).contribution == pytest.approx(standard, rel=1e-9)
    assert component("standard", result).sensitivity == pytest.approx(-1)
    combined = math.hypot(type_a, standard)  # the smaller of repeatability and resolution does not count
    assert result.k == pytest.approx(2.52, abs=0.005)  # JCGM 100:2008 table G.2, 6 degrees of freedom, 95.45 %
    assert result.expanded_uncertainty == pytest.approx(result.k * combined, rel=1e-9)
    assert result.degrees_of_freedom == pytest.approx(combined**4 / (type_a**4 / 2), rel=1e-9)
    assert result.probability == pytest.approx(0.954499736)


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        (X, {"repeatability": True, "resolution": False, "standard": True}),
        (("1.00001 V",) * 3, {"repeatability": False, "resolution": True, "standard": True}),
    ],
)
def test_of_repeatability_and_resolution_only_the_larger_counts(plan, values, counted):
    result = evaluate(plan, readings(values))
    assert {row.name: row.counted for row in result.budget} == counted
    total = math.hypot(*(row.contribution for row in result.budget if row.counted))
    assert result.expanded_uncertainty == pytest.approx(result.k * total)


# JCGM 100:2008, table G.2, column 95.45 %.
@pytest.mark.parametrize(
    ("number", "factor"),
    [(2, 13.97), (3, 4.53), (4, 3.31), (5, 2.87), (6, 2.65), (7, 2.52), (8, 2.43), (9, 2.37), (10, 2.32)],
)
def test_k_2_with_few_degrees_of_freedom_becomes_the_factor_of_students_t(plan, number, factor):
    values = readings([f"1.0000{place:02} V" for place in range(number)])
    result = evaluate(plan, values, components=plan.items[0].components[:1], larger_of=())
    assert result.degrees_of_freedom == pytest.approx(number - 1)
    assert result.k == pytest.approx(factor, abs=0.005)
    assert result.probability == pytest.approx(0.954499736)
    assert result.expanded_uncertainty == pytest.approx(result.k * component("repeatability", result).contribution)


def test_k_2_stays_from_ten_degrees_of_freedom_on_and_says_what_it_covers(plan):
    values = readings([f"1.0000{place:02} V" for place in range(11)])
    result = evaluate(plan, values, components=plan.items[0].components[:1], larger_of=())
    assert (result.k, result.degrees_of_freedom) == (2, pytest.approx(10))
    # Student's t with 10 degrees of freedom: sin θ (1 + cos²θ/2 + 3/8 cos⁴θ + 5/16 cos⁶θ + 35/128 cos⁸θ), tan θ = 2/√10
    sine, square = 2 / math.sqrt(14), 10 / 14
    series = 1 + square / 2 + 3 * square**2 / 8 + 5 * square**3 / 16 + 35 * square**4 / 128
    assert result.probability == pytest.approx(sine * series, rel=1e-11)


def test_another_fixed_k_keeps_what_it_stands_for(plan):
    tripled = replace(plan, reporting=Reporting(2, q("3"), None))
    result = evaluate(tripled, readings(X[:2]), components=plan.items[0].components[:1], larger_of=())
    assert result.probability == pytest.approx(0.9973, abs=1e-4)
    assert result.k == pytest.approx(235.8, abs=0.05)  # JCGM 100:2008 table G.2, 1 degree of freedom, 99.73 %


def test_two_readings_that_differ_are_no_pass_by_a_false_95_percent(plan):
    """u = 5 µV with 1 degree of freedom: U is 10 µV with k = 2, but 69.8 µV at 95.45 %; the error is 15 µV of 40 µV."""
    points, only = with_mpe(plan, "40 µV"), plan.items[0].components[:1]
    result = evaluate(plan, readings(X[:1] + X[2:]), points=points, components=only, larger_of=())
    assert result.expanded_uncertainty == pytest.approx(69.84e-6, rel=1e-3)
    assert result.verdict is Verdict.UNDETERMINED


def test_k_follows_from_the_degrees_of_freedom_cut_down(plan):
    plan = replace(plan, reporting=Reporting(2, None, q("95.45 %")))
    result = evaluate(plan)
    assert 6 < result.degrees_of_freedom < 7
    assert result.k == pytest.approx(2.52, abs=0.005)  # JCGM 100:2008 table G.2, 6 degrees of freedom, 95.45 %
    assert result.probability == pytest.approx(0.9545)


def test_infinite_degrees_of_freedom_give_the_normal_factor(plan):
    plan = replace(plan, reporting=Reporting(2, None, q("95 %")))
    result = evaluate(plan, components=plan.items[0].components[1:], larger_of=())
    assert result.degrees_of_freedom == math.inf
    assert result.k == pytest.approx(1.95996398)


def test_a_procedure_without_k_and_probability_is_refused(plan):
    with pytest.raises(UsageError, match="neither k nor a coverage probability"):
        evaluate(replace(plan, reporting=Reporting(2, None, None)))


@pytest.mark.parametrize(
    ("distribution", "divisor"),
    [("rectangular", 3**0.5), ("triangular", 6**0.5), ("arcsine", 2**0.5), ("two_point", 1.0)],
)
def test_a_half_width_is_divided_as_its_distribution_says(plan, distribution, divisor):
    entry = Component("b", "x", NAME, "B", "3 * uut.resolution", distribution)
    result = evaluate(plan, components=(entry,), larger_of=())
    assert component("b", result).standard_uncertainty == pytest.approx(30e-6 / divisor)


def test_a_half_width_may_use_values_of_the_model(plan):
    entry = Component("b", "x", NAME, "B", "abs(error) / 2", "two_point")
    assert component("b", evaluate(plan, components=(entry,), larger_of=())).contribution == pytest.approx(10e-6)


def test_type_a_of_a_single_reading_is_refused_in_words(plan):
    with pytest.raises(UsageError, match="repeatability: type A needs two values of 'e' or more, not 1; take more"):
        evaluate(plan, readings(X[:1]))


@pytest.mark.parametrize(
    ("entry", "error", "words"),
    [
        (Component("b", "y", NAME, "B", "1 V", "rectangular"), UsageError, "'y' is neither a reading nor"),
        (Component("b", "x", NAME, "B", "1 K", "rectangular"), UnitMismatch, "different kinds"),
        (Component("b", "x", NAME, "B", "x", "rectangular"), UsageError, "is not one quantity"),
        (Component("b", "x", NAME, "B", "1 V < 2 V", "rectangular"), UsageError, "is not one quantity"),
        (Component("b", "x", NAME, "B", "nothing", "rectangular"), ExpressionInvalid, "nothing"),
        (Component("b", "x", NAME, "B"), UsageError, "needs a half width and its distribution"),
    ],
)
def test_a_component_that_does_not_fit_is_refused_in_words(plan, entry, error, words):
    with pytest.raises(error, match=words):
        evaluate(plan, components=(entry,), larger_of=())


def test_certificate_and_drift_of_a_corrected_standard_are_two_rows(plan):
    pairs = (CertificatePair(q("1 V"), q("1.000004 V"), q("3 µV"), q("2")),)
    curve = CertificateCurve("N", pairs, q("5 ppm"))
    reference = plan.items[0].points[0].references["source"]
    corrected = replace(reference, use="as_corrected", certificate=curve, specification=None)
    points = (replace(plan.items[0].points[0], references={"source": corrected}),)
    result = evaluate(plan, points=points)
    assert result.reference == q("1.000004 V")
    assert result.error == q("16 µV").to("V")
    assert component("standard, certificate", result).contribution == pytest.approx(1.5e-6)
    assert component("standard, drift", result).contribution == pytest.approx(5.00002e-6 / 3**0.5)


def test_the_mpe_is_taken_of_indication_or_reference_as_the_plan_says(plan):
    high = readings(("1.1 V", "1.1 V", "1.2 V"))
    assert evaluate(plan, high).mpe > evaluate(replace(plan, mpe_base="reference"), high).mpe
    assert evaluate(replace(plan, mpe_base="reference"), high).mpe == q("85 µV").to("V")


U = 13e-6 / Z99 * 2  # of the standard alone, about 10.09 µV


@pytest.mark.parametrize(
    ("error", "mpe", "verdict"),
    [
        # U is at most a third of MPEV: the error alone decides, JJF 1094-2002
        ("30 µV", "31 µV", Verdict.PASS),
        ("31 µV", "31 µV", Verdict.PASS),
        ("-32 µV", "31 µV", Verdict.FAIL),
        # else MPEV - U passes, MPEV + U fails, and between nobody knows (JJF 1094-2002)
        ("9 µV", "20 µV", Verdict.PASS),
        ("-9 µV", "20 µV", Verdict.PASS),
        ("11 µV", "20 µV", Verdict.UNDETERMINED),
        ("-25 µV", "20 µV", Verdict.UNDETERMINED),
        ("31 µV", "20 µV", Verdict.FAIL),
        ("-31 µV", "20 µV", Verdict.FAIL),
    ],
)
def test_jjf_1094_has_three_outcomes(plan, error, mpe, verdict):
    value = str(q("1 V") + q(error))
    standard = plan.items[0].components[2:]
    result = evaluate(plan, readings((value,) * 3), points=with_mpe(plan, mpe), components=standard, larger_of=())
    assert result.expanded_uncertainty == pytest.approx(U, rel=1e-9)
    assert result.verdict is verdict


def test_simple_acceptance_has_two_outcomes(plan):
    simple = (replace(plan.items[0].requirements[0], rule="simple"),)
    for value, verdict in (("1.000019 V", Verdict.PASS), ("1.000021 V", Verdict.FAIL)):
        points = with_mpe(plan, "20 µV")
        assert evaluate(plan, readings((value,) * 3), points=points, requirements=simple).verdict is verdict


def test_guarded_acceptance_passes_what_is_inside_by_u_and_fails_the_rest(plan):
    # U is some 5 µV, against which 20 µV would leave a third outcome to no one
    guarded = (replace(plan.items[0].requirements[0], rule="guarded"),)
    inside = 20e-6 - U
    for error, verdict in (
        (inside - 1e-9, Verdict.PASS),
        (inside + 1e-9, Verdict.FAIL),
        (-inside - 1e-9, Verdict.FAIL),
    ):
        points = with_mpe(plan, "20 µV")
        found = evaluate(
            plan, readings((f"{1 + error:.12f} V",) * 3), points=points, requirements=guarded,
            components=plan.items[0].components[2:], larger_of=(),
        )  # fmt: skip
        assert found.expanded_uncertainty == pytest.approx(U, rel=1e-9)
        assert found.verdict is verdict


def test_without_a_requirement_nothing_is_judged_and_nothing_passes(plan):
    result = evaluate(plan, requirements=())
    assert (result.judgements, result.verdict) == ((), None)
    assert result.error == q("20 µV").to("V")


def test_an_error_is_rounded_before_judgement_only_where_the_regulation_says_so(plan):
    value, points = readings(("1.000023 V",) * 3), with_mpe(plan, "20 µV")
    plain = replace(plan.items[0].requirements[0], rule="simple")
    rounded = replace(plain, rounded_to="uut.mpe / 2")
    assert evaluate(plan, value, points=points, requirements=(plain,)).verdict is Verdict.FAIL
    result = evaluate(plan, value, points=points, requirements=(rounded,))
    assert result.verdict is Verdict.PASS
    assert result.error == q("23 µV").to("V")  # the result itself stays unrounded


def test_a_requirement_may_have_one_limit_and_several_quantities(plan):
    requirement = replace(
        plan.items[0].requirements[0], of=("error", "spread"), lower=None, upper="30 µV", rule="simple"
    )
    model = (*plan.items[0].model, Equation("spread", "max(x) - min(x)", "point"))
    result = evaluate(plan, model=model, requirements=(requirement,))
    assert [(entry.of, entry.lower, entry.verdict) for entry in result.judgements] == [
        ("error", None, Verdict.PASS),
        ("spread", None, Verdict.PASS),
    ]
    assert result.judgements[0].upper == q("30 µV").to("V")


def test_a_limit_of_another_kind_is_refused(plan):
    requirement = replace(plan.items[0].requirements[0], upper="1 K")
    with pytest.raises(UnitMismatch):
        evaluate(plan, requirements=(requirement,))


def test_without_requirement_the_last_quantity_per_point_is_the_error(plan):
    result = evaluate(plan, requirements=())
    assert result.error == q("20 µV").to("V")
    assert result.judgements == ()


def test_the_error_is_reported_to_the_last_digit_of_u(plan):
    result = evaluate(plan)
    assert result.expanded_uncertainty == pytest.approx(1.930e-5, rel=1e-3)
    assert str(result.reported_uncertainty) == "0.000019 V"
    assert str(result.reported_error) == "0.000020 V"


def test_results_are_in_the_unit_of_the_nominal_value(plan):
    point = plan.items[0].points[0]
    nominal = {**point.fields, "nominal": q("1000 mV")}
    result = evaluate(plan, points=(replace(point, fields=nominal),))
    assert {result.unit, result.error.unit.symbol, result.mpe.unit.symbol} == {"mV"}
    assert str(result.reported_error) == "0.020 mV"
    assert component("standard", result).unit == "mV"
    assert result.expanded_uncertainty == pytest.approx(1.930e-2, rel=1e-3)


def test_the_last_setting_read_back_is_the_one_that_counts(plan):
    values = readings()
    values["source.output"] = (q("0.9 V"), q("1 V"))
    assert evaluate(plan, values).reference == q("1 V")


@pytest.mark.parametrize("name", ["x", "source.output"])
def test_a_missing_reading_is_named(plan, name):
    values = readings()
    del values[name]
    with pytest.raises(UsageError, match=f"there is no reading '{name}'"):
        evaluate(plan, values)


def test_a_reading_that_a_person_entered_is_the_indication(plan):
    method = (Ask("x", NAME, "V"),)
    assert evaluate(plan, method=method).indication == q("1.00002 V")


def test_a_method_without_a_reading_of_the_unit_under_test_is_refused(plan):
    with pytest.raises(UsageError, match="takes no reading of the unit under test"):
        evaluate(plan, method=())


def test_a_value_with_more_digits_than_a_record_holds_is_kept_to_forty_digits(plan):
    model = (*plan.items[0].model[:1], Equation("error", "mean(e) * sqrt(2) * sqrt(3) / 7", "point"))
    result = evaluate(plan, model=model)
    assert from_json(PointResult, to_json(PointResult, result)) == result
    assert float(result.error) == pytest.approx(20e-6 * math.sqrt(6) / 7, rel=1e-15)


def test_a_point_offers_its_fields_and_the_units_limits_by_name(plan):
    names = point_names(plan.items[0].points[0])
    assert names("point.nominal") == q("1 V")
    assert names("uut.mpe") == q("85 µV").to("V")
    assert names("uut.resolution") == q("10 µV")
    assert names("uut.range") == q("10 V")
    assert point_names(plan.items[0].points[0], q("-3 V"))("uut.mpe") == q("155 µV").to("V")
    with pytest.raises(KeyError):
        names("nothing")
