"""Divisors against the tables of the GUM."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution import divisor


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
    ],
)
def test_what_has_no_factor_is_refused(compute):
    with pytest.raises(NumberInvalid):
        compute()
