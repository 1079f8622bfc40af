"""What people did by hand, as JSON lines beside the records; it is no record, has no chain, and nobody signs it."""

from __future__ import annotations

import json
import os
import secrets
import threading
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bench_core.errors import RecordNotWritten, UsageError
from bench_core.records.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    from bench_core.clock import Clock
    from bench_core.records.events import Event

KIND = "manual/1"


class ManualLog:
    """The log of one manual session.

    Args:
        folder: where it is written; made where it is missing.
        bench: the bench file.
        by: who works by hand.
        clock: for its times.

    Raises:
        UsageError: the disc refuses it.
    """

    def __init__(self, folder: Path, bench: Path, by: str, clock: Clock) -> None:
        self._clock = clock
        self._writing = threading.Lock()
        self.path = folder / f"manual-{clock.utc():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except OSError as failure:
            raise UsageError(f"{folder}: cannot be written: {failure.strerror}; choose another folder") from failure
        self.note({"kind": KIND, "program": version("calbench"), "bench": str(bench), "by": by})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def note(self, fields: Mapping[str, Any]) -> None:
        """Write a line, with the time in UTC.

        Raises:
            RecordNotWritten: the disc refuses it.
        """
        line = json.dumps({"utc": self._clock.utc().isoformat(), **fields}, ensure_ascii=False)
        try:
            with self._writing:
                os.write(self._file, f"{line}\n".encode())
        except OSError as failure:
            raise RecordNotWritten(f"{self.path}: {failure.strerror}; free the disc") from failure

    def append(self, event: Event) -> None:
        """Write what the safe sequence does, as a run's journal takes it.

        Raises:
            RecordNotWritten: the disc refuses it.
        """
        self.note({"event": type(event).__name__, **to_json(type(event), event)})
