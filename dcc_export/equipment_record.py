"""What a certificate says of the standards that were used, as data; knows no file and no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import Bilingual


@dataclass(frozen=True, slots=True)
class StandardReference:
    """The certificate that makes a standard traceable.

    Args:
        digest: SHA-256 in hex.
        digest_of: what was hashed, in words for both languages.
        in_validity: whether it was within its due date when the run was performed.
    """

    number: str
    issuer: Bilingual
    issued: date
    due: date
    digest: str
    digest_of: str
    simulated: bool
    in_validity: bool


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What a standard was taken to be on one of its ranges (标准器的测量范围与技术特性).

    Args:
        range: of the standard, as it was used.
        text: limits of error with their coverage, or U of its certificate.
        verified: whether a person checked it against its source.
    """

    function: Bilingual
    range: Quantity
    text: Bilingual
    verified: bool

    @property
    def sentence(self) -> Bilingual:
        """The whole in one line."""
        zh = "" if self.verified else "（未经核对）"
        en = "" if self.verified else " (not verified)"
        return Bilingual(
            f"{self.function.zh}，量程 {self.range}：{self.text.zh}{zh}",
            f"{self.function.en}, range {self.range}: {self.text.en}{en}",
        )


@dataclass(frozen=True, slots=True)
class Equipment:
    """One measuring instrument that was used.

    Args:
        characteristics: of every range that was used.
    """

    name: Bilingual
    maker: str
    model: str
    serial: str
    firmware: str
    use: Bilingual
    certificate: StandardReference | None
    characteristics: tuple[Characteristic, ...] = ()
