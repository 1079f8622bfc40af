"""Type records, `instrument/1`: what a maker states about a type of instrument, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, GetPydanticSchema, model_validator
from pydantic_core import core_schema

from bench_core.documents.fields import (
    Limits,
    Period,
    PositiveQuantity,
    Ratio,
    Refusal,
    Share,
    Text2,
    TextField,
    VerifiedField,
    refuse,
)
from bench_core.documents.functions import FunctionName, not_rising, wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_ZERO = Quantity.parse("0 %")
_BASE = "a percentage needs its base: of_reading: or of_range:; a fixed part is constant:"
_BASELESS = dict.fromkeys(
    ("accuracy", "error", "limit", "mpe", "percent", "ppm", "specification", "tolerance", "uncertainty"),
    _BASE,
)
_COVERAGE = "{distribution: rectangular}, or {distribution: normal, probability: 99 %}"


class Source(DocumentModel):
    """Where the numbers stand: document, edition and pages."""

    document: TextField
    edition: TextField
    pages: TextField | None = None


class NameOnWire(DocumentModel):
    """What the type answers when it is asked who it is: every spelling of its maker, and its model."""

    makers: Annotated[tuple[TextField, ...], Field(min_length=1)]
    model: TextField


class CoverageRecord(DocumentModel):
    """What a limit of error means, as a file writes it."""

    distribution: Literal["normal", "rectangular"]
    probability: Ratio | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        place = ("probability",)
        if self.distribution == "rectangular" and self.probability is not None:
            raise refuse(Refusal("a rectangular distribution has no probability", "delete it", at=place))
        if self.distribution == "normal" and self.probability is None:
            raise refuse(Refusal("a normal distribution without its probability", "add probability: 99 %"))
        if self.probability is not None and not 0 < self.probability.si < 1:
            raise refuse(Refusal(f"{self.probability} is no probability", "write 99 %", at=place))
        return self


def _coverage_schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    inner = handler.generate_schema(CoverageRecord)
    return core_schema.no_info_after_validator_function(_coverage, inner)


def _coverage(record: CoverageRecord) -> Coverage:
    return Coverage(record.distribution, record.probability)


class RangeRecord(DocumentModel):
    """One range of a function, with its limit of error ±(of_reading + of_range + constant).

    Args:
        range: the range's nominal value, which `of_range` refers to.
        maximum: the largest magnitude it can indicate or source.
        resolution: the value of the last digit.
        of_reading: share of the indicated or set value.
        of_range: share of `range`.
        constant: fixed part, or None.
        page: of the source, where it is not that of the record.
        verified: of this row alone; see `TypeRecord.is_verified`.
    """

    UNKNOWN = _BASELESS

    range: PositiveQuantity
    maximum: PositiveQuantity
    resolution: PositiveQuantity
    of_reading: Share = _ZERO
    of_range: Share = _ZERO
    constant: PositiveQuantity | None = None
    page: TextField | None = None
    verified: VerifiedField = None

    @model_validator(mode="after")
    def _has_a_specification(self) -> Self:
        if not self.model_fields_set & {"of_reading", "of_range", "constant"}:
            hint = "add of_reading:, of_range: or constant:"
            raise refuse(Refusal("a range without its specification", hint))
        return self

    def specification(self, coverage: Coverage) -> Specification:
        """Return the limit of error of this range."""
        return Specification(self.of_reading, self.of_range, self.constant, self.range, coverage)

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a range that this one breaks."""
        yield from wrong_kind(function, self.range, ("range",))
        yield from wrong_kind(function, self.maximum, ("maximum",))
        yield from wrong_difference(function, self.resolution, ("resolution",))
        yield from wrong_difference(function, self.constant, ("constant",))
        if self.resolution.dimension == self.maximum.dimension and not self._resolves:
            words = f"resolution {self.resolution} is not below maximum {self.maximum}"
            yield Refusal(words, "check both", at=("resolution",))

    @property
    def _resolves(self) -> bool:
        return self.resolution.value * self.resolution.unit.factor < abs(self.maximum.si)


class FunctionRecord(DocumentModel):
    """One capability of a type.

    Args:
        basic_range: the range with the smallest limit of error, where the maker or the procedure names one.
        coverage: what the limits of error mean.
        ranges: in rising order.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "coverage": ("a specification without its confidence", f"add coverage: {_COVERAGE}")
    }
    UNKNOWN = _BASELESS

    basic_range: Quantity | None = None
    coverage: Annotated[Coverage, GetPydanticSchema(_coverage_schema)]
    ranges: Annotated[tuple[RangeRecord, ...], Field(min_length=1)]

    def range_for(self, value: Quantity) -> RangeRecord | None:
        """Return the smallest range that holds a value, or None.

        Args:
            value: of the function's kind; its magnitude counts.
        """
        magnitude = abs(value.si)
        return next((row for row in self.ranges if row.maximum.si >= magnitude), None)

    def named(self, range_: Quantity) -> RangeRecord | None:
        """Return the range of that nominal value, or None."""
        return next((row for row in self.ranges if row.range.si == range_.si), None)

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        for number, row in enumerate(self.ranges):
            for refusal in row.mistakes(function):
                yield refusal.below("ranges", number)
        if self.basic_range is not None and self.named(self.basic_range) is None:
            ranges = ", ".join(str(row.range) for row in self.ranges)
            words = f"basic range {self.basic_range} is none of the ranges"
            yield Refusal(words, f"ranges: {ranges}", at=("basic_range",))
        for key in ("range", "maximum"):
            for refusal in not_rising([getattr(row, key) for row in self.ranges], key):
                yield refusal.below("ranges")


class TypeRecord(DocumentModel):
    """What a maker states about one type of instrument.

    Args:
        interval: recommended time between calibrations.
        temperature: where the specification holds.
        identity: what it answers when asked who it is.
        functions: by capability.
        verified: who checked the numbers against the source, or None.
    """

    KIND = "instrument/1"
    UNKNOWN = _BASELESS

    maker: TextField
    model: TextField
    title: Text2
    source: Source
    verified: VerifiedField
    interval: Period
    temperature: Limits
    identity: NameOnWire
    functions: Annotated[dict[FunctionName, FunctionRecord], Field(min_length=1)]

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = [
            refusal.below("functions", name)
            for name, function in self.functions.items()
            for refusal in function.mistakes(name)
        ]
        if self.verified is not None and self.source.pages is None:
            place = ("source", KEY)
            refusals.append(Refusal("verified without a page", "add pages: to the source", at=place))
        for bound in (self.temperature.lower, self.temperature.upper):
            refusals += wrong_kind("temperature", bound, ("temperature",)) if bound is not None else ()
        if refusals:
            raise refuse(*refusals)
        return self

    def is_verified(self, row: RangeRecord) -> bool:
        """Tell whether a row's numbers were checked: by its own mark, else by the record's."""
        own = "verified" in row.model_fields_set
        return (row.verified if own else self.verified) is not None
