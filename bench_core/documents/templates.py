"""Commands and questions as a person writes them, with places for values; knows no instrument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic_core import core_schema

from bench_core.bilingual import Bilingual
from bench_core.documents.refusal import refuse_text
from bench_core.documents.sentences import did_you_mean
from bench_core.documents.shapes import named
from bench_core.documents.texts import require_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from bench_core.documents.shapes import Shape

PLACES: Final = ("range", "value", "frequency")
"""What may stand in braces; each is sent as a plain number."""
_PLACE = re.compile(r"\{([^{}]*)\}")
_UNPRINTABLE = re.compile(r"[^ -~]")
_SENT = r"(?=.*\S)(?:[ -z|~]|\{(?:" + "|".join(PLACES) + r")\})+"
COMMAND: Final = named(
    "command", _SENT, "可打印 ASCII，可含 {range}、{value}、{frequency}。 Printable ASCII, perhaps with places."
)


@dataclass(frozen=True, slots=True)
class Template:
    """A text for the wire, such as `VOLT:DC:RANG {range}`.

    Args:
        text: as written.
        places: the names that stand in braces.
    """

    text: str
    places: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read a text for the wire.

        Raises:
            PydanticCustomError: with the offset of what cannot be sent or filled in.
        """
        if not text.strip():
            raise refuse_text(
                Bilingual("空的命令", "an empty command"),
                Bilingual("写出要发送的内容，或删去此项", "write what is sent, or leave the entry out"),
            )
        wrong = _UNPRINTABLE.search(text)
        if wrong is not None:
            hint = Bilingual(
                "线路只传可打印 ASCII，结束符自动加上", "the wire carries printable ASCII, and the terminator is added"
            )
            raise refuse_text(Bilingual(f"{wrong[0]!r} 不能发送", f"{wrong[0]!r} cannot be sent"), hint, wrong.start())
        for place in _PLACE.finditer(text):
            if place[1] not in PLACES:
                hint = did_you_mean(place[1], list(PLACES))
                raise refuse_text(
                    Bilingual(f"命令中有未知的占位 {{{place[1]}}}", f"unknown place {{{place[1]}}} in a command"),
                    hint,
                    place.start(),
                )
        stray = re.search(r"[{}]", _PLACE.sub(lambda match: " " * len(match[0]), text))
        if stray is not None:
            raise refuse_text(
                Bilingual(f"单独的“{stray[0]}”", f"a single '{stray[0]}'"),
                Bilingual("写 {range}、{value} 或 {frequency}", "write {range}, {value} or {frequency}"),
                stray.start(),
            )
        return cls(text, frozenset(_PLACE.findall(text)))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a model hold a template."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(require_text(value, "VOLT {value}")),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: object) -> Shape:
        """Tell an editor what a command looks like."""
        return COMMAND

    def __str__(self) -> str:
        return self.text

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with every place filled.

        Args:
            values: by name.
        """
        return _PLACE.sub(lambda match: values[match[1]], self.text)
