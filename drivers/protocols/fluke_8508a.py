"""Knows the words of the Fluke 8508A reference multimeter, which has a language of its own; knows no link and no time.

Source: Fluke 8508A Users Manual, remote operations; public drivers of the instrument (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntFlag
from typing import TYPE_CHECKING, Final

from bench_core.metrology.quantity import number_text
from drivers.protocols.ieee4882 import integer

if TYPE_CHECKING:
    from fractions import Fraction

READING_QUERY: Final = "X?"
"""Triggers and recalls: `*TRG;RDG?`."""
OVERLOAD: Final = Decimal("2E35")
"""A reading that is none is 200.0E+33."""
EVENT_QUERY: Final = "*ESR?"
QUERY_ERROR: Final = 1 << 2
"""Bit of the reply that tells of a reply that nobody read, as after a time-out."""


class Event(IntFlag):
    """Bits of the reply to `*ESR?` that tell of an error; the queues are of execution and of device errors.

    Source: IEEE 488.2, standard event status register.
    """

    DEVICE = 1 << 3
    EXECUTION = 1 << 4
    COMMAND = 1 << 5


QUEUES: Final = {Event.EXECUTION: "EXQ?", Event.DEVICE: "DDQ?"}
"""The question that takes one number out of the queue of an error; 0 says that it is empty."""


def events(reply: str) -> Event:
    """Read the reply to `*ESR?`; query errors, which refuse no setting, are left out.

    Raises:
        MalformedReply: the reply is not a whole number.
    """
    return Event(integer(reply) & (Event.DEVICE | Event.EXECUTION | Event.COMMAND))


def select_command(function: str, range_: Fraction, words: tuple[str, ...]) -> str:
    """Return the command that selects a function, such as `DCV 20,RESL7,FAST_OFF,FILT_OFF,TWO_WR`.

    Args:
        function: the instrument's word.
        range_: nominal value, in V, A or Ω.
        words: keywords that follow.
    """
    return f"{function} {','.join((number_text(range_), *words))}"
