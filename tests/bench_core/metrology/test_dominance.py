"""What a factor covers in a distribution of known limits, and in a result that is nearly distributed so."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from bench_core.metrology.distribution import Arcsine, Normal, Rectangular, Triangular
from bench_core.metrology.dominance import Dominance, Term, dominating_terms, trapezoidal_probability


def found(*parts: tuple[float, object], p: float = 0.95) -> Dominance | None:
    terms = [Term(f"x{number}", size, shape, free=True) for number, (size, shape) in enumerate(parts)]
    return dominating_terms(terms, math.hypot(*(size for size, _ in parts)), p)


@pytest.mark.parametrize(
    "parts",
    [
        [(1.0, Rectangular(1.0))],
        [(1.0, Triangular(1.0))],
        [(1.0, Arcsine(1.0))],
        [(1.0, Rectangular(1.0)), (0.4, Rectangular(1.0))],
        [(1.0, Rectangular(1.0)), (1.0, Rectangular(1.0))],
    ],
)
@pytest.mark.parametrize("p", [0.3, 0.6827, 0.95, 0.99])
def test_the_factor_of_a_probability_covers_it(parts, p):
    shape = found(*parts, p=p)
    assert shape is not None
    assert shape.covered(shape.k) == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize(("beta", "k"), [(1.0, 1.7321), (0.0, 2.4495), (0.5, 2.1909)])
def test_beyond_its_limits_nothing_lies(beta, k):
    assert trapezoidal_probability(beta, k - 0.01) < 1
    assert trapezoidal_probability(beta, k + 0.01) == 1


def test_beyond_its_amplitude_a_vibration_never_is():
    shape = found((1.0, Arcsine(1.0)))
    assert shape is not None
    assert (shape.covered(1.0), shape.covered(1.5)) == (pytest.approx(0.5), 1.0)


def _rectangle_and_normal(k: float, rest: float) -> float:
    """The probability inside ±k of a rectangle and a normal rest of that share, by the integral of the density."""
    large = 1 / math.hypot(1, rest)
    half_width, sigma, normal = large * math.sqrt(3), rest * large, NormalDist()

    def inner(x: float) -> float:
        return x * normal.cdf(x) + normal.pdf(x)

    return sigma / half_width * (inner((k + half_width) / sigma) - inner((k - half_width) / sigma)) - 1


def _two_rectangles(k: float, rest: float) -> float:
    return trapezoidal_probability((1 - rest) / (1 + rest), k)


@pytest.mark.parametrize("whole", [_rectangle_and_normal, _two_rectangles])
@pytest.mark.parametrize("k", [1.0, 1.4, 1.5, 1.6, 1.65, 1.96, 2.0, 3.0])
@pytest.mark.parametrize("rest", [0.1, 0.3])
def test_a_factor_covers_at_least_what_it_does_in_the_normal_or_the_dominating_distribution(whole, k, rest):
    shape = found((1.0, Rectangular(1.0)), (rest, Normal(1.0)))
    assert shape is not None
    assert whole(k, rest) >= min(math.erf(k / math.sqrt(2)), shape.covered(k))


@pytest.mark.parametrize(("rest", "covered"), [(0.05, 0.951), (0.1, 0.948), (0.2, 0.937), (0.3, 0.927)])
def test_the_factor_of_a_rectangle_covers_about_its_probability_whatever_rest_is_let_pass(rest, covered):
    """EA-4/02 S9 says that k = 1.65 is for approximately 95 %."""
    assert _rectangle_and_normal(0.95 * math.sqrt(3), rest) == pytest.approx(covered, abs=0.001)


def test_a_rest_of_three_tenths_is_let_pass_and_no_more():
    assert found((1.0, Rectangular(1.0)), (0.3, Normal(1.0))) is not None
    assert found((1.0, Rectangular(1.0)), (0.3001, Normal(1.0))) is None
