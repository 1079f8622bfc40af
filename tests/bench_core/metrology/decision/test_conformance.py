"""Conformance probability and specific risks: published examples, scipy, and the guard bands that follow."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from bench_core.errors import NumberInvalid
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.decision.conformance import (
    conformance_probability,
    guard_band_for_specific_risk,
    nonconformance_probability,
    tail,
    tur,
)


def test_jcgm_106_one_upper_limit():
    # JCGM 106:2012 clause 7, Zener diode: 0.92
    assert conformance_probability(-5.47, 0.05, upper=-5.40) == pytest.approx(0.92, abs=0.005)
    assert conformance_probability(-5.47, 0.05, upper=-5.40) == pytest.approx(0.9192433407662289, rel=1e-12)


def test_one_lower_limit_is_one_upper_limit_seen_from_below():
    found = nonconformance_probability(5.47, 0.05, lower=5.40)
    assert found == nonconformance_probability(-5.47, 0.05, upper=-5.40) == pytest.approx(1 - 0.9192433407662289)


def test_jcgm_106_two_limits():
    # JCGM 106:2012 clause 7, SAE 40 oil: 0.66 (its inputs have not been compared with the published text)
    assert conformance_probability(13.6, 1.8, 12.5, 16.3) == pytest.approx(0.66, abs=0.005)
    assert conformance_probability(13.6, 1.8, 12.5, 16.3) == pytest.approx(0.6626297864953078, rel=1e-12)


@pytest.mark.parametrize(("w_over_u", "risk"), [(0.0, 0.5), (0.83, 0.05), (1.0, 0.025), (1.5, 0.0016), (3.0, 1e-6)])
def test_the_specific_risk_at_an_acceptance_limit_is_below_that_of_ilac_g8(w_over_u, risk):
    # ILAC-G8:09/2019 table 1, for U with k = 2
    found = nonconformance_probability(10.0 - w_over_u * 2.0, 1.0, upper=10.0)
    assert found <= risk
    assert found == pytest.approx(special.ndtr(-2.0 * w_over_u), rel=1e-12)


@given(
    st.floats(-20, 20),
    st.floats(0.01, 5),
    st.floats(-10, 0),
    st.floats(0.01, 10),
    st.sampled_from([3, 8, 40, math.inf]),
)
def test_scipy_agrees_and_both_probabilities_are_one_together(value, u, lower, width, freedom):
    upper = lower + width
    below, above = ((lower - value) / u, (upper - value) / u)
    cdf = special.ndtr if math.isinf(freedom) else lambda t: special.stdtr(freedom, t)
    found = nonconformance_probability(value, u, lower, upper, freedom)
    assert found == pytest.approx(cdf(below) + cdf(-above), rel=1e-8, abs=1e-12)
    assert conformance_probability(value, u, lower, upper, freedom) + found == pytest.approx(1.0, abs=1e-15)
    mirrored = nonconformance_probability(-value, u, -upper, -lower, freedom)
    assert mirrored == pytest.approx(found, rel=1e-12, abs=1e-300)


def test_tails_are_exact_far_out():
    assert tail(10.0) == pytest.approx(special.ndtr(-10.0), rel=1e-12)
    assert tail(50.0, 4) == pytest.approx(special.stdtr(4, -50.0), rel=1e-10)
    assert tail(-50.0, 4) == pytest.approx(1.0)


@pytest.mark.parametrize("freedom", [4, 40, 1000])
@pytest.mark.parametrize("t", [0.0, 1e-200, 5e-8, 1e-3, 0.999, 1.001])
def test_tails_are_exact_near_the_middle(t, freedom):
    assert tail(t, freedom) == pytest.approx(special.stdtr(freedom, -t), rel=1e-12)
    # 1 degree of freedom is Cauchy's distribution
    assert tail(t, 1) == pytest.approx(0.5 - math.atan(t) / math.pi, rel=1e-14)


def test_a_t_distribution_gives_the_larger_risk_and_is_cut_to_whole_degrees_of_freedom():
    assert nonconformance_probability(8.0, 1.0, upper=10.0, degrees_of_freedom=4) > tail(2.0)
    assert tail(2.0, 4.9) == tail(2.0, 4)


@pytest.mark.parametrize("freedom", [2, 9, math.inf])
@pytest.mark.parametrize("risk", [0.5, 0.05, 0.025, 1e-4])
def test_a_guard_band_for_one_limit_is_a_quantile(risk, freedom):
    found = guard_band_for_specific_risk(risk, 0.3, upper=10.0, degrees_of_freedom=freedom)
    quantile = special.ndtri(1 - risk) if math.isinf(freedom) else special.stdtrit(freedom, 1 - risk)
    assert found == pytest.approx(0.3 * quantile, rel=1e-8, abs=1e-9)


def test_a_guard_band_of_u_at_95_percent_is_the_one_for_a_risk_of_2_5_percent():
    k = coverage_factor(9, 0.95)
    assert guard_band_for_specific_risk(0.025, 0.3, lower=1.0, degrees_of_freedom=9) == pytest.approx(0.3 * k, rel=1e-9)


@pytest.mark.parametrize("u", [0.1, 1.0, 3.0])
def test_with_two_limits_both_sides_count(u):
    guard = guard_band_for_specific_risk(0.05, u, -10.0, 10.0)
    assert nonconformance_probability(10.0 - guard, u, -10.0, 10.0) == pytest.approx(0.05, rel=1e-9)
    assert guard >= u * special.ndtri(0.95) * (1 - 1e-12)


def test_where_nothing_could_be_accepted_it_is_said_so():
    with pytest.raises(NumberInvalid, match=r"u = 9 is too large for limits -10 to 10.*nothing could be accepted"):
        guard_band_for_specific_risk(0.05, 9.0, -10.0, 10.0)


def test_the_tur_is_the_span_of_the_tolerance_over_that_of_u():
    assert tur(-8.0, 8.0, 2.0) == 4.0
    assert tur(1.0, 2.0, 0.25) == 2.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: conformance_probability(0.0, 0.0, upper=1.0),
        lambda: conformance_probability(0.0, -1.0, upper=1.0),
        lambda: conformance_probability(0.0, math.nan, upper=1.0),
        lambda: conformance_probability(math.nan, 1.0, upper=1.0),
        lambda: conformance_probability(0.0, 1.0),
        lambda: conformance_probability(0.0, 1.0, 2.0, 1.0),
        lambda: conformance_probability(0.0, 1.0, math.nan, 1.0),
        lambda: conformance_probability(0.0, 1.0, upper=1.0, degrees_of_freedom=0),
        lambda: guard_band_for_specific_risk(0.0, 1.0, upper=1.0),
        lambda: guard_band_for_specific_risk(0.6, 1.0, upper=1.0),
        lambda: tur(-math.inf, 1.0, 1.0),
        lambda: tur(-1.0, 1.0, 0.0),
    ],
)
def test_arguments_outside_their_bounds_are_refused(call):
    with pytest.raises(NumberInvalid):
        call()
