"""One range of a function of a type record: what it holds, and its limit of error; knows no other range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.bands import BASELESS, SPECIFIED_BY, ZERO, BandRecord, band_at, not_apart
from bench_core.documents.fields import PositiveQuantity, Quantity, Refusal, Share, TextField, VerifiedField, YesNo
from bench_core.documents.functions import has_frequency, wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.metrology.specification import Coverage, Specification

if TYPE_CHECKING:
    from collections.abc import Iterator


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
            words = Bilingual(
                f"固定量程的 maximum {self.maximum} 不等于其值 {self.range}",
                f"maximum {self.maximum} of a fixed range is not its value {self.range}",
            )
            yield Refusal(words, Bilingual("写相同的值", "write the same value"), at=("maximum",))
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
                yield Refusal(
                    Bilingual(f"{value} 不大于 0", f"{value} is not above 0"),
                    Bilingual("写正值", "write a positive value"),
                    at=(key,),
                )
        yield from wrong_difference(function, self.resolution, ("resolution",))
        yield from wrong_difference(function, self.constant, ("constant",))
        if self.resolution.dimension == self.maximum.dimension and not self._resolves:
            words = Bilingual(
                f"resolution {self.resolution} 不小于 maximum {self.maximum}",
                f"resolution {self.resolution} is not below maximum {self.maximum}",
            )
            yield Refusal(words, Bilingual("核对两者", "check both"), at=("resolution",))
        if self.minimum is not None:
            yield from wrong_kind(function, self.minimum, ("minimum",))
            if self.minimum.dimension == self.maximum.dimension and self.minimum.si > self.maximum.si:
                words = Bilingual(
                    f"minimum {self.minimum} 大于 maximum {self.maximum}",
                    f"minimum {self.minimum} is above maximum {self.maximum}",
                )
                yield Refusal(words, Bilingual("核对两者", "check both"), at=("minimum",))

    def _own_specification(self, function: str) -> Iterator[Refusal]:
        """Yield a refusal where the limits of error are missing, twice, or of the wrong form for the function."""
        own = [key for key in SPECIFIED_BY if key in self.model_fields_set]
        if self.bands and not has_frequency(function):
            words = Bilingual(
                f"{CAPABILITIES[function].zh}没有频率，因而没有频段",
                f"{CAPABILITIES[function].en} has no frequency, and so no bands",
            )
            yield Refusal(
                words,
                Bilingual(
                    "在 range: 旁写 of_reading:、of_range: 或 constant:",
                    "write of_reading:, of_range: or constant: beside range:",
                ),
                at=("bands",),
            )
        elif has_frequency(function) and not self.bands:
            words = Bilingual("交流量程缺少频段", "an AC range without its bands of frequency")
            yield Refusal(
                words,
                Bilingual(
                    "补上 bands: [{frequency: 10 Hz .. 20 kHz, of_reading: …}]",
                    "add bands: [{frequency: 10 Hz .. 20 kHz, of_reading: …}]",
                ),
            )
        elif self.bands and own:
            words = Bilingual(f"{own[0]}: 与 bands: 并存", f"{own[0]}: beside bands:")
            yield Refusal(words, Bilingual("写进每个频段", "write it in each band"), at=(own[0],))
        elif not self.bands and not own:
            yield Refusal(
                Bilingual("量程缺少技术指标", "a range without its specification"),
                Bilingual("补上 of_reading:、of_range: 或 constant:", "add of_reading:, of_range: or constant:"),
            )

    @property
    def _resolves(self) -> bool:
        return self.fixed or self.resolution.value * self.resolution.unit.factor < abs(self.maximum.si)
