"""Type records, `instrument/1`: what a maker states about a type of instrument, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, GetPydanticSchema, model_validator
from pydantic_core import core_schema

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.bands import BASELESS, SPECIFIED_BY, ZERO, BandRecord, band_at, not_apart
from bench_core.documents.commands import Commands
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
    YesNo,
    refuse,
)
from bench_core.documents.functions import FunctionName, has_frequency, not_rising, wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.python_mapping import PythonMapping
from bench_core.documents.reading_times import SlowBelow, wrong_times
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_VOLT_HERTZ = Quantity.parse("1 V·Hz")
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
        range: the range's nominal value, which `of_range` refers to; 0 for a fixed short alone.
        maximum: the largest magnitude it can indicate or source.
        minimum: the smallest magnitude above 0, where smaller ones are not specified, as on AC ranges.
        resolution: the value of the last digit.
        of_reading: share of the indicated or set value.
        of_range: share of `range`.
        constant: fixed part, or None.
        bands: of an AC function, in place of these three.
        fixed: whether `range` is the only value of a source here, so that its read back is the characterised value.
        terminals: where its leads go, where not at the function's.
        page: of the source, where it is not that of the record.
        verified: of this row alone; see `TypeRecord.is_verified`.
    """

    UNKNOWN = BASELESS

    range: Quantity
    maximum: Quantity
    minimum: PositiveQuantity | None = None
    resolution: PositiveQuantity
    of_reading: Share = ZERO
    of_range: Share = ZERO
    constant: PositiveQuantity | None = None
    bands: tuple[BandRecord, ...] = ()
    fixed: YesNo = False
    terminals: TextField | None = None
    page: TextField | None = None
    verified: VerifiedField = None

    def specification(self, coverage: Coverage, frequency: Quantity | None = None) -> Specification | None:
        """Return the limit of error of this range, or None where it is not specified.

        Args:
            coverage: of the function.
            frequency: of an AC value; a range without bands needs none.
        """
        row: RangeRecord | BandRecord | None = self.band(frequency) if self.bands else self
        if row is None:
            return None
        return Specification(row.of_reading, row.of_range, row.constant, self.range, coverage)

    def largest(self, frequency: Quantity | None = None) -> Quantity:
        """Return the largest magnitude that this range can indicate or source at a frequency."""
        band = self.band(frequency)
        return band.maximum if band is not None and band.maximum is not None else self.maximum

    def band(self, frequency: Quantity | None) -> BandRecord | None:
        """Return the band that a frequency belongs to, or None; where two bands meet it is the lower."""
        return None if frequency is None else band_at(self.bands, frequency)

    def holds(self, value: Quantity, frequency: Quantity | None = None) -> bool:
        """Tell whether a value is within this range, and specified at the frequency where one is given."""
        if self.fixed:
            return value.si == self.range.si
        if self.bands and frequency is not None and self.band(frequency) is None:
            return False
        smallest = self.minimum.si if self.minimum is not None else 0
        return smallest <= abs(value.si) <= self.largest(frequency).si

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a range that this one breaks."""
        yield from self._values(function)
        yield from self._own_specification(function)
        if self.fixed and self.maximum.si != self.range.si:
            words = f"maximum {self.maximum} of a fixed range is not its value {self.range}"
            yield Refusal(words, "write the same value", at=("maximum",))
        for number, band in enumerate(self.bands):
            for refusal in band.mistakes(function, self.maximum):
                yield refusal.below("bands", number)
        for refusal in not_apart(self.bands):
            yield refusal.below("bands")

    def _values(self, function: str) -> Iterator[Refusal]:
        for key in ("range", "maximum"):
            value: Quantity = getattr(self, key)
            yield from wrong_kind(function, value, (key,))
            if value.value < 0 or (value.value == 0 and not self.fixed):
                yield Refusal(f"{value} is not above 0", "write a positive value", at=(key,))
        yield from wrong_difference(function, self.resolution, ("resolution",))
        yield from wrong_difference(function, self.constant, ("constant",))
        if self.resolution.dimension == self.maximum.dimension and not self._resolves:
            words = f"resolution {self.resolution} is not below maximum {self.maximum}"
            yield Refusal(words, "check both", at=("resolution",))
        if self.minimum is not None:
            yield from wrong_kind(function, self.minimum, ("minimum",))
            if self.minimum.dimension == self.maximum.dimension and self.minimum.si > self.maximum.si:
                words = f"minimum {self.minimum} is above maximum {self.maximum}"
                yield Refusal(words, "check both", at=("minimum",))

    def _own_specification(self, function: str) -> Iterator[Refusal]:
        """Yield a refusal where the limits of error are missing, twice, or of the wrong form for the function."""
        own = [key for key in SPECIFIED_BY if key in self.model_fields_set]
        if self.bands and not has_frequency(function):
            words = f"{CAPABILITIES[function].en} has no frequency, and so no bands"
            yield Refusal(words, "write of_reading:, of_range: or constant: beside range:", at=("bands",))
        elif has_frequency(function) and not self.bands:
            words = "an AC range without its bands of frequency"
            yield Refusal(words, "add bands: [{frequency: 10 Hz .. 20 kHz, of_reading: …}]")
        elif self.bands and own:
            words = f"{own[0]}: beside bands:"
            yield Refusal(words, "write it in each band", at=(own[0],))
        elif not self.bands and not own:
            yield Refusal("a range without its specification", "add of_reading:, of_range: or constant:")

    @property
    def _resolves(self) -> bool:
        return self.fixed or self.resolution.value * self.resolution.unit.factor < abs(self.maximum.si)


class FunctionRecord(DocumentModel):
    """One capability of a type.

    Args:
        basic_range: the range with the smallest limit of error, where the maker or the procedure names one.
        coverage: what the limits of error mean.
        terminals: where its leads go, in plain English, such as `NORMAL`, `AUX`, `INPUT HI LO`; None where not told.
        volt_hertz: of an AC voltage, the largest product of value and frequency, or None.
        reading_time: of an indicator, how long one reading takes as its driver sets it, for planning; None where the
            usual assumption is good enough.
        slow_below: of an AC function, from where down a reading takes longer; None where it never does.
        ranges: in rising order.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "coverage": ("a specification without its confidence", f"add coverage: {_COVERAGE}")
    }
    UNKNOWN = BASELESS

    basic_range: Quantity | None = None
    coverage: Annotated[Coverage, GetPydanticSchema(_coverage_schema)]
    terminals: TextField | None = None
    volt_hertz: PositiveQuantity | None = None
    reading_time: PositiveQuantity | None = None
    slow_below: SlowBelow | None = None
    ranges: Annotated[tuple[RangeRecord, ...], Field(min_length=1)]

    def range_for(self, value: Quantity, frequency: Quantity | None = None) -> RangeRecord | None:
        """Return the smallest range that holds a value and is specified at its frequency, or None.

        Args:
            value: of the function's kind; its magnitude counts. A fixed range holds its own value alone.
            frequency: of an AC value; None leaves bands and `volt_hertz` out of it.
        """
        return next((row for row in self.ranges if self.specified(row, value, frequency)), None)

    def specified(self, row: RangeRecord, value: Quantity, frequency: Quantity | None) -> bool:
        """Tell whether a value is within one of the ranges and specified at its frequency, `volt_hertz` included."""
        if self.volt_hertz is not None and frequency is not None and abs(value.si) * frequency.si > self.volt_hertz.si:
            return False
        return row.holds(value, frequency)

    def nearest(self, value: Quantity) -> Quantity:
        """Return the value next to one asked for that a source has: itself, but where the ranges are fixed.

        Args:
            value: of the function's kind; half way between two fixed values the smaller is taken.
        """
        fixed = [row.range for row in self.ranges if row.fixed]
        if not fixed or any(row.holds(value) for row in self.ranges):
            return value
        return min(fixed, key=lambda one: abs(one.si - value.si))

    def terminals_of(self, row: RangeRecord) -> str | None:
        """Return where the leads of a range go: its own terminals, else those of the function, else None."""
        return row.terminals or self.terminals

    def reading_time_at(self, frequency: Quantity | None) -> Quantity | None:
        """Return how long one reading takes at a frequency, where the record says so."""
        slow = self.slow_below
        if slow is not None and frequency is not None and frequency.si < slow.frequency.si:
            return slow.reading_time
        return self.reading_time

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
        if self.volt_hertz is not None and function != "ac_voltage":
            yield Refusal(f"{CAPABILITIES[function].en} has no volt_hertz", "delete it", at=("volt_hertz", KEY))
        elif self.volt_hertz is not None and self.volt_hertz.dimension != _VOLT_HERTZ.dimension:
            yield Refusal(f"{self.volt_hertz} is no voltage × frequency", "write 8e7 V·Hz", at=("volt_hertz",))
        yield from wrong_times(function, self.reading_time, self.slow_below)
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
        commands: how it is told and asked, where it has no driver of its own.
        python: how an instrument of another library serves, likewise.
        verified: who checked the numbers against the source, or None.
    """

    KIND = "instrument/1"
    UNKNOWN = BASELESS
    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "identity": ("missing key 'identity'", "add identity: {makers: [MAKER], model: MODEL}, as it answers *IDN?")
    }

    maker: TextField
    model: TextField
    title: Text2
    source: Source
    verified: VerifiedField
    interval: Period
    temperature: Limits
    identity: NameOnWire
    functions: Annotated[dict[FunctionName, FunctionRecord], Field(min_length=1)]
    commands: Commands | None = None
    python: PythonMapping | None = None

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = [
            refusal.below("functions", name)
            for name, function in self.functions.items()
            for refusal in function.mistakes(name)
        ]
        refusals += self._told_and_asked()
        if self.verified is not None and self.source.pages is None:
            place = ("source", KEY)
            refusals.append(Refusal("verified without a page", "add pages: to the source", at=place))
        for bound in (self.temperature.lower, self.temperature.upper):
            refusals += wrong_kind("temperature", bound, ("temperature",)) if bound is not None else ()
        if refusals:
            raise refuse(*refusals)
        return self

    @property
    def described(self) -> Commands | PythonMapping | None:
        """How it is told and asked, where it has no driver of its own."""
        return self.commands or self.python

    def _told_and_asked(self) -> Iterator[Refusal]:
        """Yield a refusal for a function that has a specification without a description, or a description alone."""
        if self.commands is not None and self.python is not None:
            yield Refusal("commands: and python: both say how it is told and asked", "keep one", at=("python", KEY))
        key, noun = ("python", "mapping") if self.commands is None else ("commands", "commands")
        described = self.described.functions if self.described is not None else self.functions
        for name in self.functions:
            if name not in described:
                words = f"{name} has no {noun}"
                yield Refusal(words, f"add it to {key}: functions:", at=("functions", name, KEY))
        for name in described:
            if name not in self.functions:
                words = f"{name} has {noun}, but no ranges"
                yield Refusal(words, "add it to functions:", at=(key, "functions", name, KEY))

    def is_verified(self, row: RangeRecord, frequency: Quantity | None = None) -> bool:
        """Tell whether numbers were checked: by the mark of their band, else of their row, else of the record.

        Args:
            row: of one of the functions.
            frequency: of an AC value; None asks for the row alone.
        """
        marked = (row.band(frequency), row, self)
        return next(one.verified for one in marked if one and "verified" in one.model_fields_set) is not None
