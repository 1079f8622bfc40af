"""Global risks against published numbers and the bivariate normal distribution, and the guard bands of Z540.3."""

from __future__ import annotations

import math

import pytest
from scipy import integrate as scipys
from scipy import special, stats

from bench_core.errors import NumberInvalid
from bench_core.metrology.decision.risk import (
    Process,
    Zone,
    global_risks,
    guard_band_for_global_risk,
    method_6_guard_band,
    process_of,
)

ONE = Zone(-1.0, 1.0)


def test_pfa_and_pfr_of_deaver():
    # Deaver, in suncal's test_risk.py: process 4, measurement 1, limits ±8: PFA 0.8 %, PFR 1.5 %
    found = global_risks(Process(0.0, 4.0), 1.0, Zone(-8.0, 8.0), Zone(-8.0, 8.0))
    assert found.consumer == pytest.approx(0.008, abs=5e-4)
    assert found.producer == pytest.approx(0.015, abs=5e-4)
    assert found.consumer == pytest.approx(0.008006084834450092, abs=1e-13)
    assert found.producer == pytest.approx(0.01485088421125491, abs=1e-13)


@pytest.mark.parametrize(
    ("in_tolerance", "percent"),
    [
        (0.60, 4.83860326),
        (0.70, 3.92234109),
        (0.80, 2.85583037),
        (0.90, 1.59995312),
        (0.95, 0.87100925),
        (0.99, 0.19991684),
    ],
)
def test_unconditional_pfa_of_ncsli_rp_19(in_tolerance, percent):
    # draft NCSLI RP-19, in suncal's test_risk.py: u is a quarter of the standard deviation of the process
    process = process_of(in_tolerance, ONE)
    found = global_risks(process, process.standard_deviation / 4, ONE, ONE)
    assert 100 * found.consumer == pytest.approx(percent, abs=1e-5)


@pytest.mark.parametrize(
    ("mean", "spread", "u", "tolerance", "acceptance"),
    [
        (0.0, 1.0, 0.25, ONE, ONE),
        (0.3, 0.5, 0.2, ONE, Zone(-0.9, 0.8)),
        (-2.0, 1.5, 1.0, Zone(-3.0, 2.0), Zone(-2.5, 2.5)),
        (0.0, 1.0, 5.0, ONE, ONE),
    ],
)
def test_the_bivariate_normal_distribution_gives_the_same_risks(mean, spread, u, tolerance, acceptance):
    both = stats.multivariate_normal([mean, mean], [[spread**2, spread**2], [spread**2, spread**2 + u**2]])
    upper, lower = ([getattr(zone, end) for zone in (tolerance, acceptance)] for end in ("upper", "lower"))
    good = both.cdf(upper, lower_limit=lower)
    measured = stats.norm(mean, math.hypot(spread, u))
    accepted = measured.cdf(acceptance.upper) - measured.cdf(acceptance.lower)
    true = stats.norm(mean, spread)
    conforming = true.cdf(tolerance.upper) - true.cdf(tolerance.lower)
    found = global_risks(Process(mean, spread), u, tolerance, acceptance)
    assert found.consumer == pytest.approx(accepted - good, abs=1e-9)
    assert found.producer == pytest.approx(conforming - good, abs=1e-9)


@pytest.mark.parametrize(("spread", "u"), [(1.0, 1e-4), (1.0, 0.01), (0.2, 0.05), (1e-3, 0.5), (0.15, 0.6)])
def test_narrow_and_wide_distributions_are_integrated_to_1e_9_of_the_risk_or_better(spread, u):
    def wrong(true):
        accepted = special.ndtr((1.0 - true) / u) - special.ndtr((-1.0 - true) / u)
        return stats.norm.pdf(true, scale=spread) * accepted

    end = 1.0 + min(13.0 * u, 13.0 * spread)
    expected = 2 * scipys.quad(wrong, 1.0, end, epsabs=1e-14, epsrel=1e-11, limit=500)[0]
    found = global_risks(Process(0.0, spread), u, ONE, ONE)
    assert found.consumer == pytest.approx(expected, abs=1e-11)
    # accepted without conforming less conforming without being accepted is accepted less conforming
    accepted, conforming = (math.erf(1.0 / (width * math.sqrt(2.0))) for width in (math.hypot(spread, u), spread))
    assert found.consumer - found.producer == pytest.approx(accepted - conforming, abs=1e-11)


