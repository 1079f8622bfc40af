"""Budgets evaluated: units, correlations, several results, implicit equations, coverage; against hand computations."""

from __future__ import annotations

import math

import pytest

from bench_core.budgets.evaluation import Evaluation, evaluate_budget
from bench_core.budgets.reading import parse_budget
from bench_core.errors import DocumentInvalid

XY = "inputs:\n  x: {value: 3 V, u: 3 mV}\n  y: {value: 4 V, u: 4 mV}\n"


def evaluated(text: str, *, second_order: bool = False) -> Evaluation:
    return evaluate_budget(parse_budget("f", f"calbench: budget/1\n{text}".encode()), second_order=second_order)


def of_sum(more: str) -> float:
    """Return u of x + y in mV, with correlations of x (u = 3 mV) and y (u = 4 mV)."""
    (result,) = evaluated(f"model: x + y\nunit: mV\n{XY}{more}").results
    return result.standard_uncertainty


def test_a_result_has_the_unit_of_its_model_or_the_one_that_is_asked_for():
    (own,) = evaluated(f"model: x + y\n{XY}").results
    (asked,) = evaluated(f"model: x + y\nunit: mV\n{XY}").results
    assert (str(own.value), own.standard_uncertainty) == ("7 V", pytest.approx(0.005))
    assert (str(asked.value), asked.standard_uncertainty) == ("7000 mV", pytest.approx(5))
    assert asked.interval == (pytest.approx(6990), pytest.approx(7010))


def test_a_temperature_in_celsius_comes_out_in_celsius_with_u_in_kelvin():
    text = "model: t + d\ninputs:\n  t: {value: 20 °C, u: 0.3 K}\n  d: {value: 1 K, u: 0.4 K}\n"
    (result,) = evaluated(text).results
    assert (str(result.value), str(result.unit), result.standard_uncertainty) == ("21 °C", "K", pytest.approx(0.5))
    assert result.interval == (pytest.approx(20), pytest.approx(22))


@pytest.mark.parametrize(
    ("row", "u"),
    [
        ("{between: [x, y], r: 0}", 5),
        ("{between: [x, y], r: 1}", 7),
        ("{between: [y, x], r: -1}", 1),
        ("{between: [x, y], r: [[1, 0.5], [0.5, 1]]}", math.sqrt(37)),
        ("{between: [x, y], covariance: 6e-6 V^2}", math.sqrt(37)),
        ("{between: [x, y], covariance: 12 mV^2}", 7),
    ],
)
def test_correlations_enter_the_uncertainty_however_they_are_written(row, u):
    assert of_sum(f"correlations: [{row}]\n") == pytest.approx(u)


def test_a_covariance_matrix_gives_standard_uncertainties_and_correlations():
    alone = "inputs:\n  x: {value: 3 V}\n  y: {value: 4 V}\n"
    matrix = "correlations: [{between: [x, y], covariance: [[9e-6 V^2, 6e-6 V^2], [6e-6 V^2, 16e-6 V^2]]}]\n"
    found = evaluated(f"model: x + y\nunit: mV\n{alone}{matrix}")
    assert found.results[0].standard_uncertainty == pytest.approx(math.sqrt(37))
    assert [one.standard_uncertainty for one in found.quantities] == [pytest.approx(0.003), pytest.approx(0.004)]
    assert found.correlations.between("x", "y") == pytest.approx(0.5)


def test_paired_observations_of_one_quantity_and_its_opposite_cancel():
    text = (
        "model: x + y\ninputs:\n  x: {observations: [1 V, 2 V, 4 V]}\n  y: {observations: [9 V, 8 V, 6 V]}\n"
        "correlations: [{paired: [x, y]}]\n"
    )
    (result,) = evaluated(text).results
    assert result.standard_uncertainty == pytest.approx(0, abs=1e-7)


def test_results_that_share_inputs_are_correlated_and_later_ones_may_use_earlier_ones():
    found = evaluated(f"models:\n  a: x + y\n  b: x - y\n  c: a + b\n{XY}")
    assert [result.name for result in found.results] == ["a", "b", "c"]
    assert found.results[2].standard_uncertainty == pytest.approx(0.006)
    assert found.correlation(0, 1) == pytest.approx((9 - 16) / 25)
    assert found.covariance_in_units(0, 2) == pytest.approx(18e-6)
    assert found.correlation(1, 1) == 1.0


def test_constants_and_intermediate_quantities_are_no_results_and_no_inputs():
    found = evaluated(f"where: {{n: 2, s: x + y}}\nmodel: n * s\n{XY}")
    (result,) = found.results
    assert (str(result.value), result.standard_uncertainty) == ("14 V", pytest.approx(0.01))
    assert [part.name for part in result.budget.contributions] == ["x", "y"]


def test_an_implicit_equation_gives_what_its_solution_gives():
    inputs = "inputs:\n  a: {value: 2 V, u: 1 mV}\n  b: {value: 18 V, u: 9 mV, nu: 7}\n"
    direct = evaluated(f"models:\n  z: sqrt(b / a)\n  y: 2 * z\n{inputs}")
    implicit = evaluated(f"implicit:\n  z: {{zero: a * z^2 - b, start: 1}}\nmodels:\n  y: 2 * z\n{inputs}")
    assert [one.name for one in implicit.results] == ["z", "y"]
    for one, other in zip(direct.results, implicit.results, strict=True):
        assert float(one.value) == pytest.approx(float(other.value))
        assert one.standard_uncertainty == pytest.approx(other.standard_uncertainty)
        assert one.budget.degrees_of_freedom == pytest.approx(other.budget.degrees_of_freedom)
    assert implicit.covariance_in_units(0, 1) == pytest.approx(direct.covariance_in_units(0, 1))


