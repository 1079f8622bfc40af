"""Simulations give the same numbers again, say how far they can be relied on, and drop no trial."""

from __future__ import annotations

import math
import threading
from fractions import Fraction

import numpy as np
import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid, NumberInvalid, TrialsNotFinite
from bench_core.metrology.distribution import Exponential, Normal, Rectangular, StudentT, Triangular
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Correlations, Input
from bench_core.metrology.model import compile_model, implicit_model
from bench_core.metrology.monte_carlo import Adaptive, LawValidation, numerical_tolerance, simulate, validate_law
from bench_core.metrology.monte_carlo.intervals import covered, exact_intervals, least_trials
from bench_core.metrology.monte_carlo.trials import in_order

INPUTS = [
    Input("a", 10.0, Normal(0.2)),
    Input("b", 2.0, Rectangular(0.3)),
    Input("c", 0.0, Triangular(0.5)),
    Input("d", 1.0, StudentT(0.1, 7)),
]
CORRELATED = Correlations.of({("a", "b"): 0.4})


def two_outputs(values):
    """A ratio and a sum."""
    return {"ratio": values["a"] / values["b"] + values["c"], "total": values["a"] + values["d"]}


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads():
    results = [
        simulate(two_outputs, INPUTS, CORRELATED, trials=75_001, probability=0.95, seed=42, threads=threads)
        for threads in (1, 2, 4, 1)
    ]
    assert results[1:] == results[:3]
    assert results[0].trials == 75_001


def test_the_adaptive_procedure_stops_at_the_same_trial_on_any_number_of_threads():
    results = [
        simulate(two_outputs, INPUTS, trials=Adaptive(digits=1), probability=0.95, seed=1, threads=threads)
        for threads in (1, 3)
    ]
    assert results[0] == results[1]


def test_several_threads_work_at_the_same_time():
    together = threading.Barrier(2, timeout=20)

    def wait_for_each_other(values):
        together.wait()
        return {"y": values["a"]}

    found = simulate(wait_for_each_other, INPUTS[:1], trials=40_000, probability=0.95, seed=1, threads=2)
    assert found.trials == 40_000


def test_another_seed_gives_other_numbers():
    one, other = (simulate(two_outputs, INPUTS, trials=2000, probability=0.95, seed=seed) for seed in (0, 1))
    assert (one.seed, other.seed) == (0, 1)
    assert one["total"].value != other["total"].value


@pytest.mark.parametrize("trials", [9_999, 10_000, 10_001, 20_001])
def test_as_many_trials_are_made_as_were_asked_for(trials):
    assert simulate(two_outputs, INPUTS, trials=trials, probability=0.95, seed=1).trials == trials


def test_a_fixed_number_of_trials_is_the_beginning_of_a_larger_one():
    kept = {}

    def keep(values, name):
        kept.setdefault(name, []).append(values["a"].copy())
        return {"y": values["a"]}

    simulate(lambda values: keep(values, "few"), INPUTS, trials=20_000, probability=0.95, seed=3)
    simulate(lambda values: keep(values, "many"), INPUTS, trials=Adaptive(), probability=0.95, seed=3)
    assert np.array_equal(np.concatenate(kept["few"]), np.concatenate(kept["many"][:2]))


def test_mean_deviation_and_covariance_are_those_of_all_trials():
    kept = []

    def model(values):
        outputs = {"y": values["a"] + 1e6, "z": values["a"] * values["c"]}
        kept.append(np.array(list(outputs.values())))
        return outputs

    found = simulate(model, INPUTS, trials=33_333, probability=0.95, seed=3)
    values = np.concatenate(kept, axis=1)
    assert [output.value for output in found.outputs] == pytest.approx(values.mean(axis=1), rel=1e-12)
    assert np.array(found.covariance) == pytest.approx(np.cov(values), rel=1e-9)
    assert found["z"].standard_uncertainty == pytest.approx(values[1].std(ddof=1), rel=1e-12)
    assert found["y"].standard_uncertainty ** 2 == pytest.approx(found.covariance[0][0])


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.6827, 0.95, 0.99])
@pytest.mark.parametrize("trials", [10_000, 10_001, 12_346])
def test_the_intervals_are_those_of_jcgm_101_7_7(probability, trials):
    values = np.random.default_rng(8).exponential(size=trials)
    ordered = [math.nan, *sorted(values.tolist())]  # ranks from 1
    share = Fraction(str(probability)) * trials
    q = int(share) if share.denominator == 1 else int(share + Fraction(1, 2))
    r = (trials - q) // 2 if (trials - q) % 2 == 0 else (trials - q + 1) // 2
    shortest = min((ordered[low + q] - ordered[low], low) for low in range(1, trials - q + 1))[1]
    found = exact_intervals(values.copy(), probability)
    assert found.symmetric == (ordered[r], ordered[r + q])
    assert found.shortest == (ordered[shortest], ordered[shortest + q])


