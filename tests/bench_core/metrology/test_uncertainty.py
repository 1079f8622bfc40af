"""Models by level, sensitivities, the law of propagation: against published budgets and central differences."""

from __future__ import annotations

import ast
import math
import subprocess
import sys
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench_core.metrology
from bench_core.errors import ExpressionInvalid, NumberInvalid, UnitMismatch
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.distribution import divisor
from bench_core.metrology.expression import Dual, differentiate, evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.uncertainty import (
    Contribution,
    combine,
    evaluate_model,
    sensitivities,
)

INF = math.inf


def equations(*rows: str):
    found = []
    for row in rows:
        level, name, text = (part.strip() for part in row.split("|"))
        found.append((level, name, parse_expression(text)))
    return found


def budget(model: str, inputs: dict[str, tuple[str, float, float]]):
    """Return value and combined uncertainty; inputs by name: value, standard uncertainty in coherent SI, nu."""
    model_rows = equations(f"point | y | {model}")
    values = {name: Quantity.parse(text) for name, (text, _, _) in inputs.items()}
    y = evaluate_model(model_rows, values)["y"]
    slopes = sensitivities(model_rows, values, "y", list(values))
    parts = [Contribution(name, name, u, "1", nu) for name, (_, u, nu) in inputs.items()]
    return y, combine(parts, slopes)


def test_gum_h1_end_gauge():
    # JCGM 100:2008 H.1: 50 000 838 nm, u_c = 32 nm, nu_eff = 16, k_99 = 2.92
    nm, root3, root2 = 1e-9, math.sqrt(3), math.sqrt(2)
    y, combined = budget(
        "ls + (d0 + d1 + d2) - ls * (da * (tb + D) + as_ * dt)",
        {
            "ls": ("50000623 nm", 25 * nm, 18),
            "d0": ("215 nm", 5.8 * nm, 24),
            "d1": ("0 nm", 3.9 * nm, 5),
            "d2": ("0 nm", 6.7 * nm, 8),
            "da": ("0 K^-1", 1e-6 / root3, 50),
            "dt": ("0 K", 0.05 / root3, 2),
            "as_": ("1.15e-5 K^-1", 2e-6 / root3, INF),
            "tb": ("-0.1 K", 0.2, INF),
            "D": ("0 K", 0.5 / root2, INF),
        },
    )
    assert y == Quantity.parse("50000838 nm")
    assert combined.standard_uncertainty == pytest.approx(31.664 * nm, abs=0.001 * nm)
    assert round(combined.standard_uncertainty / nm) == 32
    assert math.floor(combined.degrees_of_freedom) == 16
    assert combined.degrees_of_freedom == pytest.approx(16.75, abs=0.01)
    assert coverage_factor(combined.degrees_of_freedom, 0.99) == pytest.approx(2.92, abs=0.005)
    published = (25, 5.8, 3.9, 6.7, 2.9, 16.6)  # the other three are 0
    assert combined.standard_uncertainty == pytest.approx(math.hypot(*published) * nm, abs=0.05 * nm)


def test_ea_4_02_s3_standard_resistor():
    # EA-4/02 S3: 10 000.178 Ω, u = 8.33 mΩ, U = 17 mΩ (k = 2)
    root3 = math.sqrt(3)
    ratios = [Quantity.of(text, "1") for text in ("1.0000104", "1.0000107", "1.0000106", "1.0000103", "1.0000105")]
    ratio = evaluate(parse_expression("mean(r)"), {"r": tuple(ratios)}.__getitem__)
    spread = evaluate(parse_expression("s(r)"), {"r": tuple(ratios)}.__getitem__)
    assert ratio == Quantity.of("1.0000105", "1")
    assert float(spread) == pytest.approx(0.158e-6, abs=0.5e-9)
    y, combined = budget(
        "(RS + dRD + dTS) * rC * r - dTX",
        {
            "RS": ("10000.053 Ω", 0.005 / 2, INF),
            "dRD": ("0.02 Ω", 0.01 / root3, INF),
            "dTS": ("0 Ω", 0.00275 / root3, INF),
            "rC": ("1", 1e-6 / math.sqrt(6), INF),
            "r": ("1.0000105", 0.158e-6 / math.sqrt(5), 4),
            "dTX": ("0 Ω", 0.0055 / root3, INF),
        },
    )
    assert float(y) == pytest.approx(10000.178, abs=5e-4)
    assert combined.standard_uncertainty == pytest.approx(0.00833, abs=1e-5)
    assert combined.degrees_of_freedom == pytest.approx(77_182, rel=0.001)
    assert 2 * combined.standard_uncertainty == pytest.approx(0.017, abs=5e-4)


