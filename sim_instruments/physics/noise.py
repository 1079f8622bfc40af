"""Knows how to draw a normal number from a key; it keeps no state, knows no time and no instrument."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from statistics import NormalDist

_STANDARD_NORMAL = NormalDist()
_BITS = 52
_ZERO = Decimal(0)
_SEPARATOR = "\x1f"


def key_of(*parts: str | int) -> str:
    """Return the key that tells a draw from every other.

    Args:
        parts: such as seed, instrument, range and number of the reading; keys are parts of longer keys.
    """
    return _SEPARATOR.join(map(str, parts))


def standard_normal(key: str) -> float:
    """Return the number of the standard normal distribution that belongs to a key.

    The same key gives the same number in every process, however many others were drawn before it.

    Args:
        key: what tells this draw from every other, from `key_of`.

    Returns:
        A number with mean 0 and standard deviation 1.
    """
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    cell = int.from_bytes(digest, "big") >> (64 - _BITS)
    return _STANDARD_NORMAL.inv_cdf((cell + 0.5) / 2**_BITS)


def plain(value: Decimal) -> str:
    """Return the one text of a number for keys: `10`, `1E+1` and `10.0` are the same, and so are `0` and `-0`."""
    return str(value.normalize() + _ZERO)
