"""Knows the bands of frequency of an AC range, each with its limit of error; refuses to know which range is in use."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import (
    Limits,
    PositiveQuantity,
    Quantity,
    Refusal,
    Share,
    TextField,
    VerifiedField,
    refuse_text,
)
from bench_core.documents.functions import wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ZERO: Final = Quantity.parse("0 %")
SPECIFIED_BY: Final = ("of_reading", "of_range", "constant")
"""The keys of which a limit of error has at least one."""
BASELESS: Final = dict.fromkeys(
    ("accuracy", "error", "limit", "mpe", "percent", "ppm", "specification", "tolerance", "uncertainty"),
    Bilingual(
        "百分数须写明基准：of_reading: 或 of_range:；固定部分写 constant:",
        "a percentage needs its base: of_reading: or of_range:; a fixed part is constant:",
    ),
)
"""What people write for a limit of error, and a hint for each."""
_HERTZ = Quantity.parse("1 Hz")


def _ends(value: Limits) -> Limits:
    for end in (value.lower, value.upper):
        if end is None:
            raise refuse_text(
                Bilingual(f"频段 {value} 只有一端", f"the band {value} has one end"),
                Bilingual("写出两端，如 10 Hz .. 20 kHz", "write both, such as 10 Hz .. 20 kHz"),
            )
        if end.dimension != _HERTZ.dimension:
            raise refuse_text(
                Bilingual(f"{end} 不是频率", f"{end} is no frequency"),
                Bilingual("以 Hz 为单位，如 10 Hz .. 20 kHz", "write it in Hz, such as 10 Hz .. 20 kHz"),
            )
        if end.si <= 0:
            raise refuse_text(
                Bilingual(f"频段从 {end} 开始", f"a band begins at {end}"),
                Bilingual("下端须大于 0 Hz", "write a lower end above 0 Hz"),
            )
    return value


class BandRecord(DocumentModel):
    """One band of frequency of an AC range, with its limit of error ±(of_reading + of_range + constant).

    Args:
        frequency: both ends; a frequency where two bands meet belongs to the lower of them.
        of_reading: share of the indicated or set value.
        of_range: share of the range.
        constant: fixed part, or None.
        maximum: the largest value in this band, where it is below that of the range.
        page: of the source, where it is not that of the range or the record.
        verified: of this band alone; see `TypeRecord.is_verified`.
    """

    UNKNOWN = BASELESS

    frequency: Annotated[Limits, AfterValidator(_ends)]
    of_reading: Share = ZERO
    of_range: Share = ZERO
    constant: PositiveQuantity | None = None
    maximum: PositiveQuantity | None = None
    page: TextField | None = None
    verified: VerifiedField = None

    def mistakes(self, function: str, maximum: Quantity) -> Iterator[Refusal]:
        """Yield every law of a band that this one breaks.

        Args:
            function: capability.
            maximum: of the range.
        """
        if not self.model_fields_set.intersection(SPECIFIED_BY):
            yield Refusal(
                Bilingual("频段缺少技术指标", "a band without its specification"),
                Bilingual("补上 of_reading:、of_range: 或 constant:", "add of_reading:, of_range: or constant:"),
            )
        yield from wrong_difference(function, self.constant, ("constant",))
        if self.maximum is not None:
            yield from wrong_kind(function, self.maximum, ("maximum",))
            if self.maximum.dimension == maximum.dimension and self.maximum.si >= maximum.si:
                words = Bilingual(
                    f"频段的 maximum {self.maximum} 不小于其量程的 {maximum}",
                    f"maximum {self.maximum} of the band is not below {maximum} of its range",
                )
                yield Refusal(
                    words, Bilingual("删去，或改正其中一个", "leave it out, or correct one of them"), at=("maximum",)
                )


def band_at(bands: Sequence[BandRecord], frequency: Quantity) -> BandRecord | None:
    """Return the band that a frequency belongs to, or None.

    Args:
        bands: in rising order.
        frequency: where two bands meet, the lower is returned.
    """
    return next((band for band in bands if band.frequency.hold(frequency)), None)


def not_apart(bands: Sequence[BandRecord]) -> Iterator[Refusal]:
    """Yield a refusal for each band that begins before the end of the band before it; a gap between bands is none."""
    for number, (before, band) in enumerate(pairwise(bands), start=1):
        end, begin = before.frequency.upper, band.frequency.lower
        if end is not None and begin is not None and begin.si < end.si:
            words = Bilingual(
                f"频段 {band.frequency} 的起点低于前一频段的终点 {end}",
                f"the band {band.frequency} begins below {end}, the end of the band before it",
            )
            yield Refusal(
                words, Bilingual("频段由低到高，不重叠", "bands rise and do not overlap"), at=(number, "frequency")
            )
