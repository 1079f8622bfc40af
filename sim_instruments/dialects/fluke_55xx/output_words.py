"""Knows the words of the 5520A and 5522A that select an output and lead it to terminals; it knows no status register.

Sources: captured replies of a 5522A (`OUT?`, `RANGE?`, `TEMP_STD?`); Fluke 5502A Operators Manual, page 6-28 (`*PUD?`);
Fluke 5520A Operators Manual, chapter 6 (pages not checked). Two outputs at once, power included, are refused as not
simulated, and so are waveforms other than the sine.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_55xx.instrument import POSTS
from sim_instruments.dialects.fluke_55xx.ranges import function_for
from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.numbers import read_amplitude, scientific
from sim_instruments.dialects.fluke_language.words import answer, choose, keyword

if TYPE_CHECKING:
    from sim_instruments.dialects.fluke_55xx.instrument import Calibrator55xx
    from sim_instruments.dialects.fluke_language.words import Word

_SECONDS_IN_AN_HOUR = 3600


def output_words(calibrator: Calibrator55xx) -> dict[str, Word]:
    """Return the words that select an output and lead it to terminals."""
    return _selecting(calibrator) | _leading(calibrator) | _keeping(calibrator)


def _selecting(calibrator: Calibrator55xx) -> dict[str, Word]:
    def out(arguments: tuple[str, ...]) -> None:
        _select(calibrator, arguments)

    def selected() -> str:
        now = calibrator.selected
        return f"{scientific(now.value, 7)},{now.function.unit},0E+00,0,{scientific(now.frequency, 2)}"

    return {
        "OUT": out,
        "OUT?": answer(selected),
        "RANGE?": answer(lambda: f"{calibrator.selected.range.name},0"),
        "SETTLED?": answer(lambda: str(int(calibrator.settled))),
        "ONTIME?": answer(lambda: str(int(calibrator.body.now() // _SECONDS_IN_AN_HOUR))),
    }


def _select(calibrator: Calibrator55xx, arguments: tuple[str, ...]) -> None:
    """Select an amplitude, a frequency, or both; what is left out stays as it is."""
    if not 1 <= len(arguments) <= 3:
        raise FlukeError(errors.BAD_COUNT)
    given = [read_amplitude(argument) for argument in arguments]
    now = calibrator.selected
    hertz = given.pop().value if given[-1].unit == "HZ" else None
    if any(amplitude.unit == "HZ" for amplitude in given) or len(given) > 2:
        raise FlukeError(errors.BAD_UNIT)
    if len(given) > 1:
        raise FlukeError(errors.NOT_SIMULATED)
    value, unit = (given[0].value, given[0].unit) if given else (now.value, now.function.unit)
    if hertz is None:
        hertz = Decimal(0) if unit == "OHM" else now.frequency
    if hertz < 0:
        raise FlukeError(errors.BAD_VALUE)
    calibrator.output(function_for(unit, alternating=hertz != 0), value, hertz)


def _leading(calibrator: Calibrator55xx) -> dict[str, Word]:
    return {
        "CUR_POST": choose(tuple(POSTS), calibrator.choose_post),
        "CUR_POST?": answer(lambda: calibrator.post),
        "ZCOMP": choose(("NONE", "WIRE2", "WIRE4"), calibrator.compensate),
        "ZCOMP?": answer(lambda: calibrator.compensation),
    }


def _keeping(calibrator: Calibrator55xx) -> dict[str, Word]:
    def store_user_data(arguments: tuple[str, ...]) -> None:
        del arguments
        raise FlukeError(errors.PROTECTED)  # the switch at the rear is at NORMAL

    state = calibrator.words
    return {
        **keyword("EARTH", ("OPEN", "TIED"), state),
        **keyword("LOWS", ("TIED", "OPEN"), state),
        **keyword("EXTGUARD", ("OFF", "ON"), state),
        **keyword("LCOMP", ("OFF", "ON"), state),
        **keyword("TEMP_STD", ("ITS_90", "IPTS_68"), state),
        "*PUD": store_user_data,
        "*PUD?": answer(lambda: "#200"),
    }
