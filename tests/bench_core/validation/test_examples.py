"""The published examples that ship: all agree, none can do so without what it gives, and each says what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pkgutil import resolve_name

import pytest

from bench_core.budgets import simulation
from bench_core.budgets.reading import parse_budget
from bench_core.errors import UsageError
from bench_core.metrology.law import independent
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import round_to
from bench_core.metrology.tables.thermocouple import reference_function
from bench_core.metrology.tables.thermocouple_coefficients import SEGMENTS
from bench_core.validation.comparison import compare
from bench_core.validation.evaluations import EVALUATIONS, budgets, decisions, statistics
from bench_core.validation.evaluations.effort import QUICK, THOROUGH
from bench_core.validation.given import Given
from bench_core.validation.library import FAMILIES, all_examples, budget_file, chosen_examples, examples_digest
from bench_core.validation.report import validate

EXAMPLES = all_examples()
VALUES = [expected for example in EXAMPLES for case in example.cases for expected in case.expected]
SIMULATED = {"monte_carlo"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SCALES = {
    ("type-b-divisors", "half_width"), ("ilac-g8-table", "U"), ("ilac-g8-table", "upper"),
    ("nist-numacc2", "times"), ("nist-numacc3", "times"), ("nist-numacc4", "times"),
}  # fmt: skip
"""What cancels out: a divisor holds for any width, a probability for any unit, these deviations for any number."""


def test_every_example_agrees_with_its_document():
    report = validate(EXAMPLES)
    disagreeing = [
        f"{result.example.id}: {one.expected.quantity} {one.label} is {one.found}, not {one.expected.text}"
        for result in report.results
        for one in result.comparisons
        if not one.ok
    ]
    assert disagreeing == []
    assert report.ok


@pytest.mark.slow
def test_every_example_agrees_with_ten_times_as_many_trials():
    assert [result.example.id for result in validate(EXAMPLES, THOROUGH).results if not result.ok] == []


def test_every_value_disagrees_just_outside_its_tolerance():
    blind = []
    for expected in VALUES:
        if expected.basis == "exact":
            blind += [expected] if compare(expected, f"{expected.text}1").ok else []
            continue
        printed = Quantity.parse(expected.text)
        allowed = compare(expected, printed).tolerance
        step = Quantity.of(round(allowed * 1.01 * 10**40), "1").value / 10**40
        beside = (Quantity(printed.value + sign * step, printed.unit) for sign in (1, -1))
        blind += [expected] if any(compare(expected, value).ok for value in beside) else []
    assert blind == []
    assert all(compare(expected, Quantity.parse(expected.text)).ok for expected in VALUES if expected.basis != "exact")


def others(value):
    """Yield a given value with one of its numbers larger, and smaller; or one of its equations doubled."""
    if isinstance(value, tuple):
        yield from ((first, *value[1:]) for first in (others(value[0]) if value else ()))
    elif isinstance(value, dict):
        yield from ({**value, key: f"2 * ({one})"} for key, one in value.items())
    elif number := re.match(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?", value):
        whole = re.fullmatch(r"[0-9]+", number[0])
        for factor in (2, 0.1):
            other = float(number[0]) * factor or 0.25
            yield f"{max(round(other), 1) if whole else other!r}{value[number.end() :]}"


def seen(example, name):
    """Say whether another number in place of one that is given makes an example disagree."""
    for case in example.cases:
        for other in others(case.given.values.get(name, "")):
            given = Given(example.id, {**case.given.values, name: other})
            if not validate([replace(example, cases=(replace(case, given=given),))]).ok:
                return True
    return False


def test_no_number_is_given_for_show():
    idle = set()
    for example in EXAMPLES:
        if example.evaluation not in SIMULATED:
            names = {name for case in example.cases for name, value in case.given.values.items() if any(others(value))}
            idle |= {(example.id, name) for name in names if not seen(example, name)}
    assert idle == SCALES


@pytest.mark.parametrize(
    ("module", "function", "example"),
    [
        (statistics, "coverage_factor", "gum-g2"),
        (statistics, "sample_standard_deviation", "nist-numacc4"),
        (statistics, "grubbs_critical", "grubbs-one-sided"),
        (decisions, "conformance_probability", "jcgm106-zener"),
        (decisions, "nonconformance_probability", "ilac-g8-table"),
        (decisions, "guard_band_for_specific_risk", "guard-band-of-specific-risk"),
        (decisions, "method_6_guard_band", "z5403-method-6"),
        (statistics, "dixon_critical", "dixon-critical-three"),
    ],
)
def test_an_engine_that_computes_something_else_is_found_out(monkeypatch, module, function, example):
    right = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *given, **named: right(*given, **named) * 1.1)
    (result,) = validate(chosen_examples([example])).results
    assert not result.ok


def forgetful_of_sharing(_right):
    return lambda budgets, weights: independent(
        [weight * budgets.standard_uncertainties[point] for point, weight in weights.items()],
        [budgets.degrees_of_freedom[point] for point in weights],
    )


@pytest.mark.parametrize(
    ("place", "broken", "example"),
    [
        ("tables.buoyancy._factor", lambda right: lambda **at: 1 / right(**at), "buoyancy-mettler"),
        ("tables.buoyancy._conventional", lambda right: lambda **at: 1 / right(**at), "conventional-mass"),
        ("decision.risk.smallest", lambda _: lambda *_: 0.1055, "z5403-two-percent"),
        ("tables.head._head", lambda right: lambda **at: -right(**at), "head-correction"),
        ("decision.outliers._gap_ratio", lambda right: lambda values, gap, _: right(values, gap, 0), "dixon-ten"),
        ("decision.comparison._combined", lambda right: lambda u, other: right(u, other * 0), "dataplot-zeta"),
        ("decision.comparison._ratio", lambda right: lambda *given: right(*given) * 1.01, "dataplot-z"),
        ("decision.rules._guard", lambda right: lambda *given: right(*given) * 0, "guarded-acceptance"),
        ("decision.rules._guard", lambda right: lambda *given: right(*given) * 0, "non-binary-decision"),
        ("rounding.round_up", lambda _: round_to, "gum-7-2-6"),
        ("points._grouped", lambda _: lambda shares, freedoms, *_: (shares, freedoms), "points-with-shared-standard"),
        ("points.PointBudgets.combination", forgetful_of_sharing, "gum-5-2-2"),
        ("model.implicit._NEAR", lambda _: 2.0, "pt100-implicit"),
        ("model.implicit._linear_solution", lambda right: lambda *given: [1.01 * one for one in right(*given)],
         "pressure-balance"),
        ("fit.curve.Curve.inverse", lambda right: lambda curve, y, _: right(curve, y), "harvey-calibration-line"),
    ],
)  # fmt: skip
def test_a_broken_part_of_the_engine_is_found_out(monkeypatch, place, broken, example):
    whole = f"bench_core.metrology.{place}"
    monkeypatch.setattr(whole, broken(resolve_name(whole)))
    (result,) = validate(chosen_examples([example])).results
    assert not result.ok
    assert "TypeError" not in str([one.found for one in result.comparisons])


def test_a_law_of_propagation_that_forgets_correlations_is_found_out(monkeypatch):
    right = budgets.parse_budget

    def without_correlations(name, content):
        return right(name, content.partition(b"correlations:")[0])

    monkeypatch.setattr(budgets, "parse_budget", without_correlations)
    (result,) = validate(chosen_examples(["gum-h2"])).results
    assert {one.expected.quantity for one in result.comparisons if not one.ok} >= {"R.u", "r(R,X)", "r(V,I)"}


def test_every_coefficient_of_a_thermocouple_is_checked_by_some_value(monkeypatch):
    (example,) = chosen_examples(["iec60584-reference-functions"])
    blind = []
    for letter in "BEJKNRST":
        cases = tuple(case for case in example.cases if case.given.text("type") == letter)
        right = SEGMENTS[letter]
        for number, (low, high, coefficients) in enumerate(right):
            for power, coefficient in enumerate(coefficients):
                slipped = (*coefficients[:power], coefficient * (1 + 1e-6), *coefficients[power + 1 :])
                segments = (*right[:number], (low, high, slipped), *right[number + 1 :])
                monkeypatch.setitem(SEGMENTS, letter, segments)
                reference_function.cache_clear()
                agrees = validate([replace(example, cases=cases)]).ok
                blind += [(letter, low, power)] if agrees and coefficient else []
        monkeypatch.setitem(SEGMENTS, letter, right)
    reference_function.cache_clear()
    assert blind == []


def test_what_the_engine_refuses_has_failed_and_the_others_go_on(monkeypatch):
    def refuses(_given, _effort):
        raise UsageError("not today")

    monkeypatch.setitem(EVALUATIONS, "en_score", refuses)
    report = validate(chosen_examples(["en-score", "jcgm106-zener"]))
    assert [result.ok for result in report.results] == [False, True]
    assert [one.found for one in report.results[0].comparisons] == ["UsageError: not today"] * 2


def test_a_value_that_no_evaluation_returns_has_failed():
    (example,) = chosen_examples(["en-score"])
    unknown = replace(example.cases[0].expected[0], quantity="E9")
    lost = replace(example, cases=(replace(example.cases[0], expected=(unknown,)),))
    (result,) = validate([lost]).results
    assert (result.ok, result.comparisons[0].found) == (False, "not computed")


def test_an_example_without_values_and_a_report_without_examples_have_not_passed():
    (example,) = chosen_examples(["en-score"])
    empty = replace(example, cases=(replace(example.cases[0], expected=()),))
    assert not validate([empty]).ok
    assert not validate([]).ok


def test_values_are_counted_by_their_own_certainty():
    (example,) = chosen_examples(["gum-h2"])
    totals = {total.certainty: (total.values, total.agreeing) for total in validate([example]).totals}
    assert totals == {"published": (6, 6), "common_knowledge": (6, 6), "constructed": (0, 0)}


def test_every_example_has_a_name_of_its_own_in_both_languages():
    assert [name for name, number in Counter(example.id for example in EXAMPLES).items() if number > 1] == []
    assert {example.family for example in EXAMPLES} == set(FAMILIES)
    assert [example.id for example in EXAMPLES if CHINESE.search(example.name.en) or not example.name.zh] == []
    notes = [example.note for example in EXAMPLES if example.note is not None]
    assert [note for note in notes if CHINESE.search(note.en) or not CHINESE.search(note.zh)] == []


def test_every_published_value_says_where_it_was_taken_from():
    of_it = [one for one in EXAMPLES if one.certainty == "published"]
    assert [one.id for one in of_it if not one.source.url and not one.source.through] == []
    assert [one.id for one in EXAMPLES if one.source.url and not re.match(r"https?://\S+$", one.source.url)] == []


def test_every_budget_that_ships_is_one_that_users_could_write_and_an_example_uses_it():
    folder = files("bench_core.validation") / "examples" / "budgets"
    names = {entry.name.removesuffix(".yaml") for entry in folder.iterdir()}
    used = {case.given.values.get("budget") for example in EXAMPLES for case in example.cases} - {None}
    assert names == used
    for name in names:
        parse_budget(*budget_file(name))


def test_an_unknown_name_is_answered_with_a_known_one():
    with pytest.raises(UsageError, match=r"no published example is called 'gum-h9'.*gum-h"):
        chosen_examples(["gum-h9"])


def test_families_and_examples_are_chosen_by_name_in_the_order_of_the_report():
    assert [one.id for one in chosen_examples(["en-score", "gum-h1"])] == ["gum-h1", "en-score"]
    assert {one.family for one in chosen_examples(["rounding"])} == {"rounding"}


def test_the_digest_of_the_examples_changes_with_any_of_their_files(monkeypatch, tmp_path):
    for name in ("budgets.yaml", "budgets/gum-h1.yaml"):
        path = tmp_path / "examples" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one\n")
    monkeypatch.setattr("bench_core.validation.library.files", lambda _: tmp_path)
    before = examples_digest()
    (tmp_path / "examples" / "budgets" / "gum-h1.yaml").write_text("other\n")
    assert examples_digest() != before


def test_a_thorough_run_takes_ten_times_the_trials(monkeypatch):
    taken = []
    right = simulation.simulate_budget

    def counted(document, evaluation, wanted):
        taken.append(wanted.trials)
        return right(document, evaluation, replace(wanted, trials=1000))

    monkeypatch.setattr(simulation, "simulate_budget", counted)
    for effort in (QUICK, THOROUGH):
        validate(chosen_examples(["npl-logarithm-trials"]), effort)
    assert taken == [400_000, 4_000_000]
