"""One-way analysis of variance on JCGM 100 H.5, and Fisher's F against scipy."""

from __future__ import annotations

import math
import random

import pytest
from scipy import special

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.analysis_of_variance import f_quantile, one_way_analysis, one_way_analysis_of_means
from bench_core.metrology.quantity import Quantity

MEANS = "10.000172 10.000116 10.000013 10.000144 10.000106 10.000031 10.000060 10.000125 10.000163 10.000041"
DEVIATIONS = "60 77 111 101 67 93 80 73 88 86"


def series(text: str, symbol: str) -> list[Quantity]:
    return [Quantity.of(number, symbol) for number in text.split()]


@pytest.fixture
def zener():
    """JCGM 100:2008 H.5: a Zener voltage standard, 5 observations on each of 10 days."""
    return one_way_analysis_of_means(series(MEANS, "V"), series(DEVIATIONS, "µV"), 5)


def test_a_between_day_effect_as_in_gum_h_5(zener):
    # published: mean 10.000 097 V, s 57 µV and 85 µV, F = 2.25 against F(0.95; 9, 40) = 2.12 and F(0.975) = 2.45
    assert float(zener.mean) == pytest.approx(10.000097, abs=5e-7)
    assert zener.of_group_means * 1e6 == pytest.approx(57, abs=0.5)
    assert zener.within * 1e6 == pytest.approx(85, abs=0.5)
    assert (zener.freedom_between, zener.freedom_within) == (9, 40)
    assert zener.ratio == pytest.approx(2.25, abs=0.02)
    assert zener.critical_ratio(0.95) == pytest.approx(2.12, abs=0.005)
    assert zener.critical_ratio(0.975) == pytest.approx(2.45, abs=0.005)
    assert zener.has_effect()
    assert not zener.has_effect(0.975)


def test_the_uncertainty_of_the_mean_with_and_without_an_effect_as_in_gum_h_5(zener):
    # JCGM 100:2008 H.5.2: 18 µV with 9 degrees of freedom, 13 µV with 49; s_B 43 µV
    with_effect, without = zener.of_mean(effect=True), zener.of_mean(effect=False)
    assert (with_effect[0] * 1e6, with_effect[1]) == (pytest.approx(18, abs=0.5), 9)
    assert (without[0] * 1e6, without[1]) == (pytest.approx(13, abs=0.5), 49)
    assert zener.between * 1e6 == pytest.approx(43, abs=0.6)


def test_observations_give_the_same_as_their_means_and_deviations():
    draw = random.Random(1)
    rows = [[draw.gauss(day, 1.0) for _ in range(4)] for day in (0.0, 0.5, -0.5)]
    groups = [[Quantity.of(f"{value:.6f}", "V") for value in row] for row in rows]
    found = one_way_analysis(groups)
    numbers = [[float(value) for value in group] for group in groups]
    means = [math.fsum(row) / 4 for row in numbers]
    within = math.fsum((x - m) ** 2 for row, m in zip(numbers, means, strict=True) for x in row) / 9
    between = 4 * math.fsum((m - math.fsum(means) / 3) ** 2 for m in means) / 2
    assert found.ratio == pytest.approx(between / within, rel=1e-9)
    assert found.within == pytest.approx(math.sqrt(within), rel=1e-9)
    everything = [x for row in numbers for x in row]
    spread = math.sqrt(math.fsum((x - math.fsum(everything) / 12) ** 2 for x in everything) / 11)
    assert found.of_mean(effect=False) == (pytest.approx(spread / math.sqrt(12), rel=1e-9), 11.0)


def test_units_may_be_mixed_and_the_first_one_is_kept():
    groups = [series("1 2", "V"), series("3000 4000", "mV")]
    assert one_way_analysis(groups) == one_way_analysis([series("1 2", "V"), series("3 4", "V")])
    with pytest.raises(UnitMismatch):
        one_way_analysis([series("1 2", "V"), series("3 4", "A")])


def test_groups_that_do_not_vary_within_have_an_effect_whatever_the_probability():
    found = one_way_analysis([series("1 1", "V"), series("2 2", "V")])
    assert found.ratio == math.inf
    assert found.has_effect(0.999)
    assert one_way_analysis([series("1 3", "V"), series("1 3", "V")]).between == 0.0


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95, 0.975, 0.999])
@pytest.mark.parametrize(("above", "below"), [(1, 1), (1, 30), (9, 40), (40, 9), (3, 200), (2.5, 7.5)])
def test_fishers_f_is_scipys(probability, above, below):
    assert f_quantile(probability, above, below) == pytest.approx(special.fdtri(above, below, probability), rel=1e-8)


def test_an_f_beyond_what_a_float_can_tell_from_infinity_is_infinite():
    assert f_quantile(0.999, 1, 0.01) == math.inf


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: one_way_analysis([series("1 2", "V")]), r"not groups of \[2\]"),
        (lambda: one_way_analysis([series("1 2", "V"), series("1 2 3", "V")]), r"not groups of \[2, 3\]"),
        (lambda: one_way_analysis([series("1", "V"), series("2", "V")]), r"not groups of \[1, 1\]"),
        (lambda: one_way_analysis([]), r"not groups of \[\]"),
        (lambda: one_way_analysis([series("1 1", "V"), series("1 1", "V")]), "all observations are equal"),
        (lambda: one_way_analysis_of_means(series("1 2", "V"), series("1", "V"), 5), "2 means, 1 deviations"),
        (lambda: one_way_analysis_of_means(series("1 2", "V"), series("1 1", "V"), 1), "1 observations"),
        (lambda: one_way_analysis_of_means(series("1 2", "V"), series("1 -1", "V"), 5), "negative"),
        (lambda: f_quantile(1.0, 2, 3), "probability"),
        (lambda: f_quantile(0.95, 0, 3), "degrees of freedom"),
        (lambda: f_quantile(0.95, 3, 0), "degrees of freedom"),
    ],
)
def test_what_cannot_be_analysed_is_refused(call, words):
    with pytest.raises(NumberInvalid, match=words):
        call()
