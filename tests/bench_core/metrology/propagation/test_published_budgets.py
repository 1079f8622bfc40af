"""Budgets as published: JCGM 100 H.1 and H.2, EA-4/02 S3, S5, S7, S9."""

from __future__ import annotations

import math

import pytest

from bench_core.metrology.coverage import CoverageRule, expand
from bench_core.metrology.distribution import Arcsine, Normal, Rectangular, Triangular
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Correlations, Input, standard_uncertainties
from bench_core.metrology.model import compile_model
from bench_core.metrology.propagation import propagate

NM = 1e-9


def budget(model: str, inputs: list[Input], **options):
    compiled = compile_model({"y": parse_expression(model)}, [entry.name for entry in inputs])
    return propagate(compiled, inputs, **options)["y"]


def given(**inputs: tuple[float, object]) -> list[Input]:
    return [Input(name, value, distribution, *freedom) for name, (value, distribution, *freedom) in inputs.items()]


GAUGE = given(
    ls=(50000623 * NM, Normal(25 * NM), 18),
    d0=(215 * NM, Normal(5.8 * NM), 24),
    d1=(0.0, Normal(3.9 * NM), 5),
    d2=(0.0, Normal(6.7 * NM), 8),
    da=(0.0, Rectangular(1e-6), 50),
    dt=(0.0, Rectangular(0.05), 2),
    as_=(1.15e-5, Rectangular(2e-6)),
    tb=(-0.1, Normal(0.2)),
    D=(0.0, Arcsine(0.5)),
)
GAUGE_MODEL = "ls + (d0 + d1 + d2) - ls * (da * (tb + D) + as_ * dt)"


def test_gum_h1_end_gauge():
    # JCGM 100:2008 H.1: 50 000 838 nm, u 32 nm, nu 16, k99 2.92, U99 93 nm; 34 nm with terms of the second order
    found = budget(GAUGE_MODEL, GAUGE, second_order=True)
    assert found.value / NM == pytest.approx(50000838, abs=1e-6)
    assert round(found.standard_uncertainty / NM) == 32
    assert round(found.second_order / NM) == 34
    # H.1.7: the two terms of the second order are 11.7 nm and 1.7 nm
    added = math.sqrt(found.second_order**2 - found.standard_uncertainty**2) / NM
    assert added == pytest.approx(math.hypot(11.7, 1.7), abs=0.05)
    assert math.floor(found.degrees_of_freedom) == 16
    contributions = {part.name: part.contribution / NM for part in found.contributions}
    published = {"ls": 25, "d0": 5.8, "d1": 3.9, "d2": 6.7, "da": 2.9, "dt": 16.6, "as_": 0, "tb": 0, "D": 0}
    assert contributions == pytest.approx(published, abs=0.05)
    rows = [(part.name, part.value, part.standard_uncertainty) for part in found.contributions]
    assert rows == [(entry.name, entry.value, entry.standard_uncertainty) for entry in GAUGE]
    assert next(part.signed for part in found.contributions if part.name == "dt") / NM == pytest.approx(
        -16.599, abs=1e-3
    )
    first_order = budget(GAUGE_MODEL, GAUGE)
    assert first_order.second_order is None
    expanded = expand(first_order, GAUGE, CoverageRule(p=0.99))
    assert expanded.k == pytest.approx(2.92, abs=0.005)
    assert expanded.distribution == "student_t"
    # printed 93 nm is 2.92 times the rounded 32 nm; not rounded it is 92.5 nm
    assert expanded.expanded_uncertainty / NM == pytest.approx(93, abs=1)


V = (5.007, 4.994, 5.005, 4.990, 4.999)
I_MA = (19.663, 19.639, 19.640, 19.685, 19.678)
PHI = (1.0456, 1.0438, 1.0468, 1.0428, 1.0433)


def test_gum_h2_resistance_and_reactance():
    # JCGM 100:2008 H.2, tables H.2 to H.4
    series = {"V": V, "I": tuple(value / 1e3 for value in I_MA), "phi": PHI}
    means = {name: math.fsum(values) / 5 for name, values in series.items()}
    covariance = [
        [
            math.fsum((a - means[one]) * (b - means[other]) for a, b in zip(series[one], series[other], strict=True))
            / 20
            for other in series
        ]
        for one in series
    ]
    u = standard_uncertainties(tuple(series), covariance)
    correlations = Correlations.from_covariance(tuple(series), covariance)
    assert correlations.between("V", "I") == pytest.approx(-0.36, abs=0.005)
    assert correlations.between("V", "phi") == pytest.approx(0.86, abs=0.005)
    assert correlations.between("I", "phi") == pytest.approx(-0.65, abs=0.005)
    model = compile_model(
        {
            "R": parse_expression("V / I * cos(phi)"),
            "X": parse_expression("V / I * sin(phi)"),
            "Z": parse_expression("V / I"),
        },
        tuple(series),
    )
    found = propagate(model, [Input(name, means[name], Normal(u[name]), 4) for name in series], correlations)
    published = {"R": (127.732, 0.071), "X": (219.847, 0.295), "Z": (254.260, 0.236)}
    for name, (value, uncertainty) in published.items():
        assert found[name].value == pytest.approx(value, abs=0.001)
        assert found[name].standard_uncertainty == pytest.approx(uncertainty, abs=0.001)
        # all from the same five observations: H.2.4
        assert found[name].degrees_of_freedom == pytest.approx(4.0, rel=1e-12)
    assert found.correlation("R", "X") == pytest.approx(-0.588, abs=0.001)
    assert found.correlation("R", "Z") == pytest.approx(-0.485, abs=0.001)
    assert found.correlation("X", "Z") == pytest.approx(0.993, abs=0.001)
    assert found.covariance[0][0] == found["R"].standard_uncertainty ** 2
    assert found.covariance[0][1] == found.covariance[1][0]


