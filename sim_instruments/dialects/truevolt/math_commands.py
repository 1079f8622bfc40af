"""Knows Truevolt's CALCulate commands; it knows no reading.

Source: Keysight Truevolt Series Operating and Service Guide, CALCulate subsystem (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_binding import answer, number_setting, order, switch_setting, word_setting
from sim_instruments.dialects.scpi_meter.replies import scientific
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.scpi_tree import Handler
    from sim_instruments.dialects.truevolt.instrument import MeterTruevolt

_VALUES = Bounds(Decimal("-1E15"), Decimal("1E15"), Decimal(0))
_GAIN = Bounds(Decimal("-1E15"), Decimal("1E15"), Decimal(1))
_DECIBELS = Bounds(Decimal(-200), Decimal(200), Decimal(0))
_OHMS = Bounds(Decimal(50), Decimal(8000), Decimal(600))


def math_commands(meter: MeterTruevolt) -> dict[str, Handler]:
    """Return the commands of scaling, limits and statistics."""
    return {
        "CALCulate:CLEar[:IMMediate]": order(meter.forget_statistics),
        **_scaling(meter),
        **_limits(meter),
        **_statistics(meter),
    }


def _number(meter: MeterTruevolt, pattern: str, name: str, bounds: Bounds) -> dict[str, Handler]:
    def store(value: Decimal) -> None:
        setattr(meter.calculation, name, float(value))

    return number_setting(pattern, lambda: bounds, lambda: Decimal(getattr(meter.calculation, name)), store, scientific)


def _switch(meter: MeterTruevolt, pattern: str, name: str) -> dict[str, Handler]:
    def store(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        setattr(meter.calculation, name, on)

    return switch_setting(pattern, lambda: bool(getattr(meter.calculation, name)), store)


def _scaling(meter: MeterTruevolt) -> dict[str, Handler]:
    path = "CALCulate:SCALe"

    def choose(word: str) -> None:
        meter.calculation.scale = word

    def switch(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
        meter.calculation.scaling = on
        meter.calculation.acquire = on and meter.calculation.automatic

    return {
        **switch_setting(f"{path}[:STATe]", lambda: meter.calculation.scaling, switch),
        **word_setting(f"{path}:FUNCtion", ("DB", "DBM", "PCT", "SCALe"), lambda: meter.calculation.scale, choose),
        **_number(meter, f"{path}:GAIN", "gain", _GAIN),
        **_number(meter, f"{path}:OFFSet", "offset", _VALUES),
        **_number(meter, f"{path}:REFerence", "reference", _VALUES),
        **_switch(meter, f"{path}:REFerence:AUTO", "automatic"),
        **_number(meter, f"{path}:DB:REFerence", "decibels", _DECIBELS),
        **_number(meter, f"{path}:DBM:REFerence", "ohms", _OHMS),
    }


def _limits(meter: MeterTruevolt) -> dict[str, Handler]:
    path = "CALCulate:LIMit"
    return {
        **_switch(meter, f"{path}[:STATe]", "limits"),
        **_number(meter, f"{path}:LOWer[:DATA]", "lower", _VALUES),
        **_number(meter, f"{path}:UPPer[:DATA]", "upper", _VALUES),
        f"{path}:CLEar[:IMMediate]": order(lambda: meter.questionable.become(0)),
    }


def _statistics(meter: MeterTruevolt) -> dict[str, Handler]:
    path = "CALCulate:AVERage"

    def one(name: str) -> Handler:
        return answer(lambda: scientific(_of(name)))

    def _of(name: str) -> float:
        meter.catch_up()
        value: float = getattr(meter.calculation.statistics, name)
        return value

    return {
        **_switch(meter, f"{path}[:STATe]", "gathers"),
        f"{path}:ALL?": answer(
            lambda: ",".join(scientific(_of(name)) for name in ("average", "deviation", "minimum", "maximum"))
        ),
        f"{path}:AVERage?": one("average"),
        f"{path}:COUNt?": one("count"),
        f"{path}:MAXimum?": one("maximum"),
        f"{path}:MINimum?": one("minimum"),
        f"{path}:PTPeak?": one("span"),
        f"{path}:SDEViation?": one("deviation"),
        f"{path}:CLEar[:IMMediate]": order(meter.forget_statistics),
    }