def test_the_number_of_trials_covered_is_not_spoilt_by_binary_fractions():
    assert covered(1_000_000, 0.95) == 950_000
    assert covered(10_000, 0.9545) == 9545
    assert (least_trials(0.95), least_trials(0.99), least_trials(0.9973)) == (2000, 10_000, 37_038)
    for probability in (0.0, 1.0):
        with pytest.raises(NumberInvalid, match=f"between 0 and 1, not {probability}"):
            least_trials(probability)


# JCGM 101:2008 7.9.2, examples 1 and 2: 0.000 35 g is 35e-5; 2 K is 2e0
@pytest.mark.parametrize(
    ("u", "digits", "tolerance"),
    [
        (0.00035, 2, 0.000005),
        (2.0, 1, 0.5),
        (0.0754, 1, 0.005),
        (0.0754, 2, 0.0005),
        (50.0, 1, 5.0),
        (0.0996, 1, 0.05),
        (0.0996, 2, 0.005),
        (0.0994, 2, 0.0005),
        (1234.0, 2, 50.0),
        (0.0, 2, 0.0),
    ],
)
def test_the_numerical_tolerance_is_half_a_unit_of_the_last_digit(u, digits, tolerance):
    assert numerical_tolerance(u, digits) == tolerance


def test_the_adaptive_procedure_ends_when_all_four_statistics_are_stable():
    batches = []

    def model(values):
        batches.append(values["a"] + values["b"])
        return {"y": batches[-1]}

    found = simulate(model, INPUTS, trials=Adaptive(digits=2), probability=0.95, seed=11)
    assert found.stable
    assert found.en == f"stable after {found.trials} trials"
    assert "稳定" in found.zh
    # by the letter of 7.9.4: no batch less would have done, and these are enough
    for count in (len(batches) - 1, len(batches)):
        statistics = np.array(
            [(y.mean(), y.std(ddof=1), *exact_intervals(y.copy(), 0.95).symmetric) for y in batches[:count]]
        )
        spread = 2 * statistics.std(axis=0, ddof=1) / math.sqrt(count)
        u = np.concatenate(batches[:count]).std(ddof=1)
        assert bool((spread <= numerical_tolerance(u, 2)).all()) is (count == len(batches))
    assert found.trials == 10_000 * len(batches) >= 20_000
    assert found["y"].tolerance == numerical_tolerance(found["y"].standard_uncertainty, 2)


def test_a_share_of_the_tolerance_needs_more_trials():
    few, many = (
        simulate(two_outputs, INPUTS, trials=Adaptive(digits=1, share=share), probability=0.95, seed=11)
        for share in (1.0, 0.2)
    )
    assert many.trials > few.trials
    assert many["total"].tolerance == pytest.approx(few["total"].tolerance / 5)


def test_batches_are_larger_where_the_probability_asks_for_it():
    # 7.9.4 b): 100 / (1 - 0.997) = 33 334 trials, in whole chunks 40 000
    found = simulate(two_outputs, INPUTS, trials=Adaptive(digits=1), probability=0.997, seed=11)
    assert found.trials % 40_000 == 0
    assert found.trials >= 80_000


def test_what_does_not_become_stable_says_so():
    cauchy = [Input("x", 0.0, StudentT(1.0, 1)), Input("n", 0.0, Normal(1.0))]

    def model(values):
        return {"wild": values["x"], "tame": values["n"]}

    found = simulate(model, cauchy, trials=Adaptive(digits=1, most_trials=55_000), probability=0.95, seed=2)
    assert found.stable is False
    assert found.trials == 50_000
    assert found["tame"].stable
    assert not found["wild"].stable
    assert found.en == "not stable after 50000 trials, the most allowed: wild"
    assert found.zh == "进行到允许的最多 50000 次试验后仍未稳定：wild"


def test_a_fixed_number_of_trials_does_not_claim_stability():
    found = simulate(two_outputs, INPUTS, trials=2000, probability=0.95, seed=2)
    assert found.stable is None
    assert "not tested" in found.en
    assert "未检验" in found.zh


