"""Published examples of the propagation of distributions, with a fixed seed and the published tolerances."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench_core.metrology.distribution import Normal, Rectangular, StudentT
from bench_core.metrology.inputs import NONE, Correlations, Input
from bench_core.metrology.monte_carlo import Adaptive, simulate, validate_law

SEED = 20261121


def total(values):
    """The additive model of JCGM 101:2008 9.2."""
    return {"y": values["x1"] + values["x2"] + values["x3"] + values["x4"]}


def additive(*distributions):
    """Inputs of the additive model."""
    return [Input(f"x{number}", 0.0, distribution) for number, distribution in enumerate(distributions, start=1)]


def simulated(model, inputs, correlations=NONE, trials=300_000):
    """The only output of a model."""
    return simulate(model, inputs, correlations, trials=trials, probability=0.95, seed=SEED).outputs[0]


def test_the_sum_of_four_normal_quantities():
    # JCGM 101:2008 9.2.2, table 2
    found = simulated(total, additive(*[Normal(1.0)] * 4), trials=700_000)
    assert found.value == pytest.approx(0, abs=0.01)
    assert found.standard_uncertainty == pytest.approx(2.0, abs=0.01)
    assert found.interval == pytest.approx((-3.92, 3.92), abs=0.01)
    assert validate_law(0.0, 3.92, found, 2).validated


def test_the_sum_of_four_rectangular_quantities():
    # JCGM 101:2008 9.2.3; beyond the outermost width of four, (4 - x)⁴ / 24 of the distribution is left
    found = simulated(total, additive(*[Rectangular(math.sqrt(3))] * 4))
    end = (2 - (0.025 * 24) ** 0.25) * 2 * math.sqrt(3)
    assert end == pytest.approx(3.88, abs=0.001)
    assert found.standard_uncertainty == pytest.approx(2.0, abs=0.01)
    assert found.interval == pytest.approx((-end, end), abs=0.02)


def test_a_fourth_rectangular_quantity_ten_times_as_wide():
    # JCGM 101:2008 9.2.4, table 4
    found = simulated(total, additive(*[Rectangular(math.sqrt(3))] * 3, Rectangular(10 * math.sqrt(3))))
    assert found.value == pytest.approx(0, abs=0.1)
    assert found.standard_uncertainty == pytest.approx(10.1, abs=0.1)
    assert found.interval == pytest.approx((-17.0, 17.0), abs=0.1)
    validation = validate_law(0.0, 19.9, found, 2)
    assert not validation.validated
    assert validation.d_low == pytest.approx(2.9, abs=0.1)


def mass(values):
    """JCGM 101:2008 9.3: conventional mass, as difference from 100 g, in mg."""
    air = (values["rho_a"] - 1.2) * (1 / values["rho_w"] - 1 / values["rho_r"])
    return {"dm": (values["m_r"] + values["dm_r"]) * (1 + air) - 100_000}


MASS = [
    Input("m_r", 100_000.0, Normal(0.050)),
    Input("dm_r", 1.234, Normal(0.020)),
    Input("rho_a", 1.20, Rectangular(0.10)),
    Input("rho_w", 8000.0, Rectangular(1000.0)),
    Input("rho_r", 8000.0, Rectangular(50.0)),
]


def test_the_calibration_of_a_mass_standard():
    # JCGM 101:2008 9.3, tables 6 and 7
    found = simulated(mass, MASS, trials=500_000)
    assert found.value == pytest.approx(1.2341, abs=0.001)
    assert found.standard_uncertainty == pytest.approx(0.0754, abs=0.001)
    assert found.shortest_interval == pytest.approx((1.0834, 1.3825), abs=0.003)
    first = validate_law(1.234, (1.3395 - 1.1285) / 2, found, 1, shortest=True)
    assert (first.tolerance, first.validated) == (0.005, False)
    assert (first.d_low, first.d_high) == pytest.approx((0.0451, 0.0430), abs=0.003)
    second = validate_law(1.234, (1.381 - 1.087) / 2, found, 1, shortest=True)
    assert second.validated
    assert (second.d_low, second.d_high) == pytest.approx((0.0036, 0.0015), abs=0.003)


@pytest.mark.slow
def test_the_calibration_of_a_mass_standard_by_the_adaptive_procedure():
    # JCGM 101:2008 9.3.2.3: delta = 0.005 / 5 for one digit
    found = simulate(mass, MASS, trials=Adaptive(digits=1, share=0.2), probability=0.95, seed=SEED)
    assert found.stable
    assert found["dm"].tolerance == pytest.approx(0.001)
    assert found["dm"].standard_uncertainty == pytest.approx(0.0754, abs=0.001)
    assert found["dm"].shortest_interval == pytest.approx((1.0834, 1.3825), abs=0.003)


def loss(values):
    """JCGM 101:2008 9.4: comparison loss in microwave power meter calibration, in millionths."""
    return {"dy": (values["x1"] ** 2 + values["x2"] ** 2) * 1e6}


# JCGM 101:2008 9.4.2, tables 8 and 9
@pytest.mark.parametrize(
    ("x1", "value", "u", "shortest"),
    [(0.0, 50, 50, (0, 150)), (0.010, 150, 112, (0, 367)), (0.050, 2550, 502, (1590, 3543))],
)
def test_the_loss_of_a_comparison(x1, value, u, shortest):
    inputs = [Input("x1", x1, Normal(0.005)), Input("x2", 0.0, Normal(0.005))]
    found = simulated(loss, inputs)
    assert found.value == pytest.approx(value, abs=2)
    assert found.standard_uncertainty == pytest.approx(u, abs=1)
    assert found.shortest_interval == pytest.approx(shortest, abs=12)
    assert found.shortest_interval[0] >= 0


@pytest.mark.parametrize("x1", [0.0, 0.010, 0.050])
def test_the_loss_of_a_comparison_with_correlated_inputs_has_its_exact_moments(x1):
    # JCGM 101:2008 9.4.3; of X1² + X2² for normal quantities E = x1² + 2 u², V = 4 u² x1² + 4 u⁴ (1 + r²)
    u, r = 0.005, 0.9
    inputs = [Input("x1", x1, Normal(u)), Input("x2", 0.0, Normal(u))]
    found = simulated(loss, inputs, Correlations.of({("x1", "x2"): r}))
    assert found.value == pytest.approx((x1**2 + 2 * u**2) * 1e6, abs=2)
    spread = math.sqrt(4 * u**2 * x1**2 + 4 * u**4 * (1 + r**2)) * 1e6
    assert found.standard_uncertainty == pytest.approx(spread, rel=0.01)


def test_the_law_is_not_validated_where_its_uncertainty_is_nothing():
    inputs = [Input("x1", 0.0, Normal(0.005)), Input("x2", 0.0, Normal(0.005))]
    validation = validate_law(0.0, 0.0, simulated(loss, inputs, trials=20_000), 1)
    assert validation.tolerance == 5
    assert not validation.validated


def expansion(values):
    """NIST TN 1900, E13: coefficient of thermal expansion of a copper bar."""
    warmer = values["t1"] - values["t0"]
    return {"alpha": (values["l1"] - values["l0"]) / (values["l0"] * warmer)}


def test_a_thermal_expansion_coefficient():
    scale = 1 / math.sqrt(3)  # so that a t of 3 degrees of freedom has the tabulated standard deviation
    inputs = [
        Input("l0", 1.4999, StudentT(0.0001 * scale, 3)),
        Input("t0", 288.15, StudentT(0.02 * scale, 3)),
        Input("l1", 1.5021, StudentT(0.0002 * scale, 3)),
        Input("t1", 373.10, StudentT(0.05 * scale, 3)),
    ]
    found = simulated(expansion, inputs)
    assert found.value == pytest.approx(1.7268e-5, rel=0.005)
    assert found.standard_uncertainty == pytest.approx(1.74e-6, rel=0.03)


def test_simultaneous_resistance_and_reactance_have_the_correlations_of_gum_h2():
    # JCGM 100:2008 H.2, table H.4 (approach 1, corrected): -0.588, -0.485, 0.993
    means, spreads = (4.9990, 0.019661, 1.04446), (0.0032, 0.0000095, 0.00075)
    names = ("v", "i", "phi")
    inputs = [Input(name, mean, Normal(u)) for name, mean, u in zip(names, means, spreads, strict=True)]
    stated = Correlations.of({("v", "i"): -0.355, ("v", "phi"): 0.858, ("i", "phi"): -0.645})

    def impedance(values):
        z = values["v"] / values["i"]
        return {"r": z * np.cos(values["phi"]), "x": z * np.sin(values["phi"]), "z": z}

    found = simulate(impedance, inputs, stated, trials=200_000, probability=0.95, seed=SEED)
    assert [output.value for output in found.outputs] == pytest.approx([127.732, 219.847, 254.260], abs=0.01)
    u = [output.standard_uncertainty for output in found.outputs]
    assert u == pytest.approx([0.071, 0.295, 0.236], abs=0.002)
    correlation = np.array(found.covariance) / np.outer(u, u)
    assert correlation[0, 1] == pytest.approx(-0.588, abs=0.01)
    assert correlation[0, 2] == pytest.approx(-0.485, abs=0.01)
    assert correlation[1, 2] == pytest.approx(0.993, abs=0.002)
