"""What a library returns becomes an answer with exactly its digits and its unit, or is refused."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from types import SimpleNamespace

import pint
import pytest

from bench_core.capabilities.instruments import Indication
from bench_core.errors import MalformedReply
from bench_core.metrology.quantity import Quantity
from bench_core.records.reply import read_number
from drivers.adapters import answers
from drivers.adapters.answers import answer, answer_in

UNITS = pint.UnitRegistry()


class Mode(Enum):
    voltage_dc = "VOLT:DC"


class Float64(float):
    """A float whose repr is not its number, as NumPy's is."""

    def __repr__(self):
        return f"np.float64({float(self)!r})"


@pytest.mark.parametrize(
    ("returned", "raw", "digits", "unit"),
    [
        (9.000063, "9.000063", "9.000063", "V"),
        (Float64(9.000063), "9.000063", "9.000063", "V"),
        (-1.25e-07, "-1.25e-07", "-1.25e-7", "V"),
        (10, "10", "10", "V"),
        (Decimal("1.20"), "1.20", "1.20", "V"),
        ("+9.00006300E+00\n", "+9.00006300E+00", "9.00006300", "V"),
        (UNITS.Quantity(9.000063, "volt"), "9.000063 V", "9.000063", "V"),
        (UNITS.Quantity(12.5, "millivolt"), "12.5 mV", "12.5", "mV"),
    ],
)
def test_a_number_keeps_its_digits_and_the_record_reads_them_again(returned, raw, digits, unit):
    made = answer(returned).indication("V")
    assert made == Indication(Decimal(digits), unit, raw, "library")
    assert str(read_number("library", raw)) == str(made.value)


@pytest.mark.parametrize(
    ("unit", "symbol"), [("ohm", "Ω"), ("degC", "°C"), ("hertz", "Hz"), ("pascal", "Pa"), ("microampere", "µA")]
)
def test_the_units_of_pint_are_known(unit, symbol):
    assert answer(UNITS.Quantity(1.5, unit)).indication(symbol).unit == symbol


@pytest.mark.parametrize("returned", [[1.0, 2.0], None, {"volt": 1.0}, (1.0,), b"1.0", 1j, object()])
def test_what_is_not_one_value_is_refused(returned):
    with pytest.raises(MalformedReply, match="expected one value, received"):
        answer(returned)


@pytest.mark.parametrize("returned", [True, "", "V", "1,2", "OVLD", float("nan"), Mode.voltage_dc, "9,0"])
def test_what_is_no_number_is_never_an_indication(returned):
    with pytest.raises(MalformedReply, match="expected one number"):
        answer_in(returned, "V")


@pytest.mark.parametrize("unit", ["ampere", "second", "volt * second"])
def test_a_number_of_another_kind_is_never_an_indication(unit):
    with pytest.raises(MalformedReply, match="expected a number in V or a multiple, received"):
        answer_in(UNITS.Quantity(1.0, unit), "V")
    with pytest.raises(MalformedReply, match=r"expected a number in V or a multiple, received '9\.0 V DC'"):
        answer_in("9.0 V DC", "V")


@pytest.mark.parametrize("returned", [float("inf"), float("-inf"), UNITS.Quantity(float("inf"), "volt")])
def test_infinity_is_no_number_but_an_answer(returned):
    assert answer_in(returned, "V").infinite


@pytest.mark.parametrize(
    ("returned", "expected", "symbol", "says"),
    [
        (0.1, 0.1, "V", True),
        ("+1.00000000E-01", 0.1, "V", True),
        (UNITS.Quantity(100, "millivolt"), 0.1, "V", True),
        (UNITS.Quantity(0.1, "millivolt"), 0.1, "V", False),
        (10, 10.0, "", True),
        (10.000001, 10, "", False),
        ("DCV", "DCV", "", True),
        ('"VOLT"\n', '"VOLT"', "", True),
        ("dcv", "DCV", "", False),
        (Mode.voltage_dc, "voltage_dc", "", True),
        (True, True, "", True),
        (False, True, "", False),
    ],
)
def test_a_setting_is_proved_by_the_same_value_in_any_form(returned, expected, symbol, says):
    assert answer(returned).says(expected, symbol) is says


@pytest.mark.parametrize(
    ("returned", "expected"), [(1, True), ("1", True), (True, 1), ("ON", True), ("ON", 1), ([1], 1)]
)
def test_a_value_of_another_kind_proves_nothing(returned, expected):
    with pytest.raises(MalformedReply):
        answer(returned).says(expected, "")


@pytest.mark.parametrize("returned", ['+0,"No error"', [0, '"No error"'], (0, "No error"), [0.0, ' "No error"']])
def test_an_empty_error_queue_is_known_in_every_form(returned):
    assert answers.queue_entry(returned, quoted=True).number == 0


def test_an_entry_keeps_its_text_with_its_commas():
    assert (
        str(answers.queue_entry([-222.0, ' "Data out of range', ' 5"'], quoted=True)) == '-222, "Data out of range, 5"'
    )
    assert answers.queue_entry("102, Syntax error", quoted=False).text == "Syntax error"


def test_an_identity_is_a_reply_or_the_four_fields_of_a_dictionary():
    fields = {"vendor": "Keysight", "model": "34461A", "serial": "MY1", "firmware": "A.02"}
    assert answers.identity(fields) == answers.identity("Keysight,34461A,MY1,A.02\r\n")
    with pytest.raises(MalformedReply):
        answers.identity({"vendor": None, "model": "x", "serial": None, "firmware": None})


def test_one_part_of_a_list_or_of_a_text_is_taken():
    assert answers.part([1.0, 2.0], 2) == 2.0
    assert answers.part("9.0000000E+00,V,0E+00", 1) == "9.0000000E+00"
    for returned in ([1.0], "1.0", 1.0):
        with pytest.raises(MalformedReply, match="expected at least 2 values"):
            answers.part(returned, 2)


def test_a_unit_that_nobody_knows_is_refused():
    odd = SimpleNamespace(magnitude=1.0, units=UNITS.Unit("furlong"))
    with pytest.raises(MalformedReply):
        answer_in(odd, "V")


def test_a_mapped_range_in_millivolts_is_the_range_in_volts():
    assert Quantity.parse("100 mV") == Quantity.of(answer(UNITS.Quantity(0.1, "volt")).number, "V")
