"""Answers, `answers/1`: what a person would say to the prompts of a run, given beforehand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bench_core.documents.fields import Quantity, TextField
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import refuse_text


def _names(value: object) -> frozenset[str] | None:
    if isinstance(value, frozenset):
        return value
    if isinstance(value, str):
        if value == "all":
            return None
        raise refuse_text(f"'{value[:60]}' is neither `all` nor a list", "write all, or [first, second]")
    if isinstance(value, tuple) and all(isinstance(name, str) and name.strip() for name in value):
        return frozenset(name.strip() for name in value)
    raise refuse_text("expected `all` or a list of prompts", "write all, or [first, second]")


Names = Annotated[frozenset[str] | None, BeforeValidator(_names)]
"""Names of prompts; None, written `all`, for every one."""


Readings = Annotated[tuple[Quantity, ...], Field(min_length=1)]
"""What a person reads, one after another."""


class Answers(DocumentModel):
    """Answers to the prompts of one run.

    Args:
        by: who answers for them.
        answers: by name of condition or number, the value as a person would type it.
        confirm: prompts whose deed is done, or None for all.
        energise: prompts to energise that are confirmed, or None for all.
        readings: by name, the readings of an instrument that a person reads.
    """

    KIND = "answers/1"

    by: TextField
    answers: dict[TextField, TextField] = Field(default_factory=dict)
    confirm: Names = frozenset()
    energise: Names = frozenset()
    readings: dict[TextField, Readings] = Field(default_factory=dict)

    def answer(self, kind: Literal["confirm", "number", "condition", "energise"], name: str) -> str | None:
        """Return the answer to a prompt, or None where there is none.

        Args:
            kind: of the prompt.
            name: of the prompt.

        Returns:
            `yes` for what is confirmed, else the value as typed.
        """
        if kind == "confirm":
            return _yes(self.confirm, name)
        if kind == "energise":
            return _yes(self.energise, name)
        return self.answers.get(name)

    def reading(self, name: str, number: int) -> Quantity | None:
        """Return a reading by its number from 1, or None where there is none."""
        given = self.readings.get(name, ())
        return given[number - 1] if 1 <= number <= len(given) else None


def _yes(names: frozenset[str] | None, name: str) -> str | None:
    return "yes" if names is None or name in names else None
