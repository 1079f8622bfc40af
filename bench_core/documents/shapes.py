"""Which texts a field takes, as JSON Schema for editors: never narrower than its reader, which has the last word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bench_core.metrology.unit_table import ALIASES, PREFIX_ALIASES, PREFIXES, UNITS

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Shape = dict[str, Any]
"""A JSON Schema; one with a `title` stands once in a schema, under that name, and is referred to."""

_PLAIN = ["string", "number"]  # an editor takes 12 and 1e3 for numbers
_TRUTH = {"not": {"type": ["string", "number", "object", "array", "null"]}}  # and true for a truth value: not proposed
_LONGER_UNITS = "[a-z][a-z_]{3,30}"  # full English names, which pint knows
_OTHER_MICRO = "\u03bc"
_POWER = r"(?:\^-?[0-9]{1,2}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})?"


def _unit_pattern() -> str:
    """Return the pattern of what follows a number, from the table that reads it."""
    alone = [name for name, row in UNITS.items() if not row.prefixes]
    rows = [name for name, row in UNITS.items() if row.prefixes]
    alone += ["℃", *(name for name, of in ALIASES.items() if of in alone)]
    rows += ["\u2126", *(name for name, of in ALIASES.items() if of in rows)]
    prefixed = f"(?:{_one_of([*PREFIXES, *PREFIX_ALIASES, _OTHER_MICRO])})?(?:{_one_of(rows)})"
    first = f"(?:{prefixed}|{_one_of(name for name in alone if name != '1')}|{_LONGER_UNITS}){_POWER}"
    factor = f"(?:1{_POWER}|{first})"
    return rf"(?:\s*{first}(?:·{factor})*(?:/{factor})?|\s+1/{factor})?"


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?(?:/[1-9][0-9]*)?"
QUANTITY_PATTERN: Final = _NUMBER + _unit_pattern()
"""Of a quantity without blanks around it."""

QUANTITY: Final[Shape] = {
    "title": "quantity",
    "type": _PLAIN,
    "pattern": rf"^\s*{QUANTITY_PATTERN}\s*$",
    "patternErrorMessage": "不是带单位的量值；写作 10 V。 No number with a unit; write it as 10 V.",
}
LIMITS: Final[Shape] = {
    "title": "limits",
    "type": "string",
    "pattern": rf"^\s*(?:[≤≥]\s*{QUANTITY_PATTERN}|{QUANTITY_PATTERN}\s*(?:±|\.\.)\s*{QUANTITY_PATTERN})\s*$",
    "examples": ["20 °C ± 1 °C", "45 % .. 75 %", "≤ 85 %", "≥ 1 h"],
    "patternErrorMessage": "不是限值；写作 20 °C ± 1 °C、45 % .. 75 %、≤ 85 % 或 ≥ 1 h。 "
    "No limits; write 20 °C ± 1 °C, 45 % .. 75 %, ≤ 85 % or ≥ 1 h.",
}
EXPRESSION: Final[Shape] = {
    "title": "expression",
    "type": _PLAIN,
    "pattern": r"^[A-Za-z0-9_ \t\r\n.,()\[\]<>=+*/^%°℃µμΩ\u2126·⁻⁰¹²³⁴⁵⁶⁷⁸⁹-]+$",
    "examples": ["mean(e)", "uut.mpe / 10"],
    "patternErrorMessage": "表达式中有不能用的字符。 A character that has no place in an expression.",
}
PERIOD: Final[Shape] = {
    "title": "period",
    "type": "string",
    "pattern": "^[1-9][0-9]{0,3} (?:years?|months?|d)$",
    "examples": ["1 year", "6 months", "7 d"],
    "patternErrorMessage": "写作 1 year、6 months 或 7 d。 Write 1 year, 6 months or 7 d.",
}


def named(title: str, pattern: str, words: str) -> Shape:
    """Return the shape of a text of one form.

    Args:
        title: that it stands under.
        pattern: of the whole text.
        words: for who writes it otherwise, in both languages.
    """
    text = {"type": _PLAIN, "pattern": f"^(?:{pattern})$", "patternErrorMessage": words}
    return {"title": title, "anyOf": [text, _TRUTH]}


TEXT: Final[Shape] = named("text", r"[\s\S]*\S[\s\S]*", "不能为空。 A text must not be empty.")


def choice(values: Iterable[str], texts: Iterable[str] = ()) -> Shape:
    """Return the shape of one of some words, each with what it means."""
    described = list(texts)
    return {"type": "string", "enum": list(values)} | ({"enumDescriptions": described} if described else {})


def either(*shapes: Shape) -> Shape:
    """Return the shape of what is written in one of several ways."""
    return {"anyOf": list(shapes)}


@dataclass(frozen=True, slots=True)
class AlsoWritten:
    """What a field takes besides what its type says, such as `false` for a mapping; goes into `Annotated`."""

    shape: Shape

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Shape:
        """Return both shapes."""
        return either(self.shape, handler(schema))


@dataclass(frozen=True, slots=True)
class Installed:
    """A choice among names that are known only where calbench is installed; goes into `Annotated`."""

    names: Callable[[], Iterable[str]]

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> Shape:
        """Return the names of today."""
        return choice(sorted(self.names()))
