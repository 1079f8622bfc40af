"""Knows settings that an instrument keeps and answers, and that change no reading; it knows no command."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sim_instruments.dialects.scpi_binding import number_setting, switch_setting, word_setting
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import short_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.scpi_parameters import Arguments, Bounds
    from sim_instruments.dialects.scpi_tree import Handler

T = TypeVar("T")
_Value: TypeAlias = Decimal | bool | str


class Remembered:
    """Settings by their header pattern, with their defaults."""

    def __init__(self) -> None:
        self._defaults: dict[str, _Value] = {}
        self._values: dict[str, _Value] = {}

    def reset(self) -> None:
        """Give every setting its default."""
        self._values = dict(self._defaults)

    def numbers(self, rows: Mapping[str, Bounds], write: Callable[[Decimal], str]) -> dict[str, Handler]:
        """Bind numeric settings; each begins with the default of its bounds."""
        commands: dict[str, Handler] = {}
        for pattern, bounds in rows.items():
            default = bounds.default if bounds.default is not None else bounds.minimum
            commands |= self._number(pattern, bounds, default, write)
        return commands

    def switches(self, rows: Mapping[str, bool]) -> dict[str, Handler]:
        """Bind settings that are on or off, with their defaults."""
        commands: dict[str, Handler] = {}
        for pattern, on in rows.items():
            self._begin(pattern, on)
            commands |= switch_setting(pattern, self._current(pattern, bool), self._store(pattern))
        return commands

    def words(self, rows: Mapping[str, tuple[str, ...]]) -> dict[str, Handler]:
        """Bind settings that are one of some words; each begins with the first."""
        commands: dict[str, Handler] = {}
        for pattern, choices in rows.items():
            self._begin(pattern, short_form(choices[0]))
            commands |= word_setting(pattern, choices, self._current(pattern, str), self._store(pattern))
        return commands

    def texts(self, rows: Mapping[str, int]) -> dict[str, Handler]:
        """Bind quoted strings, which begin empty, with their greatest length."""
        commands: dict[str, Handler] = {}
        for pattern, longest in rows.items():
            self._begin(pattern, "")
            commands[pattern] = self._text(pattern, longest)
            commands[f"{pattern}?"] = self._quoted(pattern)
        return commands

    def put(self, pattern: str, value: _Value) -> None:
        """Change a setting otherwise than by its own command."""
        self._values[pattern] = value

    def get(self, pattern: str) -> _Value:
        """Return a setting."""
        return self._values[pattern]

    def _number(
        self, pattern: str, bounds: Bounds, default: Decimal, write: Callable[[Decimal], str]
    ) -> dict[str, Handler]:
        self._begin(pattern, default)

        return number_setting(pattern, lambda: bounds, self._current(pattern, Decimal), self._store(pattern), write)

    def _text(self, pattern: str, longest: int) -> Handler:
        def handler(arguments: Arguments) -> None:
            text = arguments.string()
            arguments.end()
            if len(text) > longest:
                raise ScpiError(-223)
            self._values[pattern] = text

        return handler

    def _quoted(self, pattern: str) -> Handler:
        def handler(arguments: Arguments) -> str:
            arguments.end()
            text = str(self._values[pattern]).replace('"', '""')
            return f'"{text}"'

        return handler

    def _begin(self, pattern: str, default: _Value) -> None:
        self._defaults[pattern] = self._values[pattern] = default

    def _current(self, pattern: str, kind: Callable[[_Value], T]) -> Callable[[], T]:
        return lambda: kind(self._values[pattern])

    def _store(self, pattern: str) -> Callable[[_Value], None]:
        def store(value: _Value) -> None:
            self._values[pattern] = value

        return store
