"""An event's canonical text, written straight from its fields; equal to the general way, byte for byte, and faster.

A run writes one line for each reading, so this is the path that costs; the tests hold it against
`canonical(to_json(kind, event))` for every kind of event.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, get_origin, get_type_hints

from bench_core.metrology.quantity import Quantity
from bench_core.records.chain import canonical
from bench_core.records.codec import Count, Float, Number, to_json
from bench_core.records.events import MeasurementKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.records.events import Event

    _Writer = Callable[[Any], str]


def body_text(event: Event) -> str:
    """Return the canonical JSON of an event.

    Source: RFC 8785; numbers are texts.
    """
    values, writers, form = _plan(type(event))  # type: ignore[arg-type]  # every class is hashable
    texts = list(values(event))
    for place, write in writers:
        texts[place] = write(texts[place])
    return form % tuple(texts)


@lru_cache(maxsize=64)
def _plan(kind: type[Any]) -> tuple[Callable[[Event], tuple[Any, ...]], tuple[tuple[int, _Writer], ...], str]:
    """Return what reads all fields in the order of their names, the writers, and the form that the texts fill.

    A number whose text is only its digits has no writer: the form takes it as it is.
    """
    hints = get_type_hints(kind, include_extras=True)
    names = sorted(field.name for field in fields(kind))
    form = ",".join(f'"{name}":{_DIGITS.get(hints[name], "%s")}' for name in names)
    writers = [(place, _writer(hints[name])) for place, name in enumerate(names) if hints[name] not in _DIGITS]
    return _reader(names), tuple(writers), f"{{{form}}}"


def _reader(names: list[str]) -> Callable[[Event], tuple[Any, ...]]:
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda event: (read(event),)


def _writer(hint: Any) -> _Writer:  # noqa: ANN401  a type hint has no one type
    if hint in _WRITERS:
        return _WRITERS[hint]
    if get_origin(hint) is Literal:  # of texts, all of them
        return encode_basestring
    return lambda value: canonical(to_json(hint, value))


@lru_cache(maxsize=8)
def _key_text(key: MeasurementKey) -> str:
    return canonical(to_json(MeasurementKey, key))


_DIGITS: dict[Any, str] = {Count: '"%s"', Float: '"%r"', Number: '"%s"'}
"""Where a number's digits stand in the form."""
_WRITERS: dict[Any, _Writer] = {
    str: encode_basestring,
    bool: lambda value: "true" if value else "false",
    Quantity: lambda value: encode_basestring(str(value)),
    MeasurementKey: _key_text,
    MeasurementKey | None: lambda key: "null" if key is None else _key_text(key),
    dict[str, str]: canonical,
}
