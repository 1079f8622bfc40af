"""The files that a record embeds, read again as they stood when its run began."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from drivers.bench import read_bench

if TYPE_CHECKING:
    from bench_core.documents.files import Read
    from bench_core.records.events import RunStarted
    from drivers.bench import Bench


def from_record(began: RunStarted) -> Read:
    """Return what gives the bytes of each file, by the role that its text has in the record.

    Args:
        began: of the record.
    """
    embedded = {text.role: text for text in began.texts}

    def read(role: str, path: Path) -> bytes:
        if role not in embedded:
            raise UsageError(f"{path}: the record does not embed the text of {role}")
        return embedded[role].text.encode()

    return read


def embedded_path(began: RunStarted, role: str) -> Path | None:
    """Return where a file of the record was read, or None where it embeds none of that role."""
    return next((Path(text.path) for text in began.texts if text.role == role), None)


def embedded_bench(began: RunStarted) -> Bench:
    """Return the bench of a record, from its embedded texts alone.

    Raises:
        UsageError: it embeds none, or one with mistakes.
    """
    path = embedded_path(began, "bench")
    if path is None:
        raise UsageError("a run needs a procedure and a bench")
    return read_bench(path, from_record(began))
