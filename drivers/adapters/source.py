"""Knows how an instrument of a library puts something out, as its type record maps it; knows no library."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import SAFE_WITHIN_S, Indication, OutputState
from bench_core.documents.commands import FREQUENCY, RANGE, VALUE
from bench_core.documents.python_forms import AskForm
from bench_core.errors import (
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    UsageError,
)
from bench_core.metrology.quantity import Quantity
from drivers.adapters.answers import answer
from drivers.adapters.settings import Selection, numbers
from drivers.choosing import choose, range_holding
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.instrument import TypeRecord
    from bench_core.documents.python_mapping import PythonSource
    from drivers.adapters.foreign import Foreign
    from drivers.error_queue import Errors

_SAFE_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class _Sourced:
    """What was set last, the question for its value, and at which opening of the instrument it was proved."""

    selection: Selection
    setting: AskForm
    value: Quantity
    opened: int


class AdaptedSource:
    """An instrument of a library that puts something out.

    Args:
        foreign: the instrument.
        type_record: its functions and ranges.
        errors: its error queue.
        mapping: of the type record.
    """

    def __init__(self, foreign: Foreign, type_record: TypeRecord, errors: Errors, mapping: PythonSource) -> None:
        self._foreign = foreign
        self._type = type_record
        self._errors = errors
        self._mapping = mapping
        self._sourced: _Sourced | None = None
        within = mapping.output.safe_within
        self.SAFE_WITHIN_S = SAFE_WITHIN_S if within is None else float(within.si)

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._foreign.identify()

    def prepare(self) -> None:
        """Take the output off the terminals, bring the instrument to a known state, and ask that the output is off.

        Raises:
            InstrumentReported: the output stays on.
        """
        self._sourced = None
        for step in (*self._mapping.output.safe, *self._mapping.prepare):
            self._foreign.obey(step)
        self._errors.drain()
        state = self.output_state()
        if state.energised:
            what = f"answers {state.raw} after its safe steps, the output is on; switch it off at the front"
            raise InstrumentReported(self._foreign.who, what)

    def source(self, function: str, value: Quantity, settings: Mapping[str, Quantity]) -> Indication:
        """Select an output without energising it, and return the setting as read back.

        Args:
            function: a capability.
            value: handed to the library as a number of 15 digits.
            settings: `frequency` of an AC value, which must be given.

        Raises:
            CapabilityMissing: the instrument has no such function or setting.
            RangeInsufficient: the value is beyond its ranges, or has more digits than the range gives.
            InstrumentReported: library or instrument refused the setting.
            MalformedReply: it reads back something else.
        """
        who = self._foreign.who
        form = choose(self._mapping.functions, self._type.functions, function, settings, who, "source")
        frequency = settings.get(FREQUENCY)
        if frequency is None and any(FREQUENCY in one.places for step in form.source for _, one in step.values):
            raise UsageError(f"{who}: {function} of {value} without its frequency; give one")
        range_ = range_holding(self._type.functions[function], value, frequency, who).range
        symbol = form.symbol(function)
        filled = numbers({VALUE: value, RANGE: range_}, symbol, frequency)
        selection = Selection(form.source, form.proofs, filled, symbol)
        self._sourced = None
        selection.make(self._foreign, self._errors)
        sourced = _Sourced(selection, form.setting, value, self._foreign.opened)
        made = self._setting(sourced)
        self._require(made, value)
        self._sourced = sourced
        return made

    def output_setting(self) -> Indication:
        """Ask now for the setting that `source` has made, and return it as `source` did; another value is returned too.

        Raises:
            MalformedReply: another output is selected, or the answer is no setting.
            UsageError: nothing was sourced since `prepare`.
        """
        if self._sourced is None:
            raise UsageError(f"{self._foreign.who}: no output is selected; source one before its setting is asked")
        self._sourced.selection.prove(self._foreign)
        return self._setting(self._sourced)

    def operate(self) -> OutputState:
        """Energise the terminals and return the state as asked.

        An instrument that was opened anew since it was set is asked first whether everything still holds.

        Raises:
            InstrumentReported: library or instrument refused.
            MalformedReply: a setting does not hold any more; nothing was energised.
            OutputTripped: the output is off nevertheless.
        """
        self._require_unchanged()
        for step in self._mapping.output.operate:
            self._foreign.obey(step)
            self._errors.check(f"`{step.set_ or step.call}`")
        state = self.output_state()
        if not state.energised:
            what = f"answers {state.raw} after it was switched on, the output is off; check terminals and limits"
            raise OutputTripped(self._foreign.who, what)
        return state

    def settled(self) -> bool:
        """Ask whether the output has settled."""
        form = self._mapping.output.settled
        return self._foreign.ask(form, lambda returned: answer(returned).says(form.expect.literal, ""))

    def output_state(self) -> OutputState:
        """Ask whether the terminals are energised.

        Raises:
            MalformedReply: the answer says neither on nor off.
        """
        output = self._mapping.output
        return self._foreign.ask(output, self._read_state)

    def make_safe(self) -> OutputState:
        """Take the output off the terminals, whatever state the link is in, and return the state as asked.

        Raises:
            InstrumentError: the library failed twice; what is safe was done all the same, unless nothing can be done.
        """
        for _ in range(_SAFE_ATTEMPTS - 1):
            try:
                state = self._safe()
            except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply):
                continue
            if not state.energised:
                return state
        return self._safe()

    def _safe(self) -> OutputState:
        self._foreign.obey_at_once(self._mapping.output.safe)
        return self.output_state()

    def _require_unchanged(self) -> None:
        sourced = self._sourced
        self._foreign.ready()
        if sourced is not None and sourced.opened != self._foreign.opened:
            self._require(self.output_setting(), sourced.value)
            self._sourced = replace(sourced, opened=self._foreign.opened)

    def _read_state(self, returned: object) -> OutputState:
        output, found = self._mapping.output, answer(returned)
        for expected, energised in ((output.on, True), (output.off, False)):
            with suppress(MalformedReply):
                if found.says(expected.literal, ""):
                    return OutputState(energised, found.text)
        raise ieee4882.malformed(f"{output.on} or {output.off}", found.text)

    def _setting(self, sourced: _Sourced) -> Indication:
        symbol = sourced.selection.symbol
        return self._foreign.ask(sourced.setting, lambda returned: answer(returned).indication(symbol))

    def _require(self, made: Indication, value: Quantity) -> None:
        if Quantity.of(made.value, made.unit) != value:
            raise MalformedReply(self._foreign.who, f"expected {value} as it was set, received {made.raw}")
