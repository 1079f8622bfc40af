"""Knows the commands of the Fluke 5700 family of calibrators (5700A, 5720A, 5730A); refuses to know points and times.

The three have one language. A 5700A or 5720A is a bench entry with `driver: fluke.5730a` and a type record of its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.capabilities.instruments import Indication
from bench_core.errors import InstrumentReported
from drivers.error_queue import ErrorQueue
from drivers.fluke.calibrator import FlukeCalibrator
from drivers.fluke.outputs import FUNCTIONS
from drivers.protocols import fluke_57xx, fluke_calibrators, ieee4882
from drivers.protocols.fluke_calibrators import OUTPUT_FORM, Status, agrees

if TYPE_CHECKING:
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.fluke.outputs import Output
    from drivers.session import Session

__all__ = ["FUNCTIONS", "Fluke5730A"]

_QUEUE_DEPTH: Final = 16
_POSTS: Final = frozenset({"NORMAL", "AUX"})
# A resistor's characterised value lies far closer to its nominal one; further off it is another resistor.
_FAR_OF_NOMINAL: Final = Fraction(1, 1000)
_FAR_OF_SHORT: Final = Fraction(1, 10)  # Ω


class Fluke5730A(FlukeCalibrator):
    """A 5730A calibrator, whose output is selected, energised and asked in separate steps.

    Its resistances are fixed resistors: what is read back is the characterised value of the one that was selected.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Fluke 5730A Operators Manual, remote commands.
    """

    TYPE_RECORD = "fluke_5730a.yaml"
    STATE_QUERY = "ISR?"

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        queue = ErrorQueue(session, fluke_57xx.ERROR_QUERY, _QUEUE_DEPTH, reader=fluke_57xx.fault)
        super().__init__(session, type_record, queue)

    def _energised(self, reply: str) -> bool:
        return Status.OPERATE in fluke_calibrators.status(reply)

    def _current_of(self, reply: str) -> Fraction | None:
        found = fluke_57xx.output_reply(reply)
        return Fraction(found.frequency) if found.unit == FUNCTIONS["dc_current"].suffix else None

    def _program(self, output: Output, command: str) -> None:
        self._set(command)
        if output.function.is_current and output.terminals in _POSTS:
            self._ensure("CUR_POST", output.terminals)
        self._switch("EXTSENSE", Status.EXTERNAL_SENSE, on=output.function.capability == "resistance_4w")
        if output.function.is_resistance:
            self._switch("RCOMP", Status.TWO_WIRE_COMPENSATION, on=False)

    def _switch(self, word: str, bit: Status, *, on: bool) -> None:
        """Switch what a bit of the status register tells of, unless it is so already, and ask for the bit again."""
        if (bit in self._status()) is on:
            return
        command = f"{word} {'ON' if on else 'OFF'}"
        self._set(command)
        found = self._status()
        if (bit in found) is not on:
            what = f"says {int(found)} to `ISR?` after `{command}`, the setting does not hold; see the manual"
            raise InstrumentReported(self._session.who, what)

    def _read_back(self, output: Output, wanted: Quantity | None = None) -> Indication:
        """Ask for the setting, and for the output with what was edited at the front since."""

        def setting(reply: str) -> Indication:
            row, found = output.function, fluke_57xx.output_reply(reply)
            if found.unit != row.suffix or not agrees(found.frequency, output.frequency.value):
                raise ieee4882.malformed(f"an amplitude in {row.suffix} at {output.frequency}, as it was set,", reply)
            if wanted is not None and not _is(Fraction(found.amplitude), wanted, output):
                raise ieee4882.malformed(f"{wanted} as it was set", reply)
            return Indication(found.amplitude, row.unit, reply, OUTPUT_FORM)

        if wanted is not None:
            self._session.ask("OUT?", setting)
        return self._session.ask("ADJOUT?", setting)


def _is(found: Fraction, wanted: Quantity, output: Output) -> bool:
    """Tell whether an amplitude is the one that was set, or the characterised value of the resistor that was."""
    if not output.range.fixed:
        return found == wanted.value
    return abs(found - wanted.value) <= (_FAR_OF_NOMINAL * wanted.value or _FAR_OF_SHORT)
