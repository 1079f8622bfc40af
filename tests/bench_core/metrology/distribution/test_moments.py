"""Standard uncertainties and draws of the input distributions, against published divisors and against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from bench_core.errors import NumberInvalid
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
    divisor,
)

TRIALS = 20_000


def curvilinear(half_width: float, inexactness: float) -> tuple[float, float]:
    """Return lower and upper quartile by integrating the density of JCGM 101:2008 6.4.3.2 numerically."""
    w, d = half_width, inexactness
    x = np.linspace(-(w + d), w + d, 400_001)
    density = np.log((w + d) / np.maximum(np.abs(x), w - d)) / (4 * d)
    cumulative = np.cumsum(density) * (x[1] - x[0])
    assert cumulative[-1] == pytest.approx(1, abs=1e-4)
    return float(np.interp(0.25, cumulative, x)), float(np.interp(0.75, cumulative, x))


# distribution, what it is to scipy
WITNESSES = [
    (Normal(2.5), stats.norm(0, 2.5)),
    (StudentT(0.7, 9), stats.t(9, 0, 0.7)),
    (StudentT(0.7, 1.5), stats.t(1.5, 0, 0.7)),
    (Rectangular(3.0), stats.uniform(-3, 6)),
    (AsymmetricRectangular(1.0, 5.0), stats.uniform(-1, 6)),
    (Triangular(2.0), stats.triang(0.5, -2, 4)),
    (Trapezoidal(2.0, 0.25), stats.trapezoid(0.375, 0.625, -2, 4)),
    (Trapezoidal(2.0, 0.0), stats.triang(0.5, -2, 4)),
    (Trapezoidal(2.0, 1.0), stats.uniform(-2, 4)),
    (Arcsine(1.5), stats.arcsine(-1.5, 3)),
    (Exponential(4.0), stats.expon(-4, 4)),
    (Counts(7), stats.gamma(8, -8)),
    (Counts(0), stats.gamma(1, -1)),
]
SIMILAR = [(kind, witness) for kind, witness in WITNESSES if not isinstance(kind, StudentT)]


@pytest.mark.parametrize(("distribution", "witness"), SIMILAR)
def test_the_standard_uncertainty_is_the_standard_deviation(distribution, witness):
    assert distribution.standard_uncertainty == pytest.approx(witness.std(), rel=1e-12)


@pytest.mark.parametrize(("distribution", "witness"), WITNESSES)
def test_draws_have_the_distribution(distribution, witness):
    drawn = distribution.draw(np.random.default_rng(20261121), TRIALS)
    assert drawn.shape == (TRIALS,)
    assert stats.kstest(drawn, witness.cdf).pvalue > 0.01


@pytest.mark.parametrize(("distribution", "witness"), [pair for pair in WITNESSES if hasattr(pair[0], "quantile")])
def test_quantiles_are_those_of_scipy(distribution, witness):
    probabilities = np.array([1e-9, 0.01, 0.2, 0.4, 0.5, 0.6, 0.9, 1 - 1e-9])
    expected = witness.ppf(probabilities)
    assert distribution.quantile(probabilities.copy()) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_student_t_has_its_scale_as_standard_uncertainty():
    assert StudentT(0.7, 3).standard_uncertainty == 0.7


def test_a_curvilinear_trapezoid_has_the_density_of_jcgm_101():
    distribution = CurvilinearTrapezoid(2.0, 0.5)
    drawn = distribution.draw(np.random.default_rng(5), 50_000)
    assert distribution.standard_uncertainty == pytest.approx(math.sqrt(4 / 3 + 0.25 / 9))
    assert drawn.std() == pytest.approx(distribution.standard_uncertainty, rel=0.01)
    assert np.quantile(drawn, [0.25, 0.75]) == pytest.approx(curvilinear(2.0, 0.5), abs=0.03)
    assert 2.3 < np.abs(drawn).max() <= 2.5


@pytest.mark.parametrize("count", [0, 7])
def test_the_estimate_of_counts_is_the_mean_of_what_they_leave_possible(count):
    # JCGM 101:2008 6.4.11: gamma with q + 1, whose mean is q + 1
    assert Counts(count).estimate == stats.gamma(count + 1).mean()


def test_two_points_are_equally_probable_and_the_only_values():
    drawn = TwoPoint(0.3).draw(np.random.default_rng(5), TRIALS)
    assert set(drawn.tolist()) == {-0.3, 0.3}
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert TwoPoint(0.3).standard_uncertainty == 0.3


# JCGM 100:2008 4.3.7, 4.3.9 and H.1.3.4; JJF 1059.1-2012 table 3
@pytest.mark.parametrize(
    ("distribution", "published"),
    [
        (Rectangular(1.0), math.sqrt(3)),
        (Triangular(1.0), math.sqrt(6)),
        (Arcsine(1.0), math.sqrt(2)),
        (TwoPoint(1.0), 1.0),
        (Trapezoidal(1.0, 0.5), math.sqrt(6 / (1 + 0.25))),
        (CurvilinearTrapezoid(1.0, 0.0), math.sqrt(3)),
    ],
)
def test_a_half_width_over_the_published_divisor_is_the_standard_uncertainty(distribution, published):
    assert 1 / distribution.standard_uncertainty == pytest.approx(published, rel=1e-12)


def test_the_divisors_by_name_are_those_of_the_distributions():
    kinds = {"rectangular": Rectangular, "triangular": Triangular, "arcsine": Arcsine, "two_point": TwoPoint}
    assert {name: 1 / kind(1.0).standard_uncertainty for name, kind in kinds.items()} == pytest.approx(
        {name: divisor(name) for name in kinds}
    )


def test_an_asymmetric_estimate_has_the_uncertainty_of_gum_4_3_8():
    # GUM 4.3.8, example 2: u = (b+ + b-) / sqrt(12)
    assert AsymmetricRectangular(0.1, 0.3).standard_uncertainty == pytest.approx(0.4 / math.sqrt(12))


@pytest.mark.parametrize(
    "distribution", [Normal(0.0), Rectangular(0.0), Arcsine(0.0), StudentT(0.0, 3), CurvilinearTrapezoid(0.0, 0.0)]
)
def test_what_is_exactly_known_scatters_not_at_all(distribution):
    assert distribution.standard_uncertainty == 0
    assert not distribution.draw(np.random.default_rng(1), 10).any()


WRONG = [math.nan, math.inf, -math.inf, -1e-9]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    ("make", "named"),
    [
        (Normal, "standard_uncertainty"),
        (lambda value: StudentT(value, 5), "standard_uncertainty"),
        (Rectangular, "half_width"),
        (lambda value: AsymmetricRectangular(value, 1.0), "below"),
        (lambda value: AsymmetricRectangular(1.0, value), "above"),
        (Triangular, "half_width"),
        (lambda value: Trapezoidal(value, 0.5), "half_width"),
        (lambda value: CurvilinearTrapezoid(value, 0.0), "half_width"),
        (lambda value: CurvilinearTrapezoid(1.0, value), "uncertainty_of_half_width"),
        (Arcsine, "half_width"),
        (TwoPoint, "half_width"),
        (Exponential, "mean"),
        (Counts, "count"),
    ],
)
def test_a_width_that_is_no_width_is_refused_by_name_and_value(make, named, wrong):
    with pytest.raises(NumberInvalid, match=rf"^{named} .*must be .* not {wrong}"):
        make(wrong)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: StudentT(1.0, 0.99), "degrees_of_freedom .* from 1 on, not 0.99"),
        (lambda: StudentT(1.0, math.inf), "finite number"),
        (lambda: StudentT(1.0, math.nan), "not nan"),
        (lambda: Trapezoidal(1.0, 1.01), "beta .* not 1.01"),
        (lambda: Trapezoidal(1.0, -0.01), "beta"),
        (lambda: Trapezoidal(1.0, math.nan), "beta"),
        (lambda: CurvilinearTrapezoid(1.0, 1.1), "1.1 is larger than the half width 1.0"),
        (lambda: Exponential(0.0), "above 0"),
        (lambda: Counts(1.5), "whole number"),
    ],
)
def test_impossible_shapes_are_refused(make, said):
    with pytest.raises(NumberInvalid, match=said):
        make()
