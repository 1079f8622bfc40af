"""Budget files: every way to write an input, and every mistake at its line and column with what to do."""

from __future__ import annotations

import re

import pytest

from bench_core.budgets.reading import parse_budget
from bench_core.errors import DocumentInvalid

HEAD = "calbench: budget/1\nmodel: {model}\ninputs:\n"
GOOD = """\
calbench: budget/1
model: a * b + c
inputs:
  a: {value: 2 V, u: 1 mV, nu: 4}
  b: {value: 3, U: 0.02, k: 2}
  c: {value: 1 V, distribution: rectangular, half_width: 2 mV}
"""


def mistakes(text: str) -> list[str]:
    """Return the mistakes of a budget file, without its name."""
    try:
        parse_budget("f", text.encode())
    except DocumentInvalid as refused:
        return [str(mistake).removeprefix("f:") for mistake in refused.mistakes]
    return []


def of_input(form: str, model: str = "x") -> list[str]:
    """Return the mistakes of a budget with one input, each without its line and the input's name, which each has."""
    found = mistakes(f"{HEAD.format(model=model)}  x: {form}\n")
    assert all(mistake.startswith("4:") for mistake in found), found
    assert all(re.match(r"4:\d+: x: |.*'x'", mistake) for mistake in found), found
    return [re.sub(r"^4:(\d+: )(x: )?", r"\1", mistake) for mistake in found]


def changed(old: str, new: str) -> list[str]:
    """Return the mistakes of the good budget with one text replaced."""
    assert GOOD.count(old) == 1, old
    return mistakes(GOOD.replace(old, new))


def test_a_good_budget_has_no_mistake():
    assert mistakes(GOOD) == []


