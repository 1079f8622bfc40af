"""Knows how a plain function becomes a word of the 3458A with checked parameters; it knows no word.

A parameter may be a word or its number; an empty one, or -1, stands for the default.
Source: Agilent 3458A User's Guide, chapter 6, "Command Reference" (pages not checked).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.execution import Execution

Word: TypeAlias = "Callable[[tuple[str, ...]], Execution | str | None]"
"""Obeys or answers, given the parameters in capitals."""

_LARGEST_EXPONENT = 38
OFF_ON = {"OFF": 0, "ON": 1}


def order(act: Callable[[], None]) -> Word:
    """Bind a command without parameters."""

    def word(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 0)
        act()

    return word


def answer(reply: Callable[[], str]) -> Word:
    """Bind a query without parameters."""

    def word(arguments: tuple[str, ...]) -> str:
        at_most(arguments, 0)
        return reply()

    return word


def choose(choices: Mapping[str, int], default: str, store: Callable[[str], None]) -> Word:
    """Bind a command whose parameter is one of some words."""

    def word(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 1)
        store(chosen(arguments, 0, choices, default))

    return word


def assign(bounds: tuple[str, str], default: str, store: Callable[[Decimal], None]) -> Word:
    """Bind a command whose parameter is a number within bounds."""

    def word(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 1)
        store(number(arguments, 0, bounds, default))

    return word


def accept(arguments: tuple[str, ...]) -> None:
    """Do nothing, whatever the parameters: what the command changes is not heard on the wire."""
    del arguments


def at_most(arguments: tuple[str, ...], count: int) -> None:
    """Refuse more parameters."""
    if len(arguments) > count:
        raise HpError(errors.SYNTAX)


def given(arguments: tuple[str, ...], index: int) -> str | None:
    """Return a parameter, or None where the default is meant."""
    text = arguments[index] if index < len(arguments) else ""
    return None if text in {"", "-1"} else text


def chosen(arguments: tuple[str, ...], index: int, choices: Mapping[str, int], default: str) -> str:
    """Return the word that a parameter means."""
    text = given(arguments, index)
    if text is None:
        return default
    for word, code in choices.items():
        if text in {word, str(code)}:
            return word
    raise HpError(errors.UNDEFINED_PARAMETER)


def number(arguments: tuple[str, ...], index: int, bounds: tuple[str, str], default: str) -> Decimal:
    """Return the number that a parameter means."""
    value = read_number(given(arguments, index) or default)
    if not Decimal(bounds[0]) <= value <= Decimal(bounds[1]):
        raise HpError(errors.OUT_OF_RANGE)
    return value


def read_number(text: str) -> Decimal:
    """Read a number.

    Raises:
        HpError: it is not one.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise HpError(errors.UNDEFINED_PARAMETER) from None
    if not value.is_finite() or (value and abs(value.adjusted()) > _LARGEST_EXPONENT):
        raise HpError(errors.OUT_OF_RANGE)
    return value
