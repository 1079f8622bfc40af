"""Searches a workplace folder; it reads names and heads, and judges no file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.documents.files import read_bytes
from bench_core.documents.model import HEAD
from bench_core.errors import BenchError
from bench_gui.workplace.benches import found_bench
from bench_gui.workplace.orders import found_order
from bench_gui.workplace.procedures import found_procedure
from bench_gui.workplace.record_heads import record_head
from bench_gui.workplace.workplace import FoundBench, FoundOrder, FoundRecord, Workplace
from procedures.library import library_names, library_path

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 3
"""How many folders below the workplace are searched."""
_RECORD, _YAML = ".calrun", (".yaml", ".yml")
_HIDDEN = "."


def find(folder: Path, before: Workplace | None = None) -> Workplace:
    """Return everything of use in a folder and its subfolders, and the procedures of the library.

    Args:
        folder: the workplace; one that is not there is empty.
        before: what was found last time; a record that has ended and whose file did not change is not read again.
    """
    known = {one.path: one for one in (before.records if before is not None else ()) if one.ended}
    orders: list[FoundOrder] = []
    benches: list[FoundBench] = []
    procedures = [found_procedure(path, _content(path), shipped=True) for path in map(library_path, library_names())]
    records: list[FoundRecord] = []
    for entry in _files(folder, 0):
        path = Path(entry.path)
        if path.suffix == _RECORD:
            records.append(_record(entry, path, known))
            continue
        content = _content(path)
        match _kind(content):
            case "order":
                orders.append(found_order(path, content))
            case "bench":
                benches.append(found_bench(path, content))
            case "procedure":
                procedures.append(found_procedure(path, content, shipped=False))
            case _:
                pass  # certificates, type records, worlds: what benches refer to
    records.sort(key=lambda one: (one.started is None, one.started and -one.started.timestamp(), one.path.name))
    return Workplace(folder, tuple(orders), tuple(benches), tuple(procedures), tuple(records))


def _record(entry: os.DirEntry[str], path: Path, known: dict[Path, FoundRecord]) -> FoundRecord:
    found = known.get(path)
    with suppress(OSError):  # it has just been removed
        if found is not None and (entry.stat().st_size, entry.stat().st_mtime_ns) == (found.size, found.modified_ns):
            return found
    return record_head(path)


def _files(folder: Path | str, depth: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:  # not there, or not ours to look into
        return
    for entry in found:
        if entry.name.startswith(_HIDDEN):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, depth + 1) if depth < DEEPEST else ()
        elif entry.name.endswith((_RECORD, *_YAML)) and entry.is_file():  # a pipe would never end
            yield entry


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except BenchError:
        return b""


def _kind(content: bytes) -> str:
    """Return the first word of the kind that a file names; empty where it names none."""
    for line in content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition(":")
        if line.strip() and not line.lstrip().startswith("#"):
            return value.strip().strip("\"'").partition("/")[0] if colon and key.strip() == HEAD else ""
    return ""