@pytest.mark.parametrize(
    "form",
    [
        "{value: 1 V, u: 0 V}",
        "{value: 1 V, u: 1 mV, nu: 2.5}",
        "{value: 1 V, U: 1 mV, p: 95 %, nu: 8}",
        "{value: 1 V, distribution: normal, u: 1 mV, nu: 8}",
        "{value: 1 V, distribution: normal, half_width: 1 mV, p: 0.99}",
        "{value: 1 V, distribution: rectangular, below: 1 mV, above: 0 V}",
        "{value: 20 °C, distribution: triangular, half_width: 0.5 K}",
        "{value: 1, distribution: trapezoidal, half_width: 1, beta: 0}",
        "{value: 1, distribution: curvilinear_trapezoid, half_width: 1, uncertainty_of_half_width: 1}",
        "{value: 1 s, distribution: exponential}",
        "{distribution: counts, count: 0}",
        "{observations: [1, 2], unit: °C}",
        "{value: 10 %, u: 0.001}",
    ],
)
def test_an_input_may_be_written_so(form):
    assert of_input(form) == []


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("{u: 1 V}", ["6: an input quantity without its estimate (add value:, or observations:)"]),
        ("{value: 1 V}", ["6: 'x' has no uncertainty"]),
        ("{value: 1 V, u: 1 V, U: 2 V, k: 2}", ["19: both u and U (keep one of them)"]),
        ("{value: 1 V, U: 2 V}", ["6: an uncertainty without k (add k: 2, or p: 95 %"]),
        ("{value: 1, distribution: uniform, half_width: 1}", ["31: 'uniform' is called rectangular here"]),
        ("{value: 1, distribution: normale, u: 1}", ["31: expected normal or student_t", "did you mean 'normal'?"]),
        ("{value: -1000 Ω, U: 0.4 ppm, k: 2}", ["26: U is 0.4 ppm", "give it in Ω; 0.4 ppm of -1000 Ω is 0.0004 Ω"]),
        ("{value: 1 V, k: 2}", ["6: an uncertainty without U"]),
        ("{value: 1 V, u: 2 V, k: 2}", ["27: k belongs to U"]),
        ("{value: 1 V, u: -2 V}", ["22: u is -2 V, below 0 (write the magnitude)"]),
        ("{value: 1 V, u: 2 A}", ["22: u is 2 A, of another kind than the value 1 V (give it in V)"]),
        ("{value: 20 °C, u: 1 °C}", ["24: 1 °C is a temperature, not a difference (write 1 K)"]),
        ("{value: 1 V, u: nan V}", ["22: 'nan V' is not a number with a unit"]),
        ("{value: inf V, u: 1 V}", ["14: 'inf V' is not a number with a unit"]),
        ("{value: 1 V, u: 1 V, nu: 0.99}", ["31: 0.99 degrees of freedom are fewer than 1"]),
        ("{value: 1 V, u: 1 V, nu: 3 V}", ["31: 3 V has a unit"]),
        ("{value: 1 V, u: 1 V, nu: inf}", ["31: 'inf' is no number (leave nu out where it is infinite)"]),
        ("{value: 1 V, U: 1 V, k: 0}", ["30: 0 is not above 0"]),
        ("{value: 1 V, U: 1 V, p: 95}", ["30: a probability lies between 0 and 1, not 95 (write 95 %, or 0.95)"]),
        ("{value: 1 V, half_width: 1 V}", ["19: half_width without its distribution"]),
        ("{value: 1 V, distribution: rectangular}", ["6: rectangular without half_width"]),
        ("{value: 1 V, distribution: rectangular, below: 1 V}", ["6: rectangular without above"]),
        ("{value: 1 V, distribution: rectangluar, half_width: 1 V}", ["33: expected", "did you mean 'rectangular'?"]),
        ("{value: 1 V, distribution: arcsine, half_width: 1 V, beta: 0.5}", ["59: arcsine does not go with beta"]),
        ("{value: 1, distribution: trapezoidal, half_width: 1, beta: 2}", ["65: beta lies between 0 and 1, not 2"]),
        ("{value: 1, distribution: trapezoidal, half_width: 1}", ["6: trapezoidal without beta"]),
        ("{value: 1 V, distribution: student_t, u: 1 V}", ["33: Student's t without degrees of freedom (add nu:)"]),
        ("{value: 0 s, distribution: exponential}", ["14: an exponential quantity is above 0"]),
        ("{value: 1, distribution: counts, count: 3}", ["7: counts give the estimate themselves"]),
        ("{distribution: counts, count: 3.5}", ["36: 3.5 is no count of events"]),
        ("{observations: [1 V]}", ["21: at least 2 expected, found 1"]),
        ("{observations: [1 V, 2 A]}", ["27: 2 A is of another kind than 1 V"]),
        ("{observations: [1 V, 2], unit: V}", ["22: 1 V has a unit, and so has the list"]),
        ("{observations: [1, 2], unit: vlot}", ["35: unknown unit 'vlot'"]),
        ("{observations: [1, 2], u: 1}", ["29: observations give the estimate, u and nu: 'u' is given twice"]),
        ("{observations: [1, 2], resolution: 1 V}", ["41: the resolution 1 V is no difference of two observations"]),
        ("{observations: [1, 2], unit: °C, resolution: 1 °C}", ["51: the resolution 1 °C is no difference"]),
        ("{observations: [1, 2], resolution: 0}", ["41: the resolution is 0, not above 0"]),
        ("{value: 1, u: 1, resolution: 1}", ["23: resolution belongs to observations"]),
        ("{value: 1, u: 1, sensitivity: 2}", ["23: unknown key 'sensitivity'"]),
        ("{value: 1, standard_uncertainty: 2}", ["17: unknown key 'standard_uncertainty' (write u:)"]),
    ],
)
def test_a_wrong_input_is_told_at_its_place(form, found):
    told = of_input(form)
    assert told
    assert told[0].startswith(found[0])
    assert all(words in told[0] for words in found), told


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("a * b", "a * bb", "2:12: 'bb' is neither an input quantity nor an equation above (did you mean 'b'?)"),
        ("a * b + c", "a + c", "5:3: 'b' is in no equation (use it in the model, or delete it)"),
        ("a * b", "a * uut.mpe * b", "2:12: 'uut.mpe' is neither"),
        ("a * b", "a * z[range] * b", "2:12: 'z[range]' has no meaning in a budget (name input quantities alone)"),
        ("a * b", "a * uut.ranges(x) * b", "2:12: 'uut.ranges(x)' has no meaning in a budget"),
        ("a * b", "a * mean(b)", "2:12: mean takes one series of values"),
        ("a * b + c", "a * b + 1 A + c", "2:14: A and V are different kinds of quantity"),
        ("a * b", "a / (b - 3)", "2:10: division by zero (at the estimates of the input quantities)"),
        ("a * b + c", "a * b < c", "2:8: the outcome of a comparison is not a quantity"),
        ("model: a * b + c\n", "", "1:1: a budget without a model"),
        ("model: a * b + c", "models:\n  R: a * b\n  R2: R + cc", "4:11: 'cc' is neither"),
        ("model: a * b + c", "models:\n  a: b * c", "3:3: 'a' is named twice"),
        ("model: a * b + c", "model: a * b + c\nunit: A", "3:7: 'Y' is in V, which is no A"),
        ("model: a * b + c", "model: a * b + c\nunit: vlot", "3:7: unknown unit 'vlot'"),
        ("model: a * b + c", "model: a * b + c\nunits: {Y: V}", "3:9: 'Y' is no result of models (write unit:)"),
        ("model: a * b + c", "models: {R: a * b + c}\nunit: V", "3:1: unit belongs to a single model"),
        ("inputs:", "coverage: {p: 95 %, k: 2}\ninputs:", "3:11: coverage is k or p, one of them"),
        ("inputs:", "coverage: {k: 2, from: dominating}\ninputs:", "3:18: a fixed k follows from nothing"),
        ("inputs:", "digits: 3\ninputs:", "3:9: 3 digits of U (write 1 or 2)"),
        ("inputs:", "monte_carlo: {trials: 10}\ninputs:", "3:23: trials is 10 (write 1000 to 1000000000)"),
        ("inputs:", "where: {z: 2}\ninputs:", "3:9: 'z' is in no equation"),
        ("inputs:", "k: 2\ninputs:", "3:1: unknown key 'k' (write coverage: {k: 2})"),
        ("inputs:", "where:", "1:1: missing key 'inputs'"),
        ("a: {value", "Y: {value", "4:3: 'Y' is what the result of model is called"),
        ("b: {value: 3,", "b: {value: 3 °C,", "5:23: b: U is 0.02, of another kind than the value 3 °C"),
    ],
)
def test_a_wrong_model_is_told_at_its_place(old, new, found):
    told = changed(old, new)
    assert any(mistake.startswith(found) for mistake in told), told


