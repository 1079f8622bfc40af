"""Knows how SCPI writes numbers, choices and strings in commands and replies; it knows no command."""

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
_LARGEST_EXPONENT = 43

SUFFIXES: Mapping[str, Mapping[str, Decimal]] = {
    "": {},
    "V": {"V": Decimal(1), "UV": Decimal("1E-6"), "MV": Decimal("1E-3"), "KV": Decimal("1E3")},
    "S": {"S": Decimal(1), "US": Decimal("1E-6"), "MS": Decimal("1E-3")},
}
"""For each unit the suffixes that a number may carry; source: SCPI 1999.0, volume 1, 7.1 (M is milli)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a numeric parameter may be, and what its words mean.

    Args:
        minimum: also what `MINimum` means.
        maximum: also what `MAXimum` means.
        default: what `DEFault` means, or None where the word is not allowed.
        unit: a key of `SUFFIXES`.
        infinite: whether `INFinity` is allowed.
    """

    minimum: Decimal
    maximum: Decimal
    default: Decimal | None = None
    unit: str = ""
    infinite: bool = False


class Arguments:
    """The parameters of one command, taken in order.

    Args:
        texts: as sent.
    """

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = list(texts)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def end(self) -> None:
        """Refuse further parameters with -108."""
        if self._texts:
            raise ScpiError(-108)

    def number(self, bounds: Bounds) -> Decimal:
        """Take a number or one of its words.

        Raises:
            ScpiError: -109 missing, -104 not a number, -131 or -138 wrong suffix, -222 out of range.
        """
        text = self._take().upper()
        word = _word(text, bounds)
        value = _read_number(text, bounds.unit) if word is None else word
        if not value.is_infinite() and not bounds.minimum <= value <= bounds.maximum:
            raise ScpiError(-222)
        return value

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
        """Take `ON`, `OFF`, `1` or `0`."""
        return self.word("ON", "OFF", "1", "0") in {"ON", "1"}

    def string(self) -> str:
        """Take a quoted string.

        Raises:
            ScpiError: -109 missing, -104 not quoted.
        """
        text = self._take()
        if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
            raise ScpiError(-104)
        return text[1:-1].replace(text[0] * 2, text[0])

    def limit(self, bounds: Bounds) -> Decimal | None:
        """Take the word that a query may carry: `MIN`, `MAX`, or `DEF` where allowed; None without one."""
        if not self:
            return None
        word = _word(self._take().upper(), bounds)
        if word is None:
            raise ScpiError(-104)
        return word

    def _take(self) -> str:
        if not self._texts:
            raise ScpiError(-109)
        return self._texts.pop(0)


@lru_cache(maxsize=1024)
def short_form(mnemonic: str) -> str:
    """Return the capitals and digits of a mnemonic such as `IMMediate`."""
    return "".join(character for character in mnemonic if not character.islower())


def matches(mnemonic: str, text: str) -> bool:
    """Tell whether a word in capitals is the short or the long form of a mnemonic, and no other length."""
    return text in {short_form(mnemonic), mnemonic.upper()}


def _word(text: str, bounds: Bounds) -> Decimal | None:
    if matches("MINimum", text):
        return bounds.minimum
    if matches("MAXimum", text):
        return bounds.maximum
    if bounds.default is not None and matches("DEFault", text):
        return bounds.default
    if bounds.infinite and matches("INFinity", text):
        return Decimal("Infinity")
    return None


def _read_number(text: str, unit: str) -> Decimal:
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
