"""The steps of a method as a procedure writes them; it refuses to know how an instrument performs one."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from bench_core.documents.fields import ExpressionField, PositiveQuantity, Text2, TextField
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import refuse_text
from procedures.fields import Name, Readings

LATER = "this version does not know it yet; the steps are apply, connect, steady, take, confirm and ask"


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


class TakeForm(DocumentModel):
    """`take: {name: x, from: uut, readings: 10}`.

    Args:
        name: what the model calls the readings.
        source: the role that indicates.
        readings: how many.
    """

    UNKNOWN: ClassVar[dict[str, str]] = dict.fromkeys(
        ("every", "for", "pairs", "skew", "scan"), "this version does not know it yet; a take has name, from, readings"
    )

    name: Name
    source: Name = Field(alias="from")
    readings: Readings


class AskForm(DocumentModel):
    """`ask: {name: t, text: {zh: …, en: …}, unit: °C}`: a number that a person reads, blind."""

    name: Name
    text: Text2
    unit: TextField


class MethodStep(DocumentModel):
    """One step: a mapping with the step's word as its only key.

    Args:
        apply: by role: capability or setting to expression; the unit under test also has `function` and `range`.
        connect: by role: the leads that a person connects.
        steady: waits until a signal holds still.
        take: takes readings.
        confirm: a person does something and says so.
        ask: a person reads a number.
    """

    UNKNOWN: ClassVar[dict[str, str]] = dict.fromkeys(
        ("reached", "read", "collect", "inspect", "preload", "hold", "leak", "zero", "adjust", "repeat", "if", "safe",
         "scan", "once per range"), LATER,
    )  # fmt: skip

    apply: dict[Name, dict[Name, ExpressionField]] | None = None
    connect: dict[Name, TextField] | None = None
    steady: SteadyForm | None = None
    take: TakeForm | None = None
    confirm: Text2 | None = None
    ask: AskForm | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            hint = "begin each step with its own '-'"
            raise refuse_text(f"a step has one word, not {len(self.model_fields_set)}", hint)
        return self
