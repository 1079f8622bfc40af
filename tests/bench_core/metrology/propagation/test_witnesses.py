"""The same budgets by GTC, by `uncertainties` and by plain numpy: three witnesses that share no line with ours."""

from __future__ import annotations

import math

import GTC
import numpy as np
import pytest
import uncertainties
from hypothesis import given, settings
from hypothesis import strategies as st
from uncertainties import umath

from bench_core.metrology.distribution import Normal
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.propagation import propagate

NAMES = ("a", "b", "c")
FORMS = {
    "a * b / c": lambda a, b, c, _: a * b / c,
    "a * (1 + b * (c - 2)) - c": lambda a, b, c, _: a * (1 + b * (c - 2)) - c,
    "sqrt(a * a + b * b) - exp(-c)": lambda a, b, c, m: m.sqrt(a * a + b * b) - m.exp(-c),
    "ln(a) * sin(b) + cos(c) ^ 3": lambda a, b, c, m: m.log(a) * m.sin(b) + m.cos(c) ** 3,
    "log10(a + b) * tan(c / 4)": lambda a, b, c, m: m.log10(a + b) * m.tan(c / 4),
}
MODEL = compile_model({name: parse_expression(name) for name in FORMS}, NAMES)
numbers = st.tuples(*[st.floats(0.5, 3.0)] * 3)
spreads = st.tuples(*[st.floats(1e-6, 0.1)] * 3)
freedoms = st.tuples(*[st.integers(1, 60)] * 3)


def inputs(values, us, nus=(math.inf,) * 3):
    return [Input(name, x, Normal(u), nu) for name, x, u, nu in zip(NAMES, values, us, nus, strict=True)]


@settings(max_examples=40, deadline=None)
@given(numbers, spreads, freedoms)
def test_gtc_has_the_same_uncertainty_components_and_degrees_of_freedom(values, us, nus):
    found = propagate(MODEL, inputs(values, us, nus))
    xs = [GTC.ureal(x, u, nu) for x, u, nu in zip(values, us, nus, strict=True)]
    for form, output in zip(FORMS.values(), found.outputs, strict=True):
        y = form(*xs, GTC)
        assert output.value == pytest.approx(y.x, rel=1e-12, abs=1e-13)
        assert output.standard_uncertainty == pytest.approx(y.u, rel=1e-11)
        assert output.degrees_of_freedom == pytest.approx(y.df, rel=1e-9)
        components = [GTC.component(y, x) for x in xs]
        assert [part.contribution for part in output.contributions] == pytest.approx(components, rel=1e-9, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(numbers, spreads, st.integers(0, 10**6))
def test_uncertainties_has_the_same_covariance_matrix_of_correlated_inputs(values, us, seed):
    rows = np.random.default_rng(seed).standard_normal((3, 3))
    scale = np.sqrt(np.diag(rows @ rows.T))
    r = rows @ rows.T / np.outer(scale, scale)
    np.fill_diagonal(r, 1.0)
    found = propagate(MODEL, inputs(values, us), Correlations.from_matrix(NAMES, r.tolist()))
    xs = uncertainties.correlated_values(values, (r * np.outer(us, us)).tolist())
    ys = [form(*xs, umath) for form in FORMS.values()]
    wanted = np.array(uncertainties.covariance_matrix(ys))
    size = np.sqrt(np.outer(np.diag(wanted), np.diag(wanted)))
    np.testing.assert_allclose(np.array(found.covariance) / size, wanted / size, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(numbers, spreads, st.tuples(*[st.floats(-0.49, 0.49)] * 3))
def test_numpy_has_the_same_covariance_by_central_differences(values, us, r):
    pairs = dict(zip((("a", "b"), ("b", "c"), ("a", "c")), r, strict=True))
    found = propagate(MODEL, inputs(values, us), Correlations.of(pairs))
    h = 1e-5
    x = np.array(values)
    slopes = np.array(
        [[(form(*(x + e), np) - form(*(x - e), np)) / (2 * h) for e in np.eye(3) * h] for form in FORMS.values()]
    )
    matrix = np.array([[1, r[0], r[2]], [r[0], 1, r[1]], [r[2], r[1], 1]]) * np.outer(us, us)
    wanted = slopes @ matrix @ slopes.T
    size = np.sqrt(np.outer(np.diag(wanted), np.diag(wanted)))
    np.testing.assert_allclose(np.array(found.covariance) / size, wanted / size, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(numbers, spreads, st.integers(1, 30), st.tuples(*[st.floats(0.01, 0.49) | st.floats(-0.49, -0.01)] * 3))
def test_gtc_has_the_same_degrees_of_freedom_of_simultaneous_observations(values, us, nu, r):
    # for an ensemble GTC follows Willink (Metrologia 44, 2007), who counts it once, with n - 1; a coefficient of
    # exactly 0 stands for independent quantities with us, and within the ensemble with GTC
    pairs = dict(zip((("a", "b"), ("b", "c"), ("a", "c")), r, strict=True))
    found = propagate(MODEL, inputs(values, us, (nu,) * 3), Correlations.of(pairs))
    xs = GTC.multiple_ureal(values, us, nu)
    for (one, other), coefficient in pairs.items():
        GTC.set_correlation(coefficient, xs[NAMES.index(one)], xs[NAMES.index(other)])
    for form, output in zip(FORMS.values(), found.outputs, strict=True):
        y = form(*xs, GTC)
        assert output.standard_uncertainty == pytest.approx(y.u, rel=1e-9)
        assert output.degrees_of_freedom == pytest.approx(y.df, rel=1e-9)


def test_gtc_and_ours_count_a_group_beside_other_inputs_alike():
    model = compile_model({"y": parse_expression("a * b + d")}, ("a", "b", "d"))
    us, nus = {"a": 0.1, "b": 0.2, "d": 0.3}, {"a": 4, "b": 4, "d": 9}
    ours = [Input(name, 2.0, Normal(us[name]), nus[name]) for name in us]
    found = propagate(model, ours, Correlations.of({("a", "b"): 0.5}))["y"]
    a, b = GTC.multiple_ureal((2.0, 2.0), (0.1, 0.2), 4)
    GTC.set_correlation(0.5, a, b)
    y = a * b + GTC.ureal(2.0, 0.3, 9)
    assert found.standard_uncertainty == pytest.approx(y.u)
    assert found.degrees_of_freedom == pytest.approx(y.df)


def test_correlated_and_exactly_known_is_exactly_known():
    a, b = GTC.ureal(1.0, 0.1, independent=False), GTC.ureal(1.0, 0.2, independent=False)
    GTC.set_correlation(-0.5, a, b)
    found = propagate(MODEL, inputs((1.0, 1.0, 1.0), (0.1, 0.2, 0.0)), Correlations.of({("a", "b"): -0.5}))
    assert found["a * b / c"].standard_uncertainty == pytest.approx((a * b).u)
    assert found["a * b / c"].degrees_of_freedom == (a * b).df == math.inf
    assert (
        propagate(MODEL, inputs((1.0, 1.0, 1.0), (0.1, 0.2, 0.0)), NONE).outputs[0].contributions[2].contribution == 0
    )
