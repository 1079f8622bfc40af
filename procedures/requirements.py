"""What must hold, as a procedure writes it: quantity, limit and decision rule; the judging is the metrology room's."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import ExpressionField, Text2, TextField, VerifiedField
from bench_core.documents.model import DocumentModel
from bench_core.documents.shapes import AlsoWritten
from bench_core.metrology.decision import Rule
from procedures.fields import NAME, LimitField, Name, Several, one_or_more

Level = Literal["reading", "repeat", "point", "item", "uut"]


class Compare(DocumentModel):
    """`compare: {rounded_to: uut.mpe / 10}`: the interval to which a value is rounded, once, before it is judged."""

    rounded_to: ExpressionField


class RequirementForm(DocumentModel):
    """One requirement.

    Args:
        what: for people.
        level: where it is judged.
        of: one or more names of the model.
        limit: `± x`, `≤ x` or `[a, b]`.
        rule: decision rule; a calibration must name the one agreed with the client.
        compare: rounding before judgement; absent: the unrounded value.
        clause: of the regulation.
        verified: None, or who checked it.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = dict.fromkeys(
        ("retest", "when", "where", "pass", "class"),
        Bilingual(
            "本版本尚不支持；要求有 what、level、of、limit、rule、compare、clause、verified",
            "this version does not know it yet; a requirement has what, level, of, limit, rule, compare, clause, "
            "verified",
        ),
    )

    what: Text2
    level: Level = "point"
    of: Annotated[Several[Name], BeforeValidator(one_or_more), AlsoWritten(NAME)]
    limit: LimitField
    rule: Rule | None = None
    compare: Compare | None = None
    clause: TextField | None = None
    verified: VerifiedField
