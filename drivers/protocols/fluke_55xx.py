"""Knows the words of the Fluke 5500 family of calibrators, commands and replies; refuses to know links and time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import number_text
from drivers.protocols.ieee4882 import fields, integer, number

if TYPE_CHECKING:
    from fractions import Fraction

ERROR_QUERY = "ERR?"
OUTPUT_FORM = "nrf:0"
"""The amplitude is the first field of the reply to `OUT?`."""

_NO_SECOND = "0"
_SETTLED = 1 << 12


@dataclass(frozen=True, slots=True)
class OutputReply:
    """The reply to `OUT?`: two amplitudes with units, and a frequency [Hz].

    Args:
        amplitude: exactly the digits of the reply.
        unit: as replied, such as `V`.
        second: amplitude of the second output; 0 without one.
        second_unit: as replied; `0` without a second output.
        frequency: 0 for direct voltage and current [Hz].
    """

    amplitude: Decimal
    unit: str
    second: Decimal
    second_unit: str
    frequency: Decimal

    @property
    def alone(self) -> bool:
        """Whether there is neither a second output, not even one of amplitude 0, nor a frequency."""
        return self.second == 0 and self.second_unit == _NO_SECOND and self.frequency == 0


def output_reply(reply: str) -> OutputReply:
    """Read the reply to `OUT?`, such as `0.0000000E+00,V,0E+00,0,0.00E+00`.

    Raises:
        MalformedReply: not five fields, or a number is none.
    """
    _, unit, second, second_unit, frequency = fields(reply, 5)
    return OutputReply(number(reply, OUTPUT_FORM), unit, number(second), second_unit, number(frequency))


def settled(reply: str) -> bool:
    """Tell from the reply to `ISR?` whether the output has settled (bit 12).

    Raises:
        MalformedReply: the reply is not a whole number.
    """
    return bool(integer(reply) & _SETTLED)


def output_command(amplitude: Fraction, suffix: str) -> str:
    """Return the command that selects an output, such as `OUT 3.299999 V`.

    Args:
        amplitude: in the unit of the suffix; a finite decimal, which is written in full.
        suffix: such as `V`.
    """
    return f"OUT {number_text(amplitude)} {suffix}"
