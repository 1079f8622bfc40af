"""Points and uncertainties that nothing can be fitted to: each refusal names the point."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import FitInvalid
from bench_core.metrology.fit.polynomial import Uncertainties, fit_line, fit_polynomial

X, Y = [0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 3.5, 4.0]
U = [0.1] * 4


@pytest.mark.parametrize(
    ("x", "y", "point", "words"),
    [
        ([0.0, math.nan, 2.0, 3.0], Y, 2, "point 2: x is nan, not a number"),
        (X, [1.0, 2.0, math.inf, 4.0], 3, "point 3: y is inf, not a number"),
        (X[:3], Y, None, "there are 3 values of x and 4 of y"),
        (X[:2], Y[:2], None, "2 coefficients need 3 or more points, so that their scatter can be estimated, not 2"),
        ([], [], None, "need 3 or more points"),
        ([5.0] * 4, Y, 2, "point 2: x = 5 is that of an earlier point; 2 coefficients need 2 or more different x"),
    ],
)
def test_points(x, y, point, words):
    with pytest.raises(FitInvalid, match=words) as caught:
        fit_line(x, y)
    assert caught.value.point == point
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("stated", "point", "words"),
    [
        (Uncertainties(u_y=[0.1, 0.0, 0.1, 0.1]), 2, "point 2: u_y must be a number above 0, not 0.0"),
        (Uncertainties(u_y=[0.1, 0.1, -0.1, 0.1]), 3, "point 3: u_y must be a number above 0, not -0.1"),
        (Uncertainties(u_y=[math.nan, 0.1, 0.1, 0.1]), 1, "point 1: u_y must be a number above 0, not nan"),
        (Uncertainties(u_y=[0.1, 0.1, 0.1, math.inf]), 4, "point 4: u_y must be a number above 0, not inf"),
        (Uncertainties(u_y=U[:3]), None, "there are 3 values of u_y for 4 points"),
        (Uncertainties(u_y=U, u_x=[0.0, 0.0, -1.0, 0.0]), 3, "point 3: u_x must be a number from 0 on, not -1.0"),
        (Uncertainties(u_y=U, u_x=U[:2]), None, "there are 2 values of u_x for 4 points"),
        (Uncertainties(u_x=U), None, "uncertainties of x need those of y"),
        (Uncertainties(u_y=U, r=[0.0] * 4), None, "correlations need both"),
        (Uncertainties(u_y=U, u_x=U, r=[0.0, 1.0, 0.0, 0.0]), 2, "point 2: the correlation of x and y must be between"),
        (Uncertainties(u_y=U, u_x=U, r=[0.0, 0.0, 0.0, math.nan]), 4, "point 4: the correlation"),
        (Uncertainties(u_y=U, u_x=U, r=[0.0]), None, "there are 1 correlation coefficients for 4 points"),
        (Uncertainties(u_y=U, covariance=[[1.0]]), None, "either the covariance of y or standard uncertainties"),
        (Uncertainties(covariance=[[1.0]]), None, "the covariance of y has 1 rows for 4 points"),
        (Uncertainties(covariance=[[1.0] * 4, [1.0] * 3, [1.0] * 4, [1.0] * 4]), 2, "point 2: its row"),
        (Uncertainties(covariance=[[1.0] * 4] * 4), None, "is not positive definite"),
        (Uncertainties(covariance=[[math.nan] * 4] * 4), None, "holds something that is not a number"),
        (
            Uncertainties(covariance=[[1.0, 0.5, 0, 0], [0.4, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]),
            None,
            "is not symmetric",
        ),
        (
            Uncertainties(covariance=[[1.0, 0.5, 0, 0], [0.500001, 1.0, 0, 0], [0, 0, 1.0, 0], [0, 0, 0, 1.0]]),
            None,
            "is not symmetric",
        ),
    ],
)
def test_uncertainties(stated, point, words):
    with pytest.raises(FitInvalid, match=words) as caught:
        fit_line(X, Y, stated)
    assert caught.value.point == point


def test_a_repeated_x_is_named_where_it_first_repeats():
    with pytest.raises(FitInvalid, match="point 3: x = 1 is that of an earlier point; 3 coefficients need 3 or more"):
        fit_polynomial([1.0, 2.0, 1.0, 2.0], Y, 2)


@pytest.mark.parametrize("degree", [-1, 21])
def test_degrees(degree):
    with pytest.raises(FitInvalid, match=f"the degree must be 0 to 20, not {degree}"):
        fit_polynomial(X, Y, degree)


def test_a_curve_through_zero_needs_a_power():
    with pytest.raises(FitInvalid, match="the degree must be 1 to 20, not 0"):
        fit_polynomial(X, Y, 0, through_zero=True)
    with pytest.raises(FitInvalid, match="do not determine every coefficient"):
        fit_polynomial([0.0, 0.0], [1.0, 1.0], 1, through_zero=True)


def test_points_that_lie_too_close_for_the_degree():
    x = [1.0, 1.0 + 2e-16, 1.0 + 4e-16, 2.0, 3.0]
    with pytest.raises(
        FitInvalid, match="do not determine every coefficient; add points at other x or lower the degree"
    ):
        fit_polynomial(x, [1.0] * 5, 3)