def test_an_implicit_result_comes_in_the_unit_that_is_asked_for():
    text = "implicit:\n  z: {zero: z - 2 * a, start: 1 V}\nunits: {z: mV}\ninputs:\n  a: {value: 2 V, u: 1 mV}\n"
    (result,) = evaluated(text).results
    assert (float(result.value), str(result.unit)) == (pytest.approx(4000), "mV")
    assert result.standard_uncertainty == pytest.approx(2)


def test_where_serves_implicit_equations_and_is_no_result():
    text = "where: {w: a^2}\nimplicit:\n  z: {zero: z - w, start: 1 V^2}\ninputs:\n  a: {value: 2 V, u: 1 mV}\n"
    (result,) = evaluated(text).results
    assert (result.name, float(result.value)) == ("z", pytest.approx(4))
    assert result.standard_uncertainty == pytest.approx(0.004)


def test_an_implicit_equation_without_a_solution_is_told_at_its_place():
    text = "implicit:\n  z: {zero: z^2 + a, start: 1 V}\ninputs:\n  a: {value: 2 V^2, u: 1 mV^2}\n"
    with pytest.raises(DocumentInvalid, match=r"^f:3:13: .*z"):
        evaluated(text)


def test_a_model_without_a_derivative_at_the_estimates_is_told_at_its_place():
    with pytest.raises(DocumentInvalid, match=r"^f:2:12: Y: .*derivative"):
        evaluated("model: 1 + sqrt(x)\ninputs:\n  x: {value: 0, u: 1}\n")


def test_an_uncertainty_beyond_what_a_float_holds_is_told_at_its_place():
    with pytest.raises(DocumentInvalid, match=r"^f:2:8: Y: the uncertainty is too large"):
        evaluated("model: x / y\ninputs:\n  x: {value: 1, u: 1e60}\n  y: {value: 1e-60, u: 1e60}\n")


FEW = "model: x\ninputs:\n  x: {value: 1 V, u: 1 V, nu: 4.9}\n"
WIDE = (
    "model: x + y\ninputs:\n  x: {value: 1 V, distribution: rectangular, half_width: 1 V}\n  y: {value: 1 V, u: 1 mV}\n"
)


@pytest.mark.parametrize(
    ("text", "k", "distribution"),
    [
        (FEW, 2.869, "student_t"),
        (f"{FEW}coverage: {{p: 99 %}}\n", 4.604, "student_t"),
        (f"{FEW}coverage: {{p: 0.99}}\n", 4.604, "student_t"),
        (f"{FEW}coverage: {{k: 2}}\n", 2, "fixed"),
        (WIDE, 2, "normal"),
        (f"{WIDE}coverage: {{p: 95 %}}\n", 1.960, "normal"),
        (f"{WIDE}coverage: {{p: 95 %, from: dominating}}\n", 0.95 * math.sqrt(3), "rectangular"),
    ],
)
def test_coverage_is_as_the_file_says_and_95_45_percent_where_it_says_nothing(text, k, distribution):
    (result,) = evaluated(text).results
    assert result.expanded.k == pytest.approx(k, abs=5e-4)
    assert result.expanded.distribution == distribution
    assert result.expanded_uncertainty == pytest.approx(result.expanded.k * result.standard_uncertainty)


def test_terms_of_the_second_order_are_added_where_asked_for():
    text = "model: x^2\ninputs:\n  x: {value: 0, u: 0.1}\n"
    assert evaluated(text).results[0].standard_uncertainty == 0
    assert evaluated(text, second_order=True).results[0].standard_uncertainty == pytest.approx(math.sqrt(2) * 0.01)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model: 2 V + max(x, y - 1 V)\n", r"f:2:14: max of values that are equal at the estimates \(3 V\)"),
        ("where:\n  z: min(x + 4 V, y, 4 V)\nmodel: x + y + z\n", r"f:3:6: min of values .* \(4 V\) has no derivative"),
    ],
)
def test_the_largest_of_equal_values_is_refused_since_its_derivative_is_that_of_any_of_them(text, said):
    with pytest.raises(DocumentInvalid, match=said):
        evaluated(text + XY)


def test_values_that_are_not_chosen_may_be_equal_and_constants_too():
    (result,) = evaluated(f"model: max(x, y, x) + max(1 V, 1 V)\n{XY}").results
    assert result.standard_uncertainty == pytest.approx(0.004)


def test_a_difference_of_temperatures_is_never_given_in_celsius():
    inputs = "inputs:\n  a: {value: 20 °C, u: 0.1 K}\n  b: {value: 18 °C, u: 0.1 K}\n"
    with pytest.raises(DocumentInvalid, match="f:3:7: 'Y' is in K, which may be a difference"):
        evaluated(f"model: a - b\nunit: °C\n{inputs}")
    (result,) = evaluated(f"model: a - b\nunit: mK\n{inputs}").results
    assert str(result.value) == "2000 mK"
