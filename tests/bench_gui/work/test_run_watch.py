"""The thread that follows a record: what it has seen is whole, and its end says why."""

from __future__ import annotations

import threading

import pytest

from bench_core.bilingual import NOTHING
from bench_core.clock import system_clock
from bench_core.records.record import read_record
from bench_gui.views.watching import Watching
from bench_gui.work.run_watch import RunWatch

WITHIN_MS = 10_000


@pytest.fixture
def watching(qapp):
    """Starts to watch records, and ends it."""
    made = []

    def start(record, alive=None):
        watch = RunWatch(record, alive)
        watch.ends = []
        watch.ended.connect(watch.ends.append)
        made.append(watch)
        watch.start()
        return watch

    yield start
    for watch in made:
        watch.stop()
        assert not watch.watching


def test_a_record_that_has_ended_is_seen_whole(watching, finished_record, qtbot):
    watch = watching(finished_record)
    qtbot.waitUntil(lambda: watch.ends == [NOTHING], timeout=WITHIN_MS)
    assert watch.seen.number == len(read_record(finished_record).lines)
    assert watch.seen.state.ended is not None
    assert watch.seen.alive, "a run that has ended is not an interrupted one"


def test_lines_are_seen_as_they_come_and_the_run_is_alive_until_its_process_has_gone(
    watching, finished_record, tmp_path, qtbot
):
    lines = finished_record.read_bytes().splitlines(keepends=True)
    record, alive = tmp_path / "a.calrun", [True]
    watch = watching(record, lambda: alive[0])
    assert watch.seen is None or watch.seen.number == 0
    with record.open("ab", buffering=0) as file:
        file.write(b"".join(lines[:20]) + lines[20][:30])
        qtbot.waitUntil(lambda: watch.seen is not None and watch.seen.number == 20, timeout=WITHIN_MS)
        assert watch.seen.alive
        file.write(lines[20][30:])
        qtbot.waitUntil(lambda: watch.seen.number == 21, timeout=WITHIN_MS)
        alive[0] = False
    qtbot.waitUntil(lambda: watch.ends == [NOTHING], timeout=WITHIN_MS)
    assert not watch.seen.alive


def test_a_run_that_goes_on_when_nobody_watches_it_any_more_is_not_called_interrupted(
    watching, finished_record, tmp_path, qtbot
):
    record = tmp_path / "a.calrun"
    record.write_bytes(b"".join(finished_record.read_bytes().splitlines(keepends=True)[:20]))
    watch = watching(record, lambda: True)
    qtbot.waitUntil(lambda: watch.seen is not None and watch.seen.number == 20, timeout=WITHIN_MS)
    watch.stop()
    assert watch.seen.alive


def test_how_old_a_line_is_does_not_depend_on_when_the_window_was_opened(session, finished_record, qtbot):
    session._clock = system_clock(start=3600.0)  # as of a window that has been open for an hour
    written = read_record(finished_record).lines[-1].utc
    session.watch_run(finished_record)
    qtbot.waitUntil(lambda: session.sight() is not None and session.sight().seen.state.ended is not None)
    before, sight, after = system_clock().utc(), session.sight(), system_clock().utc()
    session.leave_run()
    earliest, latest = (before - written).total_seconds(), (after - written).total_seconds()
    assert earliest - 1.0 < sight.now - sight.seen.at < latest + 1.0


def test_a_record_that_was_changed_is_told(watching, finished_record, tmp_path, qtbot):
    lines = finished_record.read_bytes().splitlines(keepends=True)
    record = tmp_path / "a.calrun"
    record.write_bytes(b"".join((*lines[:5], lines[6])))
    watch = watching(record)
    qtbot.waitUntil(lambda: bool(watch.ends), timeout=WITHIN_MS)
    assert "a.calrun" in watch.ends[0].en
    assert watch.seen.number == 5


def test_a_fault_while_reading_is_told_and_does_not_look_like_a_run_without_news(watching, finished_record, qtbot):
    def alive():
        raise ZeroDivisionError("fault")

    watch = watching(finished_record, alive)
    qtbot.waitUntil(lambda: bool(watch.ends), timeout=WITHIN_MS)
    assert "ZeroDivisionError: fault" in watch.ends[0].en


def test_the_watching_ends_with_the_window_though_the_run_goes_on(watching, tmp_path):
    watch = watching(tmp_path / "a.calrun", lambda: True)
    assert watch.watching
    watch.stop()
    assert not watch.watching
    assert not any(thread.name.startswith("watch ") for thread in threading.enumerate())


def test_a_long_record_is_not_read_to_its_end_for_a_window_that_has_gone(watching, finished_record, monkeypatch):
    taken, first = [], threading.Event()

    def take(self, line, at):
        taken.append(line.number)
        first.set()
        self.goes_on.wait(WITHIN_MS / 1000)

    monkeypatch.setattr(Watching, "goes_on", threading.Event(), raising=False)
    monkeypatch.setattr(Watching, "take", take)
    watch = watching(finished_record)
    assert first.wait(WITHIN_MS / 1000)
    watch._stop.set()
    Watching.goes_on.set()
    watch.stop()
    assert taken == [1]
