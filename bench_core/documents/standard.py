"""Certificates of standards, `standard/1`: pairs of setting and actual value, never a signed correction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import (
    DateField,
    DigestField,
    PositiveQuantity,
    Ratio,
    Refusal,
    Share,
    Text2,
    TextField,
    YesNo,
    refuse,
)
from bench_core.documents.functions import FunctionName, has_frequency, not_rising, wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = dict.fromkeys(
    ("correction", "deviation", "error"),
    Bilingual(
        "改写为 setting: 和 actual:；修正值的符号有两种理解",
        "write setting: and actual:; the sign of a correction can be taken both ways",
    ),
)

# A standard is adjusted far better than 1 %, near 0 than 0.1 % of its range: what is further off is a lost digit, sign
# or prefix. Humidity alone is realised more coarsely.
_FAR: Final = (Fraction(1, 100), Fraction(1, 1000))
_FAR_OF: Final = {"relative_humidity": (Fraction(1, 10), Fraction(1, 100))}


class CertifiedInstrument(DocumentModel):
    """Which instrument the certificate belongs to."""

    maker: TextField
    model: TextField
    serial: TextField


class CertifiedPair(DocumentModel):
    """One row: what was set, what it was, with U and k.

    Args:
        setting: of the standard.
        actual: value found by the issuer.
        U: expanded uncertainty of `actual`.
        k: coverage factor of `U`.
        frequency: of an AC value, at which alone the row holds; None for every other.
    """

    UNKNOWN = _SIGNS
    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "U": (
            Bilingual("证书值缺少不确定度", "a certified value without its uncertainty"),
            Bilingual("补上 U: 和 k:", "add U: and k:"),
        ),
        "k": (
            Bilingual("扩展不确定度缺少包含因子", "an expanded uncertainty without its coverage factor"),
            Bilingual("补上 k: 2", "add k: 2"),
        ),
    }

    setting: Quantity
    actual: Quantity
    U: PositiveQuantity
    k: Annotated[Ratio, Field(description="coverage factor")]
    frequency: PositiveQuantity | None = None

    @model_validator(mode="after")
    def _k_is_a_number(self) -> Self:
        if self.k.unit.symbol != "1" or self.k.value <= 0:
            raise refuse(
                Refusal(
                    Bilingual(f"k 为 {self.k}", f"k is {self.k}"),
                    Bilingual("写大于 0 的数，如 2", "write a number above 0, such as 2"),
                    at=("k",),
                )
            )
        return self

    def wrong_units(self, function: str) -> Iterator[Refusal]:
        """Yield a refusal for each value that is not of the function's kind, and for a frequency out of place."""
        yield from wrong_kind(function, self.setting, ("setting",))
        yield from wrong_kind(function, self.actual, ("actual",))
        yield from wrong_difference(function, self.U, ("U",))
        if self.frequency is not None and not has_frequency(function):
            words = Bilingual(f"{CAPABILITIES[function].zh}没有频率", f"{CAPABILITIES[function].en} has no frequency")
            yield Refusal(words, Bilingual("删去", "delete it"), at=("frequency", KEY))
        elif self.frequency is None and has_frequency(function):
            yield Refusal(
                Bilingual("交流证书值缺少频率", "a certified AC value without its frequency"),
                Bilingual("补上 frequency: 1 kHz", "add frequency: 1 kHz"),
            )
        elif self.frequency is not None:
            yield from wrong_kind("frequency", self.frequency, ("frequency",))

    def implausible(self, function: str, range_: Quantity) -> Iterator[Refusal]:
        """Yield a refusal when the actual value cannot be that of the setting; at a setting of 0 nothing is said."""
        setting, actual = self.setting.si, self.actual.si
        of_setting, of_range = _FAR_OF.get(function, _FAR)
        if setting * actual < 0:
            words = Bilingual(
                f"actual {self.actual} 与 setting {self.setting} 符号相反",
                f"actual {self.actual} has the opposite sign of setting {self.setting}",
            )
            yield Refusal(words, Bilingual("是否丢了负号？", "is a minus sign lost?"), at=("actual",))
        elif setting and abs(actual - setting) > max(of_setting * abs(setting), of_range * abs(range_.si)):
            share = f"{float(of_range * 100):g} %"
            words = Bilingual(
                f"actual {self.actual} 偏离 setting {self.setting} 超过其 {of_setting * 100} % 和量程的 {share}",
                f"actual {self.actual} is further from setting {self.setting} than {of_setting * 100} % of it and "
                f"{share} of the range",
            )
            yield Refusal(words, Bilingual("核对两者的数字和单位", "check digits and units of both"), at=("actual",))


