"""Knows how an object of another library is opened, asked, and replaced once it has failed; knows no such library.

A late reply could answer the next question, and such an object has no way to say so: after every failure it is closed,
and before the next use a new one is opened, which must give the same identity. Where that is no new connection, a
number of our own must come back at once as well, for replies keep their order.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bench_core.documents.python_values import Value
from bench_core.errors import (
    IdentityMismatch,
    InstrumentError,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    UsageError,
)
from drivers.adapters import answers, members
from drivers.adapters.failures import failure
from drivers.adapters.opening import open_object, places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.python_forms import AskForm, StepForm
    from bench_core.documents.python_mapping import PythonMapping
    from drivers.own_links import Connection

    Filled = Mapping[str, Decimal | int | float | str]

T = TypeVar("T")
_NOTHING: Filled = {}
_PAUSE_S = 0.5
_LARGEST_NUMBER = 255  # of the event enable register, IEEE 488.2


class Foreign:
    """An instrument of another library, opened when it is first used.

    Args:
        connection: where it is.
        mapping: of the type record: its class, and how it is opened.
    """

    def __init__(self, connection: Connection, mapping: PythonMapping) -> None:
        self._connection = connection
        self._mapping = mapping
        self._opening = mapping.opening
        self._instrument: object | None = None
        self._identity: Identity | None = None
        self._confirmed: Identity | None = None
        self._number = secrets.randbelow(_LARGEST_NUMBER)
        self.opened = 0
        """How often it was opened: what was set before the last time may not hold any more."""

    @property
    def who(self) -> str:
        """Instrument and resource name, for people."""
        return self._connection.who

    def ready(self) -> Identity:
        """Open the instrument and return who it is, asked once it is open; nothing is asked when all is well already.

        Raises:
            IdentityMismatch: another instrument answers than before.
            InstrumentError: it does not answer, twice; or is silent, and has never answered.
        """
        if self._confirmed is not None:
            return self._confirmed
        try:
            return self._confirm()
        except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply) as problem:
            # Its library waits for an identity as long as for a reading: what has never answered is not awaited twice.
            if self._identity is None and isinstance(problem, LinkTimeout):
                raise
            self._connection.clock.sleep(_PAUSE_S)
        return self._confirm()  # no exception is held here any more, which could hold what failed, and its link

    def identify(self) -> Identity:
        """Ask the instrument who it is; the answer is expected again whenever it has been opened anew.

        Raises:
            IdentityMismatch: another instrument answers than before.
        """
        return self.ready() if self._confirmed is None else self._confirm()

    def ask(self, form: AskForm, reader: Callable[[object], T], filled: Filled = _NOTHING) -> T:
        """Ask a question and return its answer as a value.

        Args:
            form: what is asked.
            reader: of what the library returned; raises `MalformedReply` for anything else than an answer.
            filled: by place of its arguments.

        Raises:
            InstrumentError: the library failed, or its answer has another form; the instrument is closed.
        """
        self.ready()
        return self._asked(form, reader, filled)

    def obey(self, step: StepForm, filled: Filled = _NOTHING) -> None:
        """Set a property or parameter, or call a method.

        Args:
            step: what is done.
            filled: by place of its values.

        Raises:
            InstrumentError: the library refused or failed; the instrument is closed.
        """
        self.ready()
        try:
            self._do(step, filled)
        except InstrumentError:
            self.close()
            raise

    def obey_at_once(self, steps: Sequence[StepForm]) -> None:
        """Do safe steps before any question, each even when another fails; once more on a new link if one did.

        Args:
            steps: that do no harm when they are done twice, or by another instrument.

        Raises:
            InstrumentError: one of them failed both times.
        """
        try:
            self._do_all(steps)
        except InstrumentError:
            self.close()
        else:
            return
        try:
            self._do_all(steps)
        except InstrumentError:
            self.close()
            raise

    def close(self) -> None:
        """Close the instrument, whatever it says to that; it is opened anew when it is used again."""
        instrument, self._instrument, self._confirmed = self._instrument, None, None
        if instrument is not None:
            with suppress(Exception):
                members.method(instrument, self._opening.close)()

    def _confirm(self) -> Identity:
        found = self._asked(self._opening.identity, answers.identity, _NOTHING)
        known = self._identity
        if known is not None and replace(known, firmware="", raw="") != replace(found, firmware="", raw=""):
            self.close()
            what = f"expected {known.raw!r} as before, found {found.raw!r}; check cables and addresses"
            raise IdentityMismatch(self.who, what)
        if self._confirmed is None and self._mapping.ieee_488_2 and not self._certain:
            self._require_in_step()
        self._identity = self._confirmed = found
        return found

    @property
    def _certain(self) -> bool:
        """Whether opening is a new connection, on which no late reply can arrive."""
        return self._connection.resource.upper().endswith("::SOCKET")

    def _require_in_step(self) -> None:
        """Have a number written and read by the method that asks for the identity; then 0, as it was."""
        self._number = self._number % _LARGEST_NUMBER + 1  # none comes twice before all others have
        for number in (self._number, 0):
            question = Value(f"*ESE {number};*ESE?")
            form = self._opening.identity.model_copy(update={"arguments": (question,), "field": None})
            self._asked(form, partial(answers.require, number), _NOTHING)

    def _asked(self, form: AskForm, reader: Callable[[object], T], filled: Filled) -> T:
        instrument = self._object()
        try:
            returned = members.ask(instrument, form.ask, [value.fill(filled) for value in form.arguments])
            return reader(returned if form.field is None else answers.part(returned, form.field))
        except UsageError as problem:
            raise UsageError(f"{self.who}: {problem}") from problem
        except Exception as problem:
            self.close()
            raise self._failure(problem, f"reading `{form.ask}`", asked=True) from problem

    def _do(self, step: StepForm, filled: Filled) -> None:
        instrument = self._object()
        path = step.set_ or step.call or ""
        try:
            if step.to is not None:
                members.put(instrument, path, step.to.fill(filled))
            else:
                members.ask(instrument, path, [value.fill(filled) for value in step.arguments])
        except UsageError as problem:
            raise UsageError(f"{self.who}: {problem}") from problem
        except Exception as problem:
            doing = f"{'calling' if step.to is None else 'setting'} `{path}`"
            raise self._failure(problem, doing, asked=False) from problem

    def _do_all(self, steps: Sequence[StepForm]) -> None:
        failed: InstrumentError | None = None
        self._object()
        for step in steps:
            try:
                self._do(step, _NOTHING)
            except InstrumentError as problem:
                failed = failed or problem
        if failed is not None:
            raise failed

    def _failure(self, problem: Exception, doing: str, *, asked: bool) -> InstrumentError:
        return failure(problem, self.who, doing, self._connection.timeout_s, asked=asked)

    def _object(self) -> object:
        """Return the library's object; open it where there is none."""
        if self._instrument is None:
            self._instrument = open_object(self._connection, self._mapping)
            self.opened += 1
            self._finish_opening(self._instrument)
        return self._instrument

    def _finish_opening(self, instrument: object) -> None:
        filled = places(self._connection, self._opening)
        try:
            members.method(instrument, self._opening.close)
            for step in self._opening.afterwards:
                self._do(step, filled)
        except UsageError as problem:
            self._instrument = None
            raise UsageError(f"{self.who}: {problem}") from problem
        except InstrumentError:
            self.close()
            raise
