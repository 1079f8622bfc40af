"""The safeguarded Newton method on functions that are easy, steep, flat and hostile."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid
from bench_core.metrology.inversion import invert


@given(st.floats(-50, 50))
def test_a_rising_and_a_falling_function_are_inverted_to_the_last_bits(x):
    found = invert(math.sinh, math.cosh, math.sinh(x), -60, 60)
    assert found == pytest.approx(x, rel=1e-14, abs=1e-14)
    falling = invert(lambda t: -math.sinh(t), lambda t: -math.cosh(t), -math.sinh(x), -60, 60)
    assert falling == pytest.approx(x, rel=1e-14, abs=1e-14)


def test_newton_takes_few_steps():
    asked = []

    def value(x):
        asked.append(x)
        return x * x

    assert invert(value, lambda x: 2 * x, 2.0, 1.0, 2.0) == pytest.approx(math.sqrt(2), rel=1e-15)
    assert len(asked) < 10


def test_where_the_tangent_misleads_halving_helps():
    # the slope of atan is so small outside that Newton's steps leave the bracket
    assert invert(math.atan, lambda x: 1 / (1 + x * x), 0.0, -1e6, 3.0) == pytest.approx(0.0, abs=1e-12)
    # a slope of 0 where the function is not flat, and one with the wrong sign
    assert invert(lambda x: x**3, lambda _: 0.0, 8.0, 0.0, 10.0) == pytest.approx(2.0, rel=1e-14)
    assert invert(lambda x: x**3, lambda _: -1.0, 8.0, 0.0, 10.0) == pytest.approx(2.0, rel=1e-14)
    # Newton's steps from x lead to -x and back
    root = lambda x: math.copysign(math.sqrt(abs(x)), x)  # noqa: E731
    assert invert(root, lambda x: 0.5 / math.sqrt(abs(x)), 0.0, -4.0, 9.0) == pytest.approx(0.0, abs=1e-12)
    # a root of the ninth order, where Newton's method is slow
    assert invert(lambda x: (x - 1) ** 9, lambda x: 9 * (x - 1) ** 8, 0.0, -2.0, 7.0) == pytest.approx(1.0, abs=1e-1)


def test_the_ends_are_found_exactly():
    assert invert(lambda x: 3 * x, lambda _: 3.0, 3.0, 1.0, 2.0) == 1.0
    assert invert(lambda x: 3 * x, lambda _: 3.0, 6.0, 1.0, 2.0) == 2.0
    assert invert(lambda x: 3 * x, lambda _: 3.0, 6.0, 2.0, 2.0) == 2.0
    # an end that is 1 off is no end that is found
    assert invert(lambda x: 4.0 - x, lambda _: -1.0, 3.0, 0.0, 4.0) == 1.0


@pytest.mark.parametrize("target", [5.0, -1.0, 4.1, -0.1, math.nan])
def test_what_is_not_reached_is_refused(target):
    with pytest.raises(NumberInvalid, match="is not reached between 0 and 4"):
        invert(lambda x: x, lambda _: 1.0, target, 0.0, 4.0)
