"""Inputs and correlations: what is refused, and the factor that groups of correlated quantities are computed with."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import CorrelationInvalid, NumberInvalid
from bench_core.metrology.distribution import Normal, Rectangular, StudentT
from bench_core.metrology.inputs import NONE, Correlations, Input, standard_uncertainties

INF = math.inf
ABC = ("a", "b", "c")


@pytest.mark.parametrize("value", [math.nan, INF, -INF])
def test_an_estimate_that_is_no_number_is_refused_by_name(value):
    with pytest.raises(NumberInvalid, match=r"^ls: the value .* is not a finite number"):
        Input("ls", value, Normal(1.0))


@pytest.mark.parametrize("freedom", [0.9, 0.0, -1.0, math.nan])
def test_degrees_of_freedom_below_1_are_refused_by_name(freedom):
    with pytest.raises(NumberInvalid, match=r"^ls: .* degrees of freedom are below 1"):
        Input("ls", 0.0, Normal(1.0), freedom)


def test_an_input_is_exactly_known_unless_its_distribution_says_otherwise():
    assert Input("a", 0.0, Rectangular(1.0)).degrees_of_freedom == INF
    assert Input("a", 0.0, StudentT(1.0, 4.0)).degrees_of_freedom == 4.0
    assert Input("a", 0.0, StudentT(1.0, 4.0), 7.0).degrees_of_freedom == 7.0
    assert Input("a", 0.0, Rectangular(3.0)).standard_uncertainty == pytest.approx(math.sqrt(3.0))


def test_a_pair_is_known_both_ways_and_the_others_are_uncorrelated():
    found = Correlations.of({("a", "b"): 0.5, ("b", "c"): 0.0})
    assert found.between("a", "b") == found.between("b", "a") == 0.5
    assert found.between("b", "c") == found.between("a", "c") == 0.0
    assert found.between("c", "c") == 1.0
    assert found.names == {"a", "b"}
    assert found
    assert not NONE
    assert not Correlations.of({("b", "c"): 0.0})


def test_quantities_that_hang_together_form_one_group():
    found = Correlations.of({("a", "b"): 0.5, ("d", "e"): -0.5, ("c", "b"): 0.5, ("f", "e"): 0.1})
    assert [set(group.names) for group in found.groups] == [{"a", "b", "c"}, {"d", "e", "f"}]


@pytest.mark.parametrize("value", [1.0000001, -1.5, math.nan, INF])
def test_a_coefficient_beyond_1_is_refused_by_name(value):
    with pytest.raises(CorrelationInvalid, match=r"^d1 and d2: a correlation coefficient lies within ±1, not "):
        Correlations.of({("d1", "d2"): value})


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ({("a", "b"): 0.5, ("b", "a"): 0.5}, "^b and a: .* given twice"),
        ({("a", "a"): 0.5}, "^a: the correlation coefficient with itself is 1"),
        ({("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}, "^a, b, c: no quantities can have"),
        # a = b and b = c, so that a = c
        ({("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "c"): 0.999}, "^a, b, c: no quantities can have"),
        ({("a", "b"): 1.0, ("b", "c"): 0.5}, "^a, b, c: no quantities can have"),
    ],
)
def test_coefficients_that_cannot_hold_together_are_refused(pairs, words):
    with pytest.raises(CorrelationInvalid, match=words):
        Correlations.of(pairs)


def test_a_correlation_of_what_is_no_input_is_refused():
    with pytest.raises(CorrelationInvalid, match="correlation of d1 and d3: 'd3' is not an input"):
        Correlations.of({("d1", "d3"): 0.5}).require_known(["d1", "d2"])


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 0], [0, 1]], r"3 quantities has as many rows and columns, not \[2, 2\]"),
        ([[1, 0, 0], [0, 1, 0]], r"3 quantities has as many rows"),
        ([[1, 0.5, 0], [0.4, 1, 0], [0, 0, 1]], "^b and a: the matrix is not symmetric, 0.4 and 0.5"),
        ([[1, 0, 0], [0, math.nan, 0], [0, 0, 1]], "^b and b: nan is not a finite number"),
        ([[1, 0, 0], [0, 2, 0], [0, 0, 1]], "b: (a correlation coefficient|the correlation)"),
    ],
)
def test_a_matrix_that_is_none_of_correlations_is_refused(matrix, words):
    with pytest.raises(CorrelationInvalid, match=words):
        Correlations.from_matrix(ABC, matrix)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[-1, 0], [0, 1]], "^a: the variance -1 is negative"),
        ([[0, 1], [1, 4]], "^b and a: covariance 1 beside a variance of 0"),
        ([[1, 3], [3, 4]], "^b and a: a correlation coefficient lies within ±1, not 1.5"),
        ([[1, 0], [0]], "as many rows and columns"),
    ],
)
def test_a_matrix_that_is_none_of_covariances_is_refused(matrix, words):
    with pytest.raises(CorrelationInvalid, match=words):
        Correlations.from_covariance(("a", "b"), matrix)


def test_a_name_that_is_there_twice_is_refused():
    with pytest.raises(CorrelationInvalid, match="a name is there twice: a, a"):
        Correlations.from_matrix(("a", "a"), [[1, 0], [0, 1]])


def test_a_covariance_matrix_gives_uncertainties_and_coefficients():
    matrix = [[4.0, -3.0, 0.0], [-3.0, 9.0, 0.0], [0.0, 0.0, 0.0]]
    found = Correlations.from_covariance(ABC, matrix)
    assert found.between("a", "b") == -0.5
    assert standard_uncertainties(ABC, matrix) == {"a": 2.0, "b": 3.0, "c": 0.0}
    assert Correlations.from_matrix(ABC, [[1, -0.5, 0], [-0.5, 1, 0], [0, 0, 1]]) == found


def test_what_rounding_leaves_beside_a_0_is_no_asymmetry():
    found = Correlations.from_covariance(ABC, [[4.0, 1e-16, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 1.0]])
    assert found.between("a", "b") == pytest.approx(0.0, abs=1e-15)


def test_what_rounding_puts_beyond_1_is_1():
    for sign in (1.0, -1.0):
        covariance = sign * (2.0 + 1e-12)
        found = Correlations.from_covariance(("a", "b"), [[1.0, covariance], [covariance, 4.0]])
        assert found.between("a", "b") == sign


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6), st.integers(1, 6), st.integers(0, 10**6))
def test_the_factor_gives_the_coefficients_back_of_full_and_of_singular_matrices(size, rank, seed):
    generator = np.random.default_rng(seed)
    rows = generator.standard_normal((size, rank))
    covariance = rows @ rows.T
    names = [f"x{place}" for place in range(size)]
    found = Correlations.from_covariance(names, covariance.tolist())
    for group in found.groups:
        factor = np.array(group.factor)
        wanted = [[found.between(one, other) for other in group.names] for one in group.names]
        np.testing.assert_allclose(factor @ factor.T, wanted, atol=1e-9)
        assert np.allclose(factor, np.tril(factor))
