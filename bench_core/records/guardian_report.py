"""What the guardian of a run did after its process had gone: a file beside the record, which nobody signs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from bench_core.records.exclusive import is_held

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 1 << 18
Cause = Literal["ended", "frozen"]


@dataclass(frozen=True, slots=True)
class MadeSafe:
    """What became of one source.

    Args:
        cause: the runner's process had `ended`, or was `frozen` and was ended first.
        instrument: by its name on the bench.
        energised: as the source answered; None where it did not answer.
        raw: its reply, or why there is none.
        after: from when the guardian noticed until the answer [s].
    """

    cause: Cause
    instrument: str
    energised: bool | None
    raw: str
    after: float

    @property
    def safe(self) -> bool:
        """Whether the source itself answered that its output is off."""
        return self.energised is False


def report_path(record: Path) -> Path:
    """Return where the guardian of a record writes; the file is there while it watches, and stays if it had to act."""
    return record.with_name(f"{record.name}.guardian")


def is_guarded(record: Path) -> bool:
    """Return whether a guardian watches the run of a record, or is making its sources safe."""
    return is_held(report_path(record))


def write_line(done: MadeSafe) -> bytes:
    """Return a line of the report."""
    return (json.dumps(asdict(done), ensure_ascii=False) + "\n").encode()


def read_report(record: Path) -> tuple[MadeSafe, ...]:
    """Return what the guardian of a record did; empty where it did not have to act.

    A line that is no report is left out: the file is for people, and what it claims is asked of the sources again.
    """
    path = report_path(record)
    try:
        if not path.is_file():  # nobody waits for what stands in its place
            return ()
        with path.open("rb") as file:
            lines = file.read(_LONGEST).splitlines()
    except OSError:
        return ()
    return tuple(done for line in lines if (done := _read_line(line)) is not None)


def _read_line(line: bytes) -> MadeSafe | None:
    try:
        fields = json.loads(line)
        cause: Cause = "frozen" if fields["cause"] == "frozen" else "ended"
        energised = fields["energised"]
        if energised is not None and not isinstance(energised, bool):
            return None
        return MadeSafe(cause, str(fields["instrument"]), energised, str(fields["raw"]), float(fields["after"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