def test_a_constant_output_has_no_uncertainty():
    found = simulate(lambda _: {"one": 1.0}, INPUTS, trials=Adaptive(), probability=0.95, seed=2)
    assert found.stable
    assert found.trials == 20_000  # two batches, the least there is
    assert (found["one"].value, found["one"].standard_uncertainty) == (1.0, 0.0)
    assert found["one"].interval == found["one"].shortest_interval == (1.0, 1.0)


def test_trials_without_a_finite_value_are_refused_and_not_dropped():
    inputs = [Input("x", 0.02, Normal(0.01)), Input("k", 3.0, Normal(0.1))]
    with pytest.raises(TrialsNotFinite, match=r"root: no finite value in \d+ of 10000 trials, first with x = -") as at:
        simulate(
            lambda values: {"fine": values["k"], "root": np.sqrt(values["x"])},
            inputs,
            trials=30_000,
            probability=0.95,
            seed=5,
            threads=2,
        )
    assert at.value.values["x"] < 0
    assert at.value.trials == pytest.approx(10_000 * 0.02275, abs=50)
    assert at.value.exit_code == 2


def test_a_division_by_zero_in_one_trial_is_found():
    def model(values):
        divisor = np.ones_like(values["a"])
        divisor[777] = 0.0
        return {"y": 1 / divisor}

    with pytest.raises(TrialsNotFinite, match="y: no finite value in 1 of 2000 trials"):
        simulate(model, INPUTS, trials=2000, probability=0.95, seed=5)


def test_a_model_says_where_in_its_text_a_trial_fails():
    model = compile_model({"y": parse_expression("1 + sqrt(x)")}, ["x"])
    with pytest.raises(TrialsNotFinite, match=r"sqrt has no value .* in 20 of \d+ trials") as caught:
        simulate(model.evaluate, [Input("x", 1.0, Normal(0.5))], trials=2000, probability=0.95, seed=5)
    assert caught.value.offset == 4
    assert caught.value.values["x"] < 0
    assert caught.value.size == pytest.approx(20 / 0.02275, rel=0.4)


def test_the_few_trials_that_a_model_refuses_are_counted():
    model = compile_model({"y": parse_expression("1 + sqrt(x)")}, ["x"])
    with pytest.raises(TrialsNotFinite, match=r"in 5 of 2000 trials"):
        simulate(model.evaluate, [Input("x", 1.0, Normal(0.39))], trials=2000, probability=0.95, seed=5)


@pytest.mark.parametrize("mean", [1.0, -10.0])
def test_trials_are_looked_at_up_to_the_twentieth_that_is_refused(mean):
    chunks = []

    def model(values):
        if np.size(values["x"]) == 10_000:
            chunks.append(values["x"].copy())
        if np.min(values["x"]) < 0:
            raise ExpressionInvalid(Bilingual("y：小于 0", "y: below 0"), 7)
        return {"y": values["x"]}

    with pytest.raises(TrialsNotFinite, match=r"^y: below 0") as caught:
        simulate(model, [Input("x", mean, Normal(0.8))], trials=10_000, probability=0.95, seed=5)
    wrong = np.flatnonzero(chunks[0] < 0)
    assert (caught.value.size, caught.value.offset) == (wrong[19] + 1, 7)
    assert caught.value.values == {"x": chunks[0][wrong[0]]}


def test_an_implicit_equation_that_has_no_solution_in_many_trials_says_so_soon():
    evaluated = 0
    equation = implicit_model({"h": parse_expression("y^2 - x")}, ["x"], {"y": 1.0})

    def counting(values):
        nonlocal evaluated
        evaluated += 1
        return equation.evaluate(values)

    with pytest.raises(TrialsNotFinite, match=r"no solution for y .* in 20 of \d+ trials, first with x = -"):
        simulate(counting, [Input("x", 1.0, Normal(1.0))], trials=10_000, probability=0.95, seed=5)
    assert evaluated < 500


def test_values_too_large_to_be_squared_are_refused():
    with pytest.raises(NumberInvalid, match="y: the squares of some values"):
        simulate(lambda values: {"y": values["a"] * 1e200}, INPUTS, trials=2000, probability=0.95, seed=5)


