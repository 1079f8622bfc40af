"""The words of the 5500 family, as captured from one 5522A."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.errors import MalformedReply
from drivers.protocols import fluke_55xx


def test_the_captured_output_reply_has_five_fields():
    found = fluke_55xx.output_reply("0.0000000E+00,V,0E+00,0,0.00E+00")
    assert found == fluke_55xx.OutputReply(Decimal(0), "V", Decimal(0), "0", Decimal(0))


def test_a_power_output_has_a_second_amplitude_and_a_frequency():
    found = fluke_55xx.output_reply("1.0000000E+01,V,1.00E+00,A,6.00E+01")
    assert (found.second, found.second_unit, found.frequency) == (1, "A", 60)


@pytest.mark.parametrize(
    ("reply", "alone"),
    [
        ("1.0000000E+01,V,0E+00,0,0.00E+00", True),
        ("1.0000000E+01,V,0E+00,0,6.00E+01", True),
        ("1.0000000E+01,V,1E+00,0,0.00E+00", False),
        ("1.0000000E+01,V,0E+00,A,0.00E+00", False),
    ],
)
def test_an_output_stands_alone_without_a_second_one(reply, alone):
    assert fluke_55xx.output_reply(reply).alone is alone


@pytest.mark.parametrize(
    "reply", ["1.883E-01,A,4.42E+02", "1,V,0,0,0,0", "x,V,0,0,0", "1,V,0,0,", "Fault 1300: Bad", "0"]
)
def test_another_number_of_fields_or_no_number_is_refused(reply):
    with pytest.raises(MalformedReply):
        fluke_55xx.output_reply(reply)
