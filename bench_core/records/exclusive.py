"""Holds a file for one process alone; it knows no content."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bench_core.clock import system_clock

if TYPE_CHECKING:
    from pathlib import Path

_LOOK_S = 0.02
"""`is_held` of another process has a file for less."""

if sys.platform == "win32":
    import msvcrt

    _LOOKING = os.O_RDWR
    _FAR = 1 << 62  # a byte far beyond the end, so that readers are never kept out

    def _taken(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _free = _taken  # taken for a moment only: Windows has no shared lock of this kind

else:
    import fcntl

    _LOOKING = os.O_RDONLY | os.O_NONBLOCK  # who may only read a record still sees that its run is under way

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(descriptor: int) -> bool:
        """Look without taking: a shared lock keeps no other look away."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def hold(descriptor: int) -> bool:
    """Take the file for this process until the descriptor is closed; return whether it was free.

    Where it was not, it is tried once more a moment later: somebody may only have looked whether it is held.
    """
    if _taken(descriptor):
        return True
    system_clock().sleep(_LOOK_S)
    return _taken(descriptor)


def is_held(path: Path) -> bool:
    """Return whether a living process holds the file; a file that cannot be opened is held by nobody."""
    try:
        descriptor = os.open(path, _LOOKING)
    except OSError:
        return False
    try:
        return not _free(descriptor)
    finally:
        os.close(descriptor)