class CertifiedRange(DocumentModel):
    """The rows of one range, of either polarity; those of one frequency in rising order of setting.

    Args:
        range: nominal value; 0 for a fixed short.
        pairs: the rows.
    """

    UNKNOWN = _SIGNS

    range: Quantity
    pairs: Annotated[tuple[CertifiedPair, ...], Field(min_length=1)]

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a range that this one breaks."""
        yield from wrong_kind(function, self.range, ("range",))
        if self.range.value < 0:
            yield Refusal(
                Bilingual(f"{self.range} 小于 0", f"{self.range} is below 0"),
                Bilingual("写绝对值", "write the magnitude"),
                at=("range",),
            )
        for number, pair in enumerate(self.pairs):
            wrong = list(pair.wrong_units(function))
            if not wrong and pair.setting.dimension == self.range.dimension:
                wrong += pair.implausible(function, self.range)
            for refusal in wrong:
                yield refusal.below("pairs", number)
        for numbers in self._by_frequency().values():
            for refusal in not_rising([self.pairs[number].setting for number in numbers], "setting"):
                yield _renumbered(refusal, numbers).below("pairs")

    def _by_frequency(self) -> dict[Quantity | None, list[int]]:
        """Return the positions of the pairs of each frequency, as written."""
        found: dict[Quantity | None, list[int]] = {}
        for number, pair in enumerate(self.pairs):
            found.setdefault(pair.frequency, []).append(number)
        return found


def _renumbered(refusal: Refusal, numbers: list[int]) -> Refusal:
    """Return a refusal about some of the pairs as one about all of them."""
    position, *rest = refusal.at
    return replace(refusal, at=(numbers[int(position)], *rest))


class CertifiedFunction(DocumentModel):
    """What was calibrated of one capability.

    Args:
        drift: largest change since, as a share of the value, taken as rectangular half width; 0 is written out.
        ranges: in rising order.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "drift": (
            Bilingual("证书值缺少此后的漂移", "certified values without the drift since"),
            Bilingual(
                "补上 drift: 5 ppm；不需要时写 drift: 0 ppm", "add drift: 5 ppm; who needs none writes drift: 0 ppm"
            ),
        )
    }

    drift: Share
    ranges: Annotated[tuple[CertifiedRange, ...], Field(min_length=1)]

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        for number, row in enumerate(self.ranges):
            for refusal in row.mistakes(function):
                yield refusal.below("ranges", number)
        for refusal in not_rising([row.range for row in self.ranges], "range"):
            yield refusal.below("ranges")


class StandardCertificate(DocumentModel):
    """The certificate of a reference standard.

    Args:
        due: last day on which it may be used.
        digest: SHA-256 of the issuer's file, or None.
        simulated: whether it belongs to a simulated standard.
        functions: by capability; empty where the standard is used by its specification alone.
    """

    KIND = "standard/1"

    number: TextField
    issuer: Text2
    instrument: CertifiedInstrument
    issued: DateField
    due: DateField
    digest: DigestField | None = None
    simulated: YesNo = False
    functions: dict[FunctionName, CertifiedFunction] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = [
            refusal.below("functions", name)
            for name, function in self.functions.items()
            for refusal in function.mistakes(name)
        ]
        if self.due <= self.issued:
            words = Bilingual(
                f"due {self.due} 不晚于 issued {self.issued}", f"due {self.due} is not after issued {self.issued}"
            )
            refusals.append(Refusal(words, Bilingual("核对两者", "check both"), at=("due",)))
        if refusals:
            raise refuse(*refusals)
        return self

    def curve(
        self, function: str, range_: Quantity, value: Quantity, frequency: Quantity | None = None
    ) -> CertificateCurve | None:
        """Return the rows that hold for a value, or None where nothing was calibrated.

        Args:
            function: capability.
            range_: the standard's own range.
            value: its sign picks the polarity; rows at 0 belong to both.
            frequency: of an AC value; rows of this very frequency alone hold for it, for nothing lies between two.
        """
        certified = self.functions.get(function)
        if certified is None:
            return None
        sign = -1 if value.value < 0 else 1
        pairs = tuple(
            CertificatePair(pair.setting, pair.actual, pair.U, pair.k)
            for row in certified.ranges
            if row.range.dimension == range_.dimension and row.range.si == range_.si
            for pair in row.pairs
            if pair.setting.value * sign >= 0 and pair.frequency == frequency
        )
        return CertificateCurve(self.number, pairs, certified.drift) if pairs else None
