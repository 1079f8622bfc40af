"""Notices that the program's own files change on disc while a run goes on, and has that on record."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_core.records.events import ProgramChanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.clock import Clock
    from bench_core.records.journal import Journal

PROGRAM_ROOT = Path(__file__).resolve().parent.parent
_EVERY_S = 5.0
_GONE = ""
_Stamp = tuple[int, int, int, int]


class ProgramWatch:
    """Looks at the files that a run was begun with: their stamps every few seconds, their content where one differs.

    Args:
        modules: SHA-256 of each file in hex, by path inside the project, as `RunStarted` has them.
        journal: where a change is recorded, each once.
        root: folder that the paths start from.
        wall: clock of the wall.
    """

    def __init__(
        self, modules: Mapping[str, str], journal: Journal, root: Path = PROGRAM_ROOT, wall: Clock | None = None
    ) -> None:
        self._digests, self._journal, self._root = dict(modules), journal, root
        self._wall = wall or system_clock()
        self._stamps: dict[str, _Stamp | None] = {name: _stamp(root / name) for name in modules}
        self._next = self._wall.now() + _EVERY_S

    def look(self) -> None:
        """Record what has changed, when the last look was some seconds ago; cheap, so that every point may ask."""
        if self._wall.now() >= self._next:
            self.look_now()

    def look_now(self) -> None:
        """Record what has changed, however short ago the last look was; at the end of a run."""
        self._next = self._wall.now() + _EVERY_S
        self._record([name for name, before in self._stamps.items() if _stamp(self._root / name) != before])

    def _record(self, names: list[str]) -> None:
        self._stamps |= {name: _stamp(self._root / name) for name in names}  # first, so that a later change shows
        now = {name: _digest(self._root / name) for name in names}
        changed = {name: digest for name, digest in now.items() if digest != self._digests[name]}
        if changed:
            self._digests |= changed
            self._journal.append(ProgramChanged(changed))


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return _GONE
