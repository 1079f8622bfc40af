"""Grubbs and Dixon: published and computed critical values, and that a flagged value is never dropped."""

from __future__ import annotations

import math
import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from bench_core.errors import NumberInvalid
from bench_core.metrology.decision.outliers import dixon, dixon_critical, grubbs, grubbs_critical
from bench_core.metrology.decision.quadrature import gauss_legendre, integrate
from bench_core.metrology.decision.verdict import Flag
from bench_core.metrology.quantity import Quantity

# GB/T 4883-2008, one-sided Grubbs, n = 3 to 30, as printed in the Python package analyticlab
GRUBBS = {
    0.05: "1.153 1.463 1.672 1.822 1.938 2.032 2.11 2.176 2.234 2.285 2.331 2.371 2.409 2.443 2.475 2.504 2.532 2.557 "
    "2.58 2.603 2.624 2.644 2.663 2.681 2.698 2.714 2.73 2.745",
    0.01: "1.155 1.492 1.749 1.944 2.097 2.221 2.323 2.41 2.485 2.55 2.607 2.659 2.705 2.747 2.785 2.821 2.854 2.884 "
    "2.912 2.939 2.963 2.987 3.009 3.029 3.049 3.068 3.085 3.103",
}
# W. J. Dixon 1951, one-sided, n = 3 to 30, from memory of the field; known to be off by up to 4 units of the last digit
DIXON = {
    0.05: ".941 .765 .642 .560 .507 .554 .512 .477 .576 .546 .521 .546 .525 .507 .490 .475 .462 .450 .440 .430 .421 "
    ".413 .406 .399 .393 .387 .381 .376",
    0.01: ".988 .889 .780 .698 .637 .683 .635 .597 .679 .642 .615 .641 .616 .595 .577 .561 .547 .535 .524 .514 .505 "
    ".497 .489 .486 .475 .469 .463 .457",
}


def series(text: str) -> list[Quantity]:
    return [Quantity.of(number, "V") for number in text.split()]


@pytest.mark.parametrize("significance", GRUBBS)
def test_grubbs_critical_values_are_those_of_gbt_4883(significance):
    for number, printed in enumerate(GRUBBS[significance].split(), start=3):
        assert grubbs_critical(number, significance, "high") == pytest.approx(float(printed), abs=1.1e-3), number


@pytest.mark.parametrize("number", [3, 5, 10, 30, 100])
@pytest.mark.parametrize(("side", "tails"), [("high", 1), ("low", 1), ("both", 2)])
def test_grubbs_critical_values_follow_from_scipys_student_t(number, side, tails):
    t = special.stdtrit(number - 2, 1 - 0.05 / (tails * number))
    expected = (number - 1) / math.sqrt(number) * math.sqrt(t**2 / (number - 2 + t**2))
    assert grubbs_critical(number, 0.05, side) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("significance", DIXON)
def test_dixons_critical_values_agree_with_the_published_ones(significance):
    for number, printed in list(enumerate(DIXON[significance].split(), start=3))[:: 4 if significance > 0.01 else 3]:
        assert dixon_critical(number, significance, "high") == pytest.approx(float(printed), abs=5e-3), number


@pytest.mark.parametrize("significance", [0.1, 0.05, 0.01, 0.001])
def test_dixons_ratio_of_three_values_has_a_known_distribution(significance):
    # density 3√3 / (2π (r² - r + 1)), so that the quantile has a closed form
    angle = math.pi * (1 - significance) / 3 - math.pi / 6
    assert dixon_critical(3, significance, "high") == pytest.approx((1 + math.sqrt(3) * math.tan(angle)) / 2, abs=1e-6)


@pytest.mark.parametrize(("number", "gap", "cut"), [(5, 1, 0), (9, 1, 1), (12, 2, 1), (20, 2, 2)])
def test_dixons_ratios_of_drawn_samples_exceed_their_critical_value_as_often_as_they_should(number, gap, cut):
    draw, trials = random.Random(number), 4_000
    ratios = []
    for _ in range(trials):
        sample = sorted(draw.gauss() for _ in range(number))
        ratios.append((sample[-1] - sample[-1 - gap]) / (sample[-1] - sample[cut]))
    ratios.sort()
    above = trials - bisect_right(ratios, dixon_critical(number, 0.05, "high"))
    assert above / trials == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / trials))


def test_both_sides_halve_the_significance_of_each():
    assert dixon_critical(8, 0.05, "both") == dixon_critical(8, 0.025, "low") > dixon_critical(8, 0.05, "high")


@pytest.mark.parametrize("test", [grubbs, dixon])
@pytest.mark.parametrize(
    ("text", "side", "index", "flag"),
    [
        ("10.1 10.2 10.1 10.0 10.2 10.1 12.9", "both", 6, Flag.OUTLIER),
        ("10.1 10.2 10.1 10.0 10.2 10.1 12.9", "high", 6, Flag.OUTLIER),
        ("10.1 7.2 10.1 10.0 10.2 10.1 10.2", "both", 1, Flag.OUTLIER),
        ("10.1 7.2 10.1 10.0 10.2 10.1 10.2", "low", 1, Flag.OUTLIER),
        ("10.1 7.2 10.1 10.0 10.2 10.1 10.3", "high", 6, Flag.NONE),
        ("10.1 10.2 10.15 10.0 10.25 10.1 10.2", "both", 3, Flag.NONE),
    ],
)
def test_the_most_extreme_value_is_flagged(test, text, side, index, flag):
    found = test(series(text), side)
    assert (found.index, found.flag) == (index, flag)
    assert found.value == series(text)[index]


