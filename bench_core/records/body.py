"""An event's canonical text, written straight from its fields; equal to the general way, byte for byte, and faster.

A run writes one line for each reading, so this is the path that costs; the tests hold it against
`canonical(to_json(kind, event))` for every kind of event.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Literal, get_origin, get_type_hints

from bench_core.metrology.quantity import Quantity
from bench_core.records.chain import canonical
from bench_core.records.codec import Count, Float, Number, to_json
from bench_core.records.events import MeasurementKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.records.events import Event


def body_text(event: Event) -> str:
    """Return the canonical JSON of an event.

    Source: RFC 8785; numbers are texts.
    """
    writers, form = _plan(type(event))  # type: ignore[arg-type]  # every class is hashable
    return form % tuple([write(getattr(event, name)) for name, write in writers])


@lru_cache(maxsize=64)
def _plan(kind: type[Any]) -> tuple[tuple[tuple[str, Callable[[Any], str]], ...], str]:
    """Return the name and writer of each field, in the order of the names, and the form that their texts fill."""
    hints = get_type_hints(kind, include_extras=True)
    names = sorted(field.name for field in fields(kind))
    form = ",".join(f'"{name}":%s' for name in names)
    return tuple((name, _writer(hints[name])) for name in names), f"{{{form}}}"


def _writer(hint: Any) -> Callable[[Any], str]:  # noqa: ANN401  a type hint has no one type
    if hint in _WRITERS:
        return _WRITERS[hint]
    if get_origin(hint) is Literal:  # of texts, all of them
        return encode_basestring
    return lambda value: canonical(to_json(hint, value))


@lru_cache(maxsize=8)
def _key_text(key: MeasurementKey) -> str:
    return canonical(to_json(MeasurementKey, key))


_WRITERS: dict[Any, Callable[[Any], str]] = {
    str: encode_basestring,
    bool: lambda value: "true" if value else "false",
    Count: lambda value: f'"{value}"',
    Float: lambda value: f'"{value!r}"',
    Number: lambda value: f'"{value}"',
    Quantity: lambda value: encode_basestring(str(value)),
    MeasurementKey: _key_text,
    MeasurementKey | None: lambda key: "null" if key is None else _key_text(key),
    dict[str, str]: canonical,
}
