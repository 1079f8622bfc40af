"""Knows the forms of replies that several models share: numbers, blocks, binary readings; it knows no command.

Source: IEEE 488.2-1992, 8.7.9 (definite length arbitrary block response data).
"""

from __future__ import annotations

import struct
from decimal import Decimal
from math import floor, isinf, log10
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_meter.meter import OVERLOAD

if TYPE_CHECKING:
    from collections.abc import Iterable


def scientific(value: Decimal | float) -> str:
    """Write a number as `SD.DDDDDDDDESDD`: `+1.00000000E+01`."""
    return f"{float(value) + 0.0:+.8E}"


def general(value: Decimal | float) -> str:
    """Write a number with as few characters as it takes: `10`, `0.01`, `1E+07`."""
    return f"{float(value):G}"


def scientific_reading(value: float) -> str:
    """Write a reading as `SD.DDDDDDDDESDD`, where infinity is an overload."""
    return f"{finite(value) + 0.0:+.8E}"


def finite(value: float) -> float:
    """Return a reading with ±9.9E37 for an overload."""
    if isinf(value):
        return OVERLOAD if value > 0 else -OVERLOAD
    return value


def block(content: str) -> str:
    """Return a definite length block, each character of which is one byte."""
    length = str(len(content))
    return f"#{len(length)}{length}{content}"


def binary(values: Iterable[float], *, double: bool, swapped: bool) -> str:
    """Return readings as a definite length block of IEEE 754 numbers.

    Args:
        values: readings.
        double: 64 bits each, else 32.
        swapped: least significant byte first.
    """
    numbers = [finite(value) for value in values]
    form = f"{'<' if swapped else '>'}{len(numbers)}{'d' if double else 'f'}"
    return block(struct.pack(form, *numbers).decode("latin-1"))


def decade(value: float) -> Decimal:
    """Return the power of ten in which the first digit of a number stands; 1 for 0."""
    return Decimal(1).scaleb(floor(log10(abs(value)))) if value else Decimal(1)
