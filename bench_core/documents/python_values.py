"""Names and values that a file hands to an object of Python: attributes and literals, never an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import core_schema

from bench_core.bilingual import Bilingual
from bench_core.documents.refusal import refuse_text
from bench_core.documents.sentences import did_you_mean
from bench_core.documents.shapes import Shape, named
from bench_core.documents.templates import PLACES
from bench_core.documents.texts import require_text
from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

LINK_PLACES: Final = ("link", "name", "host", "port", "timeout_s", "timeout_ms")
"""What may stand in braces where an instrument is opened."""
_PLACE = re.compile(r"\{([^{}]*)\}")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_WORD = r"[A-Za-z][A-Za-z0-9_]*"
_MEMBER = re.compile(rf"{_WORD}(?:\.{_WORD})*")
_CLASS = re.compile(rf"{_WORD}(?:\.{_WORD})+")
_LONGEST_SHOWN = 60
_HELD = r"(?:[^{}]|\{(?:" + "|".join((*PLACES, *LINK_PLACES)) + r")\})*"
_NAMED = "属性、参数或方法的名称，如 reading 或 sense.range。 The name of a property, parameter or method."
VALUE: Final[Shape] = {
    "title": "value",
    "type": ["string", "number", "boolean"],
    "pattern": f"^{_HELD}$",
    "patternErrorMessage": "文字，可含 {range} 等占位。 A text, perhaps with places such as {range}.",
}
_MEMBER_SHAPE = named("member", _MEMBER.pattern, _NAMED)
_CLASS_SHAPE = named("class", _CLASS.pattern, "类的完整路径。 The whole path of a class.")


@dataclass(frozen=True, slots=True)
class Value:
    """What is handed to a library, or expected of it.

    Args:
        literal: `true`, `false`, a number or a text; what is quoted in the file is a text.
        places: names that stand in braces in a text.
    """

    literal: bool | int | float | str
    places: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, *, plain: bool = True) -> Value:
        """Read a value.

        Args:
            text: as written.
            plain: whether it was written without quotes.

        Raises:
            PydanticCustomError: with the offset of what cannot be filled in.
        """
        if plain and text in {"true", "false"}:
            return cls(text == "true")
        if plain and _WHOLE.fullmatch(text) is not None and len(text) <= _LONGEST_SHOWN:
            return cls(int(text))
        if plain:
            try:
                return cls(float(decimal(text)))
            except NumberInvalid:
                pass
        return cls(text, _places(text))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a model hold a value."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else _read(value),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: object) -> Shape:
        """Tell an editor what a value looks like."""
        return VALUE

    def __str__(self) -> str:
        return str(self.literal).lower() if isinstance(self.literal, bool) else str(self.literal)

    def fill(self, filled: Mapping[str, Decimal | int | float | str]) -> bool | int | float | str:
        """Return the value with every place filled; one that is a place alone keeps the kind of what fills it.

        Args:
            filled: by place; a Decimal alone is handed over as a float, which keeps 15 digits.
        """
        if not isinstance(self.literal, str) or not self.places:
            return self.literal
        alone = _PLACE.fullmatch(self.literal)
        if alone is not None:
            found = filled[alone[1]]
            return float(found) if isinstance(found, Decimal) else found
        return _PLACE.sub(lambda match: _plain(filled[match[1]]), self.literal)


def _plain(number: Decimal | float | str) -> str:
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _read(value: object) -> Value:
    text = require_text(value, "DCV")
    return Value.parse(text, plain=getattr(value, "plain", True))


def _places(text: str) -> frozenset[str]:
    known = (*PLACES, *LINK_PLACES)
    for place in _PLACE.finditer(text):
        if place[1] not in known:
            raise refuse_text(
                Bilingual(f"未知的占位 {{{place[1]}}}", f"unknown place {{{place[1]}}}"),
                did_you_mean(place[1], list(known)),
                place.start(),
            )
    stray = re.search(r"[{}]", _PLACE.sub(lambda match: " " * len(match[0]), text))
    if stray is not None:
        raise refuse_text(
            Bilingual(f"单独的“{stray[0]}”", f"a single '{stray[0]}'"),
            Bilingual("写 {range}、{value} 或 {frequency}", "write {range}, {value} or {frequency}"),
            stray.start(),
        )
    return frozenset(_PLACE.findall(text))


def _member(value: object) -> str:
    text = require_text(value, "reading")
    if _MEMBER.fullmatch(text) is None:
        hint = Bilingual(
            "写成 reading；部件的成员写成 sense.range；不带 ( ) 和 [ ]，前面不带 _",
            "write it as reading, or sense.range for one of a part; neither ( ) nor [ ], and no _ in front",
        )
        raise refuse_text(
            Bilingual(
                f"“{text[:_LONGEST_SHOWN]}”不是属性、参数或方法的名称",
                f"'{text[:_LONGEST_SHOWN]}' is no name of a property, parameter or method",
            ),
            hint,
        )
    return text


def _class(value: object) -> str:
    text = require_text(value, "pymeasure.instruments.hp.HP34401A")
    if _CLASS.fullmatch(text) is None:
        hint = Bilingual(
            "写完整路径，如 pymeasure.instruments.hp.HP34401A",
            "write the whole path, such as pymeasure.instruments.hp.HP34401A",
        )
        raise refuse_text(
            Bilingual(f"“{text[:_LONGEST_SHOWN]}”不是类的路径", f"'{text[:_LONGEST_SHOWN]}' is no path of a class"),
            hint,
        )
    return text


MemberName = Annotated[str, BeforeValidator(_member), WithJsonSchema(_MEMBER_SHAPE)]
"""Of a property, parameter or method, such as `reading` or `sense.range`."""
ClassPath = Annotated[str, BeforeValidator(_class), WithJsonSchema(_CLASS_SHAPE)]
"""Module and class, such as `pymeasure.instruments.hp.HP34401A`."""
