"""Knows Truevolt's system, display and math commands, and puts all its commands together; it knows no reading.

Source: Keysight Truevolt Series Operating and Service Guide, command quick reference (pages not checked).
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from sim_instruments.dialects.scpi_binding import answer, lasting, order
from sim_instruments.dialects.scpi_common import common_commands, signed, status_commands
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_parameters import Bounds
from sim_instruments.dialects.truevolt.instrument import MeterTruevolt
from sim_instruments.dialects.truevolt.math_commands import math_commands
from sim_instruments.dialects.truevolt.measuring import measuring_commands
from sim_instruments.dialects.truevolt.models import MODELS
from sim_instruments.dialects.truevolt.triggering import memory_commands, triggering_commands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.scpi_meter.functions import Sense
    from sim_instruments.dialects.scpi_meter.triggering import Triggering
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_IDENTITY = "Keysight Technologies,{model},{serial},{firmware}"
_TEXT = "DISPlay:TEXT[:DATA]"
_LONGEST_TEXT = 40
_PLACES = Bounds(Decimal(0), Decimal(4))


class Truevolt(ScpiDialect):
    """A Truevolt meter as a dialect.

    Args:
        body: what it drives.
    """

    MODEL: ClassVar[str]
    """Name of the model, such as `34465A`."""

    def __init__(self, body: Body) -> None:
        meter = MeterTruevolt(body, MODELS[self.MODEL])
        super().__init__(meter, lambda: _commands(meter))


class Keysight34460A(Truevolt):
    """A 34460A as a dialect."""

    MODEL = "34460A"


class Keysight34461A(Truevolt):
    """A 34461A as a dialect."""

    MODEL = "34461A"


class Keysight34465A(Truevolt):
    """A 34465A as a dialect."""

    MODEL = "34465A"


class Keysight34470A(Truevolt):
    """A 34470A as a dialect."""

    MODEL = "34470A"


def _commands(meter: MeterTruevolt) -> dict[str, Handler]:
    model = meter.model
    identity = _IDENTITY.format(model=model.name, serial=meter.body.serial, firmware=model.firmware)
    return {
        **common_commands(meter, identity, signed, meter.test),
        **status_commands(meter.status, signed),
        **_system_commands(meter),
        **_remembered_commands(meter),
        **_stored_states(meter),
        **measuring_commands(meter),
        **triggering_commands(meter),
        **memory_commands(meter),
        **math_commands(meter),
    }


def _system_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    def nothing() -> None:
        """A beep is not heard on the wire."""

    return {
        "*OPT?": answer(lambda: "0"),
        "SYSTem:ERRor[:NEXT]?": answer(meter.status.next_error),
        "SYSTem:VERSion?": answer(lambda: "1994.0"),
        "SYSTem:LFRequency?": answer(lambda: f"{meter.body.mains_hz:+.0f}"),
        "SYSTem:LICense:CATalog?": answer(lambda: '""'),
        "SYSTem:BEEPer[:IMMediate]": order(nothing),
        "SYSTem:PRESet": order(meter.reset),
        "SYSTem:TEMPerature?": answer(lambda: scientific(30)),
        "SYSTem:UPTime?": answer(lambda: _up_time(meter.body.now())),
        "TEST:ALL?": lasting(meter.test),
        "ROUTe:TERMinals?": answer(lambda: "FRON"),
        **meter.remembered.texts({_TEXT: _LONGEST_TEXT}),
        **meter.kept.texts({"SYSTem:LABel": _LONGEST_TEXT}),
        "DISPlay:TEXT:CLEar": order(lambda: meter.remembered.put(_TEXT, "")),
    }


def _remembered_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    """Return what is accepted and answered, and has no effect in this world."""
    ohms = ("RESistance", "FRESistance")
    return {
        **meter.kept.switches(
            {
                "SYSTem:BEEPer:STATe": True,
                "SYSTem:CLICk:STATe": True,
                "LXI:IDENtify[:STATe]": False,
                "LXI:MDNS:ENABle": True,
            }
        ),
        **meter.remembered.switches(
            {
                "DISPlay[:STATe]": True,
                "CALCulate:SMOothing[:STATe]": False,
                "CALCulate:TCHart[:STATe]": False,
                "CALCulate:TRANsform:HISTogram[:STATe]": False,
                **{f"[SENSe:]{name}:OCOMpensated": False for name in ohms},
                **{f"[SENSe:]{name}:POWer:LIMit[:STATe]": False for name in ohms},
                **{f"[SENSe:]{name}:TIMeout:AUTO": False for name in ("FREQuency", "PERiod")},
            }
        ),
        **meter.remembered.words(
            {
                "DISPlay:VIEW": ("NUMeric", "HISTogram", "TCHart", "METer"),
                "CALCulate:SMOothing:RESPonse": ("FAST", "MEDium", "SLOW"),
                "[SENSe:]CURRent:SWITch:MODE": ("FAST", "CONTinuous"),
                "UNIT:TEMPerature": ("C", "F", "K"),
                "[SENSe:]TEMPerature:TRANsducer:TYPE": ("FRTD", "RTD", "FTHermistor", "THERmistor", "TCouple"),
            }
        ),
    }


def _stored_states(meter: MeterTruevolt) -> dict[str, Handler]:
    states: dict[int, tuple[str, dict[str, Sense], Triggering, bool]] = {}

    def save(arguments: Arguments) -> None:
        place = arguments.integer(_PLACES)
        arguments.end()
        states[place] = (meter.selected, _copies(meter.senses), copy.copy(meter.trigger), meter.high_impedance)

    def recall(arguments: Arguments) -> None:
        place = arguments.integer(_PLACES)
        arguments.end()
        meter.reset()
        if place in states:
            meter.selected, senses, trigger, meter.high_impedance = states[place]
            meter.senses.update(_copies(senses))
            meter.trigger = copy.copy(trigger)
            meter.configured()

    return {"*SAV": save, "*RCL": recall}


def _copies(senses: Mapping[str, Sense]) -> dict[str, Sense]:
    return {name: copy.copy(sense) for name, sense in senses.items()}


def _up_time(seconds: float) -> str:
    days, rest = divmod(int(seconds), 86400)
    return f"{days:+d},{rest // 3600:+d},{rest // 60 % 60:+d},{rest % 60:+d}"
