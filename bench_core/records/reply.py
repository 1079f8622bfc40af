"""The one reader of numbers in instruments' replies; it knows forms of text and no instrument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import decimal

if TYPE_CHECKING:
    from decimal import Decimal

_FORM = re.compile(r"nrf(?::(?P<field>[0-9]{1,2}))?")


def read_number(form: str, raw: str) -> Decimal:
    """Return the number of a reply with exactly the digits of the reply.

    Drivers read with it and verification reads again with it: a recorded value is proved from its reply.

    Args:
        form: `nrf`, the whole reply is one number; or `nrf:2`, that field of a reply with commas.
        raw: the reply without its terminator, one character per byte.

    Raises:
        NumberInvalid: the reply is not in this form, or the form is not known.

    Source: IEEE 488.2, numeric response data NR1, NR2 and NR3.
    """
    match = _FORM.fullmatch(form)
    if match is None:
        raise NumberInvalid(f"reply: form '{form}' is not known; write 'nrf', or 'nrf:' and a field")
    return decimal(raw if match["field"] is None else _field(raw, int(match["field"])))


def _field(raw: str, index: int) -> str:
    fields = raw.split(",")
    if index >= len(fields):
        raise NumberInvalid(f"reply: '{raw[:60]}' has {len(fields)} fields; field {index} is missing")
    return fields[index].strip(" ")
