"""Finds runs that are under way in a workplace, at a glance."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.records.exclusive import is_held

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 3
_RECORD = ".calrun"
_ADDRESS = f"{_RECORD}.control"
_LATEST = 20
"""A run writes all the time: its record is among so many that were changed last."""


def runs_under_way(workplace: Path) -> tuple[Path, ...]:
    """Return the records that living runs write in a folder and those below it, the latest begun first.

    A run that has just begun, or is resumed, writes its record before it takes commands at an address of its own.

    Args:
        workplace: the folder; one that is not there has none.
    """
    records: dict[Path, float] = {}
    addressed: set[Path] = set()
    for entry in _entries(workplace, 0):
        if entry.name.endswith(_ADDRESS):
            addressed.add(Path(entry.path).with_suffix(""))
        elif entry.name.endswith(_RECORD):
            with suppress(OSError):  # it has just gone
                records[Path(entry.path)] = entry.stat().st_mtime
    latest = sorted(records, key=lambda path: records[path], reverse=True)[:_LATEST]
    found = [path for path in addressed.union(latest) if is_held(path)]
    return tuple(sorted(found, key=lambda path: path.name, reverse=True))


def _entries(folder: Path | str, depth: int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:  # not there, or not ours to look into
        return
    for entry in found:
        if depth < _DEEPEST and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, depth + 1)
        else:
            yield entry
