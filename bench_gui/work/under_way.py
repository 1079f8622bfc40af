"""Finds runs that are under way in a workplace, at a glance: by the addresses at which they take commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.records.exclusive import is_held

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 3
_RECORD = ".calrun"
_ADDRESS = f"{_RECORD}.control"


def runs_under_way(workplace: Path) -> tuple[Path, ...]:
    """Return the records that living runs write in a folder and those below it, the latest begun first.

    Args:
        workplace: the folder; one that is not there has none.
    """
    found = [path for path in _addressed(workplace, 0) if is_held(path)]
    return tuple(sorted(found, key=lambda path: path.name, reverse=True))


def _addressed(folder: Path | str, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:  # not there, or not ours to look into
        return
    for entry in found:
        if entry.name.endswith(_ADDRESS):
            yield Path(entry.path).with_suffix("")
        elif depth < _DEEPEST and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            yield from _addressed(entry.path, depth + 1)
