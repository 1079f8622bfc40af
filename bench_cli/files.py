"""Writes files for people, and says in words why one could not be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file, its folder too.

    Raises:
        UsageError: the disc refuses it.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, its folder too.

    Raises:
        UsageError: the disc refuses it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as failure:
        raise UsageError(f"{path}: cannot be written: {failure.strerror}; choose another folder") from failure
