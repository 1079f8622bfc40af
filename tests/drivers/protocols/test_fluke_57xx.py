"""The words of the 5700 family, as its manual's examples give them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.errors import MalformedReply
from drivers.protocols import fluke_57xx
from drivers.protocols.ieee4882 import QueueEntry


def test_the_output_reply_has_three_fields():
    found = fluke_57xx.output_reply("1.883E-01,A,4.42E+02")
    assert found == fluke_57xx.OutputReply(Decimal("0.1883"), "A", Decimal(442))


@pytest.mark.parametrize("reply", ["0.0000000E+00,V,0E+00,0,0.00E+00", "1,V", "x,V,0", "1,V,", "0"])
def test_another_number_of_fields_or_no_number_is_refused(reply):
    with pytest.raises(MalformedReply):
        fluke_57xx.output_reply(reply)


def test_a_fault_is_a_number_and_0_is_none():
    assert fluke_57xx.fault("0") == QueueEntry(0, "no fault")
    assert fluke_57xx.fault("539") == QueueEntry(539, "fault 539")
    with pytest.raises(MalformedReply):
        fluke_57xx.fault('0,"No Error"')
