"""What an example gives: named numbers, quantities, texts and lists, read as an evaluation asks for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench_core.errors import UsageError
from bench_core.metrology.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs of one evaluation.

    Args:
        example: whose they are, for messages.
        values: texts, lists of texts, or mappings, by name.
    """

    example: str
    values: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Whether a value is given."""
        return name in self.values

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text, or the default where none is given.

        Raises:
            UsageError: it is not given, and there is no default; or it is no text.
        """
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise UsageError(f"example {self.example}: '{name}' is not given as a text")
        return value

    def quantity(self, name: str) -> Quantity:
        """Return a number with its unit."""
        return Quantity.parse(self.text(name))

    def optional(self, name: str) -> Quantity | None:
        """Return a number with its unit, or None where it is not given."""
        return self.quantity(name) if self.has(name) else None

    def number(self, name: str) -> float:
        """Return a number as it stands, in the unit that it is written in; `inf` is infinite."""
        text = self.text(name)
        return math.inf if text == "inf" else float(Quantity.parse(text))

    def whole(self, name: str) -> int:
        """Return a whole number."""
        return int(self.text(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts.

        Raises:
            UsageError: it is not given as a list.
        """
        value = self.values.get(name)
        if not isinstance(value, tuple):
            raise UsageError(f"example {self.example}: '{name}' is not given as a list")
        return tuple(str(one) for one in value)

    def quantities(self, name: str) -> tuple[Quantity, ...]:
        """Return a list of numbers, each with its own unit or with that in the key `unit`."""
        symbol = self.text("unit", "")
        return tuple(Quantity.parse(f"{text} {symbol}") for text in self.texts(name))

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a list of numbers without units."""
        return tuple(float(Quantity.parse(text)) for text in self.texts(name))

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts."""
        return tuple(tuple(str(one) for one in row) for row in self.values.get(name, ()))
