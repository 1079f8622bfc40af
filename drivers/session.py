"""Knows how to ask one instrument so that a late reply never answers another question; knows no command's meaning."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bench_core.capabilities.instruments import Identity
from bench_core.errors import IdentityMismatch, InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Link
    from bench_core.clock import Clock

T = TypeVar("T")
_MOST_STALE = 8
_LONGEST_SHOWN = 80
_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class Token:
    """A question whose answer the session chooses itself, so that no earlier reply can be taken for it.

    Args:
        question: with `{number}` where the chosen number stands; its reply is that number alone.
        largest: numbers run from 1 to this one.
        afterwards: command that puts back what the question has changed.

    Source: IEEE 488.2 (*ESE, *ESE?).
    """

    question: str = "*ESE {number};*ESE?"
    largest: int = 255
    afterwards: str = "*ESE 0"


@dataclass(frozen=True, slots=True)
class Language:
    """What a session must know of an instrument's language: who are you, and is this reply the one to my question.

    Args:
        identity_query: asks who is there.
        identity: reads the reply; raises `MalformedReply` when it is no identity.
        wake: commands without reply that are sent after every clear, before the first question.
        serial_wake: likewise, on a serial line only.
        serial_clear: byte that clears the instrument on a serial line, such as Ctrl-C; empty where there is none.
        token: proves that late replies are gone where `Link.clear` is not certain; None where the language has none.
        terminator: of commands.
    """

    identity_query: str = ieee4882.IDENTITY_QUERY
    identity: Callable[[str], Identity] = ieee4882.identity
    wake: tuple[str, ...] = ()
    serial_wake: tuple[str, ...] = ()
    serial_clear: bytes = b""
    token: Token | None = Token()
    terminator: bytes = b"\n"

    def message(self, command: str) -> bytes:
        """Return a command as it goes on the wire.

        Args:
            command: printable ASCII, without a terminator.

        Raises:
            UsageError: a character that would end or garble the message.
        """
        return ieee4882.message(command, self.terminator)


IEEE_488_2 = Language()
"""The language of a driver class that declares none."""


@dataclass(frozen=True, slots=True)
class TimeOuts:
    """How long a session waits for what takes another time than its link waits for every other reply.

    Args:
        identity_s: for the reply to who is there, so that a dead instrument is told soon [s]; as the link where None.
        slow_s: for an indication, or whatever else takes its time [s]; as the link where None.
    """

    identity_s: float | None = None
    slow_s: float | None = None


OF_THE_LINK = TimeOuts()
"""Every reply may take as long as the link waits."""


class Session:
    """Questions and commands to one instrument.

    A session starts in quarantine and returns there after every failed exchange: the next use first clears the link,
    asks the identity until it is the known one and, where clearing is not certain, a token until it comes back, so that
    no reply to an earlier question is left on the wire.

    Args:
        link: the wire.
        who: instrument and resource name, for people.
        clock: for the pause between two attempts to resynchronise.
        language: of the instrument.
        time_outs: of this instrument, where they are not those of the link.
    """

    def __init__(
        self,
        link: Link,
        who: str,
        clock: Clock,
        language: Language = IEEE_488_2,
        time_outs: TimeOuts = OF_THE_LINK,
    ) -> None:
        self._link = link
        self._time_outs = time_outs
        self._clock = clock
        self._language = language
        self._identity: Identity | None = None
        self._quarantined = True
        self._cleared = False
        self._certain = False
        self._number = secrets.randbelow(language.token.largest) if language.token else 0
        self.who = who
        self.resynchronised = 0

    @property
    def resource(self) -> str:
        """The resource name of the link."""
        return self._link.resource

    @property
    def in_quarantine(self) -> bool:
        """Whether the last exchange failed, so that the instrument may have been switched off and on since."""
        return self._quarantined

    def query(self, command: str, *, slow: bool = False) -> str:
        """Send a question and return the reply to this question, one character per byte.

        Args:
            command: the question.
            slow: whether the instrument must measure before it can answer.

        Raises:
            LinkTimeout: no reply came; the session is in quarantine now.
            LinkClosed: the far side has gone; likewise.
        """
        self._ready()
        try:
            self._link.write(self._language.message(command))
            return self._read_past_identities(command, self._time_outs.slow_s if slow else None)
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    def ask(self, command: str, reader: Callable[[str], T], *, slow: bool = False) -> T:
        """Send a question and return its reply as a value.

        Args:
            command: the question.
            reader: of the reply; raises `MalformedReply` for another form.
            slow: whether the instrument must measure before it can answer.

        Raises:
            MalformedReply: the reply has another form; the session is in quarantine, for replies may be out of step.
        """
        reply = self.query(command, slow=slow)
        try:
            return reader(reply)
        except MalformedReply as problem:
            self._quarantined = True
            what = f"{problem.what} to `{command}`; check that the instrument is in remote and computer mode"
            raise MalformedReply(self.who, what) from problem

    def write(self, command: str) -> None:
        """Send a command that has no reply.

        Raises:
            LinkClosed: the far side has gone; it is unknown whether the command was obeyed.
        """
        self._ready()
        try:
            self._link.write(self._language.message(command))
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    def now(self) -> float:
        """Return the time of the run's clock [s]."""
        return self._clock.now()

    def wait(self, seconds: float) -> None:
        """Let the instrument have time, on the clock of the run.

        Args:
            seconds: how long [s].
        """
        self._clock.sleep(seconds)

    def write_at_once(self, command: str) -> None:
        """Send a safe command before any question, even in quarantine, and once more over a cleared link if that fails.

        Args:
            command: one that does no harm when it is obeyed twice, or by another instrument.

        Raises:
            LinkClosed: or another failure of the link, after both attempts.
        """
        message = self._language.message(command)
        if self._quarantined and not self._cleared:  # a second clear could drop the safe command before this one
            self._clear_quietly()
        try:
            self._link.write(message)
        except InstrumentError:
            self._clear_quietly()
            try:
                self._link.write(message)
            except InstrumentError as problem:
                raise self._failed(problem) from problem

    def identify(self) -> Identity:
        """Ask the instrument who it is; a session remembers the answer and expects it after every quarantine.

        Raises:
            IdentityMismatch: another instrument answers than before.
        """
        if self._quarantined:
            return self._leave_quarantine()
        try:
            return self._confirm_identity()
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    @property
    def _serial(self) -> bool:
        return self._link.resource.upper().startswith("ASRL")

    def _clear(self) -> None:
        """Drop what is under way, and wake the instrument."""
        language = self._language
        if self._serial and language.serial_clear:
            with suppress(InstrumentError):  # where the line is gone, clearing connects it anew
                self._link.write(language.serial_clear)
        self._certain = self._link.clear()
        for command in language.wake + (language.serial_wake if self._serial else ()):
            self._link.write(self._language.message(command))
        self._cleared = True

    def _clear_quietly(self) -> None:
        self._quarantined = True
        with suppress(InstrumentError):
            self._clear()

    def _failed(self, problem: InstrumentError) -> InstrumentError:
        """Note the quarantine, and name the instrument in an exception that the link has raised."""
        self._quarantined, self._cleared = True, False
        return type(problem)(self.who, problem.what)

    def _ready(self) -> None:
        if self._quarantined:
            self._leave_quarantine()

    def _leave_quarantine(self) -> Identity:
        try:
            return self._resynchronise()
        except (LinkTimeout, LinkClosed, LinkRefused, MalformedReply):
            self._clock.sleep(_PAUSE_S)
        try:
            return self._resynchronise()
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    def _resynchronise(self) -> Identity:
        """Clear the link and ask until only the reply to the last question can be left on it."""
        # After `write_at_once` the link is clear already: clearing again could drop the safe command on its way.
        if not self._cleared:
            self._clear()
        self._cleared = False
        identity = self._confirm_identity()
        if not self._certain and self._language.token is not None:
            self._exchange_token(self._language.token)
        self._quarantined = False
        self.resynchronised += 1
        return identity

    def _confirm_identity(self) -> Identity:
        query, within_s = self._language.identity_query, self._time_outs.identity_s
        self._link.write(self._language.message(query))
        strange = ""
        for _ in range(_MOST_STALE):
            reply = self._read_identity(within_s, strange)
            try:
                identity = self._language.identity(reply)
            except MalformedReply:
                strange = reply
                continue  # a late reply to an earlier question
            self._expect(identity)
            self._identity = identity
            return identity
        raise self._out_of_step(query, "an identity")

    def _read_identity(self, within_s: float | None, strange: str) -> str:
        """Read a reply that may be an identity; where none comes, tell which other reply has come before."""
        try:
            return ieee4882.text(self._link.read(within_s))
        except LinkTimeout as problem:
            if not strange:
                raise
            told = f"{strange[:_LONGEST_SHOWN]!r} instead; check baud rate, parity, data lines and interface mode"
            raise LinkTimeout(problem.who, f"{problem.what}; it answered {told}") from problem

    def _exchange_token(self, token: Token) -> None:
        """Ask for a number of our own until it comes: replies keep their order, so no earlier one follows it."""
        self._number = self._number % token.largest + 1  # none comes twice before all others have
        question, within_s = token.question.format(number=self._number), self._time_outs.identity_s
        self._link.write(self._language.message(question))
        for _ in range(_MOST_STALE):
            if ieee4882.text(self._link.read(within_s)).strip().removeprefix("+") == str(self._number):
                self._link.write(self._language.message(token.afterwards))
                return
        raise self._out_of_step(question, "its number")

    def _out_of_step(self, question: str, wanted: str) -> MalformedReply:
        return MalformedReply(
            self.who, f"gave {_MOST_STALE} replies to `{question}` and none is {wanted}; check the link"
        )

    def _expect(self, found: Identity) -> None:
        known = self._identity
        if known is None or replace(known, firmware="", raw="") == replace(found, firmware="", raw=""):
            return
        what = f"expected {known.raw!r} as before, found {found.raw!r}; check cables and addresses"
        raise IdentityMismatch(self.who, what)

    def _read_past_identities(self, command: str, within_s: float | None) -> str:
        """Read the reply to a command; an identity that was asked for before a time-out may still come first."""
        for _ in range(_MOST_STALE):
            reply = ieee4882.text(self._link.read(within_s))
            if self._identity is None or reply != self._identity.raw or command == self._language.identity_query:
                return reply
        raise MalformedReply(self.who, f"answers `{command}` with its identity, again and again; check the link")
