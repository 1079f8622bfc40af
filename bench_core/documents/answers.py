"""Answers, `answers/1`: what a person would say to the prompts of a run, given beforehand."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import TextField
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import refuse_text
from bench_core.documents.shapes import TEXT, either


def _names(value: object) -> frozenset[str] | None:
    if isinstance(value, frozenset):
        return value
    if isinstance(value, str):
        if value == "all":
            return None
        raise refuse_text(
            Bilingual(f"“{value[:60]}”既不是 `all`，也不是列表", f"'{value[:60]}' is neither `all` nor a list"),
            Bilingual("写 all，或 [第一个, 第二个]", "write all, or [first, second]"),
        )
    if isinstance(value, tuple) and all(isinstance(name, str) and name.strip() for name in value):
        return frozenset(name.strip() for name in value)
    raise refuse_text(
        Bilingual("应为 `all` 或提示的列表", "expected `all` or a list of prompts"),
        Bilingual("写 all，或 [第一个, 第二个]", "write all, or [first, second]"),
    )


_SHAPE = either({"const": "all"}, {"type": "array", "items": TEXT})
_TRIP, _UPKEEP = "trip", "upkeep."
"""What nobody can say beforehand without naming it: why a source tripped, and that a later upkeep is done."""
Names = Annotated[frozenset[str] | None, BeforeValidator(_names), WithJsonSchema(_SHAPE)]
"""Names of prompts; None, written `all`, for every one."""


class Answers(DocumentModel):
    """Answers to the prompts of one run.

    Args:
        by: who answers for them.
        answers: by name of a condition, a serial number (`serial.NAME`) or a reading (`ITEM/POINT/NAME/NUMBER`), what
            a person would type.
        confirm: prompts whose deed is done, or None for all but an upkeep that comes due.
        energise: prompts to energise that are confirmed, or None for all but one after a trip.
    """

    KIND = "answers/1"

    by: TextField
    answers: dict[TextField, TextField] = Field(default_factory=dict)
    confirm: Names = frozenset()
    energise: Names = frozenset()

    def answer(self, kind: str, name: str) -> str | None:
        """Return the answer to a prompt, or None where there is none.

        Args:
            kind: of the prompt.
            name: of the prompt.

        Returns:
            `yes` for what is confirmed, else the text given.
        """
        if kind in {"confirm", "connect", "select"}:
            return _yes(self.confirm, name)
        if kind == "energise":
            return _yes(self.energise, name)
        return self.answers.get(name)


def _yes(names: frozenset[str] | None, name: str) -> str | None:
    all_but = names is None and name != _TRIP and not name.startswith(_UPKEEP)
    return "yes" if all_but or (names is not None and name in names) else None
