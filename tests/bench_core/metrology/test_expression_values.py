"""Exact evaluation: against Python's fractions and decimals, with units, series and bounded work."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench_core.errors import ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity

READINGS = tuple(Quantity.of(text, "mV") for text in ("1.2", "1.5", "0.9"))
NAMES = {
    "x": Quantity.of("10.00012", "V"),
    "source.output": Quantity.of("10", "V"),
    "e": READINGS,
    "other": READINGS[:2],
    "t": Quantity.of("20.5", "°C"),
    "t0": Quantity.of("20", "°C"),
    "tt": (Quantity.of("20.1", "°C"), Quantity.of("20.3", "°C")),
    "truth": True,
}


def value(text: str) -> object:
    return evaluate(parse_expression(text), NAMES.__getitem__)


def number(text: str) -> Fraction:
    found = value(text)
    assert isinstance(found, Quantity)
    return found.si


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x - source.output", "0.00012 V"),
        ("(x - source.output) / source.output", "0.000012"),
        ("10 % * x", "1.000012 V"),
        ("-5 °C", "-5 °C"),
        ("t - t0", "0.5 K"),
        ("t - 500 mK", "20 °C"),
        ("mean(tt)", "20.2 °C"),
        ("max(tt)", "20.3 °C"),
        ("max(e) - min(e)", "0.6 mV"),
        ("mean(e)", "1.2 mV"),
        ("sum(e)", "3.6 mV"),
        ("count(e)", "3"),
        ("count(e > 1 mV)", "2"),
        ("s(e)", "0.3 mV"),
        ("max(1 V, x, 3 V)", "10.00012 V"),
        ("abs(-3 V)", "3 V"),
        ("sqrt(4 V^2)", "2 V"),
        ("sqrt(1/4)", "0.5"),
        ("2^-3", "0.125"),
        ("(2 V)^2 / 4 Ω", "1 W"),
        ("(2 V)^0", "1"),
        ("8000 kg/m³ * 2 m^3", "16000 kg"),
        ("1 V·Hz / 1 Hz", "1 V"),
        ("1 / 4 ms", "250 Hz"),
        ("0.1 + 0.2", "0.3"),
        ("1.20 V + 0.3 V", "1.50 V"),
    ],
)
def test_a_value_is_exact_and_in_the_expected_unit(text, expected):
    assert value(text) == Quantity.parse(expected)
    assert str(value(text)) == expected


def test_series_are_computed_value_by_value():
    assert value("abs(e - 1.2 mV) <= 0.2 mV") == (True, False, False)
    assert value("e + e") == tuple(Quantity.of(text, "mV") for text in ("2.4", "3.0", "1.8"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 V < 2000 mV", True),
        ("1 V == 1000 mV", True),
        ("1 V >= 1000.1 mV", False),
        ("1 V > 999 mV and not 1 V < 1 mV", True),
        ("1 < 0 or 1 <= 1", True),
        ("truth and 1 < 2", True),
        ("1 < 0 and 1 / 0 > 1", False),
        ("count(abs(e) <= 1.3 mV) >= 2 and abs(mean(e)) <= 1.3 mV", True),
    ],
)
def test_comparisons_see_through_units(text, expected):
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "words", "offset"),
    [
        ("1 / (2 - 2)", "division by zero", 2),
        ("x / 0 V", "division by zero", 2),
        ("0^-1", "division by zero", 1),
        ("sqrt(-1)", "sqrt of a negative value", 0),
        ("1 + ln(0)", "logarithm of a value that is not above 0", 4),
        ("log10(-2)", "logarithm", 0),
        ("exp(601)", "beyond ±600", 0),
        ("sin(1e7)", "up to 1e6", 0),
        ("s(tt) + s(unknown)", "'unknown' is not known here", 10),
        ("e + other", "different lengths: [2, 3]", 2),
        ("mean(x)", "mean takes one series of values", 0),
        ("mean(e, e)", "mean takes one series of values", 0),
        ("max(e, x)", "max takes one series of values", 0),
        ("abs(x, x)", "abs takes one value, not 2", 0),
        ("s(only)", "a standard deviation needs 2 or more values, not 1", 0),
        ("mean(none)", "mean of no values", 0),
        ("x + truth", "comparison is not a quantity", 2),
        ("mean(e > 1 mV)", "comparison is not a quantity", 0),
        ("x and truth", "take comparisons", 0),
        ("not e", "take comparisons", 4),
        ("((((9^9)^9)^9)^9)^9", "grows beyond", 11),
        ("(((1.001^9)^9)^9)^9", "grows beyond", 17),
        ("1e60 * 1e60 * 1e60 * 1e60 * 1e60 * 1e60", "grows beyond", 5),
        ("((((((x^9)^9)))))", "exponent beyond ±60", 10),
    ],
)
def test_what_cannot_be_computed_is_named(text, words, offset):
    names = {**NAMES, "only": READINGS[:1], "none": ()}
    with pytest.raises(ExpressionInvalid) as caught:
        evaluate(parse_expression(text), names.__getitem__)
    assert words in str(caught.value)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x + 1 A", "A and V are different kinds of quantity"),
        ("x < 1 A", "V and A are different kinds of quantity"),
        ("exp(x)", "exp takes a number without a unit, not one in V"),
        ("sqrt(x)", "sqrt of a value in V has no unit"),
        ("2 * t", "cannot be scaled or added"),
        ("t * x", "cannot be scaled or added"),
        ("t + t0", "cannot be scaled or added"),
        ("sum(tt)", "cannot be scaled or added"),
        ("-t", "cannot be scaled or added"),
        ("t - t0 < 1 °C", "compare temperatures in one unit"),
        ("max(1 V, 2 A)", "A and V are different kinds"),
    ],
)
def test_units_that_do_not_go_together_are_refused_in_words(text, words):
    with pytest.raises(UnitMismatch) as caught:
        value(text)
    assert words in str(caught.value)
    assert f"in '{text}'" in str(caught.value)


def _joined(parts):
    (left, a), operator, (right, b) = parts
    text = f"({left}{operator}{right})"
    if a is None or b is None or (operator == "/" and b == 0):
        return text, None
    return text, {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else None}[operator]


@given(
    st.recursive(
        st.fractions(max_denominator=1000).map(lambda f: (f"({f.numerator}/{f.denominator})", f)),
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(_joined),
        max_leaves=12,
    )
)
@settings(max_examples=200, deadline=None)
def test_arithmetic_agrees_with_pythons_fractions(made):
    text, expected = made
    assume(len(text) <= 500)
    if expected is None:
        with pytest.raises(ExpressionInvalid):
            value(text)
    else:
        assert number(text) == expected


@given(st.decimals(min_value="1e-20", max_value="100", places=25))
@settings(deadline=None)
def test_functions_agree_with_pythons_decimals_to_40_digits(x):
    assume(x > 0)
    with localcontext() as context:
        context.prec = 60
        expected = {"sqrt": x.sqrt(), "exp": x.exp(), "ln": x.ln(), "log10": x.log10()}
    for name, wanted in expected.items():
        assert abs(number(f"{name}({x:f})") - Fraction(wanted)) <= abs(Fraction(wanted)) * Fraction(10) ** -39


# Abramowitz & Stegun, Handbook of Mathematical Functions, tables 1.1 and 4.6 (here to 39 digits).
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sin(1)", "0.841470984807896506652502321630298999622"),
        ("cos(1)", "0.540302305868139717400936607442976603733"),
        ("exp(1)", "2.71828182845904523536028747135266249775"),
        ("ln(2)", "0.693147180559945309417232121458176568075"),
        ("sqrt(2)", "1.41421356237309504880168872420969807857"),
    ],
)
def test_functions_have_published_digits(text, expected):
    assert abs(number(text) - Fraction(expected)) < Fraction(10) ** -37


@given(st.floats(-1e5, 1e5))
@settings(deadline=None)
def test_angles_agree_with_the_maths_library(x):
    text = f"{Decimal(x):.12f}"
    for name in ("sin", "cos"):
        assert float(number(f"{name}({text})")) == pytest.approx(getattr(math, name)(float(text)), abs=2e-11)
    assert float(number(f"tan({text})")) == pytest.approx(math.tan(float(text)), rel=1e-6)


def test_the_identity_of_sine_and_cosine_holds_to_39_digits():
    for angle in ("0", "0.1", "1", "1.5707963", "3", "-1000.25", "999999"):
        assert abs(number(f"sin({angle})^2 + cos({angle})^2") - 1) < Fraction(10) ** -38


@pytest.mark.timeout(10)
def test_no_expression_takes_long():
    worst = [
        "((((9^9)^9)^9)^9)^9",
        "(((((1/3)^9)^9)^9)^9)",
        "+".join(f"1/{n}" for n in range(3, 85)),
        "*".join(["(x/3.3333333333333333333333333333333333 V)"] * 11),
        "exp(-600)*" * 40 + "1",
        "sin(999999.123456789)+" * 20 + "1",
    ]
    for text in worst:
        try:
            value(text)
        except ExpressionInvalid:
            continue


def test_a_computed_value_survives_being_written_and_read():
    for text in ("1/3 + x/7 V", "s(e)/3", "mean(e)/7", "sqrt(2)*exp(1)*sin(1)", "(x/3 V)^9", "(1/10^9)^9"):
        found = value(text)
        assert isinstance(found, Quantity)
        assert Quantity.parse(str(found)) == found