def test_one_limit_is_the_half_of_two_that_are_far_apart():
    process = Process(0.0, 1.0)
    one = global_risks(process, 0.25, Zone(upper=2.0), Zone(upper=1.9))
    other = global_risks(process, 0.25, Zone(lower=-2.0), Zone(lower=-1.9))
    both = global_risks(process, 0.25, Zone(-2.0, 2.0), Zone(-1.9, 1.9))
    assert one.consumer == pytest.approx(other.consumer, rel=1e-12)
    assert 2 * one.consumer == pytest.approx(both.consumer, rel=1e-9)
    assert 2 * one.producer == pytest.approx(both.producer, rel=1e-9)


def test_an_empty_acceptance_zone_rejects_everything():
    process = process_of(0.9, ONE)
    found = global_risks(process, 0.2, ONE, Zone(0.5, -0.5))
    assert found.consumer == 0.0
    assert found.producer == pytest.approx(0.9, abs=1e-12)


@pytest.mark.parametrize(("in_tolerance", "u"), [(0.6, 0.3), (0.8, 0.25), (0.9, 0.4)])
def test_the_guard_band_of_z540_3_leaves_just_2_percent(in_tolerance, u):
    process = process_of(in_tolerance, ONE)
    guard = guard_band_for_global_risk(process, u, ONE)
    assert guard > 0
    assert global_risks(process, u, ONE, ONE).consumer > 0.02
    found = global_risks(process, u, ONE, Zone(-1.0 + guard, 1.0 - guard))
    assert found.consumer == pytest.approx(0.02, abs=1e-10)


def test_where_the_risk_is_small_there_is_no_guard_band():
    assert guard_band_for_global_risk(process_of(0.95, ONE), 0.1, ONE) == 0.0


def test_a_guard_band_for_one_limit_is_found_too():
    process = Process(0.0, 1.0)
    guard = guard_band_for_global_risk(process, 0.5, Zone(upper=0.8), 0.01)
    found = global_risks(process, 0.5, Zone(upper=0.8), Zone(upper=0.8 - guard))
    assert found.consumer == pytest.approx(0.01, abs=1e-10)


@pytest.mark.parametrize(("ratio", "worst"), [(1.5, 0.01913), (2.0, 0.01917), (4.0, 0.01958)])
def test_method_6_keeps_the_worst_in_tolerance_probability_below_2_percent(ratio, worst):
    guard = method_6_guard_band(1.0 / ratio, ratio)
    found = max(
        global_risks(process_of(percent / 100, ONE), 0.5 / ratio, ONE, Zone(-1.0 + guard, 1.0 - guard)).consumer
        for percent in range(56, 72, 3)
    )
    assert worst - 2e-4 < found < 0.02


def test_method_6_ends_at_a_tur_of_4_6():
    assert method_6_guard_band(1.0, 4.55) > 0.0
    assert method_6_guard_band(1.0, 4.65) == 0.0
    assert method_6_guard_band(1.0, 1.0) == pytest.approx(1.04 - math.exp(-0.54))
    assert method_6_guard_band(0.5, 2.0) == pytest.approx(0.5 * (1.04 - math.exp(0.38 * math.log(2.0) - 0.54)))


def test_a_centred_process_is_found_from_its_in_tolerance_probability():
    process = process_of(0.95, Zone(4.0, 6.0))
    assert process.mean == 5.0
    assert process.standard_deviation == pytest.approx(1.0 / 1.959963984540054)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Process(math.nan, 1.0),
        lambda: Process(0.0, 0.0),
        lambda: Process(0.0, math.inf),
        lambda: global_risks(Process(0.0, 1.0), 0.0, ONE, ONE),
        lambda: global_risks(Process(0.0, 1.0), 1.0, Zone(1.0, -1.0), ONE),
        lambda: global_risks(Process(0.0, 1.0), 1.0, Zone(), ONE),
        lambda: guard_band_for_global_risk(Process(0.0, 1.0), 1.0, ONE, 0.0),
        lambda: guard_band_for_global_risk(Process(0.0, 1.0), 1.0, ONE, 1.0),
        lambda: guard_band_for_global_risk(Process(0.0, 1.0), 1.0, Zone()),
        lambda: process_of(1.0, ONE),
        lambda: process_of(0.9, Zone(upper=1.0)),
        lambda: method_6_guard_band(0.0, 2.0),
        lambda: method_6_guard_band(math.inf, 2.0),
        lambda: method_6_guard_band(1.0, 0.9),
    ],
)
def test_arguments_outside_their_bounds_are_refused(call):
    with pytest.raises(NumberInvalid):
        call()
