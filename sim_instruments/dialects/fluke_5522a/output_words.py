"""Knows the words of the 5522A that select an output and switch it; it knows no status register.

Source: Fluke 5520A Operators Manual, chapter 6 (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.amplitudes import (
    function_for,
    read_amplitude,
    write_amplitude,
    write_frequency,
)
from sim_instruments.dialects.fluke_5522a.errors import FlukeError
from sim_instruments.dialects.fluke_5522a.words import answer, choose, count, order

if TYPE_CHECKING:
    from sim_instruments.dialects.fluke_5522a.instrument import Calibrator5522A
    from sim_instruments.dialects.fluke_5522a.words import Word


def output_words(calibrator: Calibrator5522A) -> dict[str, Word]:
    """Return the words that select an output and switch it."""
    return _selecting(calibrator) | _locking(calibrator) | _limiting(calibrator) | _remote(calibrator)


def _selecting(calibrator: Calibrator5522A) -> dict[str, Word]:
    def out(arguments: tuple[str, ...]) -> None:
        _select(calibrator, arguments)

    def selected() -> str:
        amplitude, frequency = write_amplitude(calibrator.value), write_frequency(calibrator.frequency)
        return f"{amplitude},{calibrator.function.unit},0E+00,0,{frequency}"

    return {
        "OUT": out,
        "OUT?": answer(selected),
        "OPER": order(calibrator.operate),
        "OPER?": answer(lambda: str(int(calibrator.body.output.energised))),
        "STBY": order(calibrator.standby),
        "SETTLED?": answer(lambda: str(int(calibrator.settled))),
        "FUNC?": answer(lambda: calibrator.function.name),
        "RANGE?": answer(lambda: f"{calibrator.range.name},0"),
    }


def _select(calibrator: Calibrator5522A, arguments: tuple[str, ...]) -> None:
    """Select an amplitude, an amplitude and a frequency, or another frequency for the amplitude there is."""
    if not 1 <= len(arguments) <= 2:
        raise FlukeError(errors.BAD_COUNT)
    given = [read_amplitude(argument) for argument in arguments]
    hertz = given.pop().value if given[-1].unit == "HZ" else Decimal(0)
    value, unit = (given[0].value, given[0].unit) if given else (calibrator.value, calibrator.function.unit)
    if len(given) > 1:  # two outputs at once: power
        raise FlukeError(errors.NOT_SIMULATED)
    if hertz < 0:
        raise FlukeError(errors.BAD_VALUE)
    calibrator.output(function_for(unit, alternating=hertz != 0), value, hertz)


def _locking(calibrator: Calibrator5522A) -> dict[str, Word]:
    def lock(keyword: str) -> None:
        calibrator.locked = keyword == "ON"

    def earth(keyword: str) -> None:
        calibrator.earth = keyword

    return {
        "RANGELCK": choose(("ON", "OFF"), lock),
        "RANGELCK?": answer(lambda: "ON" if calibrator.locked else "OFF"),
        "EARTH": choose(("OPEN", "TIED"), earth),
        "EARTH?": answer(lambda: calibrator.earth),
    }


def _limiting(calibrator: Calibrator5522A) -> dict[str, Word]:
    def limit(arguments: tuple[str, ...]) -> None:
        count(arguments, 2)
        upper, lower = (read_amplitude(argument) for argument in arguments)
        if upper.unit != lower.unit:
            raise FlukeError(errors.BAD_UNIT)
        if not lower.value <= 0 <= upper.value:
            raise FlukeError(errors.BAD_VALUE)
        calibrator.limits.set(upper.unit, upper.value, lower.value)

    return {"LIMIT": limit, "LIMIT?": answer(lambda: ",".join(map(write_amplitude, calibrator.limits.values)))}


def _remote(calibrator: Calibrator5522A) -> dict[str, Word]:
    def remote() -> None:
        calibrator.remote = True

    def local() -> None:
        calibrator.remote = False

    return {"REMOTE": order(remote), "LOCKOUT": order(remote), "LOCAL": order(local)}
