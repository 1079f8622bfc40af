"""Knows how to ask one instrument so that a late reply never answers another question; knows no command's meaning."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from bench_core.errors import IdentityMismatch, InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.capabilities.instruments import Identity, Link
    from bench_core.clock import Clock

T = TypeVar("T")
_MOST_STALE = 8
_PAUSE_S = 0.5


class Session:
    """Questions and commands to one instrument.

    A session starts in quarantine and returns there after every failed exchange: the next use first clears the link and
    asks the identity until it is the known one, so that no reply to an earlier question is left on the wire.

    Args:
        link: the wire.
        who: instrument and resource name, for people.
        clock: for the pause between two attempts to resynchronise.
    """

    def __init__(self, link: Link, who: str, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._identity: Identity | None = None
        self._quarantined = True
        self._cleared = False
        self.who = who
        self.resynchronised = 0

    @property
    def resource(self) -> str:
        """The resource name of the link."""
        return self._link.resource

    def query(self, command: str) -> str:
        """Send a question and return the reply to this question, one character per byte.

        Raises:
            LinkTimeout: no reply came; the session is in quarantine now.
            LinkClosed: the far side has gone; likewise.
        """
        self._ready()
        try:
            self._link.write(ieee4882.message(command))
            return self._read_past_identities(command)
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    def ask(self, command: str, reader: Callable[[str], T]) -> T:
        """Send a question and return its reply as a value.

        Args:
            command: the question.
            reader: of the reply; raises `MalformedReply` for another form.

        Raises:
            MalformedReply: the reply has another form; the session is in quarantine, for replies may be out of step.
        """
        reply = self.query(command)
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
            self._link.write(ieee4882.message(command))
        except InstrumentError as problem:
            raise self._failed(problem) from problem

    def write_at_once(self, command: str) -> None:
        """Send a safe command before any question, even in quarantine, and once more over a cleared link if that fails.

        Args:
            command: one that does no harm when it is obeyed twice, or by another instrument.

        Raises:
            LinkClosed: or another failure of the link, after both attempts.
        """
        message = ieee4882.message(command)
        if self._quarantined:
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

    def _clear_quietly(self) -> None:
        self._quarantined = True
        with suppress(InstrumentError):
            self._link.clear()
            self._cleared = True

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
        """Clear the link and ask the identity until it comes."""
        self._clear_once()
        identity = self._confirm_identity()
        self._quarantined = False
        self.resynchronised += 1
        return identity

    def _clear_once(self) -> None:
        # After `write_at_once` the link is clear already: clearing again could drop the safe command on its way.
        if not self._cleared:
            self._link.clear()
        self._cleared = False

    def _confirm_identity(self) -> Identity:
        self._link.write(ieee4882.message(ieee4882.IDENTITY_QUERY))
        for _ in range(_MOST_STALE):
            reply = ieee4882.text(self._link.read())
            try:
                identity = ieee4882.identity(reply)
            except MalformedReply:
                continue  # a late reply to an earlier question
            self._expect(identity)
            self._identity = identity
            return identity
        raise MalformedReply(self.who, f"gave {_MOST_STALE} replies to `*IDN?` and none is an identity; check the link")

    def _expect(self, found: Identity) -> None:
        known = self._identity
        if known is None or replace(known, firmware="", raw="") == replace(found, firmware="", raw=""):
            return
        what = f"expected {known.raw!r} as before, found {found.raw!r}; check cables and addresses"
        raise IdentityMismatch(self.who, what)

    def _read_past_identities(self, command: str) -> str:
        """Read the reply to a command; an identity that was asked for before a time-out may still come first."""
        for _ in range(_MOST_STALE):
            reply = ieee4882.text(self._link.read())
            if self._identity is None or reply != self._identity.raw or command == ieee4882.IDENTITY_QUERY:
                return reply
        raise MalformedReply(self.who, f"answers `{command}` with its identity, again and again; check the link")
