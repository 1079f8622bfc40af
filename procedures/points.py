"""Rows of calibration points as a procedure writes them; what they come to on a given meter is the expansion's."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import Refusal, refuse
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit_table import ONE
from procedures.fields import RangesField, Several

LATER = "this version does not know it yet; give rows of {range, at, of}"


class PointRow(DocumentModel):
    """Points on each of some ranges: `{range: uut.basic_range(f), at: [10 %, 50 %], of: range}`.

    Args:
        range: which ranges of the unit under test, or one explicit range.
        at: nominal values, each a share of `of` or a value with its unit.
        of: what a percentage is of; needed where there is one.
    """

    UNKNOWN: ClassVar[dict[str, str]] = dict.fromkeys(
        ("grid", "except", "order", "turning_point", "cycles", "name", "flow", "repeat", "frequency"), LATER
    )

    range: RangesField
    at: Several[Quantity]
    of: Literal["range"] | None = None

    @model_validator(mode="after")
    def _percentages_have_a_base(self) -> Self:
        shares = [value for value in self.at if is_share(value)]
        if shares and self.of is None:
            raise refuse(
                Refusal(
                    f"{shares[0]} of what? A percentage needs its base",
                    "write of: range",
                    at=("at", self.at.index(shares[0])),
                )
            )
        if self.of is not None and not shares:
            raise refuse(Refusal(f"'of: {self.of}' has no percentage to belong to", "leave it out", at=("of",)))
        return self


def is_share(value: Quantity) -> bool:
    """Return whether a nominal value is written as a share of the range, such as 90 %."""
    return value.unit.dimension == ONE
