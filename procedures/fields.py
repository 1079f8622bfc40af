"""The small forms inside a procedure file: names, ranges, limits; it refuses to know what they apply to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import QUANTITY_NAME, QuantityName, WholeNumber, refuse_text
from bench_core.documents.limits import ASCII_SIGNS
from bench_core.documents.shapes import QUANTITY, Shape, choice, either, named
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.expression import Expression, parse_expression
from bench_core.metrology.quantity import Quantity
from procedures.hints import write
from procedures.unknown import unknown, unknown_capability

T = TypeVar("T")

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_RANGES = re.compile(r"uut\.(?P<choice>[a-z_]+)\(\s*(?P<function>[a-z0-9_]+)\s*\)")
_HAS = re.compile(r"uut\.has\(\s*(?P<function>[a-z0-9_]+)\s*\)")
_CHOICES = ("basic_range", "other_ranges", "ranges")
_CHOICE = Bilingual("量程选取方式", "choice of ranges")
_OPENING, _CLOSING = "([", ")]"


def _id(value: object) -> str:
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        hint = Bilingual("标识由小写字母、数字、- 和 . 组成", "an id is small letters, digits, - and .")
        raise refuse_text(Bilingual(f"“{value}”不是标识", f"'{value}' is not an id"), hint)
    return str(value)


NAME: Final = QUANTITY_NAME
_ID_SHAPE = named("id", _ID.pattern, "小写字母、数字、- 和 .。 Small letters, digits, - and .")
Name = QuantityName
"""The name of a quantity or a role, as expressions write it."""
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema(_ID_SHAPE)]
"""The id of a procedure or an item, as records and file names carry it."""


def _not_empty(value: tuple[T, ...]) -> tuple[T, ...]:
    if not value:
        raise refuse_text(Bilingual("空列表", "an empty list"), Bilingual("写一项或多项", "write one entry or more"))
    return value


def one_or_more(value: object) -> object:
    """Let a single text stand for a list of one."""
    return (value,) if isinstance(value, str) else value


Several = Annotated[tuple[T, ...], AfterValidator(_not_empty)]
"""A list of one entry or more; a wrong entry is not counted as a missing one."""


def _readings(value: int) -> int:
    if not 1 <= value <= MOST_READINGS:
        hint = Bilingual(f"写 1 至 {MOST_READINGS} 次", f"take 1 to {MOST_READINGS}")
        raise refuse_text(Bilingual(f"{value} 次读数", f"{value} readings"), hint)
    return value


MOST_READINGS = 10_000
READINGS: Final[Shape] = {"type": "integer", "minimum": 1, "maximum": MOST_READINGS}
Readings = Annotated[WholeNumber, AfterValidator(_readings), WithJsonSchema(READINGS)]
"""How many readings a take has."""


@dataclass(frozen=True, slots=True)
class RangesOf:
    """Which ranges of the unit under test a row of points is about, such as `uut.other_ranges(dc_voltage)`."""

    choice: Literal["basic_range", "other_ranges", "ranges"]
    function: str


def parse_ranges(text: str) -> RangesOf | Quantity:
    """Read `uut.basic_range(f)`, `uut.other_ranges(f)`, `uut.ranges(f)` or a range such as `10 V`.

    Raises:
        ExpressionInvalid: another form, or an unknown capability, at its offset.
    """
    match = _RANGES.fullmatch(text.strip())
    if match is None:
        if text.lstrip().startswith("uut"):
            message = Bilingual(f"“{text}”不是量程选取方式", f"'{text}' is no choice of ranges")
            hint = write("uut.basic_range(dc_voltage)")
            raise ExpressionInvalid(message, 0, hint)
        return Quantity.parse(text)
    choice, function = match["choice"], match["function"]
    if choice not in _CHOICES:
        message, hint = unknown(_CHOICE, choice, _CHOICES)
        raise ExpressionInvalid(message, match.start("choice"), hint)
    if function not in CAPABILITIES:
        message, hint = unknown_capability(function)
        raise ExpressionInvalid(message, match.start("function"), hint)
    return RangesOf(choice, function)  # type: ignore[arg-type]  # one of _CHOICES, checked above


def _ranges(value: object) -> RangesOf | Quantity:
    if not isinstance(value, str):
        hint = Bilingual(
            "写作 10 V 之类，或 uut.basic_range(dc_voltage)", "write one such as 10 V, or uut.basic_range(dc_voltage)"
        )
        raise refuse_text(Bilingual("应为量程", "expected a range"), hint)
    return parse_ranges(value)


_RANGES_SHAPE: Final = either(
    choice(f"uut.{which}({function})" for function in CAPABILITIES for which in _CHOICES),
    named("ranges", rf"\s*uut\.(?:{'|'.join(_CHOICES)})\(\s*(?:{'|'.join(CAPABILITIES)})\s*\)\s*", ""),
    QUANTITY,
)
RangesField = Annotated[RangesOf | Quantity, PlainValidator(_ranges), WithJsonSchema(_RANGES_SHAPE)]
"""`RangesOf`, or one explicit range as a `Quantity`."""


@dataclass(frozen=True, slots=True)
class Has:
    """`uut.has(resistance_4w)`: whether the type record of the unit under test has a capability."""

    function: str


def _has(value: object) -> Has:
    match = _HAS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        message = Bilingual(f"“{value}”未说明被检器具有何功能", f"'{value}' says nothing about the unit under test")
        raise refuse_text(message, write("uut.has(resistance_4w)"))
    if match["function"] not in CAPABILITIES:
        raise refuse_text(*unknown_capability(match["function"]), match.start("function"))
    return Has(match["function"])


_HAS_SHAPE: Final = either(
    choice(f"uut.has({function})" for function in CAPABILITIES),
    named("has", rf"\s*uut\.has\(\s*(?:{'|'.join(CAPABILITIES)})\s*\)\s*", ""),
)
HasField = Annotated[Has, PlainValidator(_has), WithJsonSchema(_HAS_SHAPE)]
"""A `Has`."""


@dataclass(frozen=True, slots=True)
class LimitPart:
    """One side of a limit, with its place in the text of the limit."""

    expression: Expression
    offset: int


@dataclass(frozen=True, slots=True)
class LimitOf:
    """A limit of a requirement: `± x` (both sides), `≤ x`, or `[a, b]` with both ends inside.

    Args:
        text: as written.
        symmetric: whether the lower limit is minus the upper one.
        lower: of `[a, b]`, else None.
        upper: of every form.
    """

    text: str
    symmetric: bool
    lower: LimitPart | None
    upper: LimitPart

    @property
    def lower_text(self) -> str | None:
        """The lower limit as an expression, or None where there is none."""
        if self.symmetric:
            return f"-({self.upper.expression.text})"
        return self.lower.expression.text if self.lower else None

    @property
    def parts(self) -> tuple[LimitPart, ...]:
        """Each side as written."""
        return (self.lower, self.upper) if self.lower else (self.upper,)


_FORMS = Bilingual('写作 ± x、≤ x，或加引号的 "[a, b]"', 'write ± x, ≤ x, or "[a, b]" in quotes')


def parse_limit(text: str) -> LimitOf:
    """Read `± uut.mpe`, `≤ uut.mpe / 2` or `[a, b]`.

    Raises:
        ExpressionInvalid: another form, or an expression that cannot be read, at its offset.
    """
    start = len(text) - len(text.lstrip())
    sign = text[start : start + 1]
    if sign == "±":
        return LimitOf(text, symmetric=True, lower=None, upper=_part(text, start + 1, len(text)))
    if sign == "≤":
        return LimitOf(text, symmetric=False, lower=None, upper=_part(text, start + 1, len(text)))
    if sign == "[" and text.rstrip().endswith("]"):
        return _interval(text, start)
    for written, meant in ASCII_SIGNS.items():
        if text.startswith(written, start):
            message = Bilingual(f"限值中有“{written}”", f"'{written}' in a limit")
            hint = write(meant) if meant != "≥" else _FORMS
            raise ExpressionInvalid(message, start, hint)
    raise ExpressionInvalid(Bilingual(f"“{text}”不是限值", f"'{text}' is no limit"), start, _FORMS)


def _interval(text: str, start: int) -> LimitOf:
    end = len(text.rstrip()) - 1
    commas, depth = [], 0
    for index in range(start + 1, end):
        depth += (text[index] in _OPENING) - (text[index] in _CLOSING)
        if text[index] == "," and depth == 0:
            commas.append(index)
    if len(commas) != 1:
        message = Bilingual(f"“{text}”没有上下两端", f"'{text}' has not two ends")
        raise ExpressionInvalid(message, start, Bilingual('写作 "[下限, 上限]"', 'write "[lower, upper]"'))
    lower, upper = _part(text, start + 1, commas[0]), _part(text, commas[0] + 1, end)
    return LimitOf(text, symmetric=False, lower=lower, upper=upper)


def _part(text: str, start: int, end: int) -> LimitPart:
    piece = text[start:end]
    offset = start + len(piece) - len(piece.lstrip())
    try:
        return LimitPart(parse_expression(piece.strip()), offset)
    except ExpressionInvalid as mistake:
        raise ExpressionInvalid(mistake.message, mistake.offset + offset, mistake.hint) from None


def _limit(value: object) -> LimitOf:
    if not isinstance(value, str):
        raise refuse_text(Bilingual("应为限值", "expected a limit"), _FORMS)
    return parse_limit(value)


_LIMIT_SHAPE: Final[Shape] = {
    "title": "limit",
    "type": "string",
    "pattern": r"^\s*(?:[±≤][\s\S]+|\[[\s\S]+,[\s\S]+\]\s*)$",
    "examples": ["± uut.mpe", "≤ uut.mpe / 2", "[0 V, uut.mpe]"],
    "patternErrorMessage": '写作 ± x、≤ x 或 "[a, b]"。 Write ± x, ≤ x or "[a, b]".',
}
LimitField = Annotated[LimitOf, PlainValidator(_limit), WithJsonSchema(_LIMIT_SHAPE)]
"""A `LimitOf`."""
