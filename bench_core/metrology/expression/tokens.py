"""From an expression's text to its tokens; knows how numbers, units and names look, not their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import ExpressionInvalid, NumberInvalid, UnitUnknown
from bench_core.metrology.quantity import Quantity, decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORDS = frozenset({"and", "or", "not"})
_WORD = r"[A-Za-z][A-Za-z0-9_]*"
_UNIT_PART = r"[A-Za-z_µμΩ\u2126°℃%]+(?:\^-?[0-9]+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(?:[0-9][0-9.]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_UNIT = re.compile(rf"[ \t]*(?P<unit>{_UNIT_PART}(?:[·/]{_UNIT_PART})*)")
_NAME = re.compile(rf"{_WORD}(?:\.{_WORD})*")
_ATTRIBUTE = re.compile(rf"\.{_WORD}(?:\.{_WORD})*")
_SYMBOL = re.compile(r"<=|>=|==|[-+*/^()\[\],<>](?!\*)|\)")
_HINTS = {
    "=": "compare with ==; limits and assignments stand outside expressions",
    "**": "write a power as x^2",
    "!": "write not (a == b)",
    "×": "write *",
    "·": "write *",
    "÷": "write /",
    "−": "write the minus sign as a plain hyphen -",
    "≤": "write <=; limits such as '≤ 85 %' stand outside expressions",
    "≥": "write >=; limits such as '≥ 1 h' stand outside expressions",
    "±": "limits such as '± uut.mpe' stand outside expressions",
    "√": "write sqrt(x)",
    "%": "% is a unit and stands directly after a number",
    "（": "write ( and )",
    "）": "write ( and )",
    "，": "write a plain comma",
    "'": "text has no place in an expression",
    '"': "text has no place in an expression",
    "_": "a name begins with a letter",
    ".": "each part of a dotted name begins with a letter",
    "²": "write x^2",
    "³": "write x^3",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression.

    Args:
        kind: `number`, `name`, `attribute` (dotted name after a bracket), `end`, or symbol or keyword itself.
        text: as written.
        at: characters before it.
        value: of a number, with its unit.
    """

    kind: str
    text: str
    at: int
    value: Quantity | None = None


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of an expression, and `end`.

    Raises:
        ExpressionInvalid: a character, number or unit that the language does not have.
    """
    at = _after_space(text, 0)
    while at < len(text):
        token, at = _token(text, at)
        yield token
        at = _after_space(text, at)
    yield Token("end", "", len(text))


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _token(text: str, at: int) -> tuple[Token, int]:
    if match := _NUMBER.match(text, at):
        return _number(text, match)
    if match := _NAME.match(text, at):
        return Token(match[0] if match[0] in KEYWORDS else "name", match[0], at), match.end()
    if match := _ATTRIBUTE.match(text, at):
        return Token("attribute", match[0][1:], at), match.end()
    if match := _SYMBOL.match(text, at):
        return Token(match[0], match[0], at), match.end()
    raise _unexpected(text, at)


def _number(text: str, match: re.Match[str]) -> tuple[Token, int]:
    symbol, end = "1", match.end()
    unit_at = end
    if (unit := _UNIT.match(text, end)) and unit["unit"] not in KEYWORDS:
        symbol, end, unit_at = unit["unit"], unit.end(), unit.start("unit")
    try:
        value = Quantity.of(decimal(match[0]), symbol)
    except NumberInvalid as problem:
        raise ExpressionInvalid(str(problem), match.start()) from None
    except UnitUnknown as problem:
        hint = "a number's unit follows it; write '2 * x' for a product, '2 V / x' with spaces for a quotient"
        raise ExpressionInvalid(str(problem), unit_at, hint) from None
    return Token("number", text[match.start() : end], match.start(), value), end


def _unexpected(text: str, at: int) -> ExpressionInvalid:
    wrong = "**" if text.startswith("**", at) else text[at]
    hint = _HINTS.get(wrong, "")
    if not hint and wrong.isnumeric():
        hint = "write the digits 0 to 9"
    shown = wrong if wrong.isprintable() else f"U+{ord(wrong):04X}"
    return ExpressionInvalid(f"'{shown}' has no place in an expression", at, hint)
