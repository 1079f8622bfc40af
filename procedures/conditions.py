"""The conditions that a procedure may set, each with a unit of its kind; it refuses to know whether one holds."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import WithJsonSchema

from bench_core.documents.fields import Limits, TextField
from bench_core.documents.shapes import LIMITS, Shape
from bench_core.records.condition_titles import condition_title

CONDITIONS: Final = {
    "ambient.temperature": "°C",
    "ambient.relative_humidity": "%",
    "ambient.pressure": "Pa",
    "supply.voltage": "V",
    "supply.frequency": "Hz",
    "uut.warm_up": "s",
    "uut.soak": "s",
}
"""Conditions that a procedure may set, each with a unit of its kind; and for each role, see `ZEROED`."""
ZEROED: Final = "zeroed"
"""`<role>.zeroed`: time since a person last let an instrument find its zero."""


def _described(name: str) -> Shape:
    title = condition_title(name)
    return {**LIMITS, "description": f"{title.zh}\n{title.en}"}


_SHAPE: Final[Shape] = {
    "type": "object",
    "properties": {name: _described(name) for name in (*CONDITIONS, f"uut.{ZEROED}")},
    "patternProperties": {rf"^[A-Za-z][A-Za-z0-9_]*\.{ZEROED}$": LIMITS},
    "additionalProperties": False,
}
ConditionsField = Annotated[dict[TextField, Limits], WithJsonSchema(_SHAPE)]
"""Limits by the name of a condition."""
