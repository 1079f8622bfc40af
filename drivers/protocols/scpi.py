"""Knows what SCPI adds to IEEE 488.2, error queue and over-range numbers; refuses to know instruments and links."""

from __future__ import annotations

from decimal import Decimal

ERROR_QUERY = "SYST:ERR?"
QUERY_ERRORS = range(-499, -399)
"""Entries about a query that nobody read (SCPI-99, SYSTem:ERRor); they follow a time-out and refuse no setting."""

_INFINITE = Decimal("9.9E37")


def over_range(value: Decimal) -> bool:
    """Tell whether a reply means infinity or not-a-number, which is never a value.

    Args:
        value: as replied.

    Source: SCPI-99, syntax and style, decimal numeric data (9.9E37 is infinity, 9.91E37 is not a number).
    """
    return abs(value) >= _INFINITE
