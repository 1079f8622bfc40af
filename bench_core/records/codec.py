"""Dataclasses to JSON and back, with every number as text, so that no digit depends on a reader's floats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from bench_core.metrology.quantity import decimal

T = TypeVar("T")


Count = Annotated[int, PlainSerializer(str)]
"""A whole number in a record."""
Float = Annotated[float, PlainSerializer(repr)]
"""A standard uncertainty, sensitivity or time in a record, with all its digits."""
Number = Annotated[Decimal, BeforeValidator(lambda v: decimal(v) if isinstance(v, str) else v), PlainSerializer(str)]
"""The digits of an instrument in a record."""
Date = Annotated[date, PlainSerializer(date.isoformat)]
"""A calendar date in a record."""


@lru_cache(maxsize=256)
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(kind: type[T], value: T) -> Any:  # noqa: ANN401  JSON has no one type
    """Return plain JSON values for a dataclass of the record's types."""
    serializer = _adapter(kind).serializer  # type: ignore[arg-type]  # every class is hashable
    return serializer.to_python(value, mode="json")


def from_json(kind: type[T], value: object) -> T:
    """Return the dataclass for plain JSON values.

    Raises:
        pydantic.ValidationError: the values do not fit.
    """
    read: T = _adapter(kind).validate_python(value)  # type: ignore[arg-type]  # every class is hashable
    return read


def from_text(kind: type[T], text: str) -> T:
    """Return the dataclass for a JSON text.

    Raises:
        pydantic.ValidationError: it is no JSON, or its values do not fit.
    """
    read: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]  # every class is hashable
    return read