def test_a_celsius_temperature_in_a_product_is_told_at_the_operator_and_in_a_difference_is_none():
    inputs = "  x: {value: 1e-5 K^-1, u: 1e-7 K^-1}\n  t: {value: 23.1 °C, u: 0.1 K}\n"
    (told,) = mistakes(f"{HEAD.format(model='1 + x * t')}{inputs}")
    assert told.startswith("2:14: 23.1 °C: a temperature in °C cannot be scaled or added; give differences in K")
    assert mistakes(f"{HEAD.format(model='1 + x * (t - 20 °C)')}{inputs}") == []


CORRELATED = GOOD + "correlations:\n  - {row}\n"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("{between: [a, b], r: 1.01}", "8:26: a correlation coefficient lies between -1 and 1, not 1.01"),
        ("{between: [a, b], r: 0.5 V}", "8:26: a correlation coefficient is a number, not 0.5 V"),
        ("{between: [a, b], r: nan}", "8:26: 'nan' is not a number"),
        ("{between: [a, e], r: 0.5}", "8:19: 'e' is no input quantity"),
        ("{between: [a, a], r: 0.5}", "8:15: a quantity stands twice"),
        ("{between: [a], r: 0.5}", "8:15: at least 2 expected"),
        ("{between: [a, b]}", "8:5: expected r or covariance, one of them"),
        ("{r: 0.5}", "8:5: which quantities?"),
        ("{between: [a, b, c], r: 0.5}", "8:29: one number for 3 quantities"),
        ("{between: [a, b], r: [[1, 0.2], [0.3, 1]]}", "8:38: 0.3 here, 0.2 across the diagonal"),
        ("{between: [a, b], r: [[1, 0.2], [0.2, 0.9]]}", "8:43: a quantity's coefficient with itself is 1, not 0.9"),
        ("{between: [a, b], r: [[1, 0.2]]}", "8:26: 2 quantities need as many rows and columns"),
        ("{between: [a, b], r: [[1, 0.2], [0.2]]}", "8:26: 2 quantities need as many rows and columns"),
        ("{between: [a, b, c], r: [[1, 0.2], [0.2, 1]]}", "8:29: 3 quantities need as many rows and columns"),
        ("{between: [a, b], r: [1, 0.2]}", "8:27: expected a row of a matrix"),
        ("{between: [a, c], covariance: 1e-6 V}", "8:35: 0.000001 V is no covariance of a and c"),
        ("{between: [a, c], covariance: 1e-3 V^2}", "8:3: a and c: the covariance is 866 times"),
        ("{between: [a, c], covariance: [[1 V^2, 0 V^2], [0 V^2, 1 V^2]]}", "8:35: the uncertainty of 'a' is given"),
        ("{paired: [a, b]}", "8:15: 'a' has no observations"),
        ("{paired: [a, b], r: 0.5}", "8:22: observations give the coefficients"),
        (
            "{between: [a, b, c], r: [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]}",
            "8:3: a, b, c: no quantities can have these correlation coefficients together",
        ),
    ],
)
def test_a_wrong_correlation_is_told_at_its_place(row, found):
    told = mistakes(CORRELATED.replace("{row}", row))
    assert any(mistake.startswith(found) for mistake in told), told


