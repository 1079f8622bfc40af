"""Units: every row of the table against pint and dsiUnits, symbols that are easily mixed up, and the way into D-SI."""

from __future__ import annotations

import re
import warnings
from fractions import Fraction

import pint
import pytest
from dsi_unit import DsiUnit
from dsi_unit.regex_generator import DSI_UNIT_REGEX
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import UnitMismatch, UnitNotInDsi, UnitUnknown
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import coherent, is_unit, unit
from bench_core.metrology.unit_table import ALIASES, PREFIX_ALIASES, PREFIXES, UNITS

# What pint calls a row; its words are its own, so that the two tables are two witnesses.
PINT = {
    "1": "dimensionless",
    "%": "percent",
    "ppm": "ppm",
    "m": "metre",
    "g": "gram",
    "s": "second",
    "A": "ampere",
    "K": "kelvin",
    "mol": "mole",
    "cd": "candela",
    "rad": "radian",
    "Hz": "1/second",
    "N": "newton",
    "Pa": "pascal",
    "J": "joule",
    "W": "watt",
    "C": "coulomb",
    "V": "volt",
    "F": "farad",
    "Ω": "ohm",
    "S": "siemens",
    "Wb": "weber",
    "T": "tesla",
    "H": "henry",
    "lx": "lux",
    "°C": "degree_Celsius",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "L": "litre",
    "t": "metric_ton",
    "bar": "bar",
    "mmHg": "mmHg",
    "psi": "psi",
}
KINDS = ("[length]", "[mass]", "[time]", "[current]", "[temperature]", "[substance]", "[luminosity]")
SI = ("metre", "kilogram", "second", "ampere", "kelvin", "mole", "candela")
ROWS = sorted(UNITS)
PREFIXED = [(prefix, symbol) for symbol in ROWS if UNITS[symbol].prefixes for prefix in sorted(PREFIXES)]


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry(non_int_type=Fraction, autoconvert_offset_to_baseunit=True)


@pytest.mark.parametrize("symbol", ROWS)
def test_each_row_has_pints_dimension_factor_and_offset(symbol, registry):
    row = UNITS[symbol]
    at_0, at_1 = (registry.Quantity(Fraction(n), PINT[symbol]).to_base_units() for n in (0, 1))
    # pint takes radian and candela as such, and mmHg to 4 more digits than the conventional value
    dimension = tuple(int(at_1.dimensionality.get(kind, 0)) for kind in KINDS)
    assert row.dimension == dimension
    tolerance = Fraction(1, 10**8) if symbol == "mmHg" else 0
    assert abs(Fraction(at_1.magnitude) - Fraction(at_0.magnitude) - row.factor) <= row.factor * tolerance
    assert row.offset == Fraction(at_0.magnitude)


