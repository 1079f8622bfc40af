"""Knows how SCPI writes numbers, choices and strings in commands; it knows no command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_errors import ScpiError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:\s*E\s*[+-]?\d+)?)\s*(?P<suffix>[A-Z]+)?", re.ASCII)
_NON_DECIMAL = re.compile(r"#(?:H(?P<h>[0-9A-F]+)|Q(?P<q>[0-7]+)|B(?P<b>[01]+))", re.ASCII)
_BASES = {"h": 16, "q": 8, "b": 2}
_LARGEST_EXPONENT = 43

# IEEE 488.2-1992, table 7-2; M is milli but for hertz and ohm, where it is mega (7.7.3.1)
_MULTIPLIERS = {"": 0, "EX": 18, "PE": 15, "T": 12, "G": 9, "MA": 6, "K": 3, "M": -3, "U": -6, "N": -9, "P": -12}
_MEGA = {"M": 6}


def _suffixes(unit: str, own: Mapping[str, int] | None = None) -> dict[str, Decimal]:
    powers = {**_MULTIPLIERS, **(own or {})}
    return {prefix + unit: Decimal(1).scaleb(power) for prefix, power in powers.items()}


SUFFIXES: Mapping[str, Mapping[str, Decimal]] = {
    "": {},
    "V": _suffixes("V"),
    "A": {**_suffixes("A"), "MA": Decimal("1E-3")},
    "OHM": _suffixes("OHM", _MEGA),
    "HZ": _suffixes("HZ", _MEGA),
    "S": {**_suffixes("S"), "SEC": Decimal(1)},
    "F": _suffixes("F"),
    "CEL": {"CEL": Decimal(1)},
}
"""For each unit the suffixes that a number may carry; source: IEEE 488.2-1992, 7.7.3."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a numeric parameter may be, and what its words mean.

    Args:
        minimum: also what `MINimum` means.
        maximum: also what `MAXimum` means.
        default: what `DEFault` means, or None where the word is not allowed.
        unit: a key of `SUFFIXES`.
        infinite: whether `INFinity` is allowed.
        automatic: what `AUTO` means, or None where the word is not allowed.
        lowest: smallest number that is accepted, where it is below the minimum.
        refusal: number of the error when a number is out of range.
        detail: its text; the model's own text where empty.
    """

    minimum: Decimal
    maximum: Decimal
    default: Decimal | None = None
    unit: str = ""
    infinite: bool = False
    automatic: Decimal | None = None
    lowest: Decimal | None = None
    refusal: int = -222
    detail: str = ""


class Arguments:
    """The parameters of one command, taken in order.

    Args:
        texts: as sent.
        suffixes: numeric suffixes of the header's mnemonics that take one, in order.
    """

    __slots__ = ("_place", "_texts", "suffixes")

    def __init__(self, texts: tuple[str, ...], suffixes: tuple[int, ...] = ()) -> None:
        self._texts = texts
        self._place = 0
        self.suffixes = suffixes

    def __bool__(self) -> bool:
        return self._place < len(self._texts)

    def end(self) -> None:
        """Refuse further parameters with -108."""
        if self._place < len(self._texts):
            raise ScpiError(-108)

    def number(self, bounds: Bounds) -> Decimal:
        """Take a number or one of its words.

        Raises:
            ScpiError: -109 missing, -104 not a number, -131 or -138 wrong suffix, -222 out of range.
        """
        text = self._take().upper()
        word = _word(text, bounds)
        value = _read_number(text, bounds.unit) if word is None else word
        lowest = bounds.minimum if bounds.lowest is None else bounds.lowest
        if word is None and not lowest <= value <= bounds.maximum:
            raise ScpiError(bounds.refusal, bounds.detail)
        return value

    def integer(self, bounds: Bounds) -> int:
        """Take a number and round it to the nearest integer, as IEEE 488.2 has it for registers and counts."""
        return int(self.number(bounds).to_integral_value())

    def word(self, *choices: str) -> str:
        """Take one of some words, each given as `IMMediate`, and return its short form.

        Raises:
            ScpiError: -109 missing, -104 not a word, -224 another word.
        """
        text = self._take().upper()
        if not text[0].isalnum():
            raise ScpiError(-104)
        for choice in choices:
            if matches(choice, text):
                return short_form(choice)
        raise ScpiError(-224)

    def boolean(self) -> bool:
        """Take `ON`, `OFF`, or a number, where everything but what rounds to 0 is on."""
        text = self._take().upper()
        if text in {"ON", "OFF"}:
            return text == "ON"
        if text[0].isalpha():
            raise ScpiError(-224)
        return bool(_read_number(text, "").to_integral_value())

    def string(self) -> str:
        """Take a quoted string.

        Raises:
            ScpiError: -109 missing, -104 not quoted.
        """
        text = self._take()
        if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
            raise ScpiError(-104)
        return text[1:-1].replace(text[0] * 2, text[0])

    def channels(self) -> str:
        """Take a channel list, `(@1:3,5)`, and return what is inside the brackets.

        Raises:
            ScpiError: -109 missing, -171 no channel list.
        """
        text = "".join(self._take().split())
        if not (text.startswith("(@") and text.endswith(")")):
            raise ScpiError(-171)
        return text[2:-1]

    def starts_string(self) -> bool:
        """Tell whether a quoted string comes next."""
        return bool(self) and self._texts[self._place][0] in "\"'"

    def limit(self, bounds: Bounds) -> Decimal | None:
        """Take the word that a query may carry: `MIN`, `MAX`, or `DEF` where allowed; None without one."""
        if not self:
            return None
        word = _word(self._take().upper(), bounds)
        if word is None:
            raise ScpiError(-104)
        return word

    def _take(self) -> str:
        if self._place >= len(self._texts):
            raise ScpiError(-109)
        self._place += 1
        return self._texts[self._place - 1]


@lru_cache(maxsize=2048)
def short_form(mnemonic: str) -> str:
    """Return the capitals and digits of a mnemonic such as `IMMediate`."""
    return "".join(character for character in mnemonic if not character.islower())


def matches(mnemonic: str, text: str) -> bool:
    """Tell whether a word in capitals is the short or the long form of a mnemonic, and no other length."""
    return text == short_form(mnemonic) or text == mnemonic.upper()


def _word(text: str, bounds: Bounds) -> Decimal | None:
    if not text[0].isalpha():
        return None
    if matches("MINimum", text):
        return bounds.minimum
    if matches("MAXimum", text):
        return bounds.maximum
    if matches("DEFault", text):
        return bounds.default
    if bounds.infinite and (matches("INFinity", text) or text == "INFINITE"):
        return Decimal("Infinity")
    return bounds.automatic if text == "AUTO" else None


@lru_cache(maxsize=1024)
def _read_number(text: str, unit: str) -> Decimal:
    other = _NON_DECIMAL.fullmatch(text)
    if other is not None and other.lastgroup is not None:
        return Decimal(int(other[other.lastgroup], _BASES[other.lastgroup]))
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ScpiError(-104)
    try:
        value = Decimal("".join(match["number"].split()))
    except InvalidOperation:  # an exponent beyond what a Decimal can hold
        raise ScpiError(-123) from None
    if value and abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise ScpiError(-123)
    if match["suffix"] is None:
        return value
    if not SUFFIXES[unit]:
        raise ScpiError(-138)
    if match["suffix"] not in SUFFIXES[unit]:
        raise ScpiError(-131)
    return value * SUFFIXES[unit][match["suffix"]]
