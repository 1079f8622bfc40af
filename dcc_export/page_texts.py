"""Formulae and addresses as the page writes them; knows no certificate and lets no text become markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dcc_export.printable import printable

if TYPE_CHECKING:
    from markupsafe import Markup

    from dcc_export.certificate_record import Address

# Everything a formula may consist of, and its markup. Only these constants are ever taken for markup.
_SYMBOLS = {
    "|Δ|": "|<i>Δ</i>|",
    "MPEV/3": "<i>MPEV</i>/3",
    "MPEV": "<i>MPEV</i>",
    "u_c": "<i>u</i><sub>c</sub>",
    "U": "<i>U</i>",
    "k": "<i>k</i>",
}
_OPERATORS = {" ≤ ": " ≤ ", " ≥ ": " ≥ ", " > ": " &gt; ", " = ": " = ", " − ": " − ", " + ": " + ", "·": "·"}
_MARKUP = _SYMBOLS | _OPERATORS
_LETTER = r"[A-Za-z0-9_\u0370-\u03ff\u2126\u00b5]"  # Chinese may touch a symbol; the k of kΩ is none


def _any_of(parts: dict[str, str]) -> str:
    return "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))


_SYMBOL = rf"(?<!{_LETTER})(?:{_any_of(_SYMBOLS)})(?!{_LETTER})"
_FORMULA = re.compile(rf"({_SYMBOL}(?:(?:{_any_of(_OPERATORS)}){_SYMBOL})*)")
_PART = re.compile(_any_of(_MARKUP))

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COUNTRIES = {"CN": "中国"}


def formulae(text: str) -> Markup:
    """Return text with its formulae in italics and on one line each; everything else stays text.

    Args:
        text: of a statement, such as `|Δ| ≤ MPEV − U`.
    """
    from markupsafe import Markup, escape  # noqa: PLC0415  comes with the template engine, off the --help path

    pieces = _FORMULA.split(printable(text))
    return Markup("").join(_formula(one) if at % 2 else escape(one) for at, one in enumerate(pieces))


def _formula(text: str) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415  comes with the template engine, off the --help path

    inner = "".join(_MARKUP[part] for part in _PART.findall(text))
    return Markup(f'<span class="nowrap">{inner}</span>')  # noqa: S704  only values of _MARKUP


def address_parts(address: Address) -> tuple[str, str]:
    """Return an address in one line and the post code that follows it: in Chinese from the country to the house.

    Args:
        address: in one language; without a Chinese character it keeps the English order, post code and all.
    """
    if not _CHINESE.search(address.street + address.city):
        return address.line, ""
    number = f"{address.number} 号" if address.number.isdigit() else address.number
    country = _COUNTRIES.get(address.country, address.country)
    line = " ".join(filter(None, (country, address.state, address.city, address.street, number)))
    return line, address.post_code
