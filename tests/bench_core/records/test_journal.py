"""What the journal acknowledged is in the file, whatever happens to disc, process or power of decision."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import RecordNotWritten, ResumeRefused, UsageError
from bench_core.records import journal as journal_module
from bench_core.records.events import IndicationTaken, RunEnded, RunResumed, StepFailed
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.verification import verify

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO}


class FailingDisc:
    """Writes, but fails at the k-th call, after half of the bytes when it says so."""

    def __init__(self, at, error, *, half):
        self.calls, self.at, self.error, self.half = 0, at, error, half

    def __call__(self, descriptor, content):
        self.calls += 1
        if self.calls == self.at:
            if not self.half:
                raise OSError(self.error, os.strerror(self.error))
            self.at, self.half = self.at + 1, False  # the rest of the line fails
            return os.write(descriptor, content[: len(content) // 2])
        return os.write(descriptor, content)


def append_in_time(journal: Journal, clock, event) -> None:
    """Write an event when its reading was taken."""
    if isinstance(event, IndicationTaken):
        clock.reach(event.time)
    journal.append(event)


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("name", ERRORS)
def test_a_write_that_fails_at_any_place_loses_nothing_and_the_run_can_go_on(bench, name, half):
    events = bench.events()
    for k in range(1, len(events) + 1):
        path = bench.folder / f"{k}.calrun"
        clock = bench.clock()
        with Journal.create(path, clock, FailingDisc(k, ERRORS[name], half=half)) as journal:
            for event in events[: k - 1]:
                append_in_time(journal, clock, event)
            with pytest.raises(RecordNotWritten, match=f"line {k} was not written; nothing recorded is lost"):
                journal.append(events[k - 1])
            assert path.read_bytes().count(b"\n") == k - 1
            assert path.read_bytes().endswith(b"\n" if k > 1 else b"")
            for event in events[k - 1 :]:  # there is room again
                append_in_time(journal, clock, event)
            journal.seal(bench.key)
        if k % 9 == 1:
            verify(path)
        assert [line.event for line in read_record(path).lines[:-1]] == events


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disc_is_named_as_such(bench):
    full = os.open("/dev/full", os.O_WRONLY)
    journal = Journal.create(bench.folder / "a", bench.clock(), lambda _, line: os.write(full, line))
    with journal, pytest.raises(RecordNotWritten, match=r"a: disc full \(No space left on device\), line 1"):
        journal.append(bench.started(bench.plan))
    os.close(full)


def test_an_interrupt_in_the_middle_of_a_line_leaves_no_part_of_it(bench):
    def interrupted(descriptor, content):
        os.write(descriptor, content[:20])
        raise KeyboardInterrupt

    with Journal.create(bench.folder / "a", bench.clock()) as journal:
        journal.append(bench.started(bench.plan))
        journal._write = interrupted
        with pytest.raises(KeyboardInterrupt):
            journal.append(StepFailed("X", "x"))
        journal._write = os.write
        journal.append(StepFailed("Y", "y"))
    assert [line.event for line in read_record(bench.folder / "a").lines[1:]] == [StepFailed("Y", "y")]


def test_nothing_is_written_after_a_part_of_a_line_that_cannot_be_cut_off(bench, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EIO, "input/output error")

    journal = Journal.create(bench.folder / "a", bench.clock(), FailingDisc(2, errno.EIO, half=True))
    journal.append(bench.started(bench.plan))
    monkeypatch.setattr(os, "ftruncate", refuse)
    for _ in range(2):
        with pytest.raises(RecordNotWritten):
            journal.append(StepFailed("X", "x"))
    with pytest.raises(RecordNotWritten, match="could not be cut off"):
        journal.close()
    record = read_record(bench.folder / "a")
    assert len(record.lines) == 1
    assert record.torn


def test_a_disc_that_does_not_confirm_stops_the_run_at_the_next_event(bench, monkeypatch):
    failed = threading.Event()

    def refuse(_):
        failed.set()
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(journal_module, "_sync_data", refuse)
    journal = Journal.create(bench.folder / "a", bench.clock())
    journal.append(bench.started(bench.plan))
    assert failed.wait(10)
    with pytest.raises(RecordNotWritten, match="the disc did not confirm the record"):
        journal.sync()
    with pytest.raises(RecordNotWritten, match="the disc did not confirm the record"):
        journal.append(StepFailed("X", "x"))
    with pytest.raises(RecordNotWritten):
        journal.close()


def test_an_append_reaches_the_disc_without_being_asked(bench, monkeypatch):
    synced = threading.Event()
    monkeypatch.setattr(journal_module, "_sync_data", lambda _: synced.set())
    with Journal.create(bench.folder / "a", bench.clock()) as journal:
        assert not synced.is_set()  # nothing to sync yet
        journal.append(bench.started(bench.plan))
        assert synced.wait(10)


def test_sync_reaches_the_disc_before_it_returns(bench, monkeypatch):
    seen = []
    with Journal.create(bench.folder / "a", bench.clock()) as journal:
        journal.append(bench.started(bench.plan))
        monkeypatch.setattr(journal_module, "_sync_data", lambda _: seen.append(threading.current_thread()))
        journal.sync()
        assert threading.current_thread() in seen


def test_a_folder_that_takes_no_file_refuses_the_run_before_it_starts(bench):
    with pytest.raises(RecordNotWritten, match=r"the record cannot be made: .*; nothing was started"):
        Journal.create(bench.folder / "none" / "a", bench.clock())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_refuses_the_run_before_it_starts(bench):
    bench.folder.chmod(0o500)
    with pytest.raises(RecordNotWritten, match="Permission denied; nothing was started"):
        Journal.create(bench.folder / "a", bench.clock())


def test_a_read_only_disc_refuses_the_run_before_it_starts(bench, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RecordNotWritten, match="Read-only file system; nothing was started"):
        Journal.create(bench.folder / "a", bench.clock())


def test_a_record_is_never_overwritten(finished, bench):
    before = finished.read_bytes()
    with pytest.raises(
        RecordNotWritten, match="exists; resume it, remove it where it is empty, or choose another name; nothing"
    ):
        Journal.create(finished, bench.clock())
    assert finished.read_bytes() == before


def test_a_second_writer_is_refused_while_the_first_has_the_record(bench):
    path = bench.folder / "a"
    with Journal.create(path, bench.clock()) as journal:
        journal.append(bench.started(bench.plan))
        with pytest.raises(ResumeRefused, match="a process still writes this record; attach to it instead"):
            Journal.reopen(path, bench.clock(10.0))
    again, _, _ = Journal.reopen(path, bench.clock(10.0))
    with again, pytest.raises(ResumeRefused):
        Journal.reopen(path, bench.clock(10.0))


def test_a_finished_record_is_not_continued(finished, bench):
    with pytest.raises(ResumeRefused, match="the run has ended and its record is signed"):
        Journal.reopen(finished, bench.clock(10.0))


def test_a_missing_record_is_not_continued(bench):
    with pytest.raises(RecordNotWritten, match="cannot be continued: No such file"):
        Journal.reopen(bench.folder / "none", bench.clock())


def test_resume_cuts_the_torn_tail_off_and_continues_the_chain(bench):
    events = bench.events()
    path = bench.write(events[:12], signed=False)
    with path.open("ab") as file:
        file.write(b'{"body":{"half')
    journal, before, torn = Journal.reopen(path, bench.clock(10.0))
    assert torn == b'{"body":{"half'
    assert [line.event for line in before.lines] == events[:12]
    with journal:
        journal.append(RunResumed("张三", torn.decode("latin-1"), before.lines[-1].mono))
        journal.append(StepFailed("LinkClosed", "gone"))
        journal.append(RunEnded("failed", "gone", False))
        journal.seal(bench.key)
    assert verify(path).state.interruptions[0].torn == '{"body":{"half'


def test_a_torn_tail_that_cannot_be_cut_off_keeps_the_run_from_going_on(bench, monkeypatch):
    path = bench.write(bench.events()[:12], signed=False)
    with path.open("ab") as file:
        file.write(b'{"body":{"half')

    def refuse(*_):
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "ftruncate", refuse)
        with pytest.raises(RecordNotWritten, match="its unfinished end cannot be cut off: input/output error"):
            Journal.reopen(path, bench.clock(10.0))
    Journal.reopen(path, bench.clock(10.0))[0].close()  # and nobody holds it
    assert not read_record(path).torn


def test_all_lines_are_on_disc_before_the_checkpoint_is_written(bench, monkeypatch):
    done = []
    monkeypatch.setattr(journal_module, "_sync_data", lambda _: done.append("sync"))

    def write(descriptor, line):
        done.append("checkpoint" if b'"event":"Checkpoint"' in line else "line")
        return os.write(descriptor, line)

    with Journal.create(bench.folder / "a", bench.clock(), write) as journal:
        for event in bench.events():
            journal.append(event)
        journal.seal(bench.key)
        assert done[done.index("checkpoint") - 1] == "sync"


def test_a_clock_that_begins_before_the_records_last_time_is_refused(bench):
    path = bench.write(bench.events()[:12], signed=False)
    with pytest.raises(UsageError, match=r"the clock reads 0\.000000 s; start it at 0\.012000 s or later"):
        Journal.reopen(path, VirtualClock())


def test_the_clock_may_begin_exactly_at_the_records_last_time(bench):
    path = bench.write(bench.events()[:12], signed=False)
    last = read_record(path).lines[-1].mono
    journal, _, _ = Journal.reopen(path, VirtualClock(last))
    with journal:
        journal.append(RunResumed("张三", "", last))
    assert len(read_record(path).lines) == 13


def test_a_closed_journal_takes_nothing(bench):
    journal = Journal.create(bench.folder / "a", bench.clock())
    journal.close()
    journal.close()
    with pytest.raises(UsageError, match="the journal is closed"):
        journal.append(bench.started(bench.plan))


WRITER = """
import sys
from pathlib import Path
from bench_core.clock import system_clock
from bench_core.records.codec import from_json
from bench_core.records.events import RunStarted, StepFailed
from bench_core.records.journal import Journal
from bench_core.records.record import read_record

first = read_record(Path(sys.argv[1])).lines[0].event
with Journal.create(Path(sys.argv[2]), system_clock()) as journal:
    journal.append(first)
    for number in range(1_000_000):
        journal.append(StepFailed("X", str(number)))
        print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9")
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_no_acknowledged_line(bench, finished, seed):
    path = bench.folder / "killed.calrun"
    command = [sys.executable, "-c", WRITER, str(finished), str(path)]
    root = Path(journal_module.__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as writer:
        wanted = random.Random(seed).randrange(1, 3000)
        for _ in range(wanted):
            assert writer.stdout.readline()
        writer.kill()
        acknowledged = wanted + writer.stdout.read().count(b"\n")  # all that it had said before it died
    record = read_record(path)
    numbers = [line.event.message for line in record.lines[1:]]
    assert numbers == [str(number) for number in range(len(numbers))]
    assert len(numbers) >= acknowledged
    journal, _, _ = Journal.reopen(path, VirtualClock(record.lines[-1].mono))
    journal.close()  # the lock died with its process
