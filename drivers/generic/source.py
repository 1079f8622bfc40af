"""Knows how to follow the commands of a described instrument that puts something out; knows none of them itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import SAFE_WITHIN_S, Indication, OutputState
from bench_core.documents.commands import FREQUENCY, RANGE, VALUE, SourceFunction
from bench_core.errors import (
    InstrumentError,
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    UsageError,
)
from drivers.choosing import choose, range_holding
from drivers.generic.filling import filled_read_back, filled_settings, numbers, read_back
from drivers.protocols import ieee4882
from drivers.setting import Setting, make_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.commands import SourceCommands
    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.error_queue import Errors
    from drivers.session import Session

_SAFE_ATTEMPTS = 2
_SIGNS_IN_TIME = 4
"""How many signs of life a watchdog gets in its time."""


@dataclass(frozen=True, slots=True)
class _Sourced:
    """What was set last: how it is asked, in which unit, and what proves all that belongs to it."""

    form: SourceFunction
    unit: str
    settings: tuple[Setting, ...]


class GenericSource:
    """An instrument that puts something out, told and asked as its type record describes.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.
        errors: its error queue.
        commands: of the type record.
    """

    def __init__(self, session: Session, type_record: TypeRecord, errors: Errors, commands: SourceCommands) -> None:
        self._session = session
        self._type = type_record
        self._errors = errors
        self._commands = commands
        self._sourced: _Sourced | None = None
        self._alive_at: float | None = None
        within = commands.output.safe_within
        self.SAFE_WITHIN_S = SAFE_WITHIN_S if within is None else float(within.si)

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Take the output off the terminals, bring the instrument to a known state, and ask that the output is off.

        Raises:
            InstrumentReported: the output stays on.
        """
        self._sourced = None
        watchdog = self._commands.watchdog
        disarm = watchdog.off if watchdog is not None else ()
        for command in (*self._commands.output.safe, *self._commands.prepare, *disarm):
            self._session.write(command.text)
        self._alive_at = None
        self._errors.drain()
        state = self.output_state()
        if state.energised:
            what = f"answers {state.raw} after its safe command, the output is on; switch it off at the front"
            raise InstrumentReported(self._session.who, what)

    def source(self, function: str, value: Quantity, settings: Mapping[str, Quantity]) -> Indication:
        """Select an output without energising it, and return the setting as read back.

        Args:
            function: a capability.
            value: sent with exactly its digits.
            settings: `frequency` of an AC value, which must be given.

        Raises:
            CapabilityMissing: the instrument has no such function or setting.
            RangeInsufficient: the value is beyond its ranges, or has more digits than the range gives.
            InstrumentReported: it refused the setting.
            MalformedReply: it reads back something else.
        """
        functions = self._commands.functions
        form = choose(functions, self._type.functions, function, settings, self._session.who, "source")
        frequency = settings.get(FREQUENCY)
        if frequency is None and any(FREQUENCY in command.places for command in form.source):
            raise UsageError(f"{self._session.who}: {function} of {value} without its frequency; give one")
        range_ = range_holding(self._type.functions[function], value, frequency, self._session.who).range
        symbol = form.symbol(function)
        filled = numbers({VALUE: value, RANGE: range_}, symbol, frequency)
        sourced = _Sourced(form, symbol, tuple(filled_settings(form.source, form.read_back, filled)))
        self._sourced = None
        make_settings(self._session, self._errors, sourced.settings)
        made = self._setting(sourced)
        if made.value != value.to(symbol).value:
            raise ieee4882.malformed(f"{value} as it was set", made.raw)
        self._sourced = sourced
        return made

    def output_setting(self) -> Indication:
        """Ask now for the setting that `source` has made, and return it as `source` did; another value is returned too.

        Raises:
            MalformedReply: another output is selected, or the reply is no setting.
            UsageError: nothing was sourced since `prepare`.
        """
        if self._sourced is None:
            raise UsageError(f"{self._session.who}: no output is selected; source one before its setting is asked")
        for setting in self._sourced.settings:
            for one in setting.read_backs:
                self._session.ask(one.query, one.require)
        return self._setting(self._sourced)

    def operate(self) -> OutputState:
        """Arm the watchdog, if there is one, energise the terminals and return the state as asked.

        Raises:
            InstrumentReported: the instrument refused.
            OutputTripped: the output is off nevertheless.
        """
        watchdog = self._commands.watchdog
        if watchdog is not None:
            make_settings(self._session, self._errors, (Setting(one.text) for one in watchdog.arm))
            self._alive_at = self._session.now()
        make_settings(self._session, self._errors, (Setting(one.text) for one in self._commands.output.operate))
        state = self.output_state()
        if not state.energised:
            what = f"answers {state.raw} after it was switched on, the output is off; check terminals and limits"
            raise OutputTripped(self._session.who, what)
        return state

    def keep_alive(self) -> None:
        """Give an armed watchdog a sign of life, where a quarter of its time has passed since the last.

        Raises:
            InstrumentError: the instrument does not answer.
        """
        watchdog = self._commands.watchdog
        if watchdog is None or self._alive_at is None:
            return
        if self._session.now() - self._alive_at >= float(watchdog.time.si) / _SIGNS_IN_TIME:
            self._session.query(watchdog.keep_alive.text)
            self._alive_at = self._session.now()

    def settled(self) -> bool:
        """Ask whether the output has settled."""
        asked = filled_read_back(self._commands.output.settled, {})
        return self._session.ask(asked.query, asked.met_by, slow=True)  # it may be one that waits, such as *OPC?

    def output_state(self) -> OutputState:
        """Ask whether the terminals are energised.

        Raises:
            MalformedReply: the reply says neither on nor off.
        """
        output = self._commands.output
        return self._session.ask(output.ask.text, self._read_state)

    def make_safe(self) -> OutputState:
        """Take the output off the terminals, whatever state the link is in, and return the state as asked.

        Raises:
            InstrumentError: the link failed twice; what is safe was sent all the same, unless nothing can be sent.
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
        for command in self._commands.output.safe:
            self._session.write_at_once(command.text)
        state = self.output_state()
        if not state.energised:
            self._disarm()
        return state

    def _disarm(self) -> None:
        """Switch an armed watchdog off: the output is off, so that a failure matters to nobody."""
        watchdog, armed = self._commands.watchdog, self._alive_at is not None
        self._alive_at = None
        if watchdog is not None and armed:
            with suppress(InstrumentError):
                for command in watchdog.off:
                    self._session.write(command.text)

    def _read_state(self, reply: str) -> OutputState:
        output = self._commands.output
        for expected, energised in ((output.on, True), (output.off, False)):
            if _says(output.ask.text, expected.text, reply):
                return OutputState(energised, reply)
        raise ieee4882.malformed(f"{output.on} or {output.off}", reply)

    def _setting(self, sourced: _Sourced) -> Indication:
        asked = sourced.form.setting

        def read(reply: str) -> Indication:
            return Indication(ieee4882.number(reply, asked.form), sourced.unit, reply, asked.form)

        return self._session.ask(asked.ask.text, read)


def _says(question: str, expected: str, reply: str) -> bool:
    """Tell whether a reply says a text, or a number in any form."""
    try:
        return read_back(question, expected).met_by(reply)
    except MalformedReply:
        return False
