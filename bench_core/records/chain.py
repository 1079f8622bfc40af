"""The form of a record's lines: canonical JSON and a chain of digests; it knows no file and no event."""

from __future__ import annotations

from hashlib import sha256
from json import JSONEncoder
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

_parts = attrgetter("year", "month", "day", "hour", "minute", "second", "microsecond")
FIRST_DIGEST = "0" * 64
"""Stands before the first line."""

_encode = JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(body: object) -> str:
    """Return the one JSON text of a value whose numbers are texts.

    Source: RFC 8785, clauses 3.2.2 (strings) and 3.2.3 (order of keys by UTF-16 code units).
    """
    text = _encode(body)
    if not text.isascii() and _beyond_16_bits(text):  # code points and UTF-16 units sort differently
        return JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(_ordered(body))
    return text


def _beyond_16_bits(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _ordered(value: Any) -> Any:  # noqa: ANN401  JSON has no one type
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [_ordered(entry) for entry in value] if isinstance(value, list | tuple) else value


def utc_text(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 with microseconds and `Z`."""
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ" % _parts(moment)  # noqa: UP031  faster than isoformat


def stamp(event: str, mono: str, seq: str, utc: str) -> str:
    """Return the part of a line that follows body and digest.

    Args:
        event: kind of the event.
        mono: time of the run's clock [s], six decimals.
        seq: number of the line, from 1.
        utc: wall time in UTC.
    """
    return f',"event":"{event}","mono":"{mono}","seq":"{seq}","utc":"{utc}"}}'


def line_digest(previous: str, body: str, stamped: str) -> str:
    """Return the SHA-256 of a line, in hex: over the previous line's digest and the line without its own.

    Args:
        previous: digest of the line before, or `FIRST_DIGEST`.
        body: canonical JSON of the event.
        stamped: as `stamp` gives it.
    """
    return sha256(f'{previous}{{"body":{body}{stamped}'.encode()).hexdigest()


def line_text(body: str, digest: str, stamped: str) -> str:
    """Return a whole line without its line feed."""
    return f'{{"body":{body},"digest":"{digest}"{stamped}'
