"""Knows the words of the 3458A about itself: identity, errors, status, calibration; it knows no reading.

Source: Agilent 3458A User's Guide, chapter 6, "Command Reference" (pages not checked). How long ACAL and TEST take,
and the constants that CAL? answers, are not from the manual; ACAL changes no hidden error here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import ALL, HpError
from sim_instruments.dialects.hp_3458a.replies import engineering
from sim_instruments.dialects.hp_3458a.status import StatusByte
from sim_instruments.dialects.hp_3458a.words import accept, answer, assign, at_most, chosen, number, order

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.hp_3458a.instrument import Meter3458A
    from sim_instruments.dialects.hp_3458a.words import Word

IDENTITY = "HP3458A"
INTERNAL_TEMPERATURE = "36.9"
ACAL_SECONDS = {"ALL": 840.0, "DCV": 140.0, "AC": 140.0, "OHMS": 560.0}
_ACAL_CODES = {"ALL": 0, "DCV": 1, "AC": 2, "OHMS": 4}
_TEST_SECONDS = 55.0
_CONSTANTS = {1: Decimal("39999.8542"), 2: Decimal("7.02512345")}
_LAST_CONSTANT = "253"
_LONGEST_TEXT = 75


def system_words(meter: Meter3458A) -> dict[str, Word]:
    """Return the words about identity, errors, status and calibration, and those that nobody hears."""
    return _identity(meter) | _errors(meter) | _status(meter) | _Calibration(meter).words() | _unheard()


def _identity(meter: Meter3458A) -> dict[str, Word]:
    def clear(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 0)
        meter.stop()

    return {
        "ID?": answer(lambda: IDENTITY),
        "REV?": answer(lambda: "9,1"),
        "OPT?": answer(lambda: "0,0"),
        "TEMP?": answer(lambda: INTERNAL_TEMPERATURE),
        "CLEAR": clear,
    }


def _errors(meter: Meter3458A) -> dict[str, Word]:
    def mask(value: Decimal) -> None:
        meter.status.error_mask = int(value)

    return {
        "ERR?": answer(lambda: str(meter.errors.take())),
        "ERRSTR?": answer(meter.errors.take_lowest),
        "AUXERR?": answer(lambda: "0"),
        "EMASK": assign(("0", str(ALL)), str(ALL), mask),
        "EMASK?": answer(lambda: str(meter.status.error_mask)),
    }


def _status(meter: Meter3458A) -> dict[str, Word]:
    def mask(value: Decimal) -> None:
        meter.status.request_mask = int(value) & ~StatusByte.REQUEST_SERVICE

    def request() -> None:
        meter.status.note(StatusByte.SRQ_COMMAND)

    return {
        "STB?": answer(lambda: str(meter.status_byte(ready=False))),  # the query itself is being worked through
        "CSB": order(meter.status.clear),
        "RQS": assign(("0", "255"), "0", mask),
        "RQS?": answer(lambda: str(meter.status.request_mask)),
        "SRQ": order(request),
    }


class _Calibration:
    """Self-calibration and what a laboratory has written into the instrument; its text is at first the serial number.

    Args:
        meter: that is calibrated.
    """

    def __init__(self, meter: Meter3458A) -> None:
        self._meter = meter
        self._text = meter.body.serial

    def words(self) -> dict[str, Word]:
        return {
            "ACAL": self._adjust,
            "TEST": self._test,
            "CAL?": self._constant,
            "CALNUM?": answer(lambda: "1"),
            "CALSTR": self._write,
            "CALSTR?": answer(lambda: f'"{self._text}"'),
        }

    def _adjust(self, arguments: tuple[str, ...]) -> Execution:
        at_most(arguments, 2)
        number(arguments, 1, ("0", "2.1E9"), "0")  # the security code, which is not set here
        seconds = ACAL_SECONDS[chosen(arguments, 0, _ACAL_CODES, "ALL")]
        return self._busy(seconds)

    def _test(self, arguments: tuple[str, ...]) -> Execution:
        at_most(arguments, 0)
        return self._busy(_TEST_SECONDS)

    def _busy(self, seconds: float) -> Execution:
        self._meter.stop()
        end = self._meter.body.now() + seconds
        while self._meter.body.now() < end:
            yield end
        self._meter.rearm()
        return None

    def _constant(self, arguments: tuple[str, ...]) -> str:
        at_most(arguments, 1)
        which = int(number(arguments, 0, ("1", _LAST_CONSTANT), "1"))
        return engineering(_CONSTANTS.get(which, Decimal(1)))

    def _write(self, arguments: tuple[str, ...]) -> None:
        text = ",".join(arguments).strip("\"'")
        if len(text) > _LONGEST_TEXT:
            raise HpError(errors.OUT_OF_RANGE)
        self._text = text


def _unheard() -> dict[str, Word]:
    names = ("BEEP", "DEFEAT", "DISP", "EXTOUT", "LEVEL", "LOCK", "SLOPE", "TBUFF", "TONE")
    return dict.fromkeys(names, accept)
