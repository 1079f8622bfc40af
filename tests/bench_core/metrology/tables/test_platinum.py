"""IEC 60751 against its table, both ways, its classes, and the comparison of JJG 229."""

from __future__ import annotations

import math

import pytest

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.tables.platinum import CallendarVanDusen, resistance, temperature, tolerance
from bench_core.metrology.tables.platinum_comparison import StandardThermometer, compare

# IEC 60751, table 1: Pt100, Ω
TABLE = {
    -200: 18.52,
    -100: 60.26,
    -50: 80.31,
    -10: 96.09,
    0: 100.0,
    10: 103.90,
    25: 109.73,
    50: 119.40,
    100: 138.51,
    130: 149.83,
    150: 157.33,
    200: 175.86,
    300: 212.05,
    400: 247.09,
    500: 280.98,
    600: 313.71,
    650: 329.64,
    850: 390.48,
}


@pytest.mark.parametrize(("t", "ohms"), TABLE.items())
def test_the_table(t, ohms):
    assert resistance(t).value == pytest.approx(ohms, abs=0.005 + 1e-9)
    assert resistance(t, 1000.0).value == pytest.approx(10 * ohms, abs=0.05 + 1e-8)


def test_there_and_back_over_the_whole_range():
    worst = max(abs(temperature(resistance(t / 4).value).value - t / 4) for t in range(-800, 3401))
    assert worst < 1e-10


def test_the_two_branches_meet_at_0():
    curve = CallendarVanDusen(100.0)
    assert curve.resistance(-1e-9) == pytest.approx(curve.resistance(1e-9), abs=1e-9)
    assert curve.slope(-1e-9) == pytest.approx(curve.slope(0.0), abs=1e-9)


def test_a_thermometer_may_have_less_than_an_ohm():
    assert resistance(100, 0.25).value == pytest.approx(0.25 * 1.385055)


@pytest.mark.parametrize("t", [-199, -50, -1, 1, 300, 840])
def test_sensitivity_is_the_slope(t):
    h = 1e-3
    rise = (resistance(t + h).value - resistance(t - h).value) / (2 * h)
    assert resistance(t).sensitivity("temperature") == pytest.approx(rise, rel=1e-7)
    back = temperature(resistance(t).value)
    assert back.sensitivity("resistance") == pytest.approx(1 / rise, rel=1e-7)


@pytest.mark.parametrize(
    ("construction", "name", "low", "high"),
    [
        ("wire", "AA", -50, 250),
        ("wire", "A", -100, 450),
        ("wire", "B", -196, 600),
        ("wire", "C", -196, 600),
        ("film", "AA", 0, 150),
        ("film", "A", -30, 300),
        ("film", "B", -50, 500),
        ("film", "C", -50, 600),
    ],
)
def test_a_class_holds_from_end_to_end_and_no_further(construction, name, low, high):
    for t in (low, high):
        assert tolerance(name, t, construction).value == tolerance(name, t).value
    for t in (low - 0.1, high + 0.1):
        with pytest.raises(OutsideValidity, match=f"class {name}"):
            tolerance(name, t, construction)


@pytest.mark.parametrize(
    ("name", "t", "limit"),
    [
        ("AA", 0, 0.1),
        ("AA", -100, 0.27),
        ("A", 0, 0.15),
        ("A", 300, 0.75),
        ("B", 100, 0.8),
        ("B", -100, 0.8),
        ("C", 0, 0.6),
        ("C", 300, 3.6),
    ],
)
def test_tolerance_classes(name, t, limit):
    assert tolerance(name, t).value == pytest.approx(limit, abs=1e-12)


def test_a_class_holds_in_its_range_alone():
    assert tolerance("A", -100, "wire").value == pytest.approx(0.35)
    with pytest.raises(OutsideValidity, match="class A, temperature: -31 °C is outside -30 °C to 300 °C"):
        tolerance("A", -31, "film")
    with pytest.raises(NumberInvalid, match="classes: AA, A, B, C"):
        tolerance("D", 0)


def test_a_thermometer_known_by_its_class_alone():
    found = temperature(138.5055, tolerance_class="B")
    assert found.value == pytest.approx(100)
    assert found.standard_uncertainty == pytest.approx(0.8 / math.sqrt(3))
    ohms = resistance(100, tolerance_class="B")
    assert ohms.standard_uncertainty == pytest.approx(0.8 / math.sqrt(3) * 0.37928, rel=1e-4)
    assert resistance(100).standard_uncertainty == 0


@pytest.mark.parametrize("t", [-200.1, 850.1, math.nan])
def test_temperatures_outside_are_refused(t):
    with pytest.raises(OutsideValidity, match="IEC 60751, temperature"):
        resistance(t)


@pytest.mark.parametrize("ohms", [18.5, 390.5, math.nan, -1.0])
def test_resistances_outside_are_refused(ohms):
    with pytest.raises(OutsideValidity, match=r"resistance: .* Ω is outside 18.52008 Ω to 390.481125 Ω"):
        temperature(ohms)


@pytest.mark.parametrize("r0", [0.0, -100.0, math.nan, math.inf])
def test_a_thermometer_has_a_resistance(r0):
    with pytest.raises(NumberInvalid, match="no platinum thermometer has R0"):
        resistance(0, r0)


def test_a_comparison_at_the_ice_point_and_near_100_degrees():
    # computed once from the formulas of JJG 229-2010; not published
    found = compare(StandardThermometer(24.9995, 1.39266), ice=(24.999, 99.985), boiling=(34.814, 138.47))
    assert found.bath_at_0 == pytest.approx(0.004961908775673743, rel=1e-6)
    assert found.r0 == pytest.approx(99.98306018468466, rel=1e-9)
    assert found.error_at_0 == pytest.approx(-0.043343180706034594, rel=1e-6)
    assert found.bath_at_100 == pytest.approx(-0.01864295683847562, rel=1e-6)
    assert found.r100 == pytest.approx(138.47706568064177, rel=1e-9)
    assert found.error_at_100 == pytest.approx(-0.07496920311706429, rel=1e-6)
    assert found.alpha == pytest.approx(0.003850052741419651, rel=1e-6)


def test_a_perfect_thermometer_has_no_error():
    curve, standard = CallendarVanDusen(100.0), StandardThermometer(25.0, 1.3927)
    at_0, at_100 = 25.0 / 1.0000398, 1.3927 * 25.0
    found = compare(standard, (at_0, curve.resistance(0)), (at_100, curve.resistance(100)))
    assert (found.bath_at_0, found.bath_at_100) == (0, 0)
    assert found.error_at_0 == 0
    assert found.error_at_100 == pytest.approx(0, abs=1e-12)


def test_a_comparison_may_be_with_a_standard_of_a_quarter_of_an_ohm():
    one = compare(StandardThermometer(24.9995, 1.39266), ice=(24.999, 99.985), boiling=(34.814, 138.47))
    small = compare(StandardThermometer(0.249995, 1.39266), (0.24999, 0.99985), (0.34814, 1.3847), nominal=1.0)
    assert small.alpha == pytest.approx(one.alpha, rel=1e-9)


def test_a_comparison_needs_resistances():
    with pytest.raises(NumberInvalid, match="triple point must be a number above 0, not 0"):
        compare(StandardThermometer(0.0, 1.39), (25, 100), (35, 138))
    with pytest.raises(NumberInvalid, match="a resistance must be a number above 0, not nan"):
        compare(StandardThermometer(25.0, 1.39), (25, math.nan), (35, 138))
    with pytest.raises(NumberInvalid, match="W"):
        compare(StandardThermometer(25.0, math.inf), (25, 100), (35, 138))
