"""Knows how a world file writes the true errors of one range; it refuses to know what they do to a reading."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import Field

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import PositiveQuantity, Quantity, Ratio, Refusal
from bench_core.documents.functions import wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.metrology.unit import unit
from sim_instruments.physics.hidden import HiddenErrors

if TYPE_CHECKING:
    from collections.abc import Iterator

_NONE = Quantity.parse("0")
_HERTZ = unit("Hz")


class HiddenRow(DocumentModel):
    """The true errors of one range.

    Args:
        range: its nominal value.
        gain: relative error of the slope.
        offset: error at zero.
        linearity: largest departure from the line, relative to the range.
        noise: standard deviation of one reading; for a meter at 10 power line cycles.
        flatness: relative error that is added to the gain, by rising frequency; between two of them it goes with the
            logarithm of the frequency.
        characterised: what a source of fixed values says that this one is; its true value departs from it by `gain`.
    """

    range: PositiveQuantity
    gain: Ratio = _NONE
    offset: Quantity | None = None
    linearity: Ratio = _NONE
    noise: Quantity | None = None
    flatness: dict[PositiveQuantity, Ratio] = Field(default_factory=dict)
    characterised: PositiveQuantity | None = None

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every value that is no value of this function."""
        yield from wrong_kind(function, self.range, ("range",))
        if self.characterised is not None:
            yield from wrong_kind(function, self.characterised, ("characterised",))
        yield from self._wrong_response()
        for name in ("offset", "noise"):
            yield from wrong_difference(function, getattr(self, name), (name,))
        if self.noise is not None and self.noise.value < 0:
            yield Refusal(
                Bilingual(f"{self.noise} 小于 0", f"{self.noise} is below 0"),
                Bilingual("写标准偏差", "write a standard deviation"),
                at=("noise",),
            )

    def _wrong_response(self) -> Iterator[Refusal]:
        for frequency in self.flatness:
            if frequency.dimension != _HERTZ.dimension:
                yield Refusal(
                    Bilingual(f"{frequency} 不是频率", f"{frequency} is no frequency"),
                    Bilingual("写 1 kHz", "write 1 kHz"),
                    at=("flatness",),
                )
        for below, above in pairwise(self.flatness):
            if above.si <= below.si:
                yield Refusal(
                    Bilingual(f"{above} 不大于 {below}", f"{above} does not rise above {below}"),
                    Bilingual("频率由低到高写", "write rising frequencies"),
                    at=("flatness",),
                )

    def errors(self) -> HiddenErrors:
        """Return the errors as physics takes them [coherent SI units]."""
        return HiddenErrors(
            full_scale=float(self.range.si),
            gain=float(self.gain.si),
            offset=float(self.offset.si) if self.offset is not None else 0.0,
            linearity=float(self.linearity.si),
            noise=float(self.noise.si) if self.noise is not None else 0.0,
            flatness=tuple((float(at.si), float(gain.si)) for at, gain in self.flatness.items()),
            characterised=self.characterised.si if self.characterised is not None else None,
        )
