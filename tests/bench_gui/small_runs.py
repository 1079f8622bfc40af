"""Records of the small bench, made by the real runner in this process on a virtual clock, and changed ones of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bench_core.clock import VirtualClock
from bench_core.records.events import Checkpoint, Event, RunStarted
from bench_core.records.journal import Journal
from bench_core.records.keys_store import signing_key
from bench_core.records.record import Line, read_record
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.conftest import BenchFolder


def perform_small(bench: BenchFolder, name: str = "run", *, order: bool = True) -> Path:
    """Perform the small procedure and return its record."""
    request = RunRequest(
        record=bench.path(f"{name}.calrun"),
        procedure=bench.path("procedure.yaml"),
        bench=bench.path("bench.yaml"),
        order=bench.path("order.yaml") if order else None,
        operator="zhang",
        clock="virtual",
    )
    assert perform(request, Control()) == 0
    return request.record


class LaterClock(VirtualClock):
    """Gives each line the time that it had in another record, and so much more."""

    def __init__(self, lines: Sequence[Line], later: timedelta) -> None:
        super().__init__()
        self._lines, self._later, self._at = lines, later, -1

    def now(self) -> float:
        self._at += 1
        return self._lines[min(self._at, len(self._lines) - 1)].mono

    def utc(self) -> datetime:
        return self._lines[min(max(self._at, 0), len(self._lines) - 1)].utc + self._later


def rewritten(
    record: Path,
    path: Path,
    change: Callable[[list[Event]], list[Event]] = lambda events: events,
    *,
    later: timedelta = timedelta(0),
    sealed: bool = True,
) -> Path:
    """Write another record of a run, with changed events and times, under a right chain and key."""
    lines = [line for line in read_record(record).lines if not isinstance(line.event, Checkpoint)]
    with Journal.create(path, LaterClock(lines, later)) as journal:
        for event in change([line.event for line in lines]):
            journal.append(event)
        if sealed:
            journal.seal(signing_key())
    return path


def with_stage(stage: str) -> Callable[[list[Event]], list[Event]]:
    """Return a change that makes a run one of another stage."""

    def change(events: list[Event]) -> list[Event]:
        began = events[0]
        assert isinstance(began, RunStarted)
        return [replace(began, plan=replace(began.plan, stage=stage)), *events[1:]]  # type: ignore[arg-type]

    return change


def cut_after(record: Path, path: Path, kind: str, count: int) -> Path:
    """Write the beginning of a record, up to the so-manyth event of a kind: what a killed process leaves."""
    lines = record.read_bytes().splitlines(keepends=True)
    ends = [at for at, line in enumerate(lines) if re.search(rf'"event":"{kind}"'.encode(), line)]
    path.write_bytes(b"".join(lines[: ends[count - 1] + 1]))
    return path
