"""Knows how plain functions become commands and queries with checked parameters; it knows no command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_parameters import Arguments, Bounds
    from sim_instruments.dialects.scpi_tree import Handler


def order(act: Callable[[], None]) -> Handler:
    """Bind a command without parameters."""

    def handler(arguments: Arguments) -> None:
        arguments.end()
        act()

    return handler


def answer(reply: Callable[[], str]) -> Handler:
    """Bind a query without parameters."""

    def handler(arguments: Arguments) -> str:
        arguments.end()
        return reply()

    return handler


def lasting(act: Callable[[], Execution]) -> Handler:
    """Bind a command or query without parameters that takes time."""

    def handler(arguments: Arguments) -> Execution:
        arguments.end()
        return act()

    return handler


def assign(bounds: Callable[[], Bounds], store: Callable[[Decimal], None]) -> Handler:
    """Bind the command of a numeric setting, whose bounds may depend on other settings."""

    def handler(arguments: Arguments) -> None:
        value = arguments.number(bounds())
        arguments.end()
        store(value)

    return handler


def numeric(bounds: Callable[[], Bounds], current: Callable[[], Decimal], write: Callable[[Decimal], str]) -> Handler:
    """Bind the query of a numeric setting, which may ask for `MIN` or `MAX` instead of the current value."""

    def handler(arguments: Arguments) -> str:
        limit = arguments.limit(bounds())
        arguments.end()
        return write(current() if limit is None else limit)

    return handler


def choose(choices: tuple[str, ...], store: Callable[[str], None]) -> Handler:
    """Bind the command of a setting that is one of some words; the short form is stored."""

    def handler(arguments: Arguments) -> None:
        word = arguments.word(*choices)
        arguments.end()
        store(word)

    return handler


def switch(store: Callable[[bool], None]) -> Handler:
    """Bind the command of a setting that is on or off."""

    def handler(arguments: Arguments) -> None:
        on = arguments.boolean()
        arguments.end()
        store(on)

    return handler


def number_setting(
    pattern: str,
    bounds: Callable[[], Bounds],
    current: Callable[[], Decimal],
    store: Callable[[Decimal], None],
    write: Callable[[Decimal], str],
) -> dict[str, Handler]:
    """Bind command and query of a numeric setting."""
    return {pattern: assign(bounds, store), f"{pattern}?": numeric(bounds, current, write)}


def switch_setting(pattern: str, current: Callable[[], bool], store: Callable[[bool], None]) -> dict[str, Handler]:
    """Bind command and query of a setting that is on or off; the query answers 1 or 0."""
    return {pattern: switch(store), f"{pattern}?": answer(lambda: str(int(current())))}


def word_setting(
    pattern: str, choices: tuple[str, ...], current: Callable[[], str], store: Callable[[str], None]
) -> dict[str, Handler]:
    """Bind command and query of a setting that is one of some words."""
    return {pattern: choose(choices, store), f"{pattern}?": answer(current)}
