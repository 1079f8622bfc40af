"""A run record at a glance: its first lines and its tail, without checking its chain or folding it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.records.events import FORMAT
from bench_core.records.exclusive import is_held
from bench_gui.words import marked
from bench_gui.workplace.workplace import UNTITLED, FoundRecord, RecordStatus, Uut

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_HEAD = 1 << 17
_IDENTITIES = 1 << 15
_TAIL = 1 << 14
_LARGEST_FIRST_LINE = 1 << 24
_DECODER = json.JSONDecoder()
_START = b'{"body":{'
_INSIDE = rb'((?:[^"\\]|\\.)*)'
_STRING = re.compile(rb'"' + _INSIDE + rb'"')
_FORMAT = re.compile(rb'"format":"' + _INSIDE + rb'"')
_OPERATOR = re.compile(rb'"operator":"' + _INSIDE + rb'"')
_TEXT = re.compile(rb'"path":"' + _INSIDE + rb'","role":"(bench|order|procedure)","text":')
_NUMBER = re.compile(r"^number:[ \t]*(?:\"([^\"\r\n]*)\"|'([^'\r\n]*)'|(.*?))[ \t]*(?:[ \t]#.*)?\r?$", re.MULTILINE)
"""The number of an order's file: quoted or bare, with or without a remark behind it, whatever ends its line."""
_UTC = re.compile(rb'"utc":"([^"]{10,40})"\}$')
_PLACE = re.compile(rb'"item":"' + _INSIDE + rb'","point":"' + _INSIDE + rb'"')
_TITLE = re.compile(rb'"title":\{"en":"' + _INSIDE + rb'","zh":"' + _INSIDE + rb'"\},"verified":')
"""The title of a plan's item, behind all else of the item but this key."""
_ENDED = re.compile(rb'^\{"body":(\{.*\}),"digest":"[0-9a-f]{64}","event":"RunEnded"')
_IDENTIFIED = b'"event":"InstrumentIdentified"'
_READ_BLIND = (b'"by_person":true', b'"step":"ask"')
"""What a plan has where a person reads blind, as `bench_core.records.blind` has it: a point tells what to expect."""
_AFTER_PLAN = ("procedure", "reporting", "roles", "stage", "title")
_BEHIND_PLAN = ("program", "run", "seed", "simulated")


def record_head(path: Path) -> FoundRecord:
    """Return what the first lines and the tail of a record say; never an exception for a broken one.

    Args:
        path: the `*.calrun` file.
    """
    try:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            found = replace(_read(path, file, stat.st_size), size=stat.st_size, modified_ns=stat.st_mtime_ns)
    except OSError:
        return _broken(path, marked("The record cannot be read; check its permissions."))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _broken(path, marked("Its first line is not that of a run record; verify it."))
    if found.ended or found.status is RecordStatus.BROKEN:
        return found
    return replace(found, status=RecordStatus.UNDER_WAY if is_held(path) else RecordStatus.INTERRUPTED)


def _broken(path: Path, problem: str) -> FoundRecord:
    return FoundRecord(path, RecordStatus.BROKEN, problem=problem)


def _read(path: Path, file: BinaryIO, size: int) -> FoundRecord:
    first, after = _first_line(file)
    if not first:
        return _broken(path, marked("It has no whole line; the run never began."))
    if not first.startswith(_START):
        return _broken(path, marked("It is not a run record."))
    found = _begun(path, first)
    if found.status is RecordStatus.BROKEN:
        return found
    file.seek(after)
    early = file.read(_IDENTITIES)
    found = replace(found, started=_utc_of(first), uut=_identified(early, found.uut.serial))
    file.seek(max(after, size - _TAIL))
    found = _with_tail(found, file.read())
    if any(sign in first for sign in _READ_BLIND):
        return replace(found, last_point=None)
    return found if found.ended else replace(found, last_item=_item_title(first, found.last_point))


def _first_line(file: BinaryIO) -> tuple[bytes, int]:
    """Return the first line, and where the next begins."""
    content = file.read(_HEAD)
    while b"\n" not in content and content.startswith(_START) and len(content) < _LARGEST_FIRST_LINE:
        more = file.read(_HEAD)
        if not more:
            return b"", 0
        content += more
    end = content.find(b"\n")
    return content[: max(end, 0)], end + 1


