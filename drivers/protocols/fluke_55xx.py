"""Knows the words of the Fluke 5500 family of calibrators, commands and replies; refuses to know links and time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from drivers.protocols.fluke_calibrators import OUTPUT_FORM
from drivers.protocols.ieee4882 import fields, number

ERROR_QUERY = "ERR?"
_NO_SECOND = "0"


@dataclass(frozen=True, slots=True)
class OutputReply:
    """The reply to `OUT?`: two amplitudes with units, and a frequency [Hz].

    Args:
        amplitude: exactly the digits of the reply.
        unit: as replied, such as `V`.
        second: amplitude of the second output; 0 without one.
        second_unit: as replied; `0` without a second output.
        frequency: 0 for a direct quantity [Hz].
    """

    amplitude: Decimal
    unit: str
    second: Decimal
    second_unit: str
    frequency: Decimal

    @property
    def alone(self) -> bool:
        """Whether there is no second output, not even one of amplitude 0."""
        return self.second == 0 and self.second_unit == _NO_SECOND


def output_reply(reply: str) -> OutputReply:
    """Read the reply to `OUT?`, such as `0.0000000E+00,V,0E+00,0,0.00E+00`.

    Raises:
        MalformedReply: not five fields, or a number is none.
    """
    _, unit, second, second_unit, frequency = fields(reply, 5)
    return OutputReply(number(reply, OUTPUT_FORM), unit, number(second), second_unit, number(frequency))