def simulate_with(**changes):
    """Run a small simulation with some arguments changed."""
    arguments = {"trials": 2000, "probability": 0.95, "seed": 1} | changes
    return simulate(two_outputs, INPUTS, **arguments)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (lambda: simulate_with(trials=1999), "at least 2000 trials, not 1999"),
        (lambda: simulate_with(trials=0), "at least 2000"),
        (lambda: simulate_with(probability=95), "between 0 and 1, not 95"),
        (lambda: simulate_with(probability=math.nan), "between 0 and 1"),
        (lambda: simulate_with(seed=-1), "seed is a whole number from 0 on, not -1"),
        (lambda: simulate_with(threads=0), "at least 1 thread"),
        (lambda: simulate_with(trials=Adaptive(), probability=0.99999), "up to 0.9999"),
        (lambda: simulate_with(trials=Adaptive(most_trials=50_000), probability=0.997), "batches of 40000 trials"),
        (lambda: Adaptive(digits=3), "1 or 2 digits"),
        (lambda: Adaptive(most_trials=19_999), "at least 20000 trials"),
        (lambda: Adaptive(share=0.0), "share"),
        (lambda: Adaptive(share=1.01), "at most 1, not 1.01"),
        (lambda: simulate(lambda _: {}, INPUTS, trials=2000, probability=0.95, seed=1), "no output"),
    ],
)
def test_impossible_simulations_are_refused(run, said):
    with pytest.raises(NumberInvalid, match=said):
        run()


def test_a_mistake_of_the_model_ends_the_threads():
    before = threading.active_count()

    def model(_):
        raise KeyError("no such input")

    with pytest.raises(KeyError):
        simulate(model, INPUTS, trials=100_000, probability=0.95, seed=1, threads=4)
    assert threading.active_count() == before


def test_no_more_work_is_begun_than_a_few_chunks_ahead():
    begun = []

    def work(number):
        begun.append(number)
        return number

    results = in_order(work, iter(range(1000)), 2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    results.close()
    assert len(begun) <= 8


def test_the_law_is_validated_for_a_linear_model_of_normal_inputs():
    inputs = [Input("a", 10.0, Normal(0.3)), Input("b", 5.0, Normal(0.4))]
    wanted = Adaptive(digits=1, share=0.2)
    found = simulate(lambda v: {"y": v["a"] - v["b"]}, inputs, trials=wanted, probability=0.95, seed=6)
    validation = validate_law(5.0, 1.959964 * 0.5, found["y"], 1)
    assert validation.validated
    assert (validation.name, validation.digits, validation.tolerance) == ("y", 1, 0.05)
    assert validation.en.startswith("y: the law of propagation is validated; the ends")
    assert validation.zh.startswith("y：不确定度传播律通过蒙特卡洛法验证；")


def test_the_law_is_validated_up_to_the_tolerance_itself_and_says_how_far_the_ends_lie_apart():
    for d_low, d_high, validated in ((0.05, 0.01, True), (0.01, 0.05, True), (0.0501, 0.0, False)):
        assert LawValidation("y", 1, 0.05, d_low, d_high, stable=None).validated is validated
    found = LawValidation("y", 1, 0.05, 0.012, 0.06, stable=None)
    assert found.en == (
        "y: the law of propagation is not validated: use the Monte Carlo result; "
        "the ends of the coverage intervals lie 0.012 and 0.06 apart, the numerical tolerance is 0.05"
    )
    assert found.zh == (
        "y：不确定度传播律未通过蒙特卡洛法验证，应采用蒙特卡洛结果；两包含区间端点相差 0.012 和 0.06，数值容差为 0.05"
    )


def test_the_law_is_not_validated_where_the_ends_lie_too_far_apart():
    found = simulate(
        lambda v: {"y": v["a"]}, [Input("a", 2.0, Exponential(2.0))], trials=100_000, probability=0.95, seed=6
    )
    validation = validate_law(2.0, 1.96 * 2.0, found["y"], 1)
    assert not validation.validated
    assert "not validated: use the Monte Carlo result" in validation.en
    assert "未通过蒙特卡洛法验证，应采用蒙特卡洛结果" in validation.zh
    assert validation.d_low == pytest.approx(1.96 * 2 - 2 - 2 * math.log(1 / 0.975), abs=4.0)
    nearer = validate_law(2.0, 1.96 * 2.0, found["y"], 1, shortest=True)
    assert nearer.d_low != validation.d_low


def test_the_law_is_not_validated_by_what_is_not_stable():
    cauchy = [Input("x", 0.0, StudentT(1.0, 1))]
    wanted = Adaptive(digits=1, most_trials=20_000)
    output = simulate(lambda v: {"y": v["x"]}, cauchy, trials=wanted, probability=0.95, seed=2)["y"]
    half = (output.interval[1] - output.interval[0]) / 2
    validation = validate_law(sum(output.interval) / 2, half, output, 1)
    assert not validation.validated
    assert "did not become stable" in validation.en
    assert "未稳定" in validation.zh
