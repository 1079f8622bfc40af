"""Knows what SCPI adds to IEEE 488.2, error queue and over-range numbers; refuses to know instruments and links."""

from __future__ import annotations

from decimal import Decimal

ERROR_QUERY = "SYST:ERR?"
QUERY_ERRORS = range(-499, -399)
"""Entries about a query that nobody read (SCPI-99, SYSTem:ERRor); they follow a time-out and refuse no setting."""

INFINITE = Decimal("9.9E37")
"""From this magnitude on a reply means infinity or not-a-number (9.91E37), which is never a value.

Source: SCPI-99, syntax and style, decimal numeric data.
"""
