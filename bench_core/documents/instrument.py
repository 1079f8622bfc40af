"""Type records, `instrument/1`: what a maker states about a type of instrument, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, GetPydanticSchema, model_validator
from pydantic_core import core_schema

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.bands import BASELESS
from bench_core.documents.commands import Commands
from bench_core.documents.fields import (
    Limits,
    Period,
    PositiveQuantity,
    Ratio,
    Refusal,
    Text2,
    TextField,
    VerifiedField,
    refuse,
)
from bench_core.documents.functions import FunctionName, not_rising, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.python_mapping import PythonMapping
from bench_core.documents.ranges import RangeRecord
from bench_core.documents.reading_times import SlowBelow, wrong_times
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_MAPPING = Bilingual("对应关系", "mapping")
_COMMANDS = Bilingual("命令", "commands")
_VOLT_HERTZ = Quantity.parse("1 V·Hz")
_COVERAGE = "{distribution: rectangular}, or {distribution: normal, probability: 99 %}"
_COVERAGE_ZH = _COVERAGE.replace(", or ", "，或 ")


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
            raise refuse(
                Refusal(
                    Bilingual("矩形分布没有概率", "a rectangular distribution has no probability"),
                    Bilingual("删去", "delete it"),
                    at=place,
                )
            )
        if self.distribution == "normal" and self.probability is None:
            raise refuse(
                Refusal(
                    Bilingual("正态分布缺少概率", "a normal distribution without its probability"),
                    Bilingual("补上 probability: 99 %", "add probability: 99 %"),
                )
            )
        if self.probability is not None and not 0 < self.probability.si < 1:
            raise refuse(
                Refusal(
                    Bilingual(f"{self.probability} 不是概率", f"{self.probability} is no probability"),
                    Bilingual("写 99 %", "write 99 %"),
                    at=place,
                )
            )
        return self


def _coverage_schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    inner = handler.generate_schema(CoverageRecord)
    return core_schema.no_info_after_validator_function(_coverage, inner)


def _coverage(record: CoverageRecord) -> Coverage:
    return Coverage(record.distribution, record.probability)


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
        "coverage": (
            Bilingual("技术指标缺少置信水平", "a specification without its confidence"),
            Bilingual(f"补上 coverage: {_COVERAGE_ZH}", f"add coverage: {_COVERAGE}"),
        )
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
            words = Bilingual(
                f"基本量程 {self.basic_range} 不是任何一个量程", f"basic range {self.basic_range} is none of the ranges"
            )
            yield Refusal(words, Bilingual(f"量程：{ranges}", f"ranges: {ranges}"), at=("basic_range",))
        if self.volt_hertz is not None and function != "ac_voltage":
            yield Refusal(
                Bilingual(
                    f"{CAPABILITIES[function].zh}没有 volt_hertz", f"{CAPABILITIES[function].en} has no volt_hertz"
                ),
                Bilingual("删去", "delete it"),
                at=("volt_hertz", KEY),
            )
        elif self.volt_hertz is not None and self.volt_hertz.dimension != _VOLT_HERTZ.dimension:
            yield Refusal(
                Bilingual(f"{self.volt_hertz} 不是电压 × 频率", f"{self.volt_hertz} is no voltage × frequency"),
                Bilingual("写成 8e7 V·Hz", "write 8e7 V·Hz"),
                at=("volt_hertz",),
            )
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
        "identity": (
            Bilingual("缺少键“identity”", "missing key 'identity'"),
            Bilingual(
                "补上 identity: {makers: [MAKER], model: MODEL}，按它对 *IDN? 的应答写",
                "add identity: {makers: [MAKER], model: MODEL}, as it answers *IDN?",
            ),
        )
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
            refusals.append(
                Refusal(
                    Bilingual("已核对，但没有页码", "verified without a page"),
                    Bilingual("在 source 中补上 pages:", "add pages: to the source"),
                    at=place,
                )
            )
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
            yield Refusal(
                Bilingual(
                    "commands: 与 python: 都说明了怎样控制和询问",
                    "commands: and python: both say how it is told and asked",
                ),
                Bilingual("保留一个", "keep one"),
                at=("python", KEY),
            )
        key, noun = ("python", _MAPPING) if self.commands is None else ("commands", _COMMANDS)
        described = self.described.functions if self.described is not None else self.functions
        for name in self.functions:
            if name not in described:
                words = Bilingual(f"{name} 没有{noun.zh}", f"{name} has no {noun.en}")
                yield Refusal(
                    words,
                    Bilingual(f"加进 {key}: functions:", f"add it to {key}: functions:"),
                    at=("functions", name, KEY),
                )
        for name in described:
            if name not in self.functions:
                words = Bilingual(f"{name} 有{noun.zh}，但没有量程", f"{name} has {noun.en}, but no ranges")
                yield Refusal(
                    words, Bilingual("加进 functions:", "add it to functions:"), at=(key, "functions", name, KEY)
                )

    def is_verified(self, row: RangeRecord, frequency: Quantity | None = None) -> bool:
        """Tell whether numbers were checked: by the mark of their band, else of their row, else of the record.

        Args:
            row: of one of the functions.
            frequency: of an AC value; None asks for the row alone.
        """
        marked = (row.band(frequency), row, self)
        return next(one.verified for one in marked if one and "verified" in one.model_fields_set) is not None
