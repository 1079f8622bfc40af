"""Two-sided and one-sided limits of a quantity, as a person writes them; knows no expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.refusal import refuse_text
from bench_core.documents.shapes import LIMITS
from bench_core.documents.texts import require_text
from bench_core.errors import QuantityInvalid, UnitUnknown
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from bench_core.documents.shapes import Shape

_FORMS = Bilingual(
    "写成 20 °C ± 1 °C、45 % .. 75 %、≤ 85 % 或 ≥ 1 h", "write 20 °C ± 1 °C, 45 % .. 75 %, ≤ 85 % or ≥ 1 h"
)
ASCII_SIGNS = {"<=": "≤", ">=": "≥", "<": "≤", ">": "≥", "+/-": "±", "+-": "±"}
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?\s*")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a quantity, both included.

    Args:
        lower: or None for no lower limit.
        upper: or None for no upper limit.
        text: as written.
    """

    lower: Quantity | None
    upper: Quantity | None
    text: str

    @classmethod
    def parse(cls, text: str) -> Limits:
        """Read `20 °C ± 1 °C`, `45 % .. 75 %`, `≤ 85 %` or `≥ 1 h`.

        Raises:
            PydanticCustomError: with the offset of what cannot be read.
        """
        _refuse_ascii_signs(text)
        if text.startswith("≤"):
            return cls(None, _quantity(text, 1, len(text)), text)
        if text.startswith("≥"):
            return cls(_quantity(text, 1, len(text)), None, text)
        for sign, read in (("±", _around), ("..", _between)):
            if text.count(sign) == 1:
                return cls(*read(text, text.index(sign), len(sign)), text)
        raise refuse_text(Bilingual(f"“{text[:60]}”不是限值", f"'{text[:60]}' is no limit"), _FORMS)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a model hold limits."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(require_text(value, "20 °C ± 1 °C")),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: object) -> Shape:
        """Tell an editor what limits look like."""
        return LIMITS

    def __str__(self) -> str:
        return self.text

    def hold(self, value: Quantity) -> bool:
        """Tell whether a value is within the limits.

        Raises:
            UnitMismatch: the value is of another kind.
        """
        for bound in (self.lower, self.upper):
            if bound is not None:
                value.unit.require_same_kind(bound.unit)
        above = self.lower is None or value.si >= self.lower.si
        return above and (self.upper is None or value.si <= self.upper.si)


def _refuse_ascii_signs(text: str) -> None:
    for ascii_sign, sign in ASCII_SIGNS.items():
        at = text.find(ascii_sign)
        if at >= 0:
            raise refuse_text(
                Bilingual(f"限值中有“{ascii_sign}”", f"'{ascii_sign}' in a limit"),
                Bilingual(f"改写为 {sign}", f"write {sign}"),
                at,
            )


def _around(text: str, sign: int, length: int) -> tuple[Quantity, Quantity]:
    middle, half = _quantity(text, 0, sign), _quantity(text, sign + length, len(text))
    at = _start(text, sign + length)
    if half.dimension != middle.dimension and middle.unit.symbol == "1":
        raise refuse_text(
            Bilingual(f"“{middle}”没有单位", f"'{middle}' has no unit"),
            Bilingual("两边都写单位", "write a unit on both sides"),
        )
    if half.dimension != middle.dimension:
        raise refuse_text(
            Bilingual(f"“{half}”与“{middle}”不是同类的量", f"'{half}' is of another kind than '{middle}'"),
            Bilingual(f"半宽以 {middle.unit} 为单位", f"give the half width in {middle.unit}"),
            at,
        )
    if half.unit.symbol in {"%", "ppm"} and middle.unit.symbol not in {"%", "ppm"}:
        raise refuse_text(
            Bilingual(f"“{half}”是什么的份额？", f"'{half}' of what?"),
            Bilingual("半宽写成带单位的量", "give the half width as a quantity"),
            at,
        )
    if half.value <= 0:
        raise refuse_text(
            Bilingual(f"半宽为 {half}", f"the half width is {half}"),
            Bilingual("写大于 0 的值", "write one above 0"),
            at,
        )
    # A half width in °C is a difference: its zero does not count, only its size.
    width = half.value * half.unit.factor / middle.unit.factor
    places = max((q.decimals or 0) for q in (middle, half)) if half.unit == middle.unit else None
    lower, upper = middle.value - width, middle.value + width
    return Quantity(lower, middle.unit, places), Quantity(upper, middle.unit, places)


def _between(text: str, sign: int, length: int) -> tuple[Quantity, Quantity]:
    lower, upper = _quantity(text, 0, sign), _quantity(text, sign + length, len(text))
    if lower.dimension != upper.dimension or (lower.unit.symbol == "1") != (upper.unit.symbol == "1"):
        words = Bilingual(
            f"“{lower}”与“{upper}”不是同类的量", f"'{lower}' and '{upper}' are different kinds of quantity"
        )
        raise refuse_text(words, Bilingual("两边都写单位", "write a unit on both sides"))
    if lower.si >= upper.si:
        words = Bilingual(
            f"下限 {lower} 不小于上限 {upper}", f"the lower limit {lower} is not below the upper limit {upper}"
        )
        raise refuse_text(words, Bilingual("下限写在前面", "the lower comes first"))
    return lower, upper


def _quantity(text: str, start: int, end: int) -> Quantity:
    begin = _start(text, start)
    part = text[begin:end].rstrip()
    try:
        return Quantity.parse(part)
    except QuantityInvalid as error:
        raise refuse_text(error.told, _FORMS, begin) from None
    except UnitUnknown as error:
        match = _NUMBER.match(part)
        raise refuse_text(error.told, NOTHING, begin + (match.end() if match is not None else 0)) from None


def _start(text: str, index: int) -> int:
    while index < len(text) and text[index].isspace():
        index += 1
    return index