def _begun(path: Path, line: bytes) -> FoundRecord:
    """Read the keys that stand in a fixed order around the plan, and the paths; a plan itself is long.

    In JSON text a quote inside a value is always escaped, so that `,"procedure":"` is a key wherever it stands.
    """
    if _found(_FORMAT, line) != FORMAT:
        return _broken(path, marked("It has another format; use the version that wrote it."))
    begin = line.index(b',"procedure":"') + 1
    end = line.index(b',"texts":[', begin)
    text = line[begin:end].decode()
    plan, at = _entries(text, 0, len(_AFTER_PLAN))
    rest, _ = _entries(text, at + 2, len(_BEHIND_PLAN))  # behind the plan's `}` and a comma
    texts = {found[2].decode(): (_text(found[1]), found.end()) for found in _TEXT.finditer(line, end)}
    return FoundRecord(
        path,
        RecordStatus.INTERRUPTED,
        run=rest["run"],
        # its name on the bench, until its identity is read
        uut=Uut("", "", next((role["instrument"] for role in plan["roles"].values() if role["is_uut"]), "")),
        procedure=plan["procedure"],
        title=Bilingual(str(plan["title"]["zh"]), str(plan["title"]["en"])),
        stage=plan["stage"],
        operator=_found(_OPERATOR, line),
        simulated=rest["simulated"],
        order=_order_number(line, texts["order"][1]) if "order" in texts else "",
        bench_path=texts.get("bench", ("", 0))[0],
        procedure_path=texts.get("procedure", ("", 0))[0],
        order_path=texts.get("order", ("", 0))[0],
    )


def _found(pattern: re.Pattern[bytes], line: bytes) -> str:
    found = pattern.search(line)
    if found is None:
        raise ValueError
    return _text(found[1])


def _entries(text: str, at: int, count: int) -> tuple[dict[str, Any], int]:
    """Return so many keys with their values from a character on, and where the last value ends."""
    found: dict[str, Any] = {}
    for number in range(count):
        at += number > 0
        key, colon = _DECODER.raw_decode(text, at)
        found[key], at = _DECODER.raw_decode(text, colon + 1)
    return found, at


def _order_number(line: bytes, at: int) -> str:
    value = _STRING.match(line, at)
    found = None if value is None else _NUMBER.search(_text(value[1]))
    return next((one for one in found.groups() if one), "") if found is not None else ""


def _identified(early: bytes, instrument: str) -> Uut:
    """Return who the unit under test said that it is, in the lines after the first."""
    end = early.find(_IDENTIFIED)
    while end >= 0:
        begin = early.rfind(b"\n", 0, end) + 1
        stop = early.find(b"\n", end)
        if stop < 0:
            break
        body = json.loads(early[begin:stop])["body"]
        if body["instrument"] == instrument:
            return Uut(body["maker"], body["model"], body["serial"])
        end = early.find(_IDENTIFIED, stop)
    return Uut("", "", "")


def _with_tail(found: FoundRecord, tail: bytes) -> FoundRecord:
    """Return what the last whole lines say: when, how it ended, and where it was."""
    lines = tail.split(b"\n")[:-1]
    if not lines:
        return replace(found, last_utc=found.started)
    place = next((match for line in reversed(lines) if (match := _PLACE.search(line))), None)
    last = None if place is None else (_text(place[1]), _text(place[2]))
    found = replace(found, last_point=last, last_utc=_utc_of(lines[-1]))
    for line in reversed(lines[-3:]):
        ended = _ENDED.match(line)
        if ended is not None:
            body = json.loads(ended[1])
            return replace(found, status=RecordStatus(body["state"]), safe=body["safe"])
    return found


def _item_title(first: bytes, place: tuple[str, str] | None) -> Bilingual:
    """Return the title that the plan gives the item of a place; none where it is not there."""
    at = (
        -1 if place is None else first.find(b'"id":%s,"larger_of":' % json.dumps(place[0], ensure_ascii=False).encode())
    )
    title = None if at < 0 else _TITLE.search(first, at)
    return UNTITLED if title is None else Bilingual(_text(title[2]), _text(title[1]))


def _text(escaped: bytes) -> str:
    return str(json.loads(b'"' + escaped + b'"'))


def _utc_of(line: bytes) -> datetime | None:
    found = _UTC.search(line)
    return None if found is None else datetime.fromisoformat(found[1].decode())
