"""A forger: changes what a good record or certificate says, and makes a record's chain and signature fit again."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lxml import etree

from bench_core.records.chain import FIRST_DIGEST, canonical, line_digest, line_text, stamp
from bench_core.records.codec import to_json
from bench_core.records.events import Checkpoint
from bench_core.records.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), 1, datetime(2026, 1, 1, tzinfo=UTC))
HOSTILE: tuple[object, ...] = (
    *("", " ", "0", "-1", "1e60", "1e-60", "1/3", "nan", "inf", "-0.0", "9.9E37", "0 V", "1 °C", "-273.15 °C", "x"),
    *("uut", "uut.mpe", "source.output", "mean(e)", "e - e", "1 V / 0", "s(e)", "[", "finished", "aborted", "failed"),
    *("make_safe", "operate", "point", "person", "2027-03-01", "9999-12-31", "1" * 60, "1e60 V", "1e-60 V", "-1 V"),
    *("0 ppm", "1e308", "5e-324", "1 s", "0 s", "0.1", "V", "K", "°C", "%", "1/s", "\x1b[31m", "\u202e", "<b>", "../x"),
    *("=cmd|", "zh", "NaN", "1 2 3", "\\volt", "\\one", "a b  c", None, True, False, [], {}, [[]], {"": ""}, "0" * 64),
)


def lines(content: bytes) -> list[dict[str, Any]]:
    """Return the lines of a record as JSON."""
    return [json.loads(line) for line in content.splitlines()]


def sealed(entries: Iterable[dict[str, Any]]) -> bytes:
    """Return lines as a record whose chain and signature hold, whatever they say; numbers of lines are set anew."""
    digest, written = FIRST_DIGEST, []
    for number, entry in enumerate(entries, start=1):
        kind, mono, utc = entry["event"], entry["mono"], entry["utc"]
        stamped = stamp(kind, mono, str(number), utc)
        ends = kind == "Checkpoint"
        body = canonical(to_json(Checkpoint, KEY.checkpoint(digest, stamped)) if ends else entry["body"])
        digest = line_digest(digest, body, stamped)
        written.append(line_text(body, digest, stamped))
    return "".join(f"{line}\n" for line in written).encode("utf-8", "surrogatepass")


def forged(content: bytes, choices: bytes) -> bytes:
    """Return a record changed by choices, three bytes for each change, at most eight changes.

    Args:
        content: a finished record.
        choices: what is done, where.
    """
    entries = lines(content)
    for start in range(0, min(len(choices), 8 * 6), 6):
        _change(entries, choices[start : start + 6].ljust(6, b"\0"))
    return sealed(entries)


def _change(entries: list[dict[str, Any]], choice: bytes) -> None:
    at, other = int.from_bytes(choice[1:3]) % len(entries), choice[5] % len(entries)
    match choice[0] % 8:
        case 0 if len(entries) > 2:
            del entries[at]
        case 1:
            entries.insert(at, entries[other])
        case 2:
            entries[at], entries[other] = entries[other], entries[at]
        case 3 | 4:  # the plan, which everything else is checked against
            entries[0] = _with_another_value(entries[0], choice[3:])
        case _:
            entries[at] = _with_another_value(entries[at], choice[3:])


def _with_another_value(entry: dict[str, Any], choice: bytes) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(entry))
    places = list(_places(changed["body"]))
    if not places:
        return changed
    holder, key = places[int.from_bytes(choice[:2]) % len(places)]
    value = choice[2]
    if value < 16 and isinstance(holder, dict):
        del holder[key]
    elif value < 48:
        source, of = places[value % len(places)]
        holder[key] = json.loads(json.dumps(source[of]))
    else:
        holder[key] = HOSTILE[value % len(HOSTILE)]
    return changed


def _places(value: Any) -> Iterable[tuple[Any, Any]]:  # noqa: ANN401  JSON has no one type
    """Give every key of every mapping and every place of every list, outer ones first."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])


def forged_xml(content: bytes, choices: bytes) -> bytes:
    """Return well-formed XML changed by choices, five bytes for each change, at most eight changes.

    Args:
        content: a good certificate.
        choices: what is done, where.
    """
    root = etree.fromstring(content)
    for start in range(0, min(len(choices), 8 * 5), 5):
        _change_xml(root, choices[start : start + 5].ljust(5, b"\0"))
    return etree.tostring(root)


def _change_xml(root: etree._Element, choice: bytes) -> None:
    elements = list(root.iter("*"))
    one = elements[int.from_bytes(choice[1:3]) % len(elements)]
    other = elements[choice[3] % len(elements)]
    parent, value = one.getparent(), str(HOSTILE[choice[4] % len(HOSTILE)]).replace("\x1b", "")
    match choice[0] % 7:
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            parent.append(deepcopy(one))
        case 2:
            one.append(deepcopy(other))
        case 3:
            one.tag = other.tag
        case 4 if one.attrib:
            one.set(sorted(one.attrib)[choice[3] % len(one.attrib)], value)
        case 5:
            one.insert(0, etree.Comment("x") if choice[3] % 2 else etree.ProcessingInstruction("x", "y"))
        case _:
            one.text = value
