"""Runs the small bench in this process, on a virtual clock."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import ControlRefused
from bench_core.records.events import Checkpoint, Event
from bench_core.records.folding import fold, fold_record
from bench_core.records.journal import Journal
from bench_core.records.keys_store import signing_key
from bench_core.records.record import Line, Record, read_record
from bench_core.records.run_state import RunState
from sequencer import conducting
from sequencer.commands import Abort, read_command
from sequencer.control import Control, Wish
from sequencer.guarding import _NobodyToGuard
from sequencer.request import RunRequest
from sequencer.runner import perform
from sim_instruments.serving import RunningServers, serve


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

    def state_after(self, index: int) -> RunState:
        """What the record says up to an event, counted from 0."""
        state = None
        for line in self.record.lines[: index + 1]:
            state = fold(state, line)
        assert state is not None
        return state

    def kinds(self) -> list[str]:
        return [type(line.event).__name__ for line in self.record.lines]


@pytest.fixture
def own_port() -> Iterator[int]:
    """A port that nobody else has: whoever holds a resource holds it on this machine, and other tests run on it too."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


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


@pytest.fixture
def served(bench_folder) -> Iterator[RunningServers]:
    """The bench's instruments on sockets."""
    with serve(bench_folder.path("world.yaml"), ScaledClock(50)) as servers:
        for name, links in servers.links.items():
            bench_folder.change("bench.yaml", f'"sim:{name}"', f'"{links[0]}"')
        yield servers


class Killed(BaseException):
    """Ends a run without any of its endings."""


@pytest.fixture
def killed_when(served, request_for, monkeypatch) -> Callable[[Callable[[Event], bool]], Path]:
    """Performs a run on sockets up to an event; run and guardian end as killed ones do, and the record is given."""

    def perform_it(last: Callable[[Event], bool]) -> Path:
        append = Journal.append

        def killed(journal: Journal, event: Event) -> None:
            append(journal, event)
            if last(event):
                raise Killed

        assert served.links
        request = request_for(clock="scaled", speed=50.0)
        with monkeypatch.context() as patched:
            patched.setattr(Journal, "append", killed)
            patched.setattr(conducting, "guarded", lambda *_: nullcontext(_NobodyToGuard()))
            with pytest.raises(Killed):
                perform(request, Control())
        return request.record

    return perform_it


@pytest.fixture
def resume() -> Callable[[Path], Ran]:
    """Resumes a run that was interrupted."""

    def perform_it(path: Path) -> Ran:
        code = perform(RunRequest(record=path, resume=True), Control())
        record = read_record(path)
        return Ran(code, record, fold_record(record))

    return perform_it


@pytest.fixture(scope="module")
def performed() -> dict[str, Ran]:
    """Runs that the tests of a module only read, by name; the first test that needs one performs it."""
    return {}


@pytest.fixture
def whole(run, performed) -> Ran:
    """The run that nothing disturbs, which is performed once for a module."""
    if "whole" not in performed:
        performed["whole"] = run()
    return performed["whole"]


CHINESE = re.compile("[\u4e00-\u9fff]")


class PowerCut(BaseException):
    """Ends the runner without any of its own endings."""


@pytest.fixture
def power_cut(request_for, monkeypatch) -> Callable[..., Path]:
    """Performs a run that ends without any of its own endings after so many events, and returns its record."""

    def make(after: int, control: Control | None = None, **changes: object) -> Path:
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
                perform(request, control or Control())
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
            journal.seal(signing_key())
        return path

    return forge


@dataclass
class Person:
    """Says something to the run when an event is recorded for the n-th time, in the run's own thread."""

    control: Control
    plans: list[tuple[type, int, list[dict[str, Any]]]]
    seen: dict[type, int] = field(default_factory=dict)
    wishes: list[Wish] = field(default_factory=list)

    def look(self, event: object) -> None:
        self.seen[type(event)] = self.seen.get(type(event), 0) + 1
        for kind, number, commands in self.plans:
            if isinstance(event, kind) and self.seen[type(event)] == number:
                for fields in commands:
                    command = read_command(fields)
                    if isinstance(command, Abort):
                        self.control.accept(fields)
                    else:
                        self.wishes.append(self.control.wish(command))

    def told(self) -> list[str]:
        """What became of each wish, in English; its Chinese says the same."""
        told: list[str] = []
        for wish in self.wishes:
            try:
                done = wish.outcome()
                told.append(done.en)
            except ControlRefused as refused:
                done = refused.told
                told.append(f"refused: {done.en}")
            assert (bool(CHINESE.search(done.zh)), CHINESE.search(done.en)) == (True, None)
        return told


@pytest.fixture
def meddled(run, monkeypatch):
    def perform(*plans: tuple[type, int, list[dict[str, Any]]], **changes: object):
        control = Control()
        person = Person(control, list(plans))
        append = Journal.append

        def watched(journal: Journal, event: object) -> None:
            append(journal, event)
            person.look(event)

        with monkeypatch.context() as patch:
            patch.setattr(Journal, "append", watched)
            return run(control, **changes), person

    return perform
