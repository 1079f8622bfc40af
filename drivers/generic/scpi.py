"""Knows how to follow the `commands:` of a type record, for an instrument without a driver of its own; no guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import Identity
from bench_core.documents.commands import IndicatorCommands
from bench_core.errors import UsageRefused
from drivers.error_queue import ErrorQueue, Errors, NoErrors
from drivers.generic.indicator import GenericIndicator
from drivers.generic.source import GenericSource
from drivers.protocols import ieee4882, scpi
from drivers.session import Language, Token

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Instrument
    from bench_core.documents.commands import Commands
    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session


_TERMINATORS = {"LF": b"\n", "CR LF": b"\r\n"}


class GenericScpi:
    """Any instrument that is described by the `commands:` of the type record that its bench entry names."""

    TYPE_RECORD = ""
    """None of its own: the bench entry names one with `type:`."""

    def __call__(self, session: Session, type_record: TypeRecord) -> Instrument:
        """Return the driver of one instrument; nothing is sent.

        Args:
            session: to the instrument.
            type_record: with `commands:`.

        Raises:
            UsageError: it has none.
        """
        commands = _commands(type_record)
        errors = _errors(session, commands)
        if isinstance(commands, IndicatorCommands):
            return GenericIndicator(session, type_record, errors, commands)
        return GenericSource(session, type_record, errors, commands)

    def language(self, type_record: TypeRecord) -> Language:
        """Return what a session must know of the instrument's language.

        Args:
            type_record: with `commands:`.

        Raises:
            UsageError: it has none.
        """
        commands = _commands(type_record)
        answer, names = commands.identity.answer, type_record.identity

        def identity(reply: str) -> Identity:
            if answer is None:
                return ieee4882.identity(reply)
            if reply.strip() != answer:
                raise ieee4882.malformed(answer, reply)
            return Identity(names.makers[0], names.model, "", "", reply)

        return Language(
            commands.identity.ask.text,
            identity,
            serial_wake=tuple(one.text for one in commands.serial),
            token=Token() if commands.ieee_488_2 else None,
            terminator=_TERMINATORS[commands.terminator],
        )


SCPI = GenericScpi()


def _commands(type_record: TypeRecord) -> Commands:
    if type_record.commands is None:
        model = type_record.model
        zh = f"{model} 的型号档案没有 generic.scpi 所需的 commands:；补上，或写此型号的驱动"
        needs = f"the type record of {model} has no commands:, which generic.scpi needs"
        en = f"{needs}; add them, or name the driver of this type"
        raise UsageRefused(Bilingual(zh, en))
    return type_record.commands


def _errors(session: Session, commands: Commands) -> Errors:
    form = commands.errors
    if form is None:
        return NoErrors()
    reader = ieee4882.queue_entry if form.text == "quoted" else ieee4882.plain_queue_entry
    return ErrorQueue(session, form.ask.text, form.depth, scpi.QUERY_ERRORS, reader)
