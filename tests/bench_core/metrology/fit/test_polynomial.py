"""Lines and polynomials against published fits, certified data sets and independent programs."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from bench_core.metrology.fit.polynomial import Uncertainties, fit_line, fit_polynomial

# JCGM 100:2008, H.3.1, table H.6: reading of a thermometer and observed correction, °C
GUM_H3_READINGS = (21.521, 22.012, 22.512, 23.003, 23.507, 23.999, 24.513, 25.002, 25.503, 26.010, 26.511)
GUM_H3_CORRECTIONS = (-0.171, -0.169, -0.166, -0.159, -0.164, -0.165, -0.156, -0.157, -0.159, -0.161, -0.160)

# NIST Statistical Reference Datasets, linear least squares: Pontius, a load cell, deflection against load
PONTIUS_X = tuple(150000.0 * step for step in range(1, 21)) * 2
PONTIUS_Y = (
    0.11019,
    0.21956,
    0.32949,
    0.43899,
    0.54803,
    0.65694,
    0.76562,
    0.87487,
    0.98292,
    1.09146,
    1.20001,
    1.30822,
    1.41599,
    1.52399,
    1.63194,
    1.73947,
    1.84646,
    1.95392,
    2.06128,
    2.16844,
    0.11052,
    0.22018,
    0.32939,
    0.43886,
    0.54798,
    0.65739,
    0.76596,
    0.87474,
    0.983,
    1.0915,
    1.20004,
    1.30818,
    1.41613,
    1.52408,
    1.63159,
    1.73965,
    1.84696,
    1.95445,
    2.06177,
    2.16829,
)
PONTIUS = (0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14)
PONTIUS_U = (0.107938612033077e-03, 0.157817399981659e-09, 0.486652849992036e-16)

# NIST StRD: Wampler3, degree 5, x = 0 to 20
WAMPLER3_Y = (
    760.0,
    -2042.0,
    2111.0,
    -1684.0,
    3888.0,
    1858.0,
    11379.0,
    17560.0,
    39287.0,
    64382.0,
    113159.0,
    175108.0,
    273291.0,
    400186.0,
    581243.0,
    811568.0,
    1121004.0,
    1506550.0,
    2002767.0,
    2611612.0,
    3369180.0,
)
WAMPLER3_U = (
    2152.32624678170,
    2363.55173469681,
    779.343524331583,
    101.475507550350,
    5.64566512170752,
    0.112324854679312,
)

# NIST StRD: Eberhardt (NoInt1), a line through zero
NOINT_X = tuple(float(x) for x in range(60, 71))
NOINT_Y = tuple(float(y) for y in range(130, 141))

# NIST StRD: Filip, degree 10, the hardest polynomial
FILIP_Y = (
    0.8116,
    0.9072,
    0.9052,
    0.9039,
    0.8053,
    0.8377,
    0.8667,
    0.8809,
    0.7975,
    0.8162,
    0.8515,
    0.8766,
    0.8885,
    0.8859,
    0.8959,
    0.8913,
    0.8959,
    0.8971,
    0.9021,
    0.909,
    0.9139,
    0.9199,
    0.8692,
    0.8872,
    0.89,
    0.891,
    0.8977,
    0.9035,
    0.9078,
    0.7675,
    0.7705,
    0.7713,
    0.7736,
    0.7775,
    0.7841,
    0.7971,
    0.8329,
    0.8641,
    0.8804,
    0.7668,
    0.7633,
    0.7678,
    0.7697,
    0.77,
    0.7749,
    0.7796,
    0.7897,
    0.8131,
    0.8498,
    0.8741,
    0.8061,
    0.846,
    0.8751,
    0.8856,
    0.8919,
    0.8934,
    0.894,
    0.8957,
    0.9047,
    0.9129,
    0.9209,
    0.9219,
    0.7739,
    0.7681,
    0.7665,
    0.7703,
    0.7702,
    0.7761,
    0.7809,
    0.7961,
    0.8253,
    0.8602,
    0.8809,
    0.8301,
    0.8664,
    0.8834,
    0.8898,
    0.8964,
    0.8963,
    0.9074,
    0.9119,
    0.9228,
)
FILIP_X = (
    -6.860120914,
    -4.324130045,
    -4.358625055,
    -4.358426747,
    -6.955852379,
    -6.661145254,
    -6.355462942,
    -6.118102026,
    -7.115148017,
    -6.815308569,
    -6.519993057,
    -6.204119983,
    -5.853871964,
    -6.109523091,
    -5.79832982,
    -5.482672118,
    -5.171791386,
    -4.851705903,
    -4.517126416,
    -4.143573228,
    -3.709075441,
    -3.499489089,
    -6.300769497,
    -5.953504836,
    -5.642065153,
    -5.031376979,
    -4.680685696,
    -4.329846955,
    -3.928486195,
    -8.56735134,
    -8.363211311,
    -8.107682739,
    -7.823908741,
    -7.522878745,
    -7.218819279,
    -6.920818754,
    -6.628932138,
    -6.323946875,
    -5.991399828,
    -8.781464495,
    -8.663140179,
    -8.473531488,
    -8.247337057,
    -7.971428747,
    -7.676129393,
    -7.352812702,
    -7.072065318,
    -6.774174009,
    -6.478861916,
    -6.159517513,
    -6.835647144,
    -6.53165267,
    -6.224098421,
    -5.910094889,
    -5.598599459,
    -5.290645224,
    -4.974284616,
    -4.64454848,
    -4.290560426,
    -3.885055584,
    -3.408378962,
    -3.13200249,
    -8.726767166,
    -8.66695597,
    -8.511026475,
    -8.165388579,
    -7.886056648,
    -7.588043762,
    -7.283412422,
    -6.995678626,
    -6.691862621,
    -6.392544977,
    -6.067374056,
    -6.684029655,
    -6.378719832,
    -6.065855188,
    -5.752272167,
    -5.132414673,
    -4.811352704,
    -4.098269308,
    -3.66174277,
    -3.2644011,
)
FILIP = (
    -1467.48961422980,
    -2772.17959193342,
    -2316.37108160893,
    -1127.97394098372,
    -354.478233703349,
    -75.1242017393757,
    -10.8753180355343,
    -1.06221498588947,
    -0.670191154593408e-01,
    -0.246781078275479e-02,
    -0.402962525080404e-04,
)
FILIP_U = (
    298.084530995537,
    559.779865474950,
    466.477572127796,
    227.204274477751,
    71.6478660875927,
    15.2897178747400,
    2.23691159816033,
    0.221624321934227,
    0.142363763154724e-01,
    0.535617408889821e-03,
    0.896632837373868e-05,
)


def test_gum_h3_calibration_of_a_thermometer():
    fitted = fit_line(GUM_H3_READINGS, GUM_H3_CORRECTIONS)
    at_20 = fitted.curve.parameters(20.0)
    assert [round(value, 5) for value in at_20.values] == pytest.approx([-0.1712, 0.00218], abs=5e-5)
    assert at_20.standard_uncertainties == pytest.approx((0.0029, 0.00067), abs=5e-5)
    assert at_20.standard_uncertainties[1] == pytest.approx(0.00067, abs=5e-6)
    assert at_20.correlation(0, 1) == pytest.approx(-0.930, abs=5e-4)
    assert fitted.goodness.standard_deviation == pytest.approx(0.0035, abs=5e-5)
    assert fitted.goodness.degrees_of_freedom == 9
    assert math.hypot(*fitted.goodness.normalised_residuals) == pytest.approx(3.0)
    at_30 = fitted.curve.predict(30.0)
    assert at_30.value == pytest.approx(-0.1494, abs=5e-5)
    assert at_30.standard_uncertainty == pytest.approx(0.0041, abs=5e-5)
    assert at_30.degrees_of_freedom == 9
    assert at_30.extrapolated
    assert fitted.goodness.chi_square is None


def test_gum_h3_without_correlation_as_its_note_asks():
    # H.3.5: with t0 = mean of the readings, 24.0085 °C, intercept and slope are not correlated: u(y1) = 0.0011
    mean = sum(GUM_H3_READINGS) / 11
    about = fit_line(GUM_H3_READINGS, GUM_H3_CORRECTIONS).curve.parameters(mean)
    assert about.values[0] == pytest.approx(-0.1625, abs=5e-5)
    assert about.standard_uncertainties[0] == pytest.approx(0.0011, abs=5e-5)
    assert about.correlation(0, 1) == pytest.approx(0, abs=1e-10)


def test_nist_pontius_a_load_cell():
    parameters = fit_polynomial(PONTIUS_X, PONTIUS_Y, 2).curve.parameters()
    assert parameters.values == pytest.approx(PONTIUS, rel=1e-11)
    assert parameters.standard_uncertainties == pytest.approx(PONTIUS_U, rel=1e-11)


def test_nist_wampler_1_and_2_exact_polynomials():
    x = [float(x) for x in range(21)]
    one = fit_polynomial(x, [sum(t**k for k in range(6)) for t in x], 5).curve.parameters()
    assert one.values == pytest.approx([1.0] * 6, rel=1e-8)
    two = fit_polynomial(x, [sum((t / 10) ** k for k in range(6)) for t in x], 5).curve.parameters()
    assert two.values == pytest.approx([10.0**-k for k in range(6)], rel=1e-11)


def test_nist_wampler_3_large_scatter():
    parameters = fit_polynomial([float(x) for x in range(21)], WAMPLER3_Y, 5).curve.parameters()
    assert parameters.values == pytest.approx([1.0] * 6, rel=1e-8)
    assert parameters.standard_uncertainties == pytest.approx(WAMPLER3_U, rel=1e-11)


def test_nist_filip_degree_ten():
    fitted = fit_polynomial(FILIP_X, FILIP_Y, 10)
    parameters = fitted.curve.parameters()
    assert parameters.values == pytest.approx(FILIP, rel=1e-9)
    assert parameters.standard_uncertainties == pytest.approx(FILIP_U, rel=1e-9)
    assert fitted.goodness.standard_deviation == pytest.approx(0.334801051324544e-02, rel=1e-12)


def test_nist_noint_a_line_through_zero():
    curve = fit_polynomial(NOINT_X, NOINT_Y, 1, through_zero=True).curve
    parameters = curve.parameters()
    assert parameters.values == pytest.approx((0.0, 2.07438016528926), rel=1e-14)
    assert parameters.standard_uncertainties == pytest.approx((0.0, 0.165289256198347e-01), rel=1e-13)
    assert curve.value(0.0) == 0
    assert curve.predict(0.0).standard_uncertainty == 0


def exact(x, y, u, degree):
    """Solve the normal equations in fractions: an algorithm that is poor in floating point, and exact here."""
    xs, ys, ws = ([Fraction(v) for v in values] for values in (x, y, u))
    n = degree + 1
    rows = [
        [sum(t ** (i + j) / w**2 for t, w in zip(xs, ws, strict=True)) for j in range(n)]
        + [sum(v * t**i / w**2 for t, v, w in zip(xs, ys, ws, strict=True))]
        for i in range(n)
    ]
    for i in range(n):
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for k in range(n):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [float(row[n]) for row in rows]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4),
    st.lists(
        st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 50)),
        min_size=6,
        max_size=9,
        unique_by=lambda point: point[0],
    ),
)
def test_weighted_fits_are_those_of_exact_normal_equations(degree, points):
    x, y, u = ([float(point[i]) / 8 for point in points] for i in range(3))
    curve = fit_polynomial(x, y, degree, Uncertainties(u_y=u)).curve
    expected = exact(x, y, u, degree)
    for t in x:
        value = math.fsum(c * t**k for k, c in enumerate(expected))
        assert curve.value(t) == pytest.approx(value, rel=1e-8, abs=1e-8)


def points(count=9, seed=1):
    generator = np.random.default_rng(seed)
    x = np.sort(generator.uniform(1, 9, count))
    u = generator.uniform(0.05, 0.2, count)
    return x, 2 + 0.5 * x - 0.1 * x**2 + u * generator.standard_normal(count), u


def test_an_unweighted_line_is_scipys_linregress():
    x, y, _ = points()
    fitted = fit_line(x, y)
    witness = stats.linregress(x, y)
    parameters = fitted.curve.parameters()
    assert parameters.values == pytest.approx((witness.intercept, witness.slope), rel=1e-12)
    assert parameters.standard_uncertainties == pytest.approx((witness.intercept_stderr, witness.stderr), rel=1e-11)


@pytest.mark.parametrize("degree", [0, 1, 2, 3])
def test_a_weighted_polynomial_is_numpys_polyfit_and_scipys_curve_fit(degree):
    x, y, u = points()
    fitted = fit_polynomial(x, y, degree, Uncertainties(u_y=u))
    parameters = fitted.curve.parameters()
    values, covariance = np.polyfit(x, y, degree, w=1 / u, cov="unscaled")
    assert parameters.values == pytest.approx(values[::-1], rel=1e-8)
    assert np.array(parameters.covariance) == pytest.approx(covariance[::-1, ::-1], rel=1e-7)
    if degree:
        by_scipy, _ = optimize.curve_fit(
            lambda t, *c: np.polyval(c[::-1], t), x, y, p0=[1.0] * (degree + 1), sigma=u, absolute_sigma=True
        )
        assert parameters.values == pytest.approx(by_scipy, rel=1e-4)
    chi_square = float((((y - np.polyval(values, x)) / u) ** 2).sum())
    assert fitted.goodness.chi_square == pytest.approx(chi_square, rel=1e-10)
    assert math.hypot(*fitted.goodness.normalised_residuals) ** 2 == pytest.approx(chi_square, rel=1e-10)
    assert fitted.goodness.probability == pytest.approx(stats.chi2.sf(chi_square, 9 - degree - 1), rel=1e-9)
    assert fitted.curve.degrees_of_freedom == math.inf


def test_a_stated_covariance_without_correlation_is_the_weighted_fit():
    x, y, u = points()
    plain = fit_polynomial(x, y, 2, Uncertainties(u_y=u)).curve
    full = fit_polynomial(x, y, 2, Uncertainties(covariance=np.diag(u**2))).curve
    assert full.coefficients == pytest.approx(plain.coefficients, rel=1e-12)
    assert full.predict(5.0).standard_uncertainty == pytest.approx(plain.predict(5.0).standard_uncertainty, rel=1e-12)


def test_what_rounding_leaves_beside_a_mirrored_zero_is_no_asymmetry():
    x, y, u = points()
    covariance = np.diag(u**2)
    covariance[0, 1] = 1e-14 * u[0] * u[1]
    assert fit_line(x, y, Uncertainties(covariance=covariance)).curve.coefficients == pytest.approx(
        fit_line(x, y, Uncertainties(u_y=u)).curve.coefficients
    )


def test_a_standard_behind_all_points_shifts_the_curve_and_leaves_differences_alone():
    x, y, u = points()
    common = 0.3
    curve = fit_line(x, y, Uncertainties(covariance=np.diag(u**2) + common**2)).curve
    apart = fit_line(x, y, Uncertainties(u_y=u)).curve
    assert curve.coefficients == pytest.approx(apart.coefficients, rel=1e-10)
    for at in (2.0, 7.0):
        u_apart = apart.predict(at).standard_uncertainty
        assert curve.predict(at).standard_uncertainty == pytest.approx(math.hypot(u_apart, common), rel=1e-10)

    def difference(c):
        variance = c.covariance_between(2, 2) + c.covariance_between(7, 7) - 2 * c.covariance_between(2, 7)
        return math.sqrt(variance)

    assert difference(curve) == pytest.approx(difference(apart), rel=1e-8)
    assert difference(apart) == pytest.approx(5 * apart.parameters().standard_uncertainties[1], rel=1e-10)


def test_birge_enlarges_what_does_not_fit_and_never_makes_small():
    x, y, u = points()
    small = Uncertainties(u_y=u / 10)
    stated, enlarged = fit_line(x, y, small), fit_line(x, y, small, birge=True)
    ratio = stated.goodness.birge_ratio
    assert ratio > 1
    assert enlarged.curve.predict(5.0).standard_uncertainty == pytest.approx(
        ratio * stated.curve.predict(5.0).standard_uncertainty
    )
    assert enlarged.curve.degrees_of_freedom == 7
    large = Uncertainties(u_y=u * 100)
    assert fit_line(x, y, large, birge=True).curve == fit_line(x, y, large).curve


@settings(max_examples=25, deadline=None)
@given(st.floats(-1e3, 1e3), st.floats(0.01, 100), st.floats(0.01, 100))
def test_shift_and_scale_of_x_and_y_change_the_numbers_as_units_do(shift, scale_x, scale_y):
    x, y, u = points()
    plain = fit_polynomial(x, y, 2, Uncertainties(u_y=u)).curve.predict(4.0)
    moved = fit_polynomial(x * scale_x + shift, y * scale_y, 2, Uncertainties(u_y=u * scale_y)).curve
    there = moved.predict(4.0 * scale_x + shift)
    assert there.value == pytest.approx(plain.value * scale_y, rel=1e-6)
    assert there.standard_uncertainty == pytest.approx(plain.standard_uncertainty * scale_y, rel=1e-6)


def test_the_order_of_the_points_does_not_matter():
    x, y, u = points()
    order = np.random.default_rng(2).permutation(len(x))
    one = fit_polynomial(x, y, 3, Uncertainties(u_y=u))
    two = fit_polynomial(x[order], y[order], 3, Uncertainties(u_y=u[order]))
    assert two.curve.coefficients == pytest.approx(one.curve.coefficients, rel=1e-10)
    assert two.goodness.residuals == pytest.approx(np.array(one.goodness.residuals)[order], abs=1e-12)


def test_as_many_points_as_coefficients_with_stated_uncertainties_are_interpolated():
    fitted = fit_polynomial([0, 1, 2], [1, 3, 11], 2, Uncertainties(u_y=[0.1] * 3))
    assert fitted.curve.parameters().values == pytest.approx((1, -1, 3))
    assert fitted.curve.predict(1.0).standard_uncertainty == pytest.approx(0.1)
    assert fitted.goodness.probability is None
    assert fitted.goodness.birge_ratio is None


def test_many_draws_scatter_as_the_covariance_says():
    x, y, u = points()
    generator = np.random.default_rng(3)
    ideal = 2 + 0.5 * x - 0.1 * x**2
    stated = Uncertainties(u_y=u)
    values = [
        fit_polynomial(x, ideal + u * generator.standard_normal(9), 2, stated).curve.value(5.0) for _ in range(300)
    ]
    u_5 = fit_polynomial(x, y, 2, stated).curve.predict(5.0).standard_uncertainty
    assert np.std(values) == pytest.approx(u_5, rel=0.15)
