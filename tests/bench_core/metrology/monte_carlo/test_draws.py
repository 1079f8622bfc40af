"""Correlated draws have the correlations and the distributions that were stated, or are refused with the reason."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from bench_core.errors import CorrelationInvalid, NumberInvalid
from bench_core.metrology.distribution import (
    Arcsine,
    AsymmetricRectangular,
    Counts,
    CurvilinearTrapezoid,
    Exponential,
    Normal,
    Rectangular,
    StudentT,
    Trapezoidal,
    Triangular,
    TwoPoint,
)
from bench_core.metrology.inputs import Correlations, Input
from bench_core.metrology.monte_carlo.copula import normal_correlation
from bench_core.metrology.monte_carlo.draws import prepare_draws

TRIALS = 40_000


def draw(distributions, coefficients, trials=TRIALS, values=None):
    """Return the draws of inputs a, b, … as rows."""
    names = "abcdef"[: len(distributions)]
    inputs = [
        Input(name, value, distribution)
        for name, distribution, value in zip(names, distributions, values or [0.0] * len(names), strict=True)
    ]
    drawn = prepare_draws(inputs, Correlations.of(coefficients)).draw(np.random.default_rng(20261121), trials)
    return np.array([drawn[name] for name in names])


def test_normal_inputs_have_the_stated_covariance():
    stated = {("a", "b"): 0.6, ("b", "c"): -0.3, ("a", "c"): 0.2}
    drawn = draw([Normal(1.0), Normal(2.0), Normal(0.5)], stated, values=[10.0, 0.0, -3.0])
    expected = [[1.0, 1.2, 0.1], [1.2, 4.0, -0.3], [0.1, -0.3, 0.25]]
    assert np.cov(drawn) == pytest.approx(np.array(expected), abs=0.04)
    assert drawn.mean(axis=1) == pytest.approx([10, 0, -3], abs=0.03)


@pytest.mark.parametrize("r", [1.0, -1.0])
@pytest.mark.parametrize(
    "distribution", [Normal(0.5), StudentT(0.5, 3), Rectangular(2.0), Triangular(2.0), Arcsine(1.0), TwoPoint(1.0)]
)
def test_fully_correlated_inputs_differ_by_a_factor_alone(distribution, r):
    one, other = draw([distribution, distribution], {("a", "b"): r}, 1000)
    assert other == pytest.approx(r * one, abs=1e-9)
    assert one.std() > 0.3


def test_three_inputs_of_one_origin_are_drawn_from_a_singular_matrix():
    pairs = {("a", "b"): 1.0, ("b", "c"): -1.0, ("a", "c"): -1.0}
    drawn = draw([Normal(1.0), Normal(2.0), Normal(3.0)], pairs, 100)
    assert drawn[1] == pytest.approx(2 * drawn[0])
    assert drawn[2] == pytest.approx(-3 * drawn[0])


def test_a_singular_matrix_of_lower_rank_keeps_its_dependence():
    # c = (a + b) / sqrt(2) for independent a and b
    half = math.sqrt(0.5)
    drawn = draw([Normal(1.0)] * 3, {("a", "c"): half, ("b", "c"): half}, 1000)
    assert drawn[2] == pytest.approx((drawn[0] + drawn[1]) * half, abs=1e-6)


def test_paired_observations_have_a_multivariate_t_distribution():
    # each is Student's t; so is every combination, which independent scales would not give
    drawn = draw([StudentT(1.0, 4), StudentT(2.0, 4)], {("a", "b"): 0.5})
    combined = (drawn[0] + drawn[1] / 2) / math.sqrt(2 + 2 * 0.5)
    for row in (drawn[0], drawn[1] / 2, combined):
        assert stats.kstest(row, stats.t(4).cdf).pvalue > 0.01
    # with one scale for both, large values come together even without correlation
    apart = draw([StudentT(1.0, 4), StudentT(1.0, 4)], {("a", "b"): 1e-9})
    assert stats.spearmanr(np.abs(apart[0]), np.abs(apart[1])).statistic > 0.1


def test_few_degrees_of_freedom_have_a_multivariate_t_distribution_too():
    drawn = draw([StudentT(1.0, 1), StudentT(1.0, 1)], {("a", "b"): -1.0}, 100)
    assert drawn[1] == pytest.approx(-drawn[0])


PAIRS = [
    (Rectangular(2.0), Rectangular(0.1), 0.7),
    (Rectangular(2.0), Normal(3.0), -0.9),
    (Triangular(1.0), Arcsine(1.0), 0.5),
    (Trapezoidal(1.0, 0.4), AsymmetricRectangular(0.5, 2.0), 0.8),
    (Exponential(2.0), Normal(1.0), -0.6),
    (Exponential(1.0), Rectangular(1.0), 0.8),
    (StudentT(1.0, 8), Normal(2.0), 0.7),
    (StudentT(1.0, 8), StudentT(1.0, 20), 0.9),
    (CurvilinearTrapezoid(1.0, 0.5), Rectangular(1.0), 0.85),
    (CurvilinearTrapezoid(1.0, 0.3), StudentT(1.0, 12), -0.5),
    (TwoPoint(1.0), Rectangular(1.0), 0.6),
    (TwoPoint(1.0), TwoPoint(3.0), 0.95),
    (TwoPoint(1.0), TwoPoint(3.0), -0.3),
]


@pytest.mark.parametrize(("one", "other", "r"), PAIRS)
def test_other_distributions_have_the_stated_product_moment_correlation(one, other, r):
    drawn = draw([one, other], {("a", "b"): r})
    assert np.corrcoef(drawn)[0, 1] == pytest.approx(r, abs=0.012)


def test_correlated_draws_keep_their_own_distributions():
    drawn = draw(
        [Rectangular(1.0), Triangular(1.0), StudentT(1.0, 6), Exponential(1.0)],
        {("a", "b"): 0.8, ("b", "c"): 0.5, ("c", "d"): 0.3},
    )
    witnesses = [stats.uniform(-1, 2), stats.triang(0.5, -1, 2), stats.t(6), stats.expon(-1)]
    for row, witness in zip(drawn, witnesses, strict=True):
        assert stats.kstest(row, witness.cdf).pvalue > 0.01


@pytest.mark.parametrize("r", [-0.99, -0.4, 0.1, 0.7, 0.999])
def test_the_normal_coefficient_has_its_closed_forms(r):
    # rectangular with rectangular: r = 6/pi asin(rho/2); two points with two points: r = 2/pi asin(rho)
    rectangular = normal_correlation(("a", "b"), (Rectangular(1.0), Rectangular(3.0)), r)
    two_points = normal_correlation(("a", "b"), (TwoPoint(1.0), TwoPoint(3.0)), r)
    assert rectangular == pytest.approx(2 * math.sin(math.pi * r / 6), abs=1e-5)
    assert 2 / math.pi * math.asin(two_points) == pytest.approx(r, abs=1e-9)
    assert normal_correlation(("a", "b"), (Normal(1.0), Normal(9.0)), r) == pytest.approx(r, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "r", "said"),
    [
        # a two-point quantity follows the sign alone: sqrt(2/pi) = 0.798 at most
        (TwoPoint(1.0), Normal(1.0), 0.9, r"a and b: .*TwoPoint and Normal.* from -0\.798 to 0\.798, not 0\.9"),
        (Exponential(1.0), Normal(1.0), -0.95, r"from -0\.903 to 0\.903"),
        (Exponential(1.0), Exponential(1.0), -0.9, r"from -0\.645 to 1\.000"),
        (StudentT(1.0, 2), Normal(1.0), 0.1, r"a: Student's t of 2 degrees of freedom has no standard deviation"),
        (Counts(3), Normal(1.0), 0.1, "a: counts are independent"),
    ],
)
def test_what_no_draws_can_have_is_refused_with_the_reason(one, other, r, said):
    with pytest.raises(CorrelationInvalid, match=said):
        draw([one, other], {("a", "b"): r}, 10)


def test_the_largest_correlation_of_two_distributions_can_be_had():
    highest = math.sqrt(2 / math.pi)
    drawn = draw([TwoPoint(1.0), Normal(1.0)], {("a", "b"): highest})
    assert np.corrcoef(drawn)[0, 1] == pytest.approx(highest, abs=0.01)


def test_an_exactly_known_input_may_be_said_to_be_correlated():
    drawn = draw([Rectangular(0.0), Rectangular(1.0), Normal(0.0)], {("a", "b"): 0.5, ("b", "c"): 0.5}, 100)
    assert not drawn[0].any()
    assert not drawn[2].any()
    assert drawn[1].std() > 0.4


def test_a_normal_input_with_degrees_of_freedom_is_drawn_from_students_t():
    # JCGM 101:2008 6.4.9.7
    inputs = [Input("a", 5.0, Normal(2.0), 3), Input("b", 0.0, Rectangular(1.0), 3)]
    drawn = prepare_draws(inputs).draw(np.random.default_rng(3), TRIALS)
    assert stats.kstest(drawn["a"], stats.t(3, 5, 2).cdf).pvalue > 0.01
    assert stats.kstest(drawn["b"], stats.uniform(-1, 2).cdf).pvalue > 0.01


def test_inputs_without_correlation_are_independent():
    drawn = draw([Normal(1.0), Normal(1.0), Rectangular(1.0), Rectangular(1.0)], {})
    for one, other in pairwise(drawn):
        assert np.corrcoef(one, other)[0, 1] == pytest.approx(0, abs=0.02)


def test_unknown_and_repeated_inputs_are_refused():
    with pytest.raises(CorrelationInvalid, match="'z' is not an input"):
        prepare_draws([Input("a", 0.0, Normal(1.0))], Correlations.of({("a", "z"): 0.5}))
    with pytest.raises(NumberInvalid, match="twice: a, a"):
        prepare_draws([Input("a", 0.0, Normal(1.0)), Input("a", 0.0, Normal(1.0))])
