"""The field types of every kind of file: each reads one text, keeps its digits, and refuses in words.

`Quantity` itself is a field type too (`10 V`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, BeforeValidator, GetPydanticSchema, PlainValidator, WithJsonSchema
from pydantic_core import core_schema

from bench_core.bilingual import Bilingual
from bench_core.documents.limits import Limits
from bench_core.documents.model import DocumentModel
from bench_core.documents.periods import Period
from bench_core.documents.refusal import Refusal, refuse, refuse_text
from bench_core.documents.sentences import did_you_mean
from bench_core.documents.shapes import EXPRESSION, TEXT, AlsoWritten, Shape, named
from bench_core.documents.texts import require_text
from bench_core.documents.yaml_values import YamlText
from bench_core.metrology.expression import Expression, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit_table import ONE

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = [
    "DateField", "DigestField", "Digits", "ExpressionField", "Limits", "NameField", "Period", "PositiveQuantity",
    "Quantity", "QuantityName", "Ratio", "Refusal", "Share", "Text2", "TextField", "Verification", "VerifiedField",
    "WholeNumber", "YesNo", "did_you_mean", "refuse", "refuse_text",
]  # fmt: skip


def _positive(value: Quantity) -> Quantity:
    if value.value <= 0:
        raise refuse_text(
            Bilingual(f"{value} 不大于 0", f"{value} is not above 0"), Bilingual("写正值", "write a positive value")
        )
    return value


def _ratio(value: Quantity) -> Quantity:
    if value.dimension != ONE:
        raise refuse_text(
            Bilingual(f"{value} 不是比值", f"{value} is not a ratio"),
            Bilingual("以 % 或 ppm 为单位", "write it in % or ppm"),
        )
    return value


def _share(value: Quantity) -> Quantity:
    if value.unit.symbol not in {"%", "ppm"}:
        raise refuse_text(
            Bilingual(f"{value} 不是份额", f"{value} is not a share"),
            Bilingual("以 % 或 ppm 为单位", "write it in % or ppm"),
        )
    if value.value < 0:
        raise refuse_text(
            Bilingual(f"{value} 小于 0", f"{value} is below 0"), Bilingual("写绝对值", "write the magnitude")
        )
    return value


PositiveQuantity = Annotated[Quantity, AfterValidator(_positive)]
"""A quantity above 0."""
Ratio = Annotated[Quantity, AfterValidator(_ratio)]
"""A ratio: in %, in ppm, or a bare number."""
Share = Annotated[Quantity, AfterValidator(_share)]
"""A share of something that the key names: in % or ppm, not negative."""


def _text(value: object) -> str:
    text = require_text(value, "a name").strip()
    if not text:
        raise refuse_text(
            Bilingual("空的文字", "an empty text"),
            Bilingual("写出值，或删去此键", "write a value, or leave the key out"),
        )
    return text


TextField = Annotated[str, BeforeValidator(_text), WithJsonSchema(TEXT)]
"""A text with at least one character that is not a blank."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _name(value: object) -> str:
    text = require_text(value, "meter-1")
    if _NAME.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text[:64]}”不是名称", f"'{text[:64]}' is no name"),
            Bilingual("字母开头，后接字母、数字、- 和 _", "a letter, then letters, digits, - and _"),
        )
    return text


def _digest(value: object) -> str:
    text = require_text(value, "a SHA-256 digest")
    if _DIGEST.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text[:64]}”不是 SHA-256 摘要", f"'{text[:64]}' is no SHA-256 digest"),
            Bilingual("写 64 位小写十六进制数字", "write 64 hexadecimal digits in lower case"),
        )
    return text


_NAME_SHAPE = named(
    "name", _NAME.pattern, "字母开头，后接字母、数字、- 和 _。 A letter, then letters, digits, - and _."
)
_DIGEST_SHAPE = named("digest", _DIGEST.pattern, "64 位小写十六进制数字。 64 hexadecimal digits in lower case.")
NameField = Annotated[str, BeforeValidator(_name), WithJsonSchema(_NAME_SHAPE)]
"""A name that other places refer to: a letter, then letters, digits, - and _."""
DigestField = Annotated[str, BeforeValidator(_digest), WithJsonSchema(_DIGEST_SHAPE)]
"""A SHA-256 digest in hex."""

_QUANTITY_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def _quantity_name(value: object) -> str:
    if not isinstance(value, str) or _QUANTITY_NAME.fullmatch(value) is None:
        raise refuse_text(
            Bilingual(f"“{value}”不是名称", f"'{value}' is not a name"),
            Bilingual("名称为字母开头，后接字母、数字或 _", "a name is a letter, then letters, digits or _"),
        )
    return str(value)


