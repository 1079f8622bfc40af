"""Tails a growing record for a watcher; it never writes and never keeps the runner waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.events import Checkpoint
from bench_core.records.record import LineReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench_core.records.record import Line


def follow(path: Path, clock_poll: Callable[[], None], alive: Callable[[], bool]) -> Iterator[Line]:
    """Give each line as soon as it is whole, until the checkpoint or until the writer has gone.

    Args:
        path: the record; it may not exist yet.
        clock_poll: waits a little; called whenever there is nothing new.
        alive: whether the writer still runs.

    Raises:
        BrokenChain: a line is not what was written.
    """
    reader, offset = LineReader(path), 0
    while True:
        last_look = not alive()  # asked before reading, so that what a dying writer wrote is still read
        content = _from(path, offset)
        whole, found, _ = content.rpartition(b"\n")
        for text in whole.split(b"\n") if found else ():
            line = reader.read(text)
            offset += len(text) + 1
            yield line
            if isinstance(line.event, Checkpoint):
                return
        if last_look:
            return
        if not found:
            clock_poll()


def _from(path: Path, offset: int) -> bytes:
    # The unfinished tail is read anew each time: a resume may have cut it off meanwhile.
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check the path") from error
