"""Knows what the SCPI multimeters share: a tree of headers, an error queue, `FUNC?` and `READ?`; knows no model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from bench_core.capabilities.table import CAPABILITIES
from drivers.error_queue import ErrorQueue
from drivers.meter import Meter
from drivers.protocols import scpi
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session


@dataclass(frozen=True, slots=True)
class ScpiFunction:
    """How one function is named.

    Args:
        capability: as procedures write it.
        header: of the function's commands, such as `VOLT:DC`.
        answers: each form of the reply that says that it is selected, quotation marks included.
        zeroed: whether auto-zero can be switched in this function.
    """

    capability: str
    header: str
    answers: tuple[str, ...]
    zeroed: bool = False

    @property
    def unit(self) -> str:
        """Of ranges and indications."""
        return CAPABILITIES[self.capability].unit

    @property
    def alternating(self) -> bool:
        """Whether values of this function have a frequency."""
        return "frequency" in dict(CAPABILITIES[self.capability].settable)


def scpi_functions(*rows: ScpiFunction) -> dict[str, ScpiFunction]:
    """Return rows by capability."""
    return {row.capability: row for row in rows}


def fixed_range(header: str) -> ReadBack:
    """Return the proof that a range stays as it was set, whatever the signal does.

    Args:
        header: of the range, such as `VOLT:DC:RANG`.
    """
    return ReadBack(f"{header}:AUTO?", (Fraction(0),))


def range_setting(header: str, value: Fraction) -> Setting:
    """Return the setting of a range, which switches autorange off, and the proof of both.

    Args:
        header: of the range, such as `VOLT:DC:RANG`.
        value: [unit of the function].
    """
    setting = number_setting(header, value)
    return replace(setting, read_backs=(*setting.read_backs, fixed_range(header)))


class ScpiMeter(Meter[ScpiFunction]):
    """A multimeter that speaks SCPI.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.
        functions: how each function is named, by capability.
    """

    QUEUE_DEPTH: ClassVar[int] = 20

    def __init__(self, session: Session, type_record: TypeRecord, functions: Mapping[str, ScpiFunction]) -> None:
        errors = ErrorQueue(session, scpi.ERROR_QUERY, self.QUEUE_DEPTH, scpi.QUERY_ERRORS)
        super().__init__(session, type_record, errors, functions)

    def _reset(self) -> None:
        for command in ("*RST", "*CLS"):
            self._session.write(command)
