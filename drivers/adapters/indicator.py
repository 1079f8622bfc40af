"""Knows how an instrument of a library indicates, as its type record maps it; knows no library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench_core.documents.commands import RANGE
from bench_core.documents.python_forms import PythonIndicateForm
from bench_core.errors import MalformedReply, Overload, RangeInsufficient, UsageError
from bench_core.metrology.quantity import Quantity
from drivers.adapters.answers import answer_in
from drivers.adapters.settings import Selection, numbers
from drivers.choosing import choose
from drivers.meter import MOST_OF_RANGE
from drivers.setting import setting_changed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity, Indication
    from bench_core.documents.instrument import TypeRecord
    from bench_core.documents.python_mapping import PythonIndicator
    from drivers.adapters.foreign import Foreign
    from drivers.error_queue import Errors


@dataclass(frozen=True, slots=True)
class _Selected:
    """What was selected last, and at which opening of the instrument it was proved."""

    selection: Selection
    range: Quantity
    indicate: PythonIndicateForm
    opened: int


class AdaptedIndicator:
    """An instrument of a library that indicates.

    Args:
        foreign: the instrument.
        type_record: its functions and ranges.
        errors: its error queue.
        mapping: of the type record.
    """

    def __init__(self, foreign: Foreign, type_record: TypeRecord, errors: Errors, mapping: PythonIndicator) -> None:
        self._foreign = foreign
        self._type = type_record
        self._errors = errors
        self._mapping = mapping
        self._selected: _Selected | None = None

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._foreign.identify()

    def prepare(self) -> None:
        """Bring the instrument to a known state and empty its error queue."""
        self._selected = None
        for step in self._mapping.prepare:
            self._foreign.obey(step)
        self._errors.drain()

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Select function and range, prove every setting, and return the answers, joined by `;`.

        Args:
            function: a capability.
            range_: one of the ranges of the type record.
            settings: `frequency`, of an AC value that is expected, may be given; nothing else is known.

        Raises:
            CapabilityMissing: the instrument has no such function or setting.
            RangeInsufficient: or no such range.
            InstrumentReported: it refused a setting.
            MalformedReply: it reads back something else.
        """
        functions = self._mapping.functions
        form = choose(functions, self._type.functions, function, settings, self._foreign.who, "indicate")
        self._require_range(function, range_)
        symbol = form.symbol(function)
        filled = numbers({RANGE: range_}, symbol, settings.get("frequency"))
        self._selected = None
        selection = Selection(form.select, form.proofs, filled, symbol)
        answers = selection.make(self._foreign, self._errors)
        self._selected = _Selected(selection, range_, self._mapping.indication(function), self._foreign.opened)
        return answers

    def indicate(self) -> Indication:
        """Trigger one indication and return it in the unit that the library gives, else in that of the function.

        An instrument that was opened anew since it was selected is asked first whether everything still holds.

        Raises:
            Overload: the input is beyond the range.
            MalformedReply: the answer is not exactly one number, or one that the range cannot give.
            SettingChanged: it is not set any more as it was selected; select again before the next indication.
        """
        selected = self._require_selected()
        self._foreign.ready()
        if self._foreign.opened != selected.opened:
            self.confirm_selected()
        symbol = selected.selection.symbol
        found = self._foreign.ask(selected.indicate, lambda returned: answer_in(returned, symbol))
        if found.infinite or abs(found.number) >= selected.indicate.overload.value:
            what = f"indicates overload, {found.text}; check the connection and the range"
            raise Overload(self._foreign.who, what)
        shown = found.indication(symbol)
        if abs(Quantity.of(shown.value, shown.unit).si) > MOST_OF_RANGE * abs(selected.range.si):
            what = f"indicates {shown.raw}, on its range of {selected.range}; select function and range again"
            raise MalformedReply(self._foreign.who, what)
        return shown

    def confirm_selected(self) -> str:
        """Read back function, range and all that was set with them, where their members can be read.

        Returns:
            The answers, joined by `;`; empty where no member can be read.

        Raises:
            SettingChanged: one of them is not as it was selected; select again before the next indication.
            UsageError: no function is selected.
        """
        selected = self._require_selected()
        try:
            answers = selected.selection.prove(self._foreign)
        except MalformedReply as problem:
            raise setting_changed(self._foreign.who, problem) from problem
        self._selected = replace(selected, opened=self._foreign.opened)
        return answers

    def _require_selected(self) -> _Selected:
        if self._selected is None:
            what = "no function is selected; select one before indications are taken"
            raise UsageError(f"{self._foreign.who}: {what}")
        return self._selected

    def _require_range(self, function: str, range_: Quantity) -> None:
        record = self._type.functions[function]
        if record.named(range_) is None:
            listed = ", ".join(str(other.range) for other in record.ranges)
            what = f"has no range {range_} in {function}; choose of {listed}"
            raise RangeInsufficient(f"{self._foreign.who}: {what}")