@pytest.mark.parametrize("test", [grubbs, dixon])
@pytest.mark.parametrize(("last", "flag"), [("8", Flag.NONE), ("10", Flag.STRAGGLER), ("20", Flag.OUTLIER)])
def test_between_both_significances_a_value_is_a_straggler(test, last, flag):
    assert test(series(f"0 1 2 3 4 {last}"), "high").flag is flag


def test_the_statistics_are_those_of_their_definitions():
    assert grubbs(series("0 1 2 3 4 10"), "high").statistic == pytest.approx((10 - 20 / 6) / math.sqrt(190 / 15))
    assert dixon(series("0 1 2 3 4 10"), "high").statistic == pytest.approx(6 / 10)
    assert dixon(series("0 1 2 3 4 5 10"), "high").statistic == pytest.approx(5 / 10)
    assert dixon(series("0 1 2 3 4 5 6 20"), "high").statistic == pytest.approx(14 / 19)
    assert dixon(series("0 1 2 3 4 5 6 7 8 20"), "high").statistic == pytest.approx(12 / 19)
    assert dixon(series("-20 1 2 3 4 5 6 7 8 9 10"), "low").statistic == pytest.approx(22 / 29)
    assert dixon(series("-20 1 2 3 4 5 6 7 8 9 10 11 12"), "low").statistic == pytest.approx(22 / 31)
    assert dixon(series("-20 1 2 3 4 5 6 7 8 9 10 11 12 13"), "low").statistic == pytest.approx(22 / 31)


@pytest.mark.parametrize("test", [grubbs, dixon])
def test_equal_values_have_no_outlier(test):
    found = test(series("5 5 5 5"))
    assert (found.statistic, found.flag) == (0.0, Flag.NONE)


@settings(max_examples=40, deadline=None)  # the first examples compute critical values, which are kept
@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=12), st.integers(1, 50), st.integers(-(10**6), 10**6))
def test_a_flag_changes_with_neither_scale_nor_origin_nor_sign_and_no_value_is_lost(numbers, scale, origin):
    values = [Quantity.of(number, "V") for number in numbers]
    moved = [Quantity.of(number * scale + origin, "V") for number in numbers]
    mirrored = [-value for value in values]
    for test in (grubbs, dixon):
        found = test(values)
        assert test(moved).statistic == pytest.approx(found.statistic, rel=1e-12)
        assert test(moved).flag is test(mirrored).flag is found.flag
        assert test(mirrored, "low").statistic == test(values, "high").statistic
    assert values == [Quantity.of(number, "V") for number in numbers]


def test_values_in_several_units_are_compared_as_quantities():
    found = grubbs([*series("1.0 1.1 1.2 1.1"), Quantity.parse("9000 mV"), Quantity.parse("1050 mV")])
    assert (found.index, found.flag) == (4, Flag.OUTLIER)
    assert dixon([Quantity.parse(text) for text in ("1 V", "1100 mV", "1.2 V", "9 V")]).index == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: grubbs(series("1 2")), "for 3 or more values, not 2"),
        (lambda: dixon(series("1 2")), "for 3 to 30 values, not 2"),
        (lambda: dixon(series("1 " * 31)), "for 3 to 30 values, not 31"),
        (lambda: grubbs_critical(2, 0.05), "not 2"),
        (lambda: dixon_critical(31, 0.05), "not 31"),
        (lambda: grubbs(series("1 2 3"), detection=0.01, deletion=0.05), "significances"),
        (lambda: dixon(series("1 2 3"), deletion=0.0), "significances"),
        (lambda: dixon_critical(5, math.nan), "significances"),
    ],
)
def test_what_a_test_is_not_made_for_is_refused(call, words):
    with pytest.raises(NumberInvalid, match=words):
        call()


def test_flags_have_chinese_words_of_their_own():
    assert [flag.zh for flag in Flag] == ["未检出", "歧离值", "统计离群值"]


def test_gauss_legendre_is_exact_for_polynomials():
    for degree in range(0, 40, 2):
        found = math.fsum(weight * node**degree for node, weight in gauss_legendre(20))
        assert found == pytest.approx(2 / (degree + 1), rel=1e-13)


def test_an_integral_is_refined_where_the_function_changes_quickly():
    assert integrate(math.exp, (0.0, 1.0)) == pytest.approx(math.e - 1, abs=1e-14)
    narrow = integrate(lambda x: 1e-3 / (x * x + 1e-6), (-1.0, 2.0))
    assert narrow == pytest.approx(math.atan(2000) + math.atan(1000), abs=1e-11)
