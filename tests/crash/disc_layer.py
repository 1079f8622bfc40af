"""Stands between the journal and the operating system: each call that touches the record's file can be seen and failed.

The calls are those that `bench_core.records.journal` makes of `os`; the journal itself runs unchanged.
"""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from bench_core.records import journal as journal_module
from bench_core.records.journal import Journal

_KIND = re.compile(rb'"event":"([A-Za-z]+)"')


@dataclass(frozen=True)
class Call:
    """One call to the operating system.

    Args:
        what: `open`, `sync folder`, `write`, `sync`, `cut` or `close`.
        kind: of the event that a written line holds.
        arguments: of the call.
        do: makes the call.
        by_run: whether the run's own thread makes it, and not the one that syncs every 40 ms.
    """

    what: str
    kind: str
    arguments: tuple[Any, ...]
    do: Callable[[], Any]
    by_run: bool

    def partly(self, size: int) -> int:
        """Write the beginning of a line."""
        descriptor, content = self.arguments
        return os.write(descriptor, content[:size])

    @property
    def size(self) -> int:
        """Of what is to be written."""
        return len(self.arguments[1])


Act = Callable[[Call], Any]


def install(act: Act) -> None:
    """Have every call of the journals of this process go through `act`."""

    def layered(what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            found = _KIND.search(arguments[1]) if what == "write" else None
            kind = found[1].decode() if found else ""
            by_run = threading.current_thread() is threading.main_thread()
            return act(Call(what, kind, arguments, lambda: real(*arguments), by_run))

        return call

    names = {name: getattr(os, name) for name in dir(os)}
    write, sync = layered("write", os.write), layered("sync", journal_module._sync_data)
    calls = {
        "open": layered("open", os.open),
        "write": write,
        "fsync": layered("sync folder", os.fsync),
        "fdatasync": sync,
        "ftruncate": layered("cut", os.ftruncate),
        "close": layered("close", os.close),
    }
    journal_module.os = SimpleNamespace(**(names | calls))  # type: ignore[attr-defined]
    journal_module._sync_data = sync
    begin = Journal.__init__

    def begun(journal: Journal, *arguments: Any) -> None:
        path, descriptor, clock, before, *_ = (*arguments, None)
        begin(journal, path, descriptor, clock, before, write)

    Journal.__init__ = begun  # type: ignore[method-assign]
