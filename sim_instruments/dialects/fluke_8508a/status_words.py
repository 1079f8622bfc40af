"""Knows the words of the 8508A about identity, status and errors; it knows no function.

Sources: IEEE 488.2-1992, chapter 10; Fluke 8508A Users Manual, chapter 4 (pages not checked). The firmware field of
the identity and the form of the options are not from the manual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_8508a import errors
from sim_instruments.dialects.fluke_8508a.errors import CommandError, ExecutionError
from sim_instruments.dialects.fluke_8508a.words import answer, order
from sim_instruments.dialects.ieee488 import EventStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.fluke_8508a.instrument import Meter8508A
    from sim_instruments.dialects.fluke_8508a.words import Word

IDENTITY = "FLUKE,8508A,{serial},2.10"
OPTIONS = "8508A/01"
_MOST = 255
_REQUEST_SERVICE = 64
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def status_words(meter: Meter8508A) -> dict[str, Word]:
    """Return the words about identity, status and errors."""
    status = meter.status

    def note_completion() -> None:
        status.note(EventStatus.OPERATION_COMPLETE)

    def enable_events(value: int) -> None:
        status.event_enable = value

    def enable_service(value: int) -> None:
        status.service_enable = value & ~_REQUEST_SERVICE

    return {
        "*IDN?": answer(lambda: IDENTITY.format(serial=meter.body.serial)),
        "*OPT?": answer(lambda: OPTIONS),
        "*RST": order(meter.reset),
        "*CLS": order(meter.clear_status),
        "*OPC": order(note_completion),
        "*OPC?": answer(lambda: "1"),
        "*WAI": order(lambda: None),
        "*TST?": answer(lambda: "0"),
        "*ESE": _register(enable_events),
        "*ESE?": answer(lambda: str(status.event_enable)),
        "*ESR?": answer(lambda: str(status.take_events())),
        "*SRE": _register(enable_service),
        "*SRE?": answer(lambda: str(status.service_enable)),
        "*STB?": answer(lambda: str(status.byte(0))),
        "EXQ?": answer(lambda: str(meter.execution_errors.take())),
        "DDQ?": answer(lambda: str(meter.device_errors.take())),
    }


def _register(store: Callable[[int], None]) -> Word:
    def word(arguments: tuple[str, ...]) -> None:
        if len(arguments) != 1 or not _WHOLE.fullmatch(arguments[0]):
            raise CommandError
        value = int(arguments[0])
        if value > _MOST:
            raise ExecutionError(errors.OUT_OF_LIMIT)
        store(value)

    return word
