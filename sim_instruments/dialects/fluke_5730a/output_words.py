"""Knows the words of the 5700 family that select an output and lead it to terminals; it knows no status register.

Sources: Fluke 5700A/5720A Series II Operators Manual, page 5-8 (units and multipliers), page 5-28 (`ETIME?`); a public
driver for the three fields of `OUT?` and of `ADJOUT?`; how many digits they have is not from the manual. The output
cannot be edited here, so that `ADJOUT?` says what `OUT?` says. `UNCERT?` is refused: no specification is simulated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5730a.ranges import function_for
from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.numbers import MEGA_UNITS, read_amplitude, scientific
from sim_instruments.dialects.fluke_language.words import answer, choose, keyword

if TYPE_CHECKING:
    from sim_instruments.dialects.fluke_5730a.instrument import Calibrator57xx
    from sim_instruments.dialects.fluke_language.words import Word

_SECONDS_IN_A_MINUTE = 60
_MOST_DECIMALS = 8
_FEWEST_DECIMALS = 2


def output_words(calibrator: Calibrator57xx) -> dict[str, Word]:
    """Return the words that select an output and lead it to terminals."""
    return _selecting(calibrator) | _leading(calibrator)


def _selecting(calibrator: Calibrator57xx) -> dict[str, Word]:
    def out(arguments: tuple[str, ...]) -> None:
        _select(calibrator, arguments)

    def selected() -> str:
        now = calibrator.selected
        return f"{_written(calibrator.characterised(now))},{now.function.unit},{_written(now.frequency)}"

    def uncertainty() -> str:
        raise FlukeError(errors.NOT_SIMULATED)

    def minutes() -> str:
        return str(int(calibrator.body.now() // _SECONDS_IN_A_MINUTE))

    return {
        "OUT": out,
        "OUT?": answer(selected),
        "ADJOUT?": answer(selected),
        "UNCERT?": answer(uncertainty),
        "ONTIME?": answer(minutes),
        "ETIME?": answer(minutes),
    }


def _select(calibrator: Calibrator57xx, arguments: tuple[str, ...]) -> None:
    """Select an amplitude, a frequency, or both; what is left out stays as it is."""
    if not 1 <= len(arguments) <= 2:
        raise FlukeError(errors.BAD_COUNT)
    given = [read_amplitude(argument, MEGA_UNITS) for argument in arguments]
    now = calibrator.selected
    hertz = given.pop().value if given[-1].unit == "HZ" else None
    if len(given) > 1 or any(amplitude.unit == "HZ" for amplitude in given):
        raise FlukeError(errors.BAD_UNIT)
    value, unit = (given[0].value, given[0].unit) if given else (now.value, now.function.unit)
    if hertz is None:
        hertz = Decimal(0) if unit == "OHM" else now.frequency
    if hertz < 0:
        raise FlukeError(errors.BAD_VALUE)
    calibrator.output(function_for(unit, alternating=hertz != 0), value, hertz)


def _leading(calibrator: Calibrator57xx) -> dict[str, Word]:
    state = calibrator.words
    return {
        "EXTSENSE": choose(("ON", "OFF"), calibrator.sense_outside),
        "EXTSENSE?": answer(lambda: "ON" if calibrator.sense else "OFF"),
        "RCOMP": choose(("ON", "OFF"), calibrator.compensate),
        "RCOMP?": answer(lambda: "ON" if calibrator.compensated else "OFF"),
        "CUR_POST": choose(("NORMAL", "AUX"), calibrator.choose_post),
        "CUR_POST?": answer(lambda: calibrator.post),
        **keyword("EXTGUARD", ("OFF", "ON"), state),
    }


def _written(value: Decimal) -> str:
    """Write a number with as many decimals as it needs, two at least."""
    digits = len(value.normalize().as_tuple().digits)
    return scientific(value, min(max(digits - 1, _FEWEST_DECIMALS), _MOST_DECIMALS))
