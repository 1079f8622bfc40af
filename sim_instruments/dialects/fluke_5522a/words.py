"""Knows how a plain function becomes a word of the 5522A with checked parameters; it knows no word."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.fluke_5522a import errors
from sim_instruments.dialects.fluke_5522a.errors import FlukeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Execution

Word: TypeAlias = "Callable[[tuple[str, ...]], Execution | str | None]"
"""Obeys or answers, given the parameters in capitals."""


def order(act: Callable[[], None]) -> Word:
    """Bind a command without parameters."""

    def word(arguments: tuple[str, ...]) -> None:
        count(arguments, 0)
        act()

    return word


def answer(reply: Callable[[], str]) -> Word:
    """Bind a query without parameters."""

    def word(arguments: tuple[str, ...]) -> str:
        count(arguments, 0)
        return reply()

    return word


def lasting(act: Callable[[], Execution]) -> Word:
    """Bind a command or query without parameters that takes time."""

    def word(arguments: tuple[str, ...]) -> Execution:
        count(arguments, 0)
        return act()

    return word


def choose(choices: tuple[str, ...], store: Callable[[str], None]) -> Word:
    """Bind a command whose parameter is one of some words."""

    def word(arguments: tuple[str, ...]) -> None:
        count(arguments, 1)
        if arguments[0] not in choices:
            raise FlukeError(errors.BAD_KEYWORD)
        store(arguments[0])

    return word


def count(arguments: tuple[str, ...], wanted: int) -> None:
    """Refuse another number of parameters."""
    if len(arguments) != wanted:
        raise FlukeError(errors.BAD_COUNT)
