"""The law of propagation over contributions: groups of correlated quantities, and their degrees of freedom."""

from __future__ import annotations

import math

import pytest

from bench_core.metrology.inputs import Correlations
from bench_core.metrology.law import combined, covariance, independent

INF = math.inf


def test_independent_contributions_add_as_squares():
    found = independent([3.0, -4.0], [INF, INF])
    assert (found.standard_uncertainty, found.degrees_of_freedom) == (5.0, INF)
    assert combined({"a": 3.0, "b": -4.0}, {"a": INF, "b": INF}) == found


def test_welch_and_satterthwaite():
    # 5⁴ / (3⁴/10 + 4⁴/20)
    assert independent([3.0, 4.0], [10.0, 20.0]).degrees_of_freedom == pytest.approx(625 / (8.1 + 12.8))
    assert independent([0.0, 4.0], [1.0, 20.0]).degrees_of_freedom == 20.0
    assert independent([], []).degrees_of_freedom == INF


def test_wholly_correlated_contributions_add_as_they_are():
    up, down = Correlations.of({("a", "b"): 1.0}), Correlations.of({("a", "b"): -1.0})
    freedoms = {"a": INF, "b": INF}
    assert combined({"a": 3.0, "b": 4.0}, freedoms, up).standard_uncertainty == 7.0
    assert combined({"a": 3.0, "b": 4.0}, freedoms, down).standard_uncertainty == 1.0
    assert combined({"a": 0.1, "b": -0.1}, freedoms, up).standard_uncertainty == 0.0
    # 1e9 - 1e9 + 1e-7 loses nothing
    close = combined({"a": 1e9, "b": -1e9 + 1e-7}, freedoms, up)
    assert close.standard_uncertainty == pytest.approx(1e-7, rel=0.2)


def test_the_variance_of_a_group_is_that_of_jcgm_100_equation_16():
    r = {("a", "b"): 0.3, ("b", "c"): -0.6}
    x = {"a": 1.0, "b": 2.0, "c": -3.0, "d": 0.5}
    wanted = 1 + 4 + 9 + 0.25 + 2 * 0.3 * 1 * 2 + 2 * -0.6 * 2 * -3
    found = combined(x, dict.fromkeys(x, INF), Correlations.of(r))
    assert found.standard_uncertainty**2 == pytest.approx(wanted, rel=1e-14)


def test_a_group_counts_once_with_the_fewest_degrees_of_freedom_of_those_that_contribute():
    r = Correlations.of({("a", "b"): 0.5, ("b", "c"): 0.5})
    x = {"a": 3.0, "b": 1.0, "c": 0.0, "d": 4.0}
    group = 9 + 1 + 2 * 0.5 * 3
    found = combined(x, {"a": 9.0, "b": 5.0, "c": 2.0, "d": 20.0}, r)
    total = group + 16
    assert found.standard_uncertainty**2 == pytest.approx(total)
    assert found.degrees_of_freedom == pytest.approx(total**2 / (group**2 / 5 + 256 / 20))


def test_an_exactly_known_group_does_not_limit_the_degrees_of_freedom():
    r = Correlations.of({("a", "b"): 0.5})
    assert combined({"a": 3.0, "b": 1.0}, {"a": INF, "b": INF}, r).degrees_of_freedom == INF


def test_results_that_share_an_input_are_correlated():
    assert covariance({"a": 2.0, "b": 1.0}, {"a": -3.0, "c": 5.0}) == -6.0
    r = Correlations.of({("b", "c"): 0.5})
    assert covariance({"a": 2.0, "b": 1.0}, {"a": -3.0, "c": 5.0}, r) == pytest.approx(-6.0 + 0.5 * 5.0)