def test_ea_4_02_s5_thermocouple():
    # EA-4/02 S5: furnace 1000.5 °C, u = 0.641 °C, with 0.077 °C/µV and 0.189 °C/µV
    root3 = math.sqrt(3)
    y, combined = budget(
        "tS + dtS + 0.077 K/µV * (v1 + v2 + vR) - 0.077 / 0.189 * t0 + dD + dF",
        {
            "tS": ("1000.5 °C", 0.1, INF),
            "dtS": ("0 K", 0.15, INF),
            "v1": ("0 µV", 1e-6, INF),
            "v2": ("0 µV", 0.5e-6 / root3, INF),
            "vR": ("0 µV", 2e-6 / root3, INF),
            "t0": ("0 K", 0.1 / root3, INF),
            "dD": ("0 K", 0.3 / root3, INF),
            "dF": ("0 K", 1.0 / root3, INF),
        },
    )
    assert y == Quantity.parse("1000.5 °C")
    assert combined.standard_uncertainty == pytest.approx(0.6409, abs=1e-4)
    assert combined.degrees_of_freedom == INF


def test_ea_4_02_s9_multimeter():
    # EA-4/02 S9: hand-held meter at 100 V: error 0.1 V, u = 0.030 V
    root3 = math.sqrt(3)
    y, combined = budget(
        "ViX - VS + diX - dS",
        {
            "ViX": ("100.1 V", 0.0, INF),
            "VS": ("100 V", 0.001, INF),
            "diX": ("0 V", 0.05 / root3, INF),
            "dS": ("0 V", 0.011 / root3, INF),
        },
    )
    assert y == Quantity.parse("0.1 V")
    assert combined.standard_uncertainty == pytest.approx(0.030, abs=5e-4)


def test_type_a_and_b_of_a_resistance():
    # Registered metrologist's exercise (wangxiao.cn/jls/1796984942): 0.082, 0.046 and 0.094 kΩ
    parts = [
        Contribution("repeatability", "R", 261 / math.sqrt(10), "Ω", 9),
        Contribution("meter", "R", 79.9704 / divisor("rectangular"), "Ω", INF),
    ]
    combined = combine(parts, {"R": 1.0})
    assert [part.standard_uncertainty for part in parts] == pytest.approx([82.5, 46], abs=0.5)
    assert combined.standard_uncertainty == pytest.approx(94.6, abs=0.1)


METER = equations("reading | e | x - source.output", "point | error | mean(e) - mean(z[range])")
READINGS = {
    "x": tuple(Quantity.of(text, "V") for text in ("10.00012", "10.00010", "10.00015")),
    "source.output": Quantity.parse("10 V"),
    "z[range]": tuple(Quantity.of(text, "µV") for text in ("1", "3")),
}


def test_a_model_is_evaluated_level_by_level():
    values = evaluate_model(METER, READINGS)
    assert values["e"] == tuple(Quantity.of(text, "V") for text in ("0.00012", "0.00010", "0.00015"))
    assert values["error"] == Quantity.of(Fraction("0.00037") / 3 - Fraction("0.000002"), "V")
    assert values["x"] is READINGS["x"]


def test_a_common_shift_moves_the_mean_as_a_whole():
    slopes = sensitivities(METER, READINGS, "error", ["x", "source.output", "e", "z[range]", "error"])
    wanted = {"x": 1, "source.output": -1, "e": 1, "z[range]": -1, "error": 1}
    assert slopes == pytest.approx(wanted)


def test_what_the_output_does_not_depend_on_has_sensitivity_0():
    unused = {**READINGS, "t": Quantity.parse("20 °C")}
    assert sensitivities(METER, unused, "error", ["t"]) == {"t": 0.0}


@pytest.mark.parametrize(("level", "passed"), [("point", True), ("reading", (True, False))])
def test_truth_values_beside_the_quantities_have_no_derivative(level, passed):
    rows = equations(f"{level} | failed | not passed", "point | y | 2 * a")
    assert sensitivities(rows, {"a": Quantity.parse("1 V"), "passed": passed}, "y", ["a"]) == {"a": 2.0}


