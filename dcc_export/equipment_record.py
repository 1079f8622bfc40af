"""What a certificate says of the standards that were used, as data; knows no file and no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity

NOTHING = Bilingual("", "")


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
        text: limits of error, or U of its certificate.
        verified: whether a person checked it against its source.
        frequencies: at which it was used so, in words; empty where it has none.
        coverage: what the limits mean, in words; empty where `text` says it.
    """

    function: Bilingual
    range: Quantity
    text: Bilingual
    verified: bool
    frequencies: str = ""
    coverage: Bilingual = NOTHING

    @property
    def sentence(self) -> Bilingual:
        """The whole in one line."""
        return Bilingual(f"{self.function.zh}，{self.line.zh}", f"{self.function.en}, {self.line.en}")

    @property
    def line(self) -> Bilingual:
        """The same without the function, for a list under its name."""
        bare, remark = self.bare_line, self.remark
        return Bilingual(f"{bare.zh}{remark.zh}", f"{bare.en}{remark.en}")

    @property
    def bare_line(self) -> Bilingual:
        """The same without what it shares with others: its coverage, and that nobody checked it."""
        at_zh = f"，{self.frequencies}" if self.frequencies else ""
        at_en = f", {self.frequencies}" if self.frequencies else ""
        return Bilingual(f"量程 {self.range}{at_zh}：{self.text.zh}", f"range {self.range}{at_en}: {self.text.en}")

    @property
    def remark(self) -> Bilingual:
        """The coverage, and whether nobody checked it."""
        zh = f"，{self.coverage.zh}" if self.coverage.zh else ""
        en = f", {self.coverage.en}" if self.coverage.en else ""
        if self.verified:
            return Bilingual(zh, en)
        return Bilingual(f"{zh}（未经核对）", f"{en} (not verified)")


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
