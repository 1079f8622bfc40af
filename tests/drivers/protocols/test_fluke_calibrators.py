"""The words that all Fluke calibrators share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bench_core.errors import MalformedReply
from drivers.protocols.fluke_calibrators import Status, agrees, frequency_step, output_command, status


@pytest.mark.parametrize(
    ("reply", "settled"), [("4096", True), ("4097", True), ("1", False), ("0", False), ("2048", False)]
)
def test_bit_12_of_the_status_register_says_settled(reply, settled):
    assert (Status.SETTLED in status(reply)) is settled


@pytest.mark.parametrize("reply", ["-1", "65536", "1.5", "SETTLED", ""])
def test_what_is_no_register_is_refused(reply):
    with pytest.raises(MalformedReply):
        status(reply)


@pytest.mark.parametrize(
    ("amplitude", "suffix", "frequency", "command"),
    [
        ("10", "V", "0", "OUT 10 V, 0 HZ"),
        ("-3.299999", "V", "0", "OUT -3.299999 V, 0 HZ"),
        ("1/10000000", "V", "0", "OUT 0.0000001 V, 0 HZ"),
        ("1/100000000", "A", "0", "OUT 0.00000001 A, 0 HZ"),
        ("3", "V", "1000", "OUT 3 V, 1000 HZ"),
        ("1", "A", "45.5", "OUT 1 A, 45.5 HZ"),
        ("1100000000", "OHM", None, "OUT 1100000000 OHM"),
    ],
)
def test_an_output_is_sent_in_basic_units_with_all_digits_and_no_exponent(amplitude, suffix, frequency, command):
    sent = output_command(Fraction(amplitude), suffix, None if frequency is None else Fraction(frequency))
    assert sent == command
    assert " MA" not in sent


@pytest.mark.parametrize(
    ("frequency", "step"),
    [("10", "0.01"), ("119.99", "0.01"), ("120", "0.1"), ("1199.9", "0.1"), ("1200", "1"), ("12000", "10"),
     ("120000", "100"), ("2000000", "1000")],
)  # fmt: skip
def test_frequencies_have_steps_that_grow_with_them(frequency, step):
    assert frequency_step(Fraction(frequency)) == Fraction(step)


@pytest.mark.parametrize(
    ("reply", "wanted", "same"),
    [
        ("4.42E+02", "442", True),
        ("0.00E+00", "0", True),
        ("1.00E+03", "1000", True),
        ("1.20E+02", "119.95", True),  # as far as three digits can tell
        ("4.42E+02", "443", False),
        ("1.00E+03", "1006", False),
        ("0.00E+00", "60", False),
        ("6.00E+01", "0", False),
    ],
)
def test_a_frequency_is_compared_to_the_digits_of_the_reply(reply, wanted, same):
    assert agrees(Decimal(reply), Fraction(wanted)) is same
