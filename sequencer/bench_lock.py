"""One bench, one run: a lock for each resource name, which frees itself when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchInUse, BindingRefused
from bench_core.records.exclusive import hold
from drivers.registry import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drivers.bench import Bench


@contextmanager
def bench_held(bench: Bench, record: Path) -> Iterator[tuple[int, ...]]:
    """Hold every resource of a bench while the block runs, and give the descriptors that hold them.

    Args:
        bench: its simulated instruments in process belong to this run anyway, and one that a person reads has no link.
        record: of the run, which another run is told.

    Raises:
        BenchInUse: another run holds one of them.
        BindingRefused: a lock cannot be opened.
    """
    with ExitStack() as stack:
        held = []
        for name, entry in bench.instruments.items():
            if entry.link and not entry.in_process:
                held.append(_held(name, entry.link, record))
                stack.callback(os.close, held[-1])
        yield tuple(held)


def _held(name: str, resource: str, record: Path) -> int:
    path = _lock_path(canonical(resource))
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as failure:
        raise BindingRefused(f"{name}: its lock {path} cannot be opened: {failure.strerror}; remove it") from failure
    if not hold(descriptor):
        holder = os.read(descriptor, 4096).decode("utf-8", "replace").strip()
        os.close(descriptor)
        zh = f"{name}（{resource}）：正被另一运行使用（{holder}）；请待其结束，或查看该运行"
        en = f"{name} ({resource}): another run has it, {holder}; wait for its end or attach to it"
        raise BenchInUse(Bilingual(zh, en))
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"process {os.getpid()}, record {record}".encode("utf-8", "replace"))
    return descriptor


def _lock_path(resource: str) -> Path:
    """Return the lock of a resource, in the one folder that all users of this machine share.

    `TMPDIR` differs between users of macOS, and between terminals of one user: it would give each a lock of their own.
    """
    folder = Path(gettempdir() if sys.platform == "win32" else "/tmp") / "calbench-locks"  # noqa: S108  as its name says
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        folder.chmod(0o1777)
    return folder / f"{sha256(resource.encode()).hexdigest()[:16]}.lock"
