"""Knows how a plain function becomes a word of a Fluke calibrator with checked parameters; it knows no word."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.numbers import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def register(store: Callable[[int], None], largest: int) -> Word:
    """Bind a command whose parameter is a register."""

    def word(arguments: tuple[str, ...]) -> None:
        count(arguments, 1)
        value = read_number(arguments[0])
        if not 0 <= value <= largest:
            raise FlukeError(errors.BAD_VALUE)
        store(int(value))

    return word


def keyword(name: str, choices: tuple[str, ...], state: dict[str, str]) -> Mapping[str, Word]:
    """Bind a command that only keeps one of some words, and its query.

    Args:
        name: of the command, and of the word in `state`.
        choices: the first is there at power-on.
        state: where it is kept.
    """
    state[name] = choices[0]

    def store(chosen: str) -> None:
        state[name] = chosen

    return {name: choose(choices, store), f"{name}?": answer(lambda: state[name])}


def count(arguments: tuple[str, ...], wanted: int) -> None:
    """Refuse another number of parameters."""
    if len(arguments) != wanted:
        raise FlukeError(errors.BAD_COUNT)
