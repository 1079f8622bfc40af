"""Knows the commands of the Fluke 5520A and 5522A calibrators; refuses to know points, limits and times."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.capabilities.instruments import Indication
from drivers.error_queue import ErrorQueue
from drivers.fluke.calibrator import FlukeCalibrator
from drivers.fluke.outputs import FUNCTIONS
from drivers.protocols import fluke_55xx, ieee4882
from drivers.protocols.fluke_calibrators import OUTPUT_FORM, agrees

if TYPE_CHECKING:
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.fluke.outputs import Output
    from drivers.session import Session

__all__ = ["FUNCTIONS", "Fluke5520A", "Fluke5522A"]

_QUEUE_DEPTH: Final = 16
_HIGH_CURRENT: Final = "20 A"
_POSTS: Final = {"AUX": "AUX", _HIGH_CURRENT: "A20"}
_COMPENSATION: Final = {"resistance": "NONE", "resistance_4w": "WIRE4"}


class _Calibrator55xx(FlukeCalibrator):
    """A 5520A or 5522A calibrator.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Fluke 5522A Operators Manual, remote commands; captured replies of one 5522A.
    """

    STATE_QUERY = "OPER?"

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, ErrorQueue(session, fluke_55xx.ERROR_QUERY, _QUEUE_DEPTH))

    def _energised(self, reply: str) -> bool:
        return ieee4882.boolean(reply)

    def _current_of(self, reply: str) -> Fraction | None:
        found = fluke_55xx.output_reply(reply)
        return Fraction(found.frequency) if found.unit == FUNCTIONS["dc_current"].suffix else None

    def _program(self, output: Output, command: str) -> None:
        # A large current comes out of the 20 A terminals alone, so that these are chosen before it and left after it.
        if output.terminals == _HIGH_CURRENT:
            self._choose_post(output)
        self._set(command)
        if output.terminals != _HIGH_CURRENT:
            self._choose_post(output)
        if output.function.is_resistance:
            self._ensure("ZCOMP", _COMPENSATION[output.function.capability])

    def _choose_post(self, output: Output) -> None:
        if output.function.is_current and output.terminals in _POSTS:
            self._ensure("CUR_POST", _POSTS[output.terminals])

    def _read_back(self, output: Output, wanted: Quantity | None = None) -> Indication:
        row = output.function

        def function(reply: str) -> None:
            if reply.strip() != row.answer:
                raise ieee4882.malformed(f"{row.answer} as it was set", reply)

        def setting(reply: str) -> Indication:
            found = fluke_55xx.output_reply(reply)
            if not found.alone or found.unit != row.suffix or not agrees(found.frequency, output.frequency.value):
                raise ieee4882.malformed(f"one amplitude in {row.suffix} at {output.frequency}, as it was set,", reply)
            if wanted is not None and found.amplitude != wanted.value:
                raise ieee4882.malformed(f"{wanted} as it was set", reply)
            return Indication(found.amplitude, row.unit, reply, OUTPUT_FORM)

        self._session.ask("FUNC?", function)
        return self._session.ask("OUT?", setting)


class Fluke5520A(_Calibrator55xx):
    """A 5520A calibrator, whose output is selected, energised and asked in separate steps."""

    TYPE_RECORD = "fluke_5520a.yaml"


class Fluke5522A(_Calibrator55xx):
    """A 5522A calibrator, whose output is selected, energised and asked in separate steps."""

    TYPE_RECORD = "fluke_5522a.yaml"
