"""An event's canonical text, written straight from its fields; equal to the general way, byte for byte, and faster.

A run writes one line for each reading, so this is the path that costs; the tests hold it against
`canonical(to_json(kind, event))` for every kind of event.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, get_type_hints

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
    plan = _plan(type(event))  # type: ignore[arg-type]  # every class is hashable
    parts = [prefix + write(getattr(event, name)) for name, prefix, write in plan]
    return "{" + "".join(parts) + "}"


@lru_cache(maxsize=64)
def _plan(kind: type[Any]) -> tuple[tuple[str, str, Callable[[Any], str]], ...]:
    """Return for each field, in the order of its name: name, what stands before its value, and its writer."""
    hints = get_type_hints(kind, include_extras=True)
    names = sorted(field.name for field in fields(kind))
    return tuple((name, f'{"," if name != names[0] else ""}"{name}":', _writer(hints[name])) for name in names)


def _writer(hint: Any) -> Callable[[Any], str]:  # noqa: ANN401  a type hint has no one type
    if hint in _WRITERS:
        return _WRITERS[hint]
    return lambda value: canonical(to_json(hint, value))


@lru_cache(maxsize=8)
def _key_text(key: MeasurementKey) -> str:
    return canonical(to_json(MeasurementKey, key))


_WRITERS: dict[Any, Callable[[Any], str]] = {
    str: encode_basestring,
    Count: lambda value: f'"{value}"',
    Float: lambda value: f'"{value!r}"',
    Number: lambda value: f'"{value}"',
    MeasurementKey: _key_text,
}
