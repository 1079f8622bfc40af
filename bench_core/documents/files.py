"""Reads the bytes of files that people name: regular files only, and never more than a document may have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from bench_core.documents.characters import LARGEST
from bench_core.errors import UsageError

Read = Callable[[str, Path], bytes]
"""Returns the bytes of the file that serves in a role such as `procedure` or `instrument:dmm`, and has this path."""


def from_disc(_role: str, path: Path) -> bytes:
    """Return a file's bytes from the disc, whatever it serves for; as `read_bytes`."""
    return read_bytes(path)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, at most one more than a document may have.

    Raises:
        UsageError: there is no such file, or it cannot be read.
    """
    try:
        special = _special(path.stat().st_mode)
        if special is None:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; check the name and the folder") from None
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UsageError(f"{path}: cannot be read, {words}; check the file and its permissions") from None
    raise UsageError(f"{path}: {special}")


def _special(mode: int) -> str | None:
    """Say what is no regular file: a pipe may never end, and a device may do something when it is opened."""
    if S_ISDIR(mode):
        return "is a folder; name a file in it"
    return None if S_ISREG(mode) else "is a pipe, a socket or a device; name a regular file"
