"""Divisors and coverage factors against the tables of the GUM."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution import coverage_factor, coverage_probability, divisor

INF = math.inf
FRACTIONS = (0.6827, 0.90, 0.95, 0.9545, 0.99, 0.9973)
# JCGM 100:2008, table G.2.
TABLE_G2 = {
    1: (1.84, 6.31, 12.71, 13.97, 63.66, 235.80),
    2: (1.32, 2.92, 4.30, 4.53, 9.92, 19.21),
    3: (1.20, 2.35, 3.18, 3.31, 5.84, 9.22),
    4: (1.14, 2.13, 2.78, 2.87, 4.60, 6.62),
    5: (1.11, 2.02, 2.57, 2.65, 4.03, 5.51),
    6: (1.09, 1.94, 2.45, 2.52, 3.71, 4.90),
    7: (1.08, 1.89, 2.36, 2.43, 3.50, 4.53),
    8: (1.07, 1.86, 2.31, 2.37, 3.36, 4.28),
    9: (1.06, 1.83, 2.26, 2.32, 3.25, 4.09),
    10: (1.05, 1.81, 2.23, 2.28, 3.17, 3.96),
    20: (1.03, 1.72, 2.09, 2.13, 2.85, 3.42),
    50: (1.01, 1.68, 2.01, 2.05, 2.68, 3.16),
    100: (1.005, 1.660, 1.984, 2.025, 2.626, 3.077),
    INF: (1.000, 1.645, 1.960, 2.000, 2.576, 3.000),
}


@pytest.mark.parametrize(
    ("freedom", "probability", "factor"),
    [
        (freedom, probability, factor)
        for freedom, row in TABLE_G2.items()
        for probability, factor in zip(FRACTIONS, row, strict=True)
    ],
)
def test_student_t_has_the_table_of_the_gum(freedom, probability, factor):
    tolerance = 0.0005 if freedom >= 100 else 0.005
    # the table's 235.80 is printed to a digit more than it has; exact is 235.784
    tolerance = 0.02 if factor == 235.80 else tolerance
    assert coverage_factor(freedom, probability) == pytest.approx(factor, abs=tolerance * 1.001)


@pytest.mark.parametrize("probability", [0.01, 0.5, 0.6827, 0.95, 0.9973, 0.999999])
def test_student_t_has_its_closed_forms(probability):
    # 1 degree of freedom is Cauchy's distribution; 2 have t = p sqrt(2 / (1 - p^2))
    assert coverage_factor(1, probability) == pytest.approx(math.tan(math.pi * probability / 2), rel=1e-10)
    two = probability * math.sqrt(2 / (1 - probability**2))
    assert coverage_factor(2, probability) == pytest.approx(two, rel=1e-9)


@pytest.mark.parametrize("freedom", [3, 4, 7, 30, 333, 10_000, 10**7])
def test_student_t_is_the_inverse_of_its_own_integral(freedom):
    factor = coverage_factor(freedom, 0.95)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    steps = 2000
    xs = [factor * (2 * i / steps - 1) for i in range(steps + 1)]
    density = [scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in xs]
    simpson = density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2])
    assert simpson * (2 * factor / steps) / 3 == pytest.approx(0.95, abs=2e-8)


@pytest.mark.parametrize(
    ("freedom", "k", "probability"),
    [
        # closed forms of Student's t: 1 degree is Cauchy's distribution, 2 have k / sqrt(k² + 2)
        (1, 2, 2 / math.pi * math.atan(2)),
        (1, 13.97, 2 / math.pi * math.atan(13.97)),
        (2, 2, 2 / math.sqrt(6)),
        (2, 4.53, 4.53 / math.sqrt(4.53**2 + 2)),
        (INF, 2, math.erf(math.sqrt(2))),
        (INF, 1, 0.682689492137),
    ],
)
def test_a_fixed_k_covers_what_students_t_says(freedom, k, probability):
    assert coverage_probability(k, freedom) == pytest.approx(probability, rel=1e-11)


@pytest.mark.parametrize("freedom", [0.9, 1, 3, 9, 10, 50, 333, 1e5, 2e5, 1e9, INF])
@pytest.mark.parametrize("probability", [0.6827, 0.95, 0.9545, 0.9973])
def test_probability_and_factor_are_each_others_inverse(freedom, probability):
    assert coverage_probability(coverage_factor(freedom, probability), freedom) == pytest.approx(probability, rel=1e-9)


def test_the_probability_of_a_fixed_k_is_that_of_the_whole_degrees_of_freedom():
    assert coverage_probability(2, 10.99) == coverage_probability(2, 10) < coverage_probability(2, 11)


@pytest.mark.parametrize(("k", "freedom"), [(0, 5), (-2, 5), (INF, 5), (math.nan, 5), (2, 0), (2, -1), (2, math.nan)])
def test_an_impossible_k_or_degrees_of_freedom_are_refused(k, freedom):
    with pytest.raises(NumberInvalid, match="above 0"):
        coverage_probability(k, freedom)


def test_degrees_of_freedom_are_cut_to_a_whole_number():
    # JCGM 100:2008 G.4.1
    assert coverage_factor(16.75, 0.99) == coverage_factor(16, 0.99) == pytest.approx(2.92, abs=0.005)
    assert coverage_factor(0.9, 0.95) > coverage_factor(1.0, 0.95)


def test_the_two_ways_to_student_t_meet():
    for probability in (0.5, 0.95, 0.9973):
        below, above = coverage_factor(1e5, probability), coverage_factor(100_000.5, probability)
        assert below == pytest.approx(above, rel=1e-9)


def test_many_degrees_of_freedom_are_normal():
    normal = NormalDist().inv_cdf(0.975)
    assert coverage_factor(INF, 0.95) == normal
    assert coverage_factor(1e15, 0.95) == pytest.approx(normal, rel=1e-14)


# JCGM 100:2008 4.3.7 to 4.3.9, JJF 1059.1-2012 table 2; normal: GUM 4.3.4 and table G.1.
@pytest.mark.parametrize(
    ("distribution", "probability", "expected"),
    [
        ("rectangular", None, 1.7320508),
        ("triangular", None, 2.4494897),
        ("arcsine", None, 1.4142136),
        ("two_point", None, 1.0),
        ("normal", 0.95, 1.960),
        ("normal", 0.99, 2.576),
        ("normal", 0.9545, 2.000),
        ("normal", 0.9973, 3.000),
    ],
)
def test_a_half_width_has_its_divisor(distribution, probability, expected):
    assert divisor(distribution, probability) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    "compute",
    [
        lambda: divisor("normal"),
        lambda: divisor("normal", 1.0),
        lambda: divisor("normal", 0.0),
        lambda: divisor("normal", math.nan),
        lambda: divisor("gaussian"),
        lambda: coverage_factor(0, 0.95),
        lambda: coverage_factor(-1, 0.95),
        lambda: coverage_factor(math.nan, 0.95),
        lambda: coverage_factor(5, 1.0),
        lambda: coverage_factor(5, 95),
        lambda: coverage_factor(INF, 95),
    ],
)
def test_what_has_no_factor_is_refused(compute):
    with pytest.raises(NumberInvalid):
        compute()
