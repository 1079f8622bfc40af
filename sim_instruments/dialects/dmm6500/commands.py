"""Knows the DMM6500's trigger, format, system and display commands, and puts all its commands together.

Sources: PyMeasure 0.16 and QCoDeS 0.58 for this instrument; DMM6500 Reference Manual (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.dmm6500.buffer_commands import name_of, reading_commands, trace_commands
from sim_instruments.dialects.dmm6500.instrument import IDENTITY, Meter6500, date_of
from sim_instruments.dialects.dmm6500.measuring import measuring_commands
from sim_instruments.dialects.scpi_binding import answer, choose, number_setting, order, word_setting
from sim_instruments.dialects.scpi_common import common_commands, status_commands, unsigned
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_meter.replies import general
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler

_LOOPS = Bounds(Decimal(0), Decimal("1E9"), infinite=True)
_DELAY = Bounds(Decimal(0), Decimal(10000), unit="S")
_TONE = Bounds(Decimal(20), Decimal(8000))
_DURATION = Bounds(Decimal("0.001"), Decimal(100))
_PRECISION = Bounds(Decimal(0), Decimal(16), Decimal(0))
_CLOCK = Bounds(Decimal(0), Decimal(9999))
_LANGUAGES = ("SCPI", "TSP", "SCPI2000", "SCPI34401")
_SCREENS = (
    "HOME",
    "HOME_LARGe",
    "READing",
    "HISTogram",
    "GRAPh",
    "SWIPE_FUNCtions",
    "SWIPE_GRAPh",
    "SWIPE_SECondary",
    "SWIPE_SETTings",
    "SWIPE_STATistics",
    "SWIPE_USER",
    "SWIPE_CHANnel",
    "SWIPE_NONSwitch",
    "SWIPE_SCAN",
    "CHANNEL_CONTrol",
    "CHANNEL_SETTings",
    "CHANNEL_SCAN",
    "PROCessing",
)
_STIMULI = (
    "NONE",
    "DISPlay",
    "COMMand",
    "EXTernal",
    *(f"TIMer{n}" for n in range(1, 5)),
    "NOTify1",
    "NOTify2",
    "NOTify3",
)
_LONGEST_LINES = 32


class Dmm6500(ScpiDialect):
    """The DMM6500 as a dialect.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        meter = Meter6500(body)
        super().__init__(meter, lambda: _commands(meter), colon_before_common=True)


def _commands(meter: Meter6500) -> dict[str, Handler]:
    return {
        **common_commands(meter, IDENTITY.format(serial=meter.body.serial), unsigned, meter.test),
        **status_commands(meter.status, unsigned),
        **measuring_commands(meter),
        **reading_commands(meter),
        **trace_commands(meter),
        **_trigger_commands(meter),
        **_format_commands(meter),
        **_system_commands(meter),
        **_display_commands(meter),
    }


def _trigger_commands(meter: Meter6500) -> dict[str, Handler]:
    def load(arguments: Arguments) -> None:
        model = arguments.string().upper()
        if model == "EMPTY":
            arguments.end()
            meter.loop = None
            return
        count = arguments.number(_LOOPS) if arguments else Decimal(1)
        delay = arguments.number(_DELAY) if arguments else Decimal(0)
        meter.loop = (count, delay, name_of(arguments))
        arguments.end()

    def state() -> str:
        meter.catch_up()
        return "IDLE;IDLE;1" if meter.idle else "RUNNING;RUNNING;1"

    remembered = meter.remembered
    return {
        "INITiate[:IMMediate]": order(meter.initiate),
        "ABORt": order(meter.abort),
        "TRIGger:LOAD": load,
        "TRIGger:STATe?": answer(state),
        **remembered.numbers(
            {f"TRIGger:TIMer{n}:DELay": Bounds(Decimal("8E-6"), Decimal(100000)) for n in range(1, 5)}, general
        ),
        **remembered.words({f"TRIGger:TIMer{n}:STARt:STIMulus": _STIMULI for n in range(1, 5)}),
        **remembered.numbers(
            {
                "ROUTe:SCAN:COUNt:SCAN": Bounds(Decimal(0), Decimal("1E8"), Decimal(1), infinite=True),
                "ROUTe:SCAN:INTerval": Bounds(Decimal(0), Decimal("1E5"), Decimal(0)),
            },
            general,
        ),
    }