def test_a_correlation_that_is_given_twice_is_told():
    row = "{between: [a, b], r: 0.5}"
    (told,) = mistakes(f"{CORRELATED.replace('{row}', row)}  - {{between: [b, a], r: 0.1}}\n")
    assert told.startswith("9:5: the correlation of a and b is given twice")


def test_paired_quantities_have_as_many_observations():
    text = (
        f"{HEAD.format(model='x * y')}  x: {{observations: [1, 2, 3]}}\n  y: {{observations: [1, 2]}}\n"
        "correlations: [{paired: [x, y]}]\n"
    )
    (told,) = mistakes(text)
    assert told.startswith("6:29: 'y' has 2 observations, 'x' has 3")
    (told,) = mistakes(text.replace("[1, 2]}", "[1, 2, 3], resolution: 1}"))
    assert told.startswith("6:29: 'y' has a resolution, which may outweigh its observations")


def test_the_inputs_of_a_covariance_matrix_have_a_value_alone():
    text = (
        f"{HEAD.format(model='x * y')}  x: {{value: 1 V}}\n  y: {{value: 2 A}}\n"
        "correlations: [{between: [x, y], covariance: [[4e-6 V^2, 1e-6 W], [1e-6 W, 9e-6 A^2]]}]\n"
    )
    assert mistakes(text) == []
    (told,) = mistakes(text.replace("9e-6 A^2", "9e-6 A"))
    assert told.startswith("6:76: 0.000009 A is no covariance of y and y")


@pytest.mark.parametrize(
    ("equation", "found"),
    [
        ("{zero: p * x - 2 V, start: 1 V}", ""),
        ("{zero: p - 1, start: 2}", "5:3: 'x' is in no equation"),
        ("{zero: x - 2, start: 1}", "3:13: the equation does not name 'p'"),
        ("{zero: p * x - 2 A, start: 1 V}", "3:19: A and V are different kinds of quantity"),
        ("{zero: p * x - 2 V}", "3:3: an implicit equation without a place to start"),
        ("{start: 1 V}", "3:3: an implicit equation without its expression"),
    ],
)
def test_an_implicit_equation_names_its_result_and_has_a_place_to_start(equation, found):
    text = f"calbench: budget/1\nimplicit:\n  p: {equation}\ninputs:\n  x: {{value: 2, u: 0.1}}\n"
    told = mistakes(text)
    assert any(mistake.startswith(found) for mistake in told) if found else not told, told


def test_all_mistakes_are_told_at_once():
    text = re.sub(r"u: 1 mV, nu: 4", "u: -1 mV", GOOD).replace("k: 2", "k: -2")
    assert [mistake.split(":")[0] for mistake in mistakes(text)] == ["4", "5"]