def dsi_unit(text: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it reports as well
        return DsiUnit(text)


@pytest.mark.parametrize("symbol", [symbol for symbol in ROWS if UNITS[symbol].dsi and symbol != "°C"])
def test_each_row_has_dsi_units_scale(symbol):
    ours = unit(symbol)
    words = "".join(f"\\{name}\\tothe{{{e}}}" for name, e in zip(SI, ours.dimension, strict=True) if e)
    one = "\\radian" if symbol == "rad" else "\\one"  # which dsiUnits takes for a base unit
    theirs = dsi_unit(words or one).get_scale_factor(dsi_unit(ours.dsi))
    assert theirs == pytest.approx(float(ours.factor), rel=1e-6 if symbol == "mmHg" else 1e-12)


@pytest.mark.parametrize(
    ("prefix", "symbol"), [*PREFIXED, *(("", symbol) for symbol in ROWS if UNITS[symbol].dsi is not None)]
)
def test_each_unit_with_each_prefix_has_a_valid_dsi_name(prefix, symbol):
    name = unit(prefix + symbol).dsi
    bare_gram = name == r"\gram"  # the expression of dsiUnits 3.1 wants a prefix there; its parser does not
    assert bare_gram or re.fullmatch(DSI_UNIT_REGEX, name), name
    assert not name.startswith("|")
    assert dsi_unit(name).valid, dsi_unit(name).warnings


@pytest.mark.parametrize(("prefix", "symbol"), PREFIXED)
def test_a_prefix_multiplies_by_its_power_of_ten(prefix, symbol):
    shadowed = prefix + symbol in UNITS
    found = unit(prefix + symbol)
    assert shadowed or found.factor == UNITS[symbol].factor * Fraction(10) ** PREFIXES[prefix][1]
    assert unit(found.symbol) is found or unit(found.symbol) == found


def test_no_prefixed_unit_means_two_things():
    texts = [prefix + symbol for prefix, symbol in PREFIXED] + ROWS + sorted(ALIASES)
    doubled = {text for text in texts if texts.count(text) > 1} - {"cd"}
    assert not doubled, f"{doubled} can be read as two units"
    assert unit("cd") == coherent((0, 0, 0, 0, 0, 0, 1))


@pytest.mark.parametrize(
    ("text", "symbol", "dimension", "factor"),
    [
        ("m", "m", (1, 0, 0, 0, 0, 0, 0), "1"),
        ("min", "min", (0, 0, 1, 0, 0, 0, 0), "60"),
        ("mm", "mm", (1, 0, 0, 0, 0, 0, 0), "1/1000"),
        ("ms", "ms", (0, 0, 1, 0, 0, 0, 0), "1/1000"),
        ("mS", "mS", (-2, -1, 3, 2, 0, 0, 0), "1/1000"),
        ("MΩ", "MΩ", (2, 1, -3, -2, 0, 0, 0), "1000000"),
        ("mΩ", "mΩ", (2, 1, -3, -2, 0, 0, 0), "1/1000"),
        ("Pa", "Pa", (-1, 1, -2, 0, 0, 0, 0), "1"),
        ("hPa", "hPa", (-1, 1, -2, 0, 0, 0, 0), "100"),
        ("h", "h", (0, 0, 1, 0, 0, 0, 0), "3600"),
        ("d", "d", (0, 0, 1, 0, 0, 0, 0), "86400"),
        ("T", "T", (0, 1, -2, -1, 0, 0, 0), "1"),
        ("t", "t", (0, 1, 0, 0, 0, 0, 0), "1000"),
        ("kg", "kg", (0, 1, 0, 0, 0, 0, 0), "1"),
        ("uV", "µV", (2, 1, -3, -1, 0, 0, 0), "1/1000000"),
        ("\u03bcV", "µV", (2, 1, -3, -1, 0, 0, 0), "1/1000000"),
        ("k\u2126", "kΩ", (2, 1, -3, -2, 0, 0, 0), "1000"),
        ("kohm", "kΩ", (2, 1, -3, -2, 0, 0, 0), "1000"),
        ("mL", "mL", (3, 0, 0, 0, 0, 0, 0), "1/1000000"),
        ("ml", "mL", (3, 0, 0, 0, 0, 0, 0), "1/1000000"),
        ("dam", "dam", (1, 0, 0, 0, 0, 0, 0), "10"),
        ("kg/m³", "kg/m³", (-3, 1, 0, 0, 0, 0, 0), "1"),
        ("kg/m^3", "kg/m^3", (-3, 1, 0, 0, 0, 0, 0), "1"),
        ("K^-1", "K^-1", (0, 0, 0, 0, -1, 0, 0), "1"),
        ("K⁻¹", "K⁻¹", (0, 0, 0, 0, -1, 0, 0), "1"),
        ("1/K", "1/K", (0, 0, 0, 0, -1, 0, 0), "1"),
        ("V·Hz", "V·Hz", (2, 1, -4, -1, 0, 0, 0), "1"),
        ("ppm/°C", "ppm/°C", (0, 0, 0, 0, -1, 0, 0), "1/1000000"),
        ("µV/K", "µV/K", (2, 1, -3, -1, -1, 0, 0), "1/1000000"),
        ("mm²", "mm²", (2, 0, 0, 0, 0, 0, 0), "1/1000000"),
        ("L/min", "L/min", (3, 0, -1, 0, 0, 0, 0), "1/60000"),
    ],
)
def test_a_symbol_means_what_the_si_brochure_says(text, symbol, dimension, factor):
    found = unit(text)
    assert (found.symbol, found.dimension, found.factor) == (symbol, dimension, Fraction(factor))
    assert found.offset == 0
    assert unit(found.symbol) == found


@pytest.mark.parametrize(
    ("text", "dsi"),
    [
        ("mV", r"\milli\volt"),
        ("kg", r"\kilogram"),
        ("mg", r"\milli\gram"),
        ("°C", r"\degreecelsius"),
        ("1", r"\one"),
        ("%", r"\percent"),
        ("kg/m³", r"\kilogram\metre\tothe{-3}"),
        ("V·Hz", r"\volt\hertz"),
        ("1/K", r"\kelvin\tothe{-1}"),
        ("µV/K", r"\micro\volt\kelvin\tothe{-1}"),
        ("mm^2", r"\milli\metre\tothe{2}"),
    ],
)
def test_a_unit_has_its_dsi_name(text, dsi):
    assert unit(text).dsi == dsi
    assert dsi_unit(dsi).valid


def test_whether_a_text_is_a_unit_can_be_asked():
    assert [text for text in ("V", "µV/Hz", "inch", "vv", "", "5 V") if is_unit(text)] == ["V", "µV/Hz", "inch"]


@pytest.mark.parametrize("text", ["psi", "inch", "pound", "psi·m", "kg/inch"])
def test_a_unit_without_a_dsi_name_works_until_its_dsi_name_is_asked(text):
    quantity = Quantity.parse(f"2.5 {text}")
    assert str(quantity) == f"2.5 {text}"
    assert quantity.to(coherent(quantity.dimension)).to(text) == quantity
    with pytest.raises(UnitNotInDsi, match=f"{text}: no D-SI name; give the value in an SI unit"):
        _ = quantity.unit.dsi


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 inch", "25.4 mm"),
        ("1 pound", "0.45359237 kg"),
        ("1 foot", "0.3048 m"),
        ("1 ounce", "28.349523125 g"),
        ("1 torr", "101325/760 Pa"),
        ("1 enzyme_unit", "1/60000000 mol/s"),
        ("1 psi", "8896443230521/1290320000 Pa"),
    ],
)
def test_what_the_table_does_not_know_is_exact_too(text, expected):
    wanted = Quantity.parse(expected)
    assert Quantity.parse(text).to(wanted.unit) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "mVV",
        "Vm2",
        "kk",
        "k",
        "µ",
        "kmin",
        "mmin",
        "kd",
        "m°C",
        "kpsi",
        "m%%",
        "V-",
        "V^",
        "V^^2",
        "V^x",
        "V^100",
        "V^0",
        "V··",
        "·V",
        "/V",
        "V/",
        "V/s/s",
        "J/kg·K",
        "V*s",
        "µ°C",
        "fahrenheit",
        "degree_fahrenheit",
        "decibel",
        "inches",
        "kilofoot",
        "foo",
        "inch2",
        "in",
        "lb",
        "degree",
        "byte",
        "bit",
        "dollar",
        "count",
        "decade",
    ],
)
def test_what_is_not_a_unit_is_refused(text):
    with pytest.raises(UnitUnknown):
        unit(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mVV", "did you mean 'mV'"),
        ("Kg", "did you mean 'kg'"),
        ("MHZ", "did you mean 'mHz' or 'MHz'"),
        ("°", "an angle is in rad"),
        ("Deg", "an angle is in rad"),
        ("dB", "a number without a unit"),
        ("ppb", "1 ppb is 0.001 ppm"),
        ("J/kg·K", "write negative exponents, such as J·kg^-1·K^-1"),
        ("m/s/s", "can be read in two ways"),
        ("??", "write it as mV"),
    ],
)
def test_a_refused_unit_comes_with_advice(text, hint):
    with pytest.raises(UnitUnknown, match=re.escape(hint)):
        unit(text)


