"""Trials of a budget: in the units of its results, the same from the same seed, and compared with the law."""

from __future__ import annotations

import pytest

from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.reading import parse_budget
from bench_core.budgets.simulation import SimulatedBudget, Trials, simulate_budget
from bench_core.errors import DocumentInvalid, NumberInvalid

SUM = """\
calbench: budget/1
models: {S: a + b, D: a - b}
units: {S: mV, D: V}
inputs:
  a: {value: 1 V, u: 3 mV}
  b: {value: 2 V, u: 4 mV}
coverage: {p: 95 %}
"""


def simulated(text: str, wanted: Trials | None = None) -> SimulatedBudget:
    document = parse_budget("f", text.encode())
    return simulate_budget(document, evaluate_budget(document), wanted or Trials(20_000))


def test_outputs_come_in_the_units_of_the_results():
    found = simulated(SUM)
    first, second = found.outputs
    assert (first.value, first.standard_uncertainty) == (pytest.approx(3000, abs=0.2), pytest.approx(5, abs=0.1))
    assert (second.value, second.standard_uncertainty) == (pytest.approx(-1, abs=2e-4), pytest.approx(0.005, abs=1e-4))
    assert first.interval == (pytest.approx(2990.2, abs=0.4), pytest.approx(3009.8, abs=0.4))
    assert found.expanded == (pytest.approx(9.8, abs=0.01), pytest.approx(0.0098, abs=1e-5))


def test_a_celsius_result_is_simulated_in_celsius():
    text = "calbench: budget/1\nmodel: t\ninputs:\n  t: {value: 20 °C, u: 0.1 K}\n"
    (output,) = simulated(text).outputs
    assert (output.value, output.standard_uncertainty) == (pytest.approx(20, abs=0.01), pytest.approx(0.1, abs=0.01))
    assert 19.7 < output.shortest_interval[0] < 19.9


def test_the_same_seed_gives_the_same_digits_on_any_number_of_threads_and_another_seed_others():
    one, again = simulated(SUM, Trials(30_000, seed=5)), simulated(SUM, Trials(30_000, seed=5, threads=3))
    assert one == again
    assert one.outputs != simulated(SUM, Trials(30_000, seed=6)).outputs


def test_without_a_number_of_trials_there_are_as_many_as_the_digits_need():
    found = simulated(SUM, Trials())
    assert found.simulated.stable
    assert found.simulated.trials >= 20_000
    assert all(one.validated for one in found.validations)
    assert found.validations[0].tolerance == pytest.approx(0.5)  # half of the last digit of 5 mV


def test_a_fixed_k_is_simulated_for_the_probability_that_it_has_in_a_normal_distribution():
    found = simulated(SUM.replace("p: 95 %", "k: 2"))
    assert found.simulated.probability == pytest.approx(0.9545, abs=1e-4)
    assert found.expanded[0] == pytest.approx(10)


def test_a_law_that_does_not_hold_is_not_validated():
    text = "calbench: budget/1\nmodel: x^2\ninputs:\n  x: {value: 0.1, u: 0.1}\n"
    assert not simulated(text).validations[0].validated


def test_a_model_without_a_value_in_some_trial_is_told_at_its_place_with_the_trial():
    text = "calbench: budget/1\nmodel: 1 + sqrt(x)\ninputs:\n  x: {value: 1, u: 0.5}\n"
    with pytest.raises(DocumentInvalid, match=r"^f:2:12: .*first with x = -"):
        simulated(text)


def test_correlations_that_distributions_cannot_have_are_refused():
    text = (
        "calbench: budget/1\nmodel: x + y\ninputs:\n  x: {value: 1, distribution: two_point, half_width: 1}\n"
        "  y: {value: 1, u: 1}\ncorrelations: [{between: [x, y], r: 0.999}]\n"
    )
    with pytest.raises(DocumentInvalid, match=r"^f:6:15: x and y: draws of their distributions.*0.999"):
        simulated(text)


def test_too_few_trials_for_the_probability_are_refused():
    with pytest.raises(NumberInvalid, match="10000"):
        simulated(SUM.replace("95 %", "99 %"), Trials(9_000))


def test_an_uncertainty_too_small_for_double_precision_is_refused():
    text = "calbench: budget/1\nmodel: a - b\ninputs:\n  a: {value: 1e9 V, u: %s}\n  b: {value: 1e9 V, u: 1 V}\n"
    with pytest.raises(DocumentInvalid, match=r"^f:4:6: a: u is 1e-14 of the value"):
        simulated(text % "1e-5 V", Trials(20_000))
    assert simulated(text % "1e-3 V", Trials(20_000)).outputs[0].standard_uncertainty == pytest.approx(1, rel=0.02)
