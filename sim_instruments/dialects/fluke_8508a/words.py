"""Knows how a plain function becomes a word of the 8508A with checked parameters; it knows no word."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.fluke_8508a.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Execution

Word: TypeAlias = "Callable[[tuple[str, ...]], Execution | str | None]"
"""Obeys or answers, given the parameters in capitals."""


def order(act: Callable[[], None]) -> Word:
    """Bind a command without parameters."""

    def word(arguments: tuple[str, ...]) -> None:
        _none(arguments)
        act()

    return word


def answer(reply: Callable[[], str]) -> Word:
    """Bind a query without parameters."""

    def word(arguments: tuple[str, ...]) -> str:
        _none(arguments)
        return reply()

    return word


def lasting(act: Callable[[], Execution]) -> Word:
    """Bind a query without parameters that takes time."""

    def word(arguments: tuple[str, ...]) -> Execution:
        _none(arguments)
        return act()

    return word


def choose(choices: tuple[str, ...], store: Callable[[str], None]) -> Word:
    """Bind a command whose parameter is one of some words."""

    def word(arguments: tuple[str, ...]) -> None:
        if len(arguments) != 1 or arguments[0] not in choices:
            raise CommandError
        store(arguments[0])

    return word


def _none(arguments: tuple[str, ...]) -> None:
    if arguments:
        raise CommandError
