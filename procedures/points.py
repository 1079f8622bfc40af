"""Rows of calibration points as a procedure writes them; what they come to on a given meter is the expansion's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import ExpressionField, PositiveQuantity, Text2
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import Refusal, refuse, refuse_text
from bench_core.documents.shapes import QUANTITY, QUANTITY_PATTERN, AlsoWritten, Shape, either
from bench_core.documents.texts import require_text
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit_table import ONE
from procedures.fields import RangesField, Several
from procedures.hints import LEAVE_OUT, write

LATER = Bilingual(
    "本版本尚不支持；每行写作 {range, at, of, frequency, except}",
    "this version does not know it yet; give rows of {range, at, of, frequency, except}",
)
NOT_SPECIFIED = "not specified"
"""The exception of points at which a type record states nothing."""
_NEAREST = re.compile(r"nearest\s+source\s+value\s+to\s+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Nearest:
    """`nearest source value to 90 %`: of the values that the source has, the one next to `to`."""

    to: Quantity

    def __str__(self) -> str:
        return f"nearest source value to {self.to}"


def _nominal(value: object) -> Quantity | Nearest:
    text = require_text(value, "90 %, 9 V or nearest source value to 90 %").strip()
    if not text.startswith("nearest"):
        return Quantity.parse(text)
    match = _NEAREST.fullmatch(text)
    if match is None:
        hint = write("nearest source value to 90 %")
        raise ExpressionInvalid(Bilingual(f"“{text}”不是量值", f"'{text}' is no value"), 0, hint)
    return Nearest(Quantity.parse(match["value"]))


_NEAREST_SHAPE: Final[Shape] = {
    "title": "nearest",
    "type": "string",
    "pattern": rf"^\s*nearest\s+source\s+value\s+to\s+{QUANTITY_PATTERN}\s*$",
    "examples": ["nearest source value to 90 %"],
}
_NOMINAL_SHAPE: Final = either(QUANTITY, _NEAREST_SHAPE)
NominalField = Annotated[Quantity | Nearest, PlainValidator(_nominal), WithJsonSchema(_NOMINAL_SHAPE)]
"""One entry of `at:`."""


class ExceptForm(DocumentModel):
    """Points of a row that are left out: those for which `when` holds, or those that are `not specified`.

    Args:
        when: comparison over `point.*` and `uut.*`; None for `not specified`.
        why: for people; None for the comparison itself.
    """

    when: ExpressionField | None
    why: Text2 | None = None


_EXCEPTIONS = Bilingual(
    f"写作 {NOT_SPECIFIED}，或 {{when: point.nominal > 10 V}}",
    f"write {NOT_SPECIFIED}, or {{when: point.nominal > 10 V}}",
)


def _exception(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.strip() != NOT_SPECIFIED:
        raise refuse_text(Bilingual(f"“{value}”不是例外", f"'{value}' is no exception"), _EXCEPTIONS)
    return ExceptForm.model_construct(when=None, why=None)


ExceptField = Annotated[ExceptForm, BeforeValidator(_exception), AlsoWritten({"const": NOT_SPECIFIED})]
"""One entry of `except:`."""


class PointRow(DocumentModel):
    """Points on each of some ranges: `{range: uut.basic_range(f), at: [10 %, 50 %], of: range}`; a row is a grid.

    Args:
        range: which ranges of the unit under test, or one explicit range.
        at: nominal values, each a share of `of`, a value with its unit, or the nearest that the source has.
        of: what a percentage is of; needed where there is one.
        frequency: of each value, for functions that have one.
        except_: which of these points are left out.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = {
        **dict.fromkeys(("order", "turning_point", "cycles", "name", "flow", "repeat"), LATER),
        "grid": Bilingual(
            "一行就是一个网格；把它的键写在行内：{range: …, at: […], of: range, frequency: […]}",
            "a row is a grid; write its keys in the row: {range: …, at: […], of: range, frequency: […]}",
        ),
    }

    range: RangesField
    at: Several[NominalField]
    of: Literal["range"] | None = None
    frequency: Several[PositiveQuantity] | None = None
    except_: Several[ExceptField] = Field(default=(), alias="except", validate_default=False)

    @model_validator(mode="after")
    def _percentages_have_a_base(self) -> Self:
        shares = [number for number, value in enumerate(self.at) if is_share(value)]
        if shares and self.of is None:
            value = base_value(self.at[shares[0]])
            raise refuse(replace(_baseless(value), at=("at", shares[0])))
        if self.of is not None and not shares:
            message = Bilingual(f"“of: {self.of}”没有对应的百分比", f"'of: {self.of}' has no percentage to belong to")
            raise refuse(Refusal(message, LEAVE_OUT, at=("of",)))
        return self


def _baseless(value: Quantity) -> Refusal:
    if value.unit.symbol == "1":
        hint = Bilingual(
            "写成 9 V 之类，或写 90 % 并加 of: range；逗号不是小数点",
            "write one such as 9 V, or 90 % and of: range; a comma is no point",
        )
        return Refusal(Bilingual(f"{value} 没有单位", f"{value} has no unit"), hint)
    message = Bilingual(f"{value} 以什么为基？百分比须写明其基", f"{value} of what? A percentage needs its base")
    return Refusal(message, Bilingual("补上 of: range", "write of: range"))


def base_value(value: Quantity | Nearest) -> Quantity:
    """Return the value that an entry of `at:` names."""
    return value.to if isinstance(value, Nearest) else value


def is_share(value: Quantity | Nearest) -> bool:
    """Return whether a nominal value is written as a share of the range, such as 90 %."""
    return base_value(value).unit.dimension == ONE
