"""How a file says which coverage is wanted, `coverage:`; procedures and budgets say it in the same words."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import Quantity, Refusal, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit_table import ONE


def _positive(value: Quantity) -> Quantity:
    if value.unit.symbol != "1":
        raise refuse_text(
            Bilingual(f"{value} 带单位", f"{value} has a unit"), Bilingual("只写数", "write a number alone")
        )
    if value.value <= 0:
        raise refuse_text(
            Bilingual(f"{value} 不大于 0", f"{value} is not above 0"),
            Bilingual("写大于 0 的数，如 2", "write a number above 0, such as 2"),
        )
    return value


def _probability(value: Quantity) -> Quantity:
    if value.dimension != ONE or not 0.0 < float(value.si) < 1.0:
        raise refuse_text(
            Bilingual(f"概率在 0 到 1 之间，不是 {value}", f"a probability lies between 0 and 1, not {value}"),
            Bilingual("写 95 % 或 0.95", "write 95 %, or 0.95"),
        )
    return value


Factor = Annotated[Quantity, AfterValidator(_positive)]
"""A coverage factor: a number above 0."""
Probability = Annotated[Quantity, AfterValidator(_probability)]
"""A coverage probability, such as 95 % or 0.95."""


class Coverage(DocumentModel):
    """How the expanded uncertainty follows from the standard uncertainty.

    Args:
        k: fixed coverage factor.
        p: coverage probability, from which k follows.
        rule: `dominating`: k is that of the one or two contributions of known limits that dominate, where some do.
    """

    UNKNOWN = {  # noqa: RUF012  a class variable, declared so in the base
        "probability": Bilingual("改写为 p: 95 %", "write p: 95 %"),
    }

    k: Factor | None = None
    p: Probability | None = None
    rule: Literal["dominating"] | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.k is None) == (self.p is None):
            raise refuse_text(
                Bilingual("coverage 在 k 与 p 中取其一", "coverage is k or p, one of them"),
                Bilingual("写 {p: 95 %} 或 {k: 2}", "write {p: 95 %}, or {k: 2}"),
            )
        if self.rule is not None and self.p is None:
            raise refuse(
                Refusal(
                    Bilingual("固定的 k 无须推导", "a fixed k follows from nothing"),
                    Bilingual("把 k: 改写为 p:", "write p: in place of k:"),
                    at=("from", KEY),
                )
            )
        return self