def test_ea_4_02_s3_standard_resistor():
    # EA-4/02 S3: 10 000.178 Ω, u 8.33 mΩ, U 17 mΩ (k = 2)
    inputs = given(
        RS=(10000.053, Normal(0.005 / 2)),
        dRD=(0.020, Rectangular(0.010)),
        dTS=(0.0, Rectangular(0.00275)),
        rC=(1.0, Triangular(1e-6)),
        r=(1.0000105, Normal(0.158e-6 / math.sqrt(5)), 4),
        dTX=(0.0, Rectangular(0.0055)),
    )
    found = budget("(RS + dRD + dTS) * rC * r - dTX", inputs)
    assert found.value == pytest.approx(10000.178, abs=0.0005)
    assert found.standard_uncertainty == pytest.approx(0.00833, abs=1e-5)
    expanded = expand(found, inputs, CoverageRule(k=2.0))
    assert round(expanded.expanded_uncertainty, 3) == 0.017
    assert expanded.p == pytest.approx(0.9545, abs=1e-4)
    assert (expanded.k, expanded.distribution) == (2.0, "fixed")


def test_ea_4_02_s5_furnace_temperature():
    # EA-4/02 S5: 1000.5 °C, u 0.641 °C, U 1.3 °C (k = 2)
    inputs = given(
        tS=(1000.5, Normal(0.1)),
        dtS=(0.0, Normal(0.15)),
        v1=(0.0, Normal(1.0)),
        v2=(0.0, Rectangular(0.5)),
        vR=(0.0, Rectangular(2.0)),
        t0=(0.0, Rectangular(0.1)),
        dD=(0.0, Rectangular(0.3)),
        dF=(0.0, Rectangular(1.0)),
    )
    found = budget("tS + dtS + 0.077 * (v1 + v2 + vR) - 0.077 / 0.189 * t0 + dD + dF", inputs)
    assert found.value == 1000.5
    assert found.standard_uncertainty == pytest.approx(0.641, abs=0.0005)
    # the largest term is rectangular, but the rest is more than 0.3 of it: nearly normal
    expanded = expand(found, inputs, CoverageRule(p=0.9545))
    assert expanded.distribution == "normal"
    assert expanded.expanded_uncertainty == pytest.approx(1.3, abs=0.05)


def test_ea_4_02_s7_step_attenuator():
    # EA-4/02 S7: 30.043 dB, u 22.4 mdB, U 45 mdB (k = 2)
    inputs = given(
        LS=(30.0402, Normal(0.0091)),
        dS=(0.003, Rectangular(0.00433)),
        dD=(0.0, Arcsine(0.00198)),
        dM=(0.0, Arcsine(0.02828)),
        dK=(0.0, Arcsine(0.0029698)),
        ib=(0.0, Rectangular(0.0005196)),
        ia=(0.0, Rectangular(0.0005196)),
        b0=(0.0, Normal(0.002)),
        a0=(0.0, Normal(0.002)),
    )
    found = budget("LS + dS + dD + dM + dK + ib - ia + b0 - a0", inputs)
    assert found.value == pytest.approx(30.043, abs=0.0005)
    assert found.standard_uncertainty == pytest.approx(0.0224, abs=5e-5)
    assert round(2 * found.standard_uncertainty, 3) == 0.045


def test_ea_4_02_s9_hand_held_multimeter():
    # EA-4/02 S9: 0.10 V, U 0.05 V; the resolution dominates, k = 0.95 sqrt(3) = 1.65
    inputs = given(
        ViX=(100.1, Normal(0.0)),
        VS=(100.0, Normal(0.001)),
        diX=(0.0, Rectangular(0.05)),
        dS=(0.0, Rectangular(0.011)),
    )
    found = budget("ViX - VS + diX - dS", inputs)
    assert found.value == pytest.approx(0.10, abs=1e-9)
    assert found.standard_uncertainty == pytest.approx(0.030, abs=0.0005)
    expanded = expand(found, inputs, CoverageRule(p=0.95))
    assert (expanded.distribution, expanded.dominated_by) == ("rectangular", ("diX",))
    assert expanded.k == pytest.approx(1.65, abs=0.005)
    assert expanded.expanded_uncertainty == pytest.approx(0.05, abs=0.0015)
    assert expanded.interval == pytest.approx((0.1 - 0.0486, 0.1 + 0.0486), abs=1e-4)
    plain = expand(found, inputs, CoverageRule(p=0.95, dominating=False))
    assert (plain.distribution, plain.k) == ("normal", pytest.approx(1.96, abs=0.001))
