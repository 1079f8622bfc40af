"""The conditions that an instrument can measure during a run, and as which capability; a person knows all others."""

from __future__ import annotations

from typing import Final

MEASURED: Final = {
    "ambient.temperature": "temperature",
    "ambient.relative_humidity": "relative_humidity",
    "ambient.pressure": "pressure",
    "supply.voltage": "ac_voltage",
    "supply.frequency": "frequency",
}
"""By name of a condition, what an instrument indicates to measure it."""
AIR: Final = frozenset({"temperature", "relative_humidity", "pressure"})
"""Capabilities of instruments that have one range of each, which nobody selects."""
