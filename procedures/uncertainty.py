"""Entries of an uncertainty budget as a procedure writes them; sensitivities are derived elsewhere, never typed."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import ExpressionField, Text2, TextField
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import refuse_text
from procedures.fields import Name

Distribution = Literal["rectangular", "triangular", "arcsine", "two_point"]
"""Distributions with limits; a normal one would also need the probability that its half width covers."""
_WAYS = Bilingual(
    "type: A，或 half_width 与 distribution，或 from: 角色",
    "type: A, or half_width and distribution, or from: a role",
)


class UncertaintyEntry(DocumentModel):
    """One entry: a component, or `larger_of` several components.

    Args:
        name: of the component.
        of: the quantity it belongs to: a name of the model, a take's name, or `<role>.output`.
        type: `A`: from the spread of `of`.
        half_width: of a type B component.
        distribution: of the half width.
        source: the standard whose specification (as_class) or certificate (as_corrected) gives it.
        cause: for people.
        larger_of: names of components of which only the largest counts.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = dict.fromkeys(
        ("correlated", "shared", "pooled", "probability", "sensitivity", "standard_uncertainty", "degrees_of_freedom"),
        Bilingual(
            f"本版本尚不支持；分量写 {_WAYS.zh}；灵敏系数由模型导出",
            f"this version does not know it yet; a component has {_WAYS.en}; sensitivities follow from the model",
        ),
    )

    name: Name | None = None
    of: TextField | None = None
    type: Literal["A"] | None = None
    half_width: ExpressionField | None = None
    distribution: Distribution | None = None
    source: TextField | None = Field(default=None, alias="from")
    cause: Text2 | None = None
    larger_of: tuple[Name, ...] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.larger_of is not None:
            return self._group()
        missing = [key for key in ("name", "of", "cause") if getattr(self, key) is None]
        if missing:
            raise refuse_text(Bilingual(f"分量须有 {'、'.join(missing)}", f"a component needs {', '.join(missing)}"))
        ways = [self.type is not None, self.half_width is not None, self.source is not None]
        if sum(ways) != 1:
            message = Bilingual(
                f"分量“{self.name}”以 {sum(ways)} 种方式给出不确定度",
                f"component '{self.name}' says {sum(ways)} ways to its uncertainty",
            )
            raise refuse_text(message, Bilingual(f"只写其一：{_WAYS.zh}", f"give {_WAYS.en}"))
        if (self.half_width is None) != (self.distribution is None):
            message = Bilingual(
                f"分量“{self.name}”：half_width 与 distribution 须同时给出",
                f"component '{self.name}': half_width and distribution belong together",
            )
            raise refuse_text(message)
        return self

    def _group(self) -> Self:
        if self.model_fields_set != {"larger_of"}:
            raise refuse_text(Bilingual("larger_of 须单独成一项", "larger_of stands alone in its entry"))
        if self.larger_of is None or len(set(self.larger_of)) < 2:
            message = Bilingual("larger_of 须比较两个或更多分量", "larger_of compares two components or more")
            raise refuse_text(message)
        return self
