"""Thermocouples against published emf, both ways over the whole range of each type, at borders, and by class."""

from __future__ import annotations

import hashlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.tables.thermocouple import emf, reference_function, temperature, tolerance
from bench_core.metrology.tables.thermocouple_coefficients import K_EXPONENTIAL, SEGMENTS

# NIST ITS-90 tables (SRD 60), mV, reference junction at 0 °C
TABLE = [
    ("K", 100, 4.096),
    ("K", 500, 20.644),
    ("K", 1000, 41.276),
    ("K", -100, -3.554),
    ("K", -200, -5.891),
    ("N", 100, 2.774),
    ("N", 1000, 36.256),
    ("S", 1000, 9.587),
    ("S", 1064.18, 10.334),
    ("R", 1000, 10.506),
    ("T", 100, 4.279),
    ("T", -100, -3.379),
    ("J", 500, 27.393),
    ("E", 500, 37.005),
    ("B", 100, 0.033),
    ("B", 1500, 10.099),
    ("B", 600, 1.792),
    ("B", 1820, 13.820),
    ("E", -270, -9.835),
    ("E", -200, -8.825),
    ("E", -100, -5.237),
    ("E", 1000, 76.373),
    ("J", -210, -8.095),
    ("J", -100, -4.633),
    ("J", 760, 42.919),
    ("J", 1000, 57.953),
    ("J", 1200, 69.553),
    ("K", -270, -6.458),
    ("K", 1372, 54.886),
    ("N", -270, -4.345),
    ("N", -200, -3.990),
    ("N", -100, -2.407),
    ("N", 1300, 47.513),
    ("R", -50, -0.226),
    ("R", 1500, 17.451),
    ("R", 1768, 21.101),
    ("S", -50, -0.236),
    ("S", 1500, 15.582),
    ("S", 1768, 18.693),
    ("T", -270, -6.258),
    ("T", -200, -5.603),
    ("T", 200, 9.288),
    ("T", 400, 20.872),
    # makers' tables of type C, and GOST R 8.585 for the end of type A
    ("C", 100, 1.451),
    ("C", 2315, 37.070),
    ("A", 2500, 33.640),
]
# NIST's published inverse polynomials, degrees from mV, which hold within ±0.05 °C
NIST_INVERSES = {
    ("K", 0, 500): (
        0.0,
        2.508355e1,
        7.860106e-2,
        -2.503131e-1,
        8.315270e-2,
        -1.228034e-2,
        9.804036e-4,
        -4.413030e-5,
        1.057734e-6,
        -1.052755e-8,
    ),
    ("J", 0, 760): (0.0, 1.978425e1, -2.001204e-1, 1.036969e-2, -2.549687e-4, 3.585153e-6, -5.344285e-8, 5.099890e-10),
}


@pytest.mark.parametrize(("letter", "t", "millivolts"), TABLE)
def test_the_tables(letter, t, millivolts):
    assert emf(letter, t).value * 1e3 == pytest.approx(millivolts, abs=0.0005 + 1e-9)


def test_the_coefficients_are_those_that_were_compared_with_the_public_domain_package():
    # every coefficient of the eight types of NIST was equal to that of thermocouples_reference 0.20
    nist = {letter: SEGMENTS[letter] for letter in sorted(SEGMENTS) if letter not in "AC"}
    assert hashlib.sha256(repr((nist, K_EXPONENTIAL)).encode()).hexdigest()[:16] == "ea3ea339b9620042"


@pytest.mark.parametrize("letter", SEGMENTS)
def test_there_and_back_over_the_whole_range(letter):
    function = reference_function(letter)
    low = 42.2 if letter == "B" else function.low
    for step in range(401):
        t = low + (function.high - low) * step / 400
        assert function.temperature(function.emf(t)) == pytest.approx(t, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SEGMENTS)), st.floats(0, 1))
def test_back_and_there(letter, part):
    function = reference_function(letter)
    low, high = function.emf(42.2 if letter == "B" else function.low), function.emf(function.high)
    volts = low + (high - low) * part
    assert function.emf(function.temperature(volts)) == pytest.approx(volts, abs=3e-10)


@pytest.mark.parametrize("letter", SEGMENTS)
def test_segments_meet(letter):
    for (_, border, lower), (start, _, upper) in zip(SEGMENTS[letter], SEGMENTS[letter][1:], strict=False):
        assert start == border
        function = reference_function(letter)
        assert function.emf(border) == pytest.approx(function.emf(math.nextafter(border, 1e4)), abs=2e-10)
        assert function.temperature(function.emf(border)) == pytest.approx(border, abs=1e-5)
        assert len(lower) > 4
        assert len(upper) > 4


