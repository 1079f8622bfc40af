"""From an expression's text to its tokens; knows how numbers, units and names look, not their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import ExpressionInvalid, QuantityInvalid, UnitUnknown
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
    "=": Bilingual(
        "比较用 ==；限值和赋值不写在表达式中", "compare with ==; limits and assignments stand outside expressions"
    ),
    "**": Bilingual("幂写成 x^2", "write a power as x^2"),
    "!": Bilingual("写成 not (a == b)", "write not (a == b)"),
    "×": Bilingual("改写为 *", "write *"),
    "·": Bilingual("改写为 *", "write *"),
    "÷": Bilingual("改写为 /", "write /"),
    "−": Bilingual("负号用键盘上的 -", "write the minus sign as a plain hyphen -"),
    "≤": Bilingual(
        "改写为 <=；“≤ 85 %”这样的限值不写在表达式中", "write <=; limits such as '≤ 85 %' stand outside expressions"
    ),
    "≥": Bilingual(
        "改写为 >=；“≥ 1 h”这样的限值不写在表达式中", "write >=; limits such as '≥ 1 h' stand outside expressions"
    ),
    "±": Bilingual("“± uut.mpe”这样的限值不写在表达式中", "limits such as '± uut.mpe' stand outside expressions"),
    "√": Bilingual("写成 sqrt(x)", "write sqrt(x)"),
    "%": Bilingual("% 是单位，紧跟在数之后", "% is a unit and stands directly after a number"),
    "（": Bilingual("改写为 ( 和 )", "write ( and )"),
    "）": Bilingual("改写为 ( 和 )", "write ( and )"),
    "，": Bilingual("改写为半角逗号", "write a plain comma"),
    "'": Bilingual("表达式中不写文字", "text has no place in an expression"),
    '"': Bilingual("表达式中不写文字", "text has no place in an expression"),
    "_": Bilingual("名称以字母开头", "a name begins with a letter"),
    ".": Bilingual("带点的名称，每一段以字母开头", "each part of a dotted name begins with a letter"),
    "²": Bilingual("写成 x^2", "write x^2"),
    "³": Bilingual("写成 x^3", "write x^3"),
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
    except QuantityInvalid as problem:
        raise ExpressionInvalid(problem.told, match.start()) from None
    except UnitUnknown as problem:
        hint = Bilingual(
            "数之后是它的单位；乘积写成“2 * x”，商写成带空格的“2 V / x”",
            "a number's unit follows it; write '2 * x' for a product, '2 V / x' with spaces for a quotient",
        )
        raise ExpressionInvalid(problem.told, unit_at, hint) from None
    return Token("number", text[match.start() : end], match.start(), value), end


def _unexpected(text: str, at: int) -> ExpressionInvalid:
    wrong = "**" if text.startswith("**", at) else text[at]
    hint = _HINTS.get(wrong, NOTHING)
    if not hint and wrong.isnumeric():
        hint = Bilingual("写数字 0 到 9", "write the digits 0 to 9")
    shown = wrong if wrong.isprintable() else f"U+{ord(wrong):04X}"
    return ExpressionInvalid(
        Bilingual(f"表达式中不能有“{shown}”", f"'{shown}' has no place in an expression"), at, hint
    )
