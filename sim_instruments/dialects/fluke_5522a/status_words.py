"""Knows the words of the 5522A that ask about status, errors and identity; it knows no output.

Sources: IEEE 488.2-1992, chapter 10; Fluke 5520A Operators Manual, chapter 6 (pages not checked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.amplitudes import read_number
from sim_instruments.dialects.fluke_5522a.errors import TEXTS, FlukeError
from sim_instruments.dialects.fluke_5522a.words import answer, count, lasting, order

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.fluke_5522a.instrument import Calibrator5522A
    from sim_instruments.dialects.fluke_5522a.words import Word

IDENTITY = "FLUKE,5522A,{serial},1.1+1.3+1.8"
_REQUEST_SERVICE = 64


def status_words(calibrator: Calibrator5522A) -> dict[str, Word]:
    """Return the words that ask about identity, status and errors, and enable what is summed up."""
    return _common(calibrator) | _enabling(calibrator) | _faults(calibrator) | _changes(calibrator)


def _common(calibrator: Calibrator5522A) -> dict[str, Word]:
    def completed() -> Execution:
        yield from calibrator.complete()
        return "1"

    return {
        "*IDN?": answer(lambda: IDENTITY.format(serial=calibrator.body.serial)),
        "*OPT?": answer(lambda: "0"),
        "*RST": order(calibrator.reset),
        "*CLS": order(calibrator.clear_status),
        "*OPC": order(calibrator.note_completion),
        "*OPC?": lasting(completed),
        "*WAI": lasting(calibrator.complete),
        "*TST?": answer(lambda: "0"),
        "*ESR?": answer(lambda: str(calibrator.status.take_events())),
        "*STB?": answer(lambda: str(calibrator.status_byte())),
    }


def _enabling(calibrator: Calibrator5522A) -> dict[str, Word]:
    status = calibrator.status

    def events(value: int) -> None:
        status.event_enable = value

    def service(value: int) -> None:
        status.service_enable = value & ~_REQUEST_SERVICE

    return {
        "*ESE": _register(events, 255),
        "*ESE?": answer(lambda: str(status.event_enable)),
        "*SRE": _register(service, 255),
        "*SRE?": answer(lambda: str(status.service_enable)),
    }


def _faults(calibrator: Calibrator5522A) -> dict[str, Word]:
    def error() -> str:
        number = calibrator.errors.take()
        return f'{number},"{TEXTS[number]}"'

    def explain(arguments: tuple[str, ...]) -> str:
        count(arguments, 1)
        number = read_number(arguments[0])
        if number not in TEXTS:
            raise FlukeError(errors.BAD_VALUE)
        return f'"{TEXTS[int(number)]}"'

    return {
        "ERR?": answer(error),
        "FAULT?": answer(lambda: str(calibrator.errors.take())),
        "EXPLAIN?": explain,
        "ISR?": answer(lambda: str(calibrator.instrument_status())),
        "ONTIME?": answer(lambda: str(int(calibrator.body.now() // 3600))),
    }


def _changes(calibrator: Calibrator5522A) -> dict[str, Word]:
    changes = calibrator.changes

    def take(*, risen: bool, fallen: bool) -> str:
        calibrator.observe()
        value = (changes.risen if risen else 0) | (changes.fallen if fallen else 0)
        changes.risen = 0 if risen else changes.risen
        changes.fallen = 0 if fallen else changes.fallen
        return str(value)

    def enable_risen(value: int) -> None:
        changes.risen_enable = value

    def enable_fallen(value: int) -> None:
        changes.fallen_enable = value

    def enable_both(value: int) -> None:
        changes.risen_enable = changes.fallen_enable = value

    return {
        "ISCR?": answer(lambda: take(risen=True, fallen=True)),
        "ISCR1?": answer(lambda: take(risen=True, fallen=False)),
        "ISCR0?": answer(lambda: take(risen=False, fallen=True)),
        "ISCE": _register(enable_both, 65535),
        "ISCE1": _register(enable_risen, 65535),
        "ISCE0": _register(enable_fallen, 65535),
        "ISCE?": answer(lambda: str(changes.risen_enable | changes.fallen_enable)),
        "ISCE1?": answer(lambda: str(changes.risen_enable)),
        "ISCE0?": answer(lambda: str(changes.fallen_enable)),
    }


def _register(store: Callable[[int], None], largest: int) -> Word:
    def word(arguments: tuple[str, ...]) -> None:
        count(arguments, 1)
        value = read_number(arguments[0])
        if not 0 <= value <= largest:
            raise FlukeError(errors.BAD_VALUE)
        store(int(value))

    return word