def test_a_shift_of_an_intermediate_quantity_reaches_all_its_users():
    rows = equations("point | a | 2 * x", "point | b | a * a + x")
    slopes = sensitivities(rows, {"x": Quantity.of("3", "1")}, "b", ["x", "a"])
    assert slopes == {"x": pytest.approx(2 * 6 * 2 + 1), "a": pytest.approx(12)}


def test_sensitivities_are_in_coherent_si():
    rows = equations("point | p | u * u / r")
    inputs = {"u": Quantity.parse("500 mV"), "r": Quantity.parse("2 kΩ")}
    slopes = sensitivities(rows, inputs, "p", ["u", "r"])
    assert slopes == {"u": pytest.approx(2 * 0.5 / 2000), "r": pytest.approx(-0.25 / 2000**2)}


FORMS = [
    "a + b - c",
    "a * b / c",
    "(a - b) / (a + b + c) ^ 2",
    "a ^ 3 * b ^ -2",
    "sqrt(a * b) + exp(a / 10) * ln(b)",
    "sin(a) * cos(b) + tan(c / 10)",
    "log10(a * b * c)",
    "abs(a - 20) * -b",
    "max(a, b + 10) - min(a, c + 20)",
    "mean(e) * a + s(e) + sum(e) / b",
    "a * (1 - b / 8000) * c / (c - b / 20)",
]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20, deadline=None)
@given(values=st.tuples(*[st.floats(1.0, 5.0)] * 3), series=st.lists(st.floats(1.0, 5.0), min_size=3, max_size=5))
def test_sensitivities_agree_with_central_differences(form, values, series):
    expression = parse_expression(form)
    point = dict(zip("abc", values, strict=True)) | {f"e{place}": value + place for place, value in enumerate(series)}

    def names(name: str, shift: dict[str, float]):
        parts = [key for key in point if key.startswith("e")] if name == "e" else [name]
        duals = tuple(Dual(point[part] + shift.get(part, 0.0), {part: 1.0}) for part in parts)
        return duals if name == "e" else duals[0]

    found = differentiate(expression, partial(names, shift={}))
    assert isinstance(found, Dual)
    for name in point:
        h = 1e-5
        above, below = (differentiate(expression, partial(names, shift={name: step})) for step in (h, -h))
        slope = (above.value - below.value) / (2 * h)
        tolerance = 1e-6 * max(1.0, abs(found.value))
        assert found.gradient.get(name, 0.0) == pytest.approx(slope, rel=1e-6, abs=tolerance)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FORMS), st.tuples(*[st.floats(1.0, 5.0)] * 3))
def test_both_evaluations_of_a_tree_agree(form, values):
    expression = parse_expression(form)
    exact = {name: Quantity.of(Fraction(value), "1") for name, value in zip("abc", values, strict=True)}
    series = tuple(Quantity.of(place, "1") for place in (1, 2, 4))
    plain = evaluate(expression, {**exact, "e": series}.__getitem__)
    floats = {name: Dual(float(value)) for name, value in exact.items()}
    found = differentiate(expression, {**floats, "e": tuple(Dual(float(q)) for q in series)}.__getitem__)
    assert isinstance(plain, Quantity)
    assert isinstance(found, Dual)
    assert found.value == pytest.approx(float(plain), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sqrt(x)", "division by zero"),
        ("ln(x)", "domain|expected a positive"),
        ("1 / x", "division by zero"),
        ("x ^ -1", "division by zero|zero to a negative"),
        ("exp(x + 800)", "range"),
        ("s(e)", "needs 2 or more values, not 1"),
        ("big * big", "not finite"),
    ],
)
def test_where_no_derivative_exists_that_is_said(text, words):
    names = {"x": Dual(0.0, {"x": 1.0}), "e": (Dual(1.0),), "big": Dual(1e200, {"big": 1.0})}
    with pytest.raises(ExpressionInvalid, match=words):
        differentiate(parse_expression(text), names.__getitem__)


def test_an_error_of_exactly_0_keeps_its_uncertainty_in_its_magnitude():
    found = differentiate(parse_expression("abs(x)"), {"x": Dual(0.0, {"x": 1.0})}.__getitem__)
    assert found == Dual(0.0, {"x": 1.0})


