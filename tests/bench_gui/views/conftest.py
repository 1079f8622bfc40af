"""Records of real simulated runs, each made once, and what a window has seen of them after any of their lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from bench_core.records.events import Event, PointCompleted, PointStarted, RunPaused
from bench_core.records.journal import Journal
from bench_core.records.record import Line, read_record
from bench_gui.views.watching import Seen, Watching
from bench_gui.words import Language, Words, words_in
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform
from tests.conftest import BenchFolder
from tests.sequencer import test_person_meter as by_hand
from tests.sequencer.conftest import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAUSED = [{"command": "pause", "by": "zhang"}]
RETRIED = [
    {"command": "retry", "by": "zhang", "cause": "contact", "item": "dc-voltage", "point": "10 V/+90 %"},
    {"command": "resume", "by": "zhang"},
]
SKIPPED = [{"command": "skip", "by": "zhang", "reason": "no time"}]


@pytest.fixture(autouse=True)
def _faults_fail():
    """Nothing of Qt is here."""


@pytest.fixture(autouse=True)
def _nothing_is_left():
    """Nothing of Qt is here."""


@dataclass
class Watched:
    """A run as a window sees it."""

    lines: tuple[Line, ...]
    seen: list[tuple[Line, Seen]] = field(default_factory=list)

    def every(self) -> list[tuple[Line, Seen]]:
        """Return each line and what is seen after it; lines are seen when they were written, on the run's clock."""
        if not self.seen:
            watching = Watching()
            for line in self.lines:
                watching.take(line, line.mono)
                seen = watching.seen()
                assert seen is not None
                self.seen.append((line, seen))
        return self.seen

    def after(self, kind: type[Event], number: int = 1, /, **fields: object) -> Seen:
        """Return what is seen after the n-th event of a kind with these fields."""
        found = [
            seen
            for line, seen in self.every()
            if isinstance(line.event, kind)
            and all(getattr(line.event, name) == value for name, value in fields.items())
        ]
        return found[number - 1]

    def gone_after(self, kind: type[Event], number: int = 1) -> Seen:
        """Return what is seen when the run's process has gone after an event."""
        watching, found = Watching(), 0
        for line in self.lines:
            watching.take(line, line.mono)
            found += isinstance(line.event, kind)
            if found == number:
                break
        seen = watching.seen(alive=False)
        assert seen is not None
        return seen

    @property
    def last(self) -> Seen:
        return self.every()[-1][1]


def _small(bench: BenchFolder) -> None:
    """Change nothing."""


def _read_by_a_person(bench: BenchFolder) -> None:
    bench.path("handheld.yaml").write_text(by_hand.HANDHELD, encoding="utf-8")
    bench.change("bench.yaml", by_hand.METER, by_hand.BY_PERSON)
    bench.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    bench.change("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}")
    bench.change("procedure.yaml", by_hand.POINTS, by_hand.LOWER)
    twin = 'simulates: handheld\n    serial: "123"'
    bench.change("world.yaml", "simulates: keysight.34401a\n    serial: MY41001234", twin)
    hidden = "[{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}"
    errors = "[{range: 600 mV, gain: 0.1 %}, {range: 6 V, gain: 0.05 %, offset: 2 mV}]}"
    bench.change("world.yaml", hidden, errors)


def _out_of_tolerance(bench: BenchFolder) -> None:
    bench.change("world.yaml", "range: 10 V, gain: 8 ppm", "range: 10 V, gain: 800 ppm")


def _silent_meter(bench: BenchFolder) -> None:
    bench.fault("meter", "{kind: silent, at: 12 s, lasting: true}")


def _tripping(bench: BenchFolder) -> None:
    bench.fault("calibrator", "{kind: trip, after: 3 readings}")


_CHANGES: dict[str, Callable[[BenchFolder], None]] = {
    "finished": _small,
    "by hand": _read_by_a_person,
    "out of tolerance": _out_of_tolerance,
    "failed": _silent_meter,
    "suspended": _tripping,
    "paused": _small,
}


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory, _home_of_its_own: None) -> Callable[[str], Watched]:
    """Return a run by its name, performed in this process the first time."""
    made: dict[str, Watched] = {}

    def of(name: str) -> Watched:
        if name not in made:
            made[name] = Watched(_performed(tmp_path_factory.mktemp("run"), name))
        return made[name]

    return of


def _performed(folder: Path, name: str) -> tuple[Line, ...]:
    bench = BenchFolder(folder)
    _CHANGES[name](bench)
    files = {"procedure": bench.path("procedure.yaml"), "bench": bench.path("bench.yaml")}
    request = RunRequest(record=folder / "a.calrun", operator="zhang", clock="virtual", **files)
    control = Control()
    person = Person(control, [(PointCompleted, 1, PAUSED), (RunPaused, 1, RETRIED), (PointStarted, 4, SKIPPED)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Control, "attended", name != "failed")
        if name == "paused":
            append = Journal.append

            def watched_append(journal: Journal, event: object) -> None:
                append(journal, event)
                person.look(event)

            patch.setattr(Journal, "append", watched_append)
        perform(request, control)
    return read_record(request.record).lines


@pytest.fixture
def finished(watched) -> Watched:
    return watched("finished")


@pytest.fixture
def read_by_hand(watched) -> Watched:
    return watched("by hand")


@pytest.fixture
def words() -> Words:
    return words_in(Language.EN)


def with_state(seen: Seen, **changes: object) -> Seen:
    """Return a sight with some fields of its state changed."""
    return replace(seen, state=replace(seen.state, **changes))
