"""Knows how settings are made, checked in the error queue and read back; knows no instrument's commands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.errors import MalformedReply, SettingChanged
from bench_core.metrology.quantity import number_text
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drivers.error_queue import Errors
    from drivers.session import Session


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A question about a setting, and what its reply must say.

    Args:
        query: the question.
        expected: numbers, one for each field of the reply; or texts, one of which is the whole reply.
        field: the only field of the reply that counts, from 0; every one where None.
        ignored: bits of a register that do not count; then one number is expected, of the others.
    """

    query: str
    expected: tuple[Fraction, ...] | tuple[str, ...]
    field: int | None = None
    ignored: int = 0

    def require(self, reply: str) -> str:
        """Return a reply that says what was set.

        Raises:
            MalformedReply: it says something else.
        """
        if not self.met_by(reply):
            shown = " or ".join(number_text(one) if isinstance(one, Fraction) else one for one in self.expected)
            raise ieee4882.malformed(f"{shown} as it was set", reply)
        return reply

    def met_by(self, reply: str) -> bool:
        """Tell whether a reply says what was set.

        Raises:
            MalformedReply: numbers are expected, and the reply has others than numbers, or another count of them.
        """
        if self.field is not None:
            parts = reply.split(",")
            reply = parts[self.field] if self.field < len(parts) else ""
        texts = [one for one in self.expected if isinstance(one, str)]
        if texts:
            return reply.strip() in texts
        if self.ignored:
            return self.expected == (Fraction(ieee4882.integer(reply) & ~self.ignored),)
        found = ieee4882.fields(reply, len(self.expected))
        return all(ieee4882.number(part) == wanted for part, wanted in zip(found, self.expected, strict=True))


@dataclass(frozen=True, slots=True)
class Setting:
    """One command, and how it is proved that the instrument has obeyed.

    Args:
        command: without a reply.
        read_backs: questions, asked after all commands of a selection.
    """

    command: str
    read_backs: tuple[ReadBack, ...] = ()


def number_setting(header: str, value: Fraction | int, sent: str = "") -> Setting:
    """Return the setting of a number that the same header with `?` reads back.

    Args:
        header: such as `VOLT:DC:NPLC`.
        value: as read back.
        sent: word for it in the command, such as `ON` for 1; the number itself where empty.
    """
    number = Fraction(value)
    return Setting(f"{header} {sent or number_text(number)}", (ReadBack(f"{header}?", (number,)),))


def make_settings(session: Session, errors: Errors, settings: Iterable[Setting]) -> str:
    """Send every command, look into the error queue after each, then read everything back.

    Args:
        session: to the instrument.
        errors: its error queue.
        settings: in the order in which they are sent.

    Returns:
        The raw replies of the read-back, joined by `;`.

    Raises:
        InstrumentReported: the instrument refused a command.
        MalformedReply: it reads back something else.
    """
    made = tuple(settings)
    for setting in made:
        session.write(setting.command)
        errors.check(setting.command)
    return read_settings(session, made)


def read_settings(session: Session, settings: Iterable[Setting]) -> str:
    """Read settings back and return the raw replies, joined by `;`.

    Args:
        session: to the instrument.
        settings: that were made.

    Raises:
        MalformedReply: the instrument reads back something else.
    """
    asked = [read_back for setting in settings for read_back in setting.read_backs]
    return ";".join(session.ask(one.query, one.require) for one in asked)


def confirm_settings(session: Session, settings: Iterable[Setting]) -> str:
    """Read settings back that were proved once, and refuse to go on where one is not as it was.

    Args:
        session: to the instrument.
        settings: that were made.

    Returns:
        The raw replies of the read-back, joined by `;`.

    Raises:
        SettingChanged: the instrument reads back something else.
    """
    try:
        return read_settings(session, settings)
    except MalformedReply as problem:
        raise setting_changed(session.who, problem) from problem


def setting_changed(who: str, problem: MalformedReply) -> SettingChanged:
    """Return what it means that a setting, which was proved once, reads back otherwise.

    Args:
        who: instrument and resource name, for people.
        problem: what it reads back.
    """
    told = problem.what.rpartition("; ")[0] or problem.what
    hint = "keep hands off it, and select function and range again"
    return SettingChanged(who, f"is not set any more as it was ({told}); {hint}")