def test_equal_readings_have_no_slope_of_their_spread():
    found = differentiate(parse_expression("s(e)"), {"e": (Dual(2.0, {"e": 1.0}),) * 3}.__getitem__)
    assert found == Dual(0.0, {"e": 0.0})


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["point | error | mean(y)"], "'y' is not known here"),
        (["point | error | x - source.output"], "'error' at level point is a series, not one value"),
        (["reading | e | x - mean(x)"], "mean takes one series"),
        (["reading | x | 2 * x"], "'x' has a value already"),
        (["reading | e | x + z[range]"], r"series of different lengths \(x: 3, z\[range\]: 2\)"),
        (["point | b | a", "point | a | 1"], "'a' is not known here"),
    ],
)
def test_a_model_that_does_not_hold_together_is_refused(rows, words):
    with pytest.raises(ExpressionInvalid, match=words):
        evaluate_model(equations(*rows), READINGS)


def test_a_model_with_units_that_do_not_fit_is_refused():
    with pytest.raises(UnitMismatch, match="A and V"):
        evaluate_model(equations("reading | e | x - 1 A"), READINGS)


def test_a_reading_without_series_is_one_value():
    assert evaluate_model(equations("reading | k | 2 * source.output"), READINGS)["k"] == Quantity.parse("20 V")


@pytest.mark.parametrize(("output", "of"), [("e", ["x"]), ("nothing", ["x"]), ("error", ["nothing"])])
def test_a_sensitivity_needs_one_output_and_known_names(output, of):
    with pytest.raises(ExpressionInvalid):
        sensitivities(METER, READINGS, output, of)


@pytest.mark.parametrize(
    ("u", "nu"), [(-1.0, INF), (math.nan, INF), (INF, INF), (1.0, 0.0), (1.0, -1.0), (1.0, math.nan)]
)
def test_a_contribution_that_is_none_is_refused(u, nu):
    with pytest.raises(NumberInvalid, match="meter: "):
        combine([Contribution("meter", "x", u, "V", nu)], {"x": 1.0})


def test_nothing_to_combine_is_certain():
    assert combine([], {}).standard_uncertainty == 0.0
    still = combine([Contribution("none", "x", 0.0, "V", 5)], {"x": 1.0})
    assert (still.standard_uncertainty, still.degrees_of_freedom) == (0.0, INF)


@given(st.lists(st.tuples(st.floats(1e-9, 1e3), st.integers(1, 100)), min_size=1, max_size=8), st.floats(1e-6, 1e6))
def test_a_budget_scales_and_its_degrees_of_freedom_stay(parts, scale):
    def made(factor: float):
        rows = [Contribution(str(i), "x", u * factor, "V", nu) for i, (u, nu) in enumerate(parts)]
        return combine(rows, {"x": -2.0})

    plain, scaled = made(1.0), made(scale)
    assert scaled.standard_uncertainty == pytest.approx(plain.standard_uncertainty * scale, rel=1e-12)
    assert scaled.degrees_of_freedom == pytest.approx(plain.degrees_of_freedom, rel=1e-9)
    assert (
        min(nu for _, nu in parts) * (1 - 1e-9) <= plain.degrees_of_freedom <= sum(nu for _, nu in parts) * (1 + 1e-9)
    )


def test_metrology_needs_neither_numpy_nor_pint_nor_a_file():
    modules = [
        "expression",
        "uncertainty",
        "certificate",
        "specification",
        "decision",
        "rounding",
        "statistics",
        "distribution",
        "inputs",
        "propagation",
        "coverage",
    ]
    budget = (
        "from bench_core.metrology import coverage, distribution, expression, inputs, model, propagation\n"
        "found = [inputs.Input(name, 8.0, distribution.Rectangular(0.1)) for name in 'ab']\n"
        "equations = {'y': expression.parse_expression('sqrt(a) * b')}\n"
        "result = propagation.propagate(model.compile_model(equations, 'ab'), found, second_order=True)\n"
        "coverage.expand(result['y'], found, coverage.CoverageRule(p=0.95))\n"
        "condition = {'h': expression.parse_expression('y * y - a')}\n"
        "propagation.propagate(model.implicit_model(condition, 'a', {'y': 1.0}), found[:1])\n"
    )
    program = (
        f"import sys; {'; '.join(f'import bench_core.metrology.{name}' for name in modules)}\n{budget}"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'scipy', 'pint', 'pydantic', 'lxml'}))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)
    assert found.stdout.strip() == "[]"


def test_metrology_uses_no_input_output_or_evaluation_of_python():
    folder = Path(bench_core.metrology.__file__).parent
    forbidden = {"open", "print", "eval", "exec", "compile", "input", "__import__", "getattr", "setattr"}
    for path in sorted(folder.rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        used = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert not used & forbidden, f"{path.name} calls {used & forbidden}"