def test_pint_is_asked_for_full_names_only():
    assert unit("ft").dsi == r"\femto\tonne"  # not a foot
    with pytest.raises(UnitUnknown):
        unit("lb")
    with pytest.raises(UnitUnknown):
        unit("Inch")


def test_degrees_celsius_have_an_offset_only_where_they_stand_alone():
    assert unit("°C").offset == Fraction("273.15")
    for text in ("°C^-1", "1/°C", "V/°C", "°C·m"):
        assert unit(text).offset == 0


def test_units_of_other_kinds_are_named_together():
    with pytest.raises(UnitMismatch, match="mV and kΩ are different kinds of quantity"):
        unit("mV").require_same_kind(unit("kΩ"))
    unit("mV").require_same_kind(unit("kV"))


@given(st.tuples(*[st.integers(-12, 12)] * 7))
def test_a_coherent_unit_has_factor_1_and_can_be_read_again(dimension):
    made = coherent(dimension)
    assert (made.dimension, made.factor, made.offset) == (dimension, 1, 0)
    assert unit(made.symbol) == made
    assert dsi_unit(made.dsi).valid


def test_a_coherent_unit_is_printed_by_its_own_name():
    assert [coherent(unit(text).dimension).symbol for text in ("mV", "kΩ", "ms^-1", "V·A", "rad", "kg/m³")] == [
        "V",
        "Ω",
        "Hz",
        "W",
        "1",
        "m^-3·kg",
    ]


@given(st.text(max_size=20))
def test_any_text_is_a_unit_or_unknown(text):
    try:
        assert unit(unit(text).symbol) == unit(text)
    except UnitUnknown:
        return


def test_every_alias_leads_to_a_row():
    assert set(ALIASES.values()) <= set(UNITS)
    assert set(PREFIX_ALIASES.values()) <= set(PREFIXES)
