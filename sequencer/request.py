"""What a run is asked to do: files, persons and clock, as one JSON file that the runner's process reads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a preflight found that may be but should not, and why the run begins all the same.

    Args:
        name: of the check.
        told: what it told.
        reason: of the person who begins the run.
    """

    name: str
    told: Bilingual
    reason: str


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run to perform or to resume.

    Args:
        record: where the record is written, or stands already when it is resumed.
        procedure: the regulation; ignored on resume.
        bench: the bench file; ignored on resume.
        order: the client's order, or None.
        answers: an answers file, or None.
        operator: who runs it.
        clock: `system`, `scaled` or `virtual`; not `system` on simulated instruments only.
        speed: of a scaled clock [s per wall second].
        seed: of the simulated world, or None for the world file's own.
        resume: whether the record is continued.
        patience_s: how long a prompt waits for somebody to come when nobody is there, on the wall's clock [s].
        accepted: concerns of a preflight that the operator has accepted; not for a resume.
    """

    record: Path
    procedure: Path | None = None
    bench: Path | None = None
    order: Path | None = None
    answers: Path | None = None
    operator: str = ""
    clock: Literal["system", "scaled", "virtual"] = "system"
    speed: float = 1.0
    seed: int | None = None
    resume: bool = False
    patience_s: float = 0.0
    accepted: tuple[Accepted, ...] = ()

    def write(self, path: Path) -> None:
        """Write the request as JSON."""
        path.write_text(json.dumps(asdict(self), default=str, ensure_ascii=False), encoding="utf-8")


def read_request(path: Path) -> RunRequest:
    """Read a request that `RunRequest.write` made.

    The file is removed: a request is performed once.

    Raises:
        UsageError: the file is not a request.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        for name in ("record", "procedure", "bench", "order", "answers"):
            fields[name] = None if fields[name] is None else Path(fields[name])
        fields["accepted"] = tuple(_accepted(one) for one in fields.get("accepted", ()))
        return RunRequest(**fields)
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise UsageError(f"{path}: not a run request: {failure}") from failure


def _accepted(fields: dict[str, Any]) -> Accepted:
    return Accepted(fields["name"], Bilingual(**fields["told"]), fields["reason"])
