"""Knows how the 3458A writes numbers and readings; it knows no setting.

Engineering notation and the blank in the place of a plus sign follow public records of the replies of one instrument
(REV? 9,1); the manual shows `SD.DDDDDDDDESDD`. Binary formats: Agilent 3458A User's Guide, entry OFORMAT (page not
checked); the scale of the integer formats is not from the manual.
"""

from __future__ import annotations

import struct
from decimal import Decimal
from math import copysign, isinf

OVERLOAD = 1e38
FORMATS = {"ASCII": 1, "SINT": 2, "DINT": 3, "SREAL": 4, "DREAL": 5}
"""Each output and memory format with its code."""

BYTES_PER_READING = {"ASCII": 16, "SINT": 2, "DINT": 4, "SREAL": 4, "DREAL": 8}

_REALS = {"SREAL": ">f", "DREAL": ">d"}
_INTEGERS = {"SINT": (">h", 2**15 - 1), "DINT": (">i", 2**31 - 1)}
_HEADROOM = Decimal("1.2")
_SIGNIFICANT = 9


def engineering(value: Decimal | float) -> str:
    """Write a number with nine digits and an exponent that is a multiple of 3; zero has eight."""
    if value == 0:
        return " 0.0000000E+00"
    mantissa, _, exponent = f"{abs(value):.{_SIGNIFICANT - 1}E}".partition("E")
    before = int(exponent) % 3 + 1
    digits = mantissa.replace(".", "")
    sign = "-" if value < 0 else " "
    return f"{sign}{digits[:before]}.{digits[before:]}E{int(exponent) - before + 1:+03d}"


def short(value: Decimal) -> str:
    """Write a range as `RANGE?` answers it, without a zero before the point."""
    text = f"{value.normalize():f}"
    return text.removeprefix("0") if text.startswith("0.") else text


def scale(output: str, full_scale: Decimal) -> float:
    """Return what `ISCALE?` answers: the value of one step of the integer formats, 1 for the others."""
    if output not in _INTEGERS:
        return 1.0
    return float(full_scale * _HEADROOM) / _INTEGERS[output][1]


def readings(values: list[float], output: str, full_scale: Decimal) -> str:
    """Write readings as the output format says; in a binary format each character is one byte.

    Args:
        values: readings, infinite where overloaded.
        output: one of `FORMATS`.
        full_scale: of the range in use, for the integer formats.
    """
    if output == "ASCII":
        return ",".join(map(_text, values))
    if output in _REALS:
        packed = (struct.pack(_REALS[output], _finite(value)) for value in values)
    else:
        code, most = _INTEGERS[output]
        step = scale(output, full_scale)
        packed = (struct.pack(code, _whole(value, step, most)) for value in values)
    return b"".join(packed).decode("latin-1")


def _text(value: float) -> str:
    if isinf(value):
        return "+1.0E+38" if value > 0 else "-1.0E+38"
    return f"{value + 0.0: .9E}"


def _finite(value: float) -> float:
    return copysign(OVERLOAD, value) if isinf(value) else value


def _whole(value: float, step: float, most: int) -> int:
    return int(max(-most, min(most, _finite(value) / step)))
