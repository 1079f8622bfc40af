"""Knows the words that all Fluke calibrators of the 5500 and 5700 families share; refuses to know links and time."""

from __future__ import annotations

from enum import IntFlag
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.metrology.quantity import number_text
from drivers.protocols.ieee4882 import integer, malformed

if TYPE_CHECKING:
    from decimal import Decimal

OUTPUT_FORM: Final = "nrf:0"
"""The amplitude is the first field of the reply to `OUT?`."""
_STEPS: Final = ((120, -2), (1200, -1), (12_000, 0), (120_000, 1), (1_200_000, 2), (10_000_000, 3))


class Status(IntFlag):
    """Bits of the reply to `ISR?`.

    Source: Fluke 5520A Operators Manual and 5730A Operators Manual, instrument status register.
    """

    OPERATE = 1 << 0
    EXTERNAL_SENSE = 1 << 2  # of the 5700 family
    TWO_WIRE_COMPENSATION = 1 << 4  # of the 5700 family
    SETTLED = 1 << 12


def status(reply: str) -> Status:
    """Read the reply to `ISR?`.

    Raises:
        MalformedReply: the reply is not a register of 16 bits.
    """
    value = integer(reply)
    if not 0 <= value < 1 << 16:
        raise malformed("a register of 16 bits", reply)
    return Status(value)


def output_command(amplitude: Fraction, suffix: str, frequency: Fraction | None) -> str:
    """Return the command that selects an output, such as `OUT 3.299999 V, 0 HZ` or `OUT 1 A, 60 HZ`.

    It names basic units alone: of the prefixes M is milli, but mega before OHM and HZ, and MA is mega.

    Args:
        amplitude: in the unit of the suffix; a finite decimal, which is written in full.
        suffix: such as `V`.
        frequency: 0 for a direct quantity, for without it an alternating output stays one [Hz]; None for ohms.
    """
    hertz = "" if frequency is None else f", {number_text(frequency)} HZ"
    return f"OUT {number_text(amplitude)} {suffix}{hertz}"


def frequency_step(frequency: Fraction) -> Fraction:
    """Return the step in which a frequency can be set [Hz].

    Args:
        frequency: [Hz].

    Source: Fluke 5520A Operators Manual, frequency specifications, page not checked.
    """
    exponent = next((power for below, power in _STEPS if frequency < below), _STEPS[-1][1])
    return Fraction(10) ** exponent


def agrees(reply: Decimal, wanted: Fraction) -> bool:
    """Tell whether a frequency is the one that was set, as far as the digits of the reply can tell.

    Args:
        reply: exactly the digits of the reply, such as `4.42E+02`.
        wanted: as it was set.
    """
    last_digit = Fraction(10) ** int(reply.as_tuple().exponent)
    return abs(Fraction(reply) - wanted) <= last_digit / 2