def _format_commands(meter: Meter6500) -> dict[str, Handler]:
    def form(word: str) -> None:
        meter.form = word

    def swap(word: str) -> None:
        meter.swapped = word == "SWAP"

    def digits(value: Decimal) -> None:
        meter.precision = int(value)

    return {
        **word_setting("FORMat[:DATA]", ("ASCii", "REAL", "SREal"), lambda: meter.form, form),
        **word_setting("FORMat:BORDer", ("SWAPped", "NORMal"), lambda: "SWAP" if meter.swapped else "NORM", swap),
        **number_setting(
            "FORMat:ASCii:PRECision", lambda: _PRECISION, lambda: Decimal(meter.precision), digits, general
        ),
    }


def _system_commands(meter: Meter6500) -> dict[str, Handler]:
    status = meter.status

    def speak(word: str) -> None:
        meter.language = word  # the present one goes on until the instrument is switched off and on

    def beep(arguments: Arguments) -> None:
        arguments.number(_TONE)
        arguments.number(_DURATION)
        arguments.end()

    def set_clock(arguments: Arguments) -> None:
        while arguments:
            arguments.number(_CLOCK)

    def clock(arguments: Arguments) -> str:
        as_text = bool(arguments) and arguments.integer(_CLOCK) == 1
        arguments.end()
        now = meter.body.now()
        return date_of(now).strftime("%a %b %d %H:%M:%S %Y") if as_text else str(int(now))

    def code() -> str:
        return status.next_error().partition(",")[0]

    error = answer(status.next_error)
    return {
        **word_setting("*LANG", _LANGUAGES, lambda: meter.language, speak),
        "SYSTem:ERRor[:NEXT]?": error,
        "SYSTem:EVENtlog[:NEXT]?": error,
        "SYSTem:ERRor:CODE[:NEXT]?": answer(code),
        "SYSTem:ERRor:COUNt?": answer(lambda: str(len(status.errors))),
        "SYSTem:EVENtlog:COUNt?": answer(lambda: str(len(status.errors))),
        "SYSTem:CLEar": order(status.errors.clear),
        "SYSTem:VERSion?": answer(lambda: "1996.0"),
        "SYSTem:LFRequency?": answer(lambda: f"{meter.body.mains_hz:.0f}"),
        "SYSTem:BEEPer[:IMMediate]": beep,
        "SYSTem:TIME": set_clock,
        "SYSTem:TIME?": clock,
        "SYSTem:CARD<1>:IDN?": answer(lambda: "Empty Slot"),
        "SYSTem:PCARd<1>": choose(("0", "2000", "2001"), lambda _: None),
        "SYSTem:ACCess?": answer(lambda: "FULL"),
        "ROUTe:TERMinals?": answer(lambda: "REAR" if meter.at_the_rear else "FRON"),
    }


def _display_commands(meter: Meter6500) -> dict[str, Handler]:
    remembered = meter.kept
    lines = ("DISPlay:USER1:TEXT[:DATA]", "DISPlay:USER2:TEXT[:DATA]")

    def clear() -> None:
        for line in lines:
            remembered.put(line, "")

    return {
        "DISPlay:CLEar": order(clear),
        **remembered.texts(dict.fromkeys(lines, _LONGEST_LINES)),
        **remembered.words(
            {
                "DISPlay:SCReen": _SCREENS,
                "DISPlay:LIGHt:STATe": ("ON50", "ON100", "ON75", "ON25", "OFF", "BLACkout"),
                "DISPlay:READing:FORMat": ("PREFix", "EXPonent"),
            }
        ),
    }
