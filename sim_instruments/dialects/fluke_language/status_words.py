"""Knows the words of the Fluke calibrators that ask about status, errors and identity; it knows no output.

Sources: IEEE 488.2-1992, chapter 10; Fluke 5520A programming guide, page 31 (`ISCR1` and `ISCE1` are the changes from
0 to 1; the 5500A's manual, page 6-22, gives them the other way round); Fluke 5520A Operators Manual, chapter 6 (other
pages not checked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import TEXTS, FlukeError
from sim_instruments.dialects.fluke_language.numbers import read_amplitude, read_number
from sim_instruments.dialects.fluke_language.words import answer, choose, count, lasting, order, register

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.fluke_language.calibrator import Calibrator
    from sim_instruments.dialects.fluke_language.words import Word

_REQUEST_SERVICE = 64


def status_words(calibrator: Calibrator, identity: str) -> dict[str, Word]:
    """Return the words that every calibrator has: identity, status, errors, operate, limits, remote.

    Args:
        calibrator: that obeys them.
        identity: what it answers to `*IDN?`.
    """
    parts = (_common, _enabling, _faults, _changes, _operating, _guarding)
    words = {name: word for part in parts for name, word in part(calibrator).items()}
    return words | {"*IDN?": answer(lambda: identity)}


def _common(calibrator: Calibrator) -> dict[str, Word]:
    def completed() -> Execution:
        yield from calibrator.complete()
        return "1"

    return {
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


def _enabling(calibrator: Calibrator) -> dict[str, Word]:
    status = calibrator.status

    def events(value: int) -> None:
        status.event_enable = value

    def service(value: int) -> None:
        status.service_enable = value & ~_REQUEST_SERVICE

    return {
        "*ESE": register(events, 255),
        "*ESE?": answer(lambda: str(status.event_enable)),
        "*SRE": register(service, 255),
        "*SRE?": answer(lambda: str(status.service_enable)),
    }


def _faults(calibrator: Calibrator) -> dict[str, Word]:
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
    }


def _changes(calibrator: Calibrator) -> dict[str, Word]:
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
        "ISCE": register(enable_both, 32767),
        "ISCE1": register(enable_risen, 32767),
        "ISCE0": register(enable_fallen, 32767),
        "ISCE?": answer(lambda: str(changes.risen_enable | changes.fallen_enable)),
        "ISCE1?": answer(lambda: str(changes.risen_enable)),
        "ISCE0?": answer(lambda: str(changes.fallen_enable)),
    }


def _operating(calibrator: Calibrator) -> dict[str, Word]:
    def lock(keyword: str) -> None:
        if keyword == "ON" and calibrator.selected.function.capability not in {"dc_voltage", "dc_current"}:
            raise FlukeError(errors.RANGE_LOCKED)
        calibrator.locked = keyword == "ON"

    return {
        "OPER": order(calibrator.operate),
        "OPER?": answer(lambda: str(int(calibrator.body.output.energised))),
        "STBY": order(calibrator.standby),
        "FUNC?": answer(lambda: calibrator.selected.function.name),
        "RANGELCK": choose(("ON", "OFF"), lock),
        "RANGELCK?": answer(lambda: "ON" if calibrator.locked else "OFF"),
    }


def _guarding(calibrator: Calibrator) -> dict[str, Word]:
    def limit(arguments: tuple[str, ...]) -> None:
        count(arguments, 2)
        upper, lower = (read_amplitude(argument) for argument in arguments)
        if upper.unit != lower.unit:
            raise FlukeError(errors.BAD_UNIT)
        calibrator.limits.set(upper.unit, upper.value, lower.value)

    def remote() -> None:
        calibrator.remote = True

    def local() -> None:
        calibrator.remote = False

    return {
        "LIMIT": limit,
        "LIMIT?": answer(lambda: calibrator.limits.text),
        "REMOTE": order(remote),
        "LOCKOUT": order(remote),
        "LOCAL": order(local),
    }
