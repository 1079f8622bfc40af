"""Knows a room monitor of no particular maker: temperature, humidity and pressure of the air, and the mains voltage.

Its language is plain SCPI 1999: `SENSe:FUNCtion` says what `READ?` measures. It shows what the world says, rounded to
its digits: it is there to be watched, not to be calibrated.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import NEVER
from sim_instruments.dialects.ieee488 import EventStatus
from sim_instruments.dialects.scpi_binding import answer, assign
from sim_instruments.dialects.scpi_common import common_commands, signed
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import Bounds
from sim_instruments.dialects.scpi_status import ScpiStatus, signed_entry

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_IDENTITY = "calbench,ROOM,{serial},1.0"
_QUEUE_DEPTH = 20
_ILLEGAL_VALUE = -224
_VOLTS = Bounds(Decimal(300), Decimal(300), Decimal(300), "V")
_NOT_A_NUMBER = "9.91E+37"
_FUNCTIONS = {
    "TEMP": ("temperature", "°C", Decimal("0.01")),
    "HUM": ("relative_humidity", "%", Decimal("0.1")),
    "PRES": ("pressure", "Pa", Decimal(1)),
    "VOLT:AC": ("supply_voltage", "V", Decimal("0.1")),
}
"""By name on the wire: what the world calls it, the unit of replies, and their last digit."""


class Room:
    """The sensing part.

    Args:
        body: that it looks around with.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.status = ScpiStatus(_QUEUE_DEPTH, {}, queue_bit=4, write=signed_entry, now=body.now)
        self.function = "TEMP"

    @property
    def due(self) -> float:
        """When its status will change by itself [s]."""
        return NEVER

    def reset(self) -> None:
        """Do what `*RST` does."""
        self.function = "TEMP"

    def catch_up(self) -> None:
        """Do nothing: nothing happens by itself."""

    def abort(self) -> None:
        """Give nothing up: nothing is under way."""

    def bus_trigger(self) -> None:
        """Do nothing: it measures when it is read."""

    def complete(self) -> Execution:
        """Wait for nothing."""
        yield self.body.now()
        return None

    def note_completion(self) -> None:
        """Do what `*OPC` does; no command takes time."""
        self.status.registers.note(EventStatus.OPERATION_COMPLETE)

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self.status.clear()

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        yield self.body.now()
        return "0"

    def read(self) -> str:
        """Return what surrounds it now; not a number for what the world does not have."""
        name, unit, step = _FUNCTIONS[self.function]
        found = self.body.air(name)
        for call in self.body.converter.after_reading:
            call()
        if found is None:
            return _NOT_A_NUMBER
        value = found.to(unit).value
        return str((Decimal(value.numerator) / value.denominator).quantize(step, rounding=ROUND_HALF_EVEN))


class RoomMonitor(ScpiDialect):
    """A room monitor as a dialect.

    Args:
        body: what it looks around with.
    """

    def __init__(self, body: Body) -> None:
        room = Room(body)
        super().__init__(room, lambda: _commands(room))

    def trip(self) -> None:
        """Do nothing: it puts nothing out."""


def _commands(room: Room) -> dict[str, Handler]:
    def select(arguments: Arguments) -> None:
        wanted = arguments.string()
        arguments.end()
        if wanted not in _FUNCTIONS:
            raise ScpiError(_ILLEGAL_VALUE)
        room.function = wanted

    return {
        **common_commands(room, _IDENTITY.format(serial=room.body.serial), signed, room.test),
        "SYSTem:ERRor[:NEXT]?": answer(room.status.next_error),
        "[SENSe:]FUNCtion[:ON]": select,
        "[SENSe:]FUNCtion[:ON]?": answer(lambda: f'"{room.function}"'),
        "[SENSe:]VOLTage:AC:RANGe": assign(lambda: _VOLTS, lambda _: None),
        "[SENSe:]VOLTage:AC:RANGe?": answer(lambda: str(_VOLTS.default)),
        "READ?": answer(room.read),
    }
