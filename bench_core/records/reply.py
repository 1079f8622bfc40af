"""The one reader of numbers in replies and in what people enter; it knows forms of text and no instrument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import decimal
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from decimal import Decimal

ENTERED = "entered"
"""Form of what a person read and entered: digits and a point, and perhaps a unit."""
LIBRARY = "library"
"""Form of what a library of Python returned: its number as Python writes it, and perhaps a unit after a blank.

The digits are the library's: it has read the instrument's reply, and that reply itself is not on record.
"""
_WHOLE = "nrf"
_FIELD = re.compile(r"nrf:(?P<field>[0-9]{1,2})")
_LETTER = r"A-Za-z%°µ\u03bcΩ\u2126"  # two code points each for micro and ohm
_ENTRY = re.compile(rf"\s*(?P<number>[^\s{_LETTER}]+)\s*(?P<unit>[{_LETTER}]\S*)?\s*")


def read_number(form: str, raw: str) -> Decimal:
    """Return the number of a reply with exactly the digits of the reply.

    Drivers read with it and verification reads again with it: a recorded value is proved from its reply.

    Args:
        form: `nrf`, the whole reply is one number; `nrf:2`, that field of a reply with commas; `entered`, what a
            person entered; `library`, what a library of Python returned.
        raw: the reply without its terminator, one character per byte; or the text entered.

    Raises:
        NumberInvalid: the reply is not in this form, or the form is not known.

    Source: IEEE 488.2, numeric response data NR1, NR2 and NR3.
    """
    if form == _WHOLE:
        return decimal(raw)
    if form == ENTERED:
        return read_entry(raw)[0]
    if form == LIBRARY:
        return decimal(library_parts(raw)[0])
    match = _FIELD.fullmatch(form)
    if match is None:
        known = f"write 'nrf', or 'nrf:' and a field, or '{ENTERED}' or '{LIBRARY}'"
        raise NumberInvalid(f"reply: form '{form}' is not known; {known}")
    return decimal(_field(raw, int(match["field"])))


def read_entry(text: str) -> tuple[Decimal, str | None]:
    """Return the number that a person entered, with exactly the digits entered, and its unit, None for a bare number.

    Args:
        text: such as `9.0012`, `9.0012 V`, `-12.34mV`.

    Raises:
        NumberInvalid: it is not a plain decimal number; an exponent is none, for no display is read that way.
        UnitUnknown: what follows the number is not a unit.
    """
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise NumberInvalid(f"'{text[:60]}' is not a number with or without a unit, such as 9.0012 or 9.0012 V")
    symbol = match["unit"]
    if symbol is not None:
        unit(symbol)
    return decimal(match["number"]), symbol


def library_parts(raw: str) -> tuple[str, str | None]:
    """Return the number of what a library returned, as text, and the unit that it gave; None for a bare number."""
    number, _, symbol = raw.partition(" ")
    return number, symbol or None


def _field(raw: str, index: int) -> str:
    fields = raw.split(",")
    if index >= len(fields):
        raise NumberInvalid(f"reply: '{raw[:60]}' has {len(fields)} fields; field {index} is missing")
    return fields[index].strip(" ")
