"""Knows the 34401A's system, display and calibration commands, and puts all its commands together; it knows no reading.

Sources: IEEE 488.2-1992, chapter 10; Agilent 34401A User's Guide, chapter 4 (pages not checked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_34401a.instrument import IDENTITY, Meter34401A
from sim_instruments.dialects.hp_34401a.measuring import measuring_commands
from sim_instruments.dialects.hp_34401a.triggering import calculating_commands, triggering_commands
from sim_instruments.dialects.scpi_binding import answer, order, switch, switch_setting
from sim_instruments.dialects.scpi_common import common_commands, signed, status_commands
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_errors import ScpiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.scpi_tree import Handler

_LONGEST_TEXT = 12
_TEXT = "DISPlay[:WINDow]:TEXT[:DATA]"
_INPUT_BUFFER_OVERFLOW = 521


class Hp34401A(ScpiDialect):
    """The 34401A as a dialect.

    Args:
        body: what it drives.
    """

    serial_terminator = b"\r\n"
    local_message = "SYST:LOC"
    serial_clear = b"\x03"  # so the 34420A's guide; not checked for the 34401A

    def __init__(self, body: Body) -> None:
        self._meter = Meter34401A(body)
        super().__init__(self._meter, lambda: _commands(self._meter), overrun=_INPUT_BUFFER_OVERFLOW)

    @property
    def door(self) -> str:
        """Which interface the message under way came in by."""
        return "serial" if self._meter.by_serial else ""

    @door.setter
    def door(self, name: str) -> None:
        self._meter.by_serial = name == "serial"


def _commands(meter: Meter34401A) -> dict[str, Handler]:
    return {
        **common_commands(meter, IDENTITY.format(serial=meter.body.serial), signed, meter.test),
        **status_commands(meter.status, signed, conditions=False),
        **_system_commands(meter),
        **_display_commands(meter),
        **measuring_commands(meter),
        **triggering_commands(meter),
        **calculating_commands(meter),
    }


def _system_commands(meter: Meter34401A) -> dict[str, Handler]:
    def take_over(remote: bool) -> Callable[[], None]:  # noqa: FBT001  one of two states
        def act() -> None:
            if not meter.by_serial:
                raise ScpiError(514)
            meter.remote = remote

        return act

    def nothing() -> None:
        """A beep is not heard on the wire."""

    return {
        "SYSTem:ERRor?": answer(meter.status.next_error),
        "SYSTem:VERSion?": answer(lambda: "1991.0"),
        "SYSTem:REMote": order(take_over(True)),  # noqa: FBT003
        "SYSTem:RWLock": order(take_over(True)),  # noqa: FBT003
        "SYSTem:LOCal": order(take_over(False)),  # noqa: FBT003
        "SYSTem:BEEPer[:IMMediate]": order(nothing),
        **meter.kept.switches({"SYSTem:BEEPer:STATe": True}),
        "ROUTe:TERMinals?": answer(lambda: "FRON"),
        "CALibration:COUNt?": answer(lambda: "+1"),
        "CALibration:SECure:STATe?": answer(lambda: "1"),
        **meter.kept.texts({"CALibration:STRing": _LONGEST_TEXT}),
    }


def _display_commands(meter: Meter34401A) -> dict[str, Handler]:
    def light(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.lit = on

    return {
        "DISPlay": switch(light),
        **switch_setting("DISPlay[:WINDow][:STATe]", lambda: meter.lit, light),
        "DISPlay?": answer(lambda: str(int(meter.lit))),
        **meter.remembered.texts({_TEXT: _LONGEST_TEXT}),
        "DISPlay[:WINDow]:TEXT:CLEar": order(lambda: meter.remembered.put(_TEXT, "")),
    }
