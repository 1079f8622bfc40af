"""Files of a laboratory's public keys in the workplace, by which a record is shown to be of this laboratory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench_core.records.keys import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 1 << 20


def key_files(folder: Path) -> tuple[Path, ...]:
    """Return the files that `calbench keys export` made in a folder; whether their keys hold, verification finds out.

    Args:
        folder: the workplace; its subfolders are not searched.
    """
    try:
        found = sorted(path for path in folder.glob("*.json") if path.stat().st_size < _LARGEST)
    except OSError:
        return ()
    return tuple(path for path in found if _is_of_keys(path))


def _is_of_keys(path: Path) -> bool:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(read, dict) and read.get("format") == FORMAT
