"""Knows the words of the 3458A that choose function, range and speed; it knows no trigger.

Source: Agilent 3458A User's Guide, chapter 6, "Command Reference" (pages not checked); defaults of parameters that
no public source names are not from the manual.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError
from sim_instruments.dialects.hp_3458a.functions import FUNCTIONS
from sim_instruments.dialects.hp_3458a.instrument import with_function
from sim_instruments.dialects.hp_3458a.replies import engineering, short
from sim_instruments.dialects.hp_3458a.words import OFF_ON, answer, assign, at_most, choose, chosen, given, number

if TYPE_CHECKING:
    from sim_instruments.dialects.hp_3458a.instrument import Meter3458A
    from sim_instruments.dialects.hp_3458a.words import Word

AC_METHODS = {"ANA": 1, "RNDM": 2, "SYNC": 3}
AUTOZERO = {"OFF": 0, "ON": 1, "ONCE": 2}
_AUTORANGE = {"OFF": 0, "ON": 1, "ONCE": 2}
_FUNCTION_CODES = {name: function.code for name, function in FUNCTIONS.items()}
_POSITIVE = ("0", "1E12")
_PERCENT = Decimal(100)
_RESOLUTION_INDEX = 2


def measuring_words(meter: Meter3458A) -> dict[str, Word]:
    """Return the words that choose function, range, speed and the treatment of the input."""
    return _functions(meter) | _ranging(meter) | _integrating(meter) | _input(meter) | _alternating(meter)


def _functions(meter: Meter3458A) -> dict[str, Word]:
    def select(name: str, arguments: tuple[str, ...]) -> None:
        at_most(arguments, _RESOLUTION_INDEX)
        setup = with_function(meter.setup, name)
        before, meter.setup = meter.setup, setup
        try:
            _range(meter, arguments)
        except HpError:
            meter.setup = before
            raise
        meter.configured()

    def by_name(arguments: tuple[str, ...]) -> None:
        select(chosen(arguments, 0, _FUNCTION_CODES, "DCV"), arguments[1:])

    def word(name: str) -> Word:
        return lambda arguments: select(name, arguments)

    def selected() -> str:
        return f"{meter.setup.function.code},{short(meter.setup.full_scale)}"

    words = {name: word(name) for name in FUNCTIONS}
    return words | {"FUNC": by_name, "F": by_name, "FUNC?": answer(selected), "F?": answer(selected)}


def _range(meter: Meter3458A, arguments: tuple[str, ...]) -> None:
    """Take range and resolution [% of the range's value] from the parameters of a function or of RANGE."""
    setup = meter.setup
    wanted = given(arguments, 0)
    setup.autorange = wanted in {None, "AUTO"}
    if not setup.autorange:
        value = number(arguments, 0, _POSITIVE, "0")
        setup.full_scale = setup.function.range_for(value)
        if given(arguments, 1) is not None:
            setup.choose_resolution(value * number(arguments, 1, _POSITIVE, "0") / _PERCENT)


def _ranging(meter: Meter3458A) -> dict[str, Word]:
    def choose_range(arguments: tuple[str, ...]) -> None:
        at_most(arguments, _RESOLUTION_INDEX)
        _range(meter, arguments)
        meter.configured()

    def automatic(word: str) -> None:
        setup = meter.setup
        if word == "ONCE":
            now = meter.body.now()
            value = meter.body.converter.look(setup.function.capability, now)
            setup.full_scale = setup.function.follow(setup.full_scale, value)
        setup.autorange = word == "ON"
        meter.configured()

    def resolve(percent: Decimal) -> None:
        meter.setup.choose_resolution(meter.setup.full_scale * percent / _PERCENT)
        meter.configured()

    in_use = answer(lambda: short(meter.setup.full_scale))
    return {
        "RANGE": choose_range,
        "R": choose_range,
        "RANGE?": in_use,
        "R?": in_use,
        "ARANGE": choose(_AUTORANGE, "ON", automatic),
        "ARANGE?": answer(lambda: str(int(meter.setup.autorange))),
        "RES": assign(_POSITIVE, "0", resolve),
        "RES?": answer(lambda: engineering(meter.setup.step / meter.setup.full_scale * _PERCENT)),
    }


def _integrating(meter: Meter3458A) -> dict[str, Word]:
    def cycles(value: Decimal) -> None:
        meter.setup.choose_cycles(value)
        meter.configured()

    def aperture(seconds: Decimal) -> None:
        meter.setup.cycles = seconds * meter.setup.line_frequency
        meter.configured()

    def digits(value: Decimal) -> None:
        meter.setup.digits = int(value)

    def line_frequency(hertz: Decimal) -> None:
        meter.setup.line_frequency = Decimal(50 if hertz < 55 else 60)
        meter.configured()

    def delay(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 1)
        automatic = given(arguments, 0) is None
        meter.setup.delay = None if automatic else number(arguments, 0, ("0", "6000"), "0")
        meter.configured()

    return {
        "NPLC": assign(("0", "1000"), "0", cycles),
        "NPLC?": answer(lambda: engineering(meter.setup.cycles)),
        "APER": assign(("0", "1"), "0", aperture),
        "APER?": answer(lambda: engineering(meter.setup.aperture)),
        "NDIG": assign(("3", "8"), "7", digits),
        "NDIG?": answer(lambda: str(meter.setup.digits)),
        "LFREQ": assign(("45", "440"), "50", line_frequency),
        "LFREQ?": answer(lambda: engineering(meter.setup.line_frequency)),
        "LINE?": answer(lambda: engineering(Decimal(50))),
        "DELAY": delay,
        "DELAY?": answer(lambda: engineering(meter.setup.effective_delay)),
    }


def _input(meter: Meter3458A) -> dict[str, Word]:
    def autozero(word: str) -> None:
        meter.setup.autozero = word
        meter.configured()

    def fixed_impedance(word: str) -> None:
        meter.setup.fixed_impedance = word == "ON"
        meter.configured()

    def compensate(word: str) -> None:
        meter.setup.offset_compensation = word == "ON"
        meter.configured()

    def low_pass(word: str) -> None:
        meter.setup.low_pass = word == "ON"
        meter.configured()

    return {
        "AZERO": choose(AUTOZERO, "ON", autozero),
        "AZERO?": answer(lambda: str(AUTOZERO[meter.setup.autozero])),
        "FIXEDZ": choose(OFF_ON, "ON", fixed_impedance),
        "FIXEDZ?": answer(lambda: str(int(meter.setup.fixed_impedance))),
        "OCOMP": choose(OFF_ON, "ON", compensate),
        "OCOMP?": answer(lambda: str(int(meter.setup.offset_compensation))),
        "LFILTER": choose(OFF_ON, "ON", low_pass),
        "LFILTER?": answer(lambda: str(int(meter.setup.low_pass))),
        "TERM?": answer(lambda: "1"),
    }


def _alternating(meter: Meter3458A) -> dict[str, Word]:
    def method(word: str) -> None:
        meter.setup.ac_method = word
        meter.configured()

    def band(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 2)
        low = number(arguments, 0, ("0", "2E6"), "20")
        high = number(arguments, 1, ("0", "1E7"), "2E6")
        if low > high:
            raise HpError(errors.OUT_OF_RANGE)
        meter.setup.ac_band = (low, high)
        meter.configured()

    return {
        "SETACV": choose(AC_METHODS, "ANA", method),
        "SETACV?": answer(lambda: str(AC_METHODS[meter.setup.ac_method])),
        "ACBAND": band,
        "ACBAND?": answer(lambda: ",".join(map(engineering, meter.setup.ac_band))),
    }