@pytest.mark.parametrize("letter", SEGMENTS)
def test_sensitivity_is_the_slope(letter):
    function = reference_function(letter)
    for part in (0.05, 0.31, 0.62, 0.97):
        t = function.low + (function.high - function.low) * part
        rise = (function.emf(t + 1e-3) - function.emf(t - 1e-3)) / 2e-3
        assert function.sensitivity(t) == pytest.approx(rise, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(("key", "inverse"), NIST_INVERSES.items())
def test_our_inverse_lies_where_nists_inverse_polynomial_says(key, inverse):
    letter, low, high = key
    for t in range(low, high, 20):
        millivolts = emf(letter, t).value * 1e3
        approximate = sum(c * millivolts**power for power, c in enumerate(inverse))
        assert temperature(letter, millivolts * 1e-3).value == pytest.approx(approximate, abs=0.06)


def test_the_reference_junction_is_added_as_an_emf():
    # K at 500 °C against 25 °C: 20.644 mV - 1.000 mV
    measured = emf("K", 500, 25)
    assert measured.value * 1e3 == pytest.approx(20.644 - 1.000, abs=0.001)
    back = temperature("K", measured.value, 25)
    assert back.value == pytest.approx(500, abs=1e-6)
    h = 1e-3
    rise = temperature("K", measured.value, 25 + h).value - temperature("K", measured.value, 25 - h).value
    assert back.sensitivity("reference_junction") == pytest.approx(rise / (2 * h), rel=1e-5)
    assert measured.sensitivity("reference_junction") == pytest.approx(-reference_function("K").sensitivity(25))
    slope = reference_function("K").sensitivity(500)
    assert measured.sensitivity("temperature") == slope
    assert back.sensitivity("emf") == pytest.approx(1 / slope, rel=1e-9)
    assert emf("A", 1000, 0).value == reference_function("A").emf(1000)


@pytest.mark.parametrize(
    ("letter", "number", "t", "limit"),
    [
        ("K", 1, 300, 1.5),
        ("K", 1, 1000, 4.0),
        ("K", 2, 1200, 9.0),
        ("K", 3, -200, 3.0),
        ("T", 1, 100, 0.5),
        ("T", 2, 350, 2.625),
        ("E", 2, 900, 6.75),
        ("J", 1, 750, 3.0),
        ("N", 2, -40, 2.5),
        ("S", 1, 1100, 1.0),
        ("S", 1, 1600, 2.5),
        ("R", 2, 1600, 4.0),
        ("B", 2, 1700, 4.25),
        ("B", 3, 600, 4.0),
        ("C", 2, 2000, 20.0),
    ],
)
def test_tolerance_classes(letter, number, t, limit):
    assert tolerance(letter, number, t).value == pytest.approx(limit)


# type and class: from °C, to °C, limits at both ends
RANGES = {
    "K1": (-40, 1000, 1.5, 4),
    "K2": (-40, 1200, 2.5, 9),
    "K3": (-200, 40, 3, 2.5),
    "N1": (-40, 1000, 1.5, 4),
    "N2": (-40, 1200, 2.5, 9),
    "N3": (-200, 40, 3, 2.5),
    "E1": (-40, 800, 1.5, 3.2),
    "E2": (-40, 900, 2.5, 6.75),
    "E3": (-200, 40, 3, 2.5),
    "J1": (-40, 750, 1.5, 3),
    "J2": (-40, 750, 2.5, 5.625),
    "T1": (-40, 350, 0.5, 1.4),
    "T2": (-40, 350, 1, 2.625),
    "T3": (-200, 40, 3, 1),
    "R1": (0, 1600, 1, 2.5),
    "R2": (0, 1600, 1.5, 4),
    "S1": (0, 1600, 1, 2.5),
    "S2": (0, 1600, 1.5, 4),
    "B2": (600, 1700, 1.5, 4.25),
    "B3": (600, 1700, 4, 8.5),
    "C2": (426, 2315, 4.26, 23.15),
    "A2": (1000, 2500, 10, 25),
}


@pytest.mark.parametrize("name", RANGES)
def test_a_class_holds_from_end_to_end_and_no_further(name):
    letter, number = name[0], int(name[1])
    low, high, at_low, at_high = RANGES[name]
    assert tolerance(letter, number, low).value == pytest.approx(at_low)
    assert tolerance(letter, number, high).value == pytest.approx(at_high)
    for t in (low - 0.1, high + 0.1):
        with pytest.raises(OutsideValidity, match=f"type {letter}, class {number}"):
            tolerance(letter, number, t)


def test_there_is_no_other_class():
    known = set()
    for letter in SEGMENTS:
        for number in (1, 2, 3):
            try:
                tolerance(letter, number, -1e9)
            except OutsideValidity:
                known.add(f"{letter}{number}")
            except NumberInvalid:
                continue
    assert known == set(RANGES)


def test_a_thermocouple_known_by_its_class_alone():
    found = temperature("K", emf("K", 1000).value, tolerance_class=2)
    assert found.standard_uncertainty == pytest.approx(7.5 / math.sqrt(3), rel=1e-6)
    volts = emf("K", 1000, tolerance_class=2).standard_uncertainty
    assert volts == pytest.approx(7.5 / math.sqrt(3) * 38.98e-6, rel=1e-3)


def test_a_voltage_of_type_b_below_42_degrees_is_refused_for_it_belongs_to_two_temperatures():
    assert emf("B", 10).value == pytest.approx(emf("B", 32.1).value, abs=2e-8)
    with pytest.raises(OutsideValidity, match=r"type B, emf: -2e-06 V is outside"):
        temperature("B", -2e-6)


@pytest.mark.parametrize(
    ("letter", "t", "words"),
    [
        ("K", 1372.1, "type K, temperature: 1372.1 °C is outside -270 °C to 1372 °C"),
        ("S", -50.1, "-50.1 °C"),
        ("T", math.nan, "nan °C"),
    ],
)
def test_temperatures_outside_are_refused(letter, t, words):
    with pytest.raises(OutsideValidity, match=words):
        emf(letter, t)


@pytest.mark.parametrize("volts", [0.0549, 4.096, -0.0065, math.nan])
def test_voltages_outside_are_refused(volts):
    with pytest.raises(OutsideValidity, match=r"type K, emf: .* V is outside"):
        temperature("K", volts)


def test_types_and_classes_that_are_none_are_refused():
    with pytest.raises(NumberInvalid, match="'X' is not a thermocouple type; known are A, B, C, E, J, K, N, R, S, T"):
        emf("X", 0)
    with pytest.raises(NumberInvalid, match="no tolerance class 3 for type 'J'"):
        tolerance("J", 3, 0)
    with pytest.raises(OutsideValidity, match="type K, class 1, temperature: 1001 °C"):
        tolerance("K", 1, 1001)
