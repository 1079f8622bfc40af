"""Runs the small bench in this process, on a virtual clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bench_core.clock import VirtualClock
from bench_core.records.events import Checkpoint, Event
from bench_core.records.journal import Journal
from bench_core.records.record import Line, Record, read_record
from bench_core.records.run_state import RunState, fold_record
from bench_core.records.signing import sign_checkpoint, signing_key
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


@dataclass
class Ran:
    """A run that was performed: exit code, record and what it says."""

    code: int
    record: Record
    state: RunState

    @property
    def events(self) -> list[Event]:
        return [line.event for line in self.record.lines]

    def of(self, kind: type[Event], /, **fields: object) -> list[Event]:
        """Events of a kind with these fields."""
        return [e for e in self.events if isinstance(e, kind) and all(getattr(e, k) == v for k, v in fields.items())]

    def kinds(self) -> list[str]:
        return [type(line.event).__name__ for line in self.record.lines]


@pytest.fixture
def request_for(bench_folder) -> Callable[..., RunRequest]:
    def make(**changes: object) -> RunRequest:
        fields = {
            "record": bench_folder.path("a.calrun"),
            "procedure": bench_folder.path("procedure.yaml"),
            "bench": bench_folder.path("bench.yaml"),
            "operator": "tester",
            "clock": "virtual",
        }
        return RunRequest(**(fields | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def run(request_for) -> Callable[..., Ran]:
    def perform_it(control: Control | None = None, **changes: object) -> Ran:
        request = request_for(**changes)
        code = perform(request, control or Control())
        record = read_record(request.record)
        return Ran(code, record, fold_record(record))

    return perform_it


class PowerCut(BaseException):
    """Ends the runner without any of its own endings."""


@pytest.fixture
def power_cut(request_for, monkeypatch) -> Callable[..., Path]:
    """Performs a run that ends without any of its own endings after so many events, and returns its record."""

    def make(after: int, **changes: object) -> Path:
        request = request_for(**changes)
        put, count = Journal._put, 0

        def cut(journal: Journal, line: bytes) -> None:
            nonlocal count
            count += 1
            if count > after:
                raise PowerCut
            put(journal, line)

        with monkeypatch.context() as patched:
            patched.setattr(Journal, "_put", cut)
            with pytest.raises(PowerCut):
                perform(request, Control())
        return request.record

    return make


class RecordedClock(VirtualClock):
    """Gives each line the time that it had in another record."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self._lines = lines
        self._at = -1

    def now(self) -> float:
        self._at += 1
        return self._lines[min(self._at, len(self._lines) - 1)].mono

    def utc(self) -> datetime:
        return self._lines[min(self._at, len(self._lines) - 1)].utc


@pytest.fixture
def forged(tmp_path: Path) -> Callable[..., Path]:
    """Rewrites a record under a right chain and key; `change` may edit, drop or add lines."""

    def forge(ran: Ran, change: Callable[[list[Line]], list[Line] | None]) -> Path:
        lines = [line for line in ran.record.lines if not isinstance(line.event, Checkpoint)]
        lines = change(lines) or lines
        path = tmp_path / f"forged-{len(list(tmp_path.iterdir()))}.calrun"
        with Journal.create(path, RecordedClock(lines)) as journal:
            for line in lines:
                journal.append(line.event)
            journal.append(sign_checkpoint(signing_key(), journal.head))
        return path

    return forge
