"""The steps of a method as a procedure writes them; it refuses to know how an instrument performs one."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import ExpressionField, PositiveQuantity, Text2, TextField
from bench_core.documents.functions import CAPABILITY
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import refuse_text
from bench_core.documents.shapes import EXPRESSION, AlsoWritten, Shape
from procedures.fields import NAME, READINGS, Name, Readings, Several

ONCE = "once per range"
LATER = Bilingual(
    f"本版本尚不支持；步骤有 apply、connect、steady、take、confirm、ask 和 {ONCE}",
    f"this version does not know it yet; the steps are apply, connect, steady, take, confirm, ask and {ONCE}",
)


class SteadyForm(DocumentModel):
    """`steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}`.

    Args:
        watch: the role whose indications must hold still.
        peak_to_peak: width of the band.
        hold: how long they must stay inside it.
        give_up: when to stop waiting.
    """

    watch: Name
    peak_to_peak: ExpressionField
    hold: PositiveQuantity = Field(alias="for")
    give_up: PositiveQuantity


class ReadingsBy(DocumentModel):
    """`readings: {wire: 10, person: 1}`: how many readings the program takes, and how many a person."""

    wire: Readings
    person: Readings

    def of(self, *, by_person: bool) -> int:
        """Return how many readings are taken."""
        return self.person if by_person else self.wire


def _for_both(value: object) -> object:
    if isinstance(value, str):
        return {"wire": value, "person": value}
    if isinstance(value, tuple):
        message = Bilingual("应为读数次数，实为列表", "expected a number of readings, found a list")
        hint = Bilingual("写作 10，或 {wire: 10, person: 1}", "write 10, or {wire: 10, person: 1}")
        raise refuse_text(message, hint)
    return value


class TakeForm(DocumentModel):
    """`take: {name: x, from: uut, readings: 10}`.

    Args:
        name: what the model calls the readings.
        source: the role that indicates.
        readings: how many; a plain number holds for program and person.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = dict.fromkeys(
        ("every", "for", "pairs", "skew", "scan"),
        Bilingual(
            "本版本尚不支持；take 有 name、from、readings",
            "this version does not know it yet; a take has name, from, readings",
        ),
    )

    name: Name
    source: Name = Field(alias="from")
    readings: Annotated[ReadingsBy, BeforeValidator(_for_both), AlsoWritten(READINGS)]


class AskForm(DocumentModel):
    """`ask: {name: t, text: {zh: …, en: …}, unit: °C}`: a number that a person reads, blind."""

    name: Name
    text: Text2
    unit: TextField


_SETTING_NAMES = dict.fromkeys(
    ["range", *CAPABILITIES, *(extra for row in CAPABILITIES.values() for extra, _ in row.settable)]
)
SETTINGS: Final[Shape] = {
    "title": "settings",
    "type": "object",
    "properties": {"function": CAPABILITY} | dict.fromkeys(_SETTING_NAMES, EXPRESSION),
    "additionalProperties": False,
}
_APPLY_SHAPE: Final[Shape] = {"type": "object", "propertyNames": NAME, "additionalProperties": SETTINGS}
Apply = Annotated[dict[Name, dict[Name, ExpressionField]], WithJsonSchema(_APPLY_SHAPE)]
"""By role: an indicator's `function`, `range` and settings, a source's capability and settings."""


class MethodStep(DocumentModel):
    """One step: a mapping with the step's word as its only key.

    Args:
        apply: by role: an indicator's `function`, `range` and settings, a source's capability and settings.
        connect: by role: the leads that a person connects.
        steady: waits until a signal holds still.
        take: takes readings.
        confirm: a person does something and says so.
        ask: a person reads a number.
        once: what is done once for each range, before its first point.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
    UNKNOWN: ClassVar[dict[str, Bilingual]] = dict.fromkeys(
        ("reached", "read", "collect", "inspect", "preload", "hold", "leak", "zero", "adjust", "repeat", "if", "safe",
         "scan"), LATER,
    )  # fmt: skip

    apply: Apply | None = None
    connect: dict[Name, TextField] | None = None
    steady: SteadyForm | None = None
    take: TakeForm | None = None
    confirm: Text2 | None = None
    ask: AskForm | None = None
    once: Several[MethodStep] | None = Field(default=None, alias="once per range")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            words = len(self.model_fields_set)
            message = Bilingual(f"一个步骤只有一个词，不是 {words} 个", f"a step has one word, not {words}")
            raise refuse_text(message, Bilingual("每个步骤各以“-”开头", "begin each step with its own '-'"))
        return self
