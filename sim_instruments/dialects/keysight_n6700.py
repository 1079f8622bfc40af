"""Knows a Keysight N6700 mainframe with one 50 V module: its voltage, its output and its output watchdog.

Source: Keysight N6700 User's Guide, output watchdog timer: outputs go off when no message has come for the delay, 1 s
to 3600 s and 60 s after `*RST`, which also switches it off; the front panel does not count; the programmed voltage
stays (as told by others; pages, error numbers and all other commands not checked).
"""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING, TypeVar

from sim_instruments.dialects.execution import NEVER
from sim_instruments.dialects.ieee488 import EventStatus
from sim_instruments.dialects.scpi_binding import answer
from sim_instruments.dialects.scpi_common import common_commands, signed
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_parameters import Arguments, Bounds
from sim_instruments.dialects.scpi_status import ScpiStatus, signed_entry
from sim_instruments.physics.output import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Body, Execution
    from sim_instruments.dialects.scpi_tree import Handler

T = TypeVar("T")
_IDENTITY = "Keysight Technologies,N6700C,{serial},E.02.07"
_CHANNEL = "1"
_FULL_SCALE = Decimal(50)
_VOLTS = Bounds(Decimal(0), Decimal(51), Decimal(0), "V")
_SECONDS = Bounds(Decimal(1), Decimal(3600), Decimal(60), "S")
_VOLTAGE = "[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]"
_QUEUE_DEPTH = 20
_CONFLICT, _OUT_OF_RANGE = -221, -222


class Supply:
    """The sourcing part: voltage, output, watchdog.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.status = ScpiStatus(_QUEUE_DEPTH, {}, queue_bit=4, write=signed_entry, now=body.now)
        self.reset()

    @property
    def due(self) -> float:
        """When its status will change by itself [s]; it does not tell of the watchdog here."""
        return NEVER

    def reset(self) -> None:
        """Do what `*RST` does: output off, 0 V, watchdog off with 60 s."""
        self.body.output.open(self.body.now())
        self.delay = Decimal(60)
        self.armed = self.protected = False
        self.program(Decimal(0))

    def hear(self) -> None:
        """Begin the watchdog's time anew: a message has come."""
        self.catch_up()
        armed = self.armed and self.body.output.energised
        self.body.output.opens_at = self.body.now() + float(self.delay) if armed else inf

    def catch_up(self) -> None:
        """Open the output where its watchdog has done so meanwhile; the voltage stays as it was programmed."""
        output = self.body.output
        if output.energised and not output.live_at(self.body.now()):
            output.open(output.opens_at)
            self.protected = True

    def program(self, volts: Decimal) -> None:
        """Take a new voltage."""
        self.volts = volts
        self.body.output.program(Setting("dc_voltage", _FULL_SCALE, volts), self.body.now())

    def switch(self, *, on: bool) -> None:
        """Switch the output.

        Raises:
            ScpiError: the watchdog has tripped, and nobody has cleared it.
        """
        if not on:
            self.body.output.open(self.body.now())
        elif self.protected:
            raise ScpiError(_CONFLICT)
        else:
            self.body.output.energise(self.body.now())
            self.hear()

    def trip(self) -> None:
        """Take the output off by itself."""
        self.body.output.open(self.body.now())
        self.protected = True

    def complete(self) -> Execution:
        """Wait until the output has settled."""
        if self.body.output.energised:
            yield self.body.output.settled_at
        return None

    def note_completion(self) -> None:
        """Do what `*OPC` does; no command takes time on the wire."""
        self.status.registers.note(EventStatus.OPERATION_COMPLETE)

    def bus_trigger(self) -> None:
        """Do nothing: no change waits for a trigger."""

    def clear_status(self) -> None:
        """Do what `*CLS` does."""
        self.status.clear()

    def abort(self) -> None:
        """Give nothing up: nothing is under way."""

    def test(self) -> Execution:
        """Do what `*TST?` does."""
        yield self.body.now()
        return "0"


class KeysightN6700(ScpiDialect):
    """An N6700 as a dialect; every message counts for its watchdog.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self._supply = Supply(body)
        super().__init__(self._supply, lambda: _commands(self._supply))

    def execute(self, message: str) -> Execution:
        """Work through one program message."""
        self._supply.hear()
        reply = yield from super().execute(message)
        self._supply.hear()
        return reply

    def trip(self) -> None:
        """Take the output off by itself."""
        self._supply.trip()


def _commands(supply: Supply) -> dict[str, Handler]:
    return {
        **common_commands(supply, _IDENTITY.format(serial=supply.body.serial), signed, supply.test),
        "SYSTem:ERRor[:NEXT]?": answer(supply.status.next_error),
        _VOLTAGE: _of_channel(lambda arguments: arguments.number(_VOLTS), supply.program),
        f"{_VOLTAGE}?": _of_channel(_nothing, lambda _: scientific(supply.volts)),
        "OUTPut[:STATe]": _of_channel(Arguments.boolean, lambda on: supply.switch(on=on)),
        "OUTPut[:STATe]?": _of_channel(_nothing, lambda _: str(int(supply.body.output.energised))),
        **_watchdog_commands(supply),
    }


def _watchdog_commands(supply: Supply) -> dict[str, Handler]:
    def clear(_: None) -> None:
        supply.protected = False

    def arm(arguments: Arguments) -> None:
        supply.armed = arguments.boolean()
        arguments.end()

    def delay(arguments: Arguments) -> None:
        supply.delay = arguments.number(_SECONDS)
        arguments.end()

    return {
        "OUTPut:PROTection:CLEar": _of_channel(_nothing, clear),
        "OUTPut:PROTection:WDOG[:STATe]": arm,
        "OUTPut:PROTection:WDOG[:STATe]?": answer(lambda: str(int(supply.armed))),
        "OUTPut:PROTection:WDOG:DELay": delay,
        "OUTPut:PROTection:WDOG:DELay?": answer(lambda: scientific(supply.delay)),
    }


def _nothing(_: Arguments) -> None:
    """Take no parameter before the channel."""


def _of_channel(read: Callable[[Arguments], T], act: Callable[[T], str | None]) -> Handler:
    """Bind a command whose parameters end in the list of the one channel there is, `(@1)`."""

    def handler(arguments: Arguments) -> str | None:
        value = read(arguments)
        if arguments.channels() != _CHANNEL:
            raise ScpiError(_OUT_OF_RANGE)
        arguments.end()
        return act(value)

    return handler