QUANTITY_NAME: Final[Shape] = named(
    "identifier", _QUANTITY_NAME.pattern, "字母开头，后接字母、数字或 _。 A letter, then letters, digits or _."
)
"""What the name of a quantity looks like, for editors."""
QuantityName = Annotated[str, BeforeValidator(_quantity_name), WithJsonSchema(QUANTITY_NAME)]
"""The name of a quantity or a role, as expressions write it."""

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = require_text(value, "10")
    if _WHOLE.fullmatch(text) is None or not getattr(value, "plain", True):
        hint = (
            Bilingual("不加引号", "without quotes")
            if _WHOLE.fullmatch(text)
            else Bilingual("只写数字，如 10", "write digits only, such as 10")
        )
        raise refuse_text(Bilingual(f"“{text[:60]}”不是整数", f"'{text[:60]}' is not a whole number"), hint)
    return int(text)


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = require_text(value, "true")
    if text not in {"true", "false"} or (isinstance(value, YamlText) and not value.plain):
        raise refuse_text(
            Bilingual(f"“{text[:60]}”既不是 true，也不是 false", f"'{text[:60]}' is neither true nor false"),
            Bilingual("写 true 或 false，不加引号", "write true or false, without quotes"),
        )
    return text == "true"


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    text = require_text(value, "2026-11-21")
    if _DATE.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text[:60]}”不是日期", f"'{text[:60]}' is not a date"),
            Bilingual("写成年-月-日，如 2026-11-21", "write year-month-day, such as 2026-11-21"),
        )
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse_text(
            Bilingual(f"日历上没有“{text}”", f"'{text}' is not in the calendar"),
            Bilingual("核对月和日", "check month and day"),
        ) from None


WholeNumber = Annotated[int, BeforeValidator(_whole)]
"""A whole number in plain digits."""
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
"""`true` or `false`, and no other word."""
DateField = Annotated[date, BeforeValidator(_date)]
"""A calendar date, `2026-11-21`."""


def _digits(value: int) -> int:
    if value not in {1, 2}:
        raise refuse_text(Bilingual(f"U 取 {value} 位", f"{value} digits of U"), Bilingual("写 1 或 2", "write 1 or 2"))
    return value


Digits = Annotated[WholeNumber, AfterValidator(_digits), WithJsonSchema({"type": "integer", "enum": [1, 2]})]
"""Significant digits of an uncertainty: 1 or 2."""


class BilingualText(DocumentModel):
    """A text for people, as a file writes it: `{zh: 直流电压, en: DC voltage}`."""

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "zh": (Bilingual("缺少中文", "the Chinese text is missing"), Bilingual("补上 zh: …", "add zh: …")),
        "en": (Bilingual("缺少英文", "the English text is missing"), Bilingual("补上 en: …", "add en: …")),
    }

    zh: TextField
    en: TextField


def _from_bilingual(value: BilingualText | Bilingual) -> Bilingual:
    return Bilingual(value.zh, value.en)


def _both_languages(value: object) -> object:
    if isinstance(value, str):
        raise refuse_text(
            Bilingual(f"“{value[:60]}”只有一种语言", f"'{value[:60]}' is a text in one language"),
            Bilingual("写成 {zh: …, en: …}", "write {zh: …, en: …}"),
        )
    return BilingualText(zh=value.zh, en=value.en) if isinstance(value, Bilingual) else value


def _bilingual_schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    inner = handler.generate_schema(BilingualText)
    typed = core_schema.no_info_before_validator_function(_both_languages, inner)
    return core_schema.no_info_after_validator_function(_from_bilingual, typed)


Text2 = Annotated[Bilingual, GetPydanticSchema(_bilingual_schema)]
"""A text for people in Chinese and English."""


class Verification(DocumentModel):
    """Who checked a fact against which edition and page of its source."""

    by: TextField
    on: DateField
    edition: TextField
    page: TextField


def _unverified(value: object) -> object:
    if isinstance(value, str) and not _yes_no(value):
        return None
    if isinstance(value, str):
        raise refuse_text(
            Bilingual("由谁核对？", "verified by whom?"),
            Bilingual(
                "写 {by: …, on: …, edition: …, page: …} 或 false", "write {by: …, on: …, edition: …, page: …}, or false"
            ),
        )
    return value


VerifiedField = Annotated[Verification | None, BeforeValidator(_unverified), AlsoWritten({"const": False})]
"""`false`, read as None, or who checked it, when, and against which edition and page."""


def _expression(value: object) -> Expression:
    if isinstance(value, Expression):
        return value
    return parse_expression(require_text(value, "mean(x) - z"))


ExpressionField = Annotated[Expression, PlainValidator(_expression), WithJsonSchema(EXPRESSION)]
"""An expression of the procedure language."""
