"""A watcher sees each line once it is whole, in order, until the end."""

from __future__ import annotations

import os

import pytest

from bench_core.errors import BrokenChain
from bench_core.records.events import Checkpoint, RunEnded, RunResumed
from bench_core.records.follow import follow
from bench_core.records.journal import Journal
from bench_core.records.record import read_record


def forever():
    return True


def never():
    raise AssertionError("there was something to read")


def test_a_finished_record_is_given_whole_without_waiting(finished):
    assert list(follow(finished, never, forever)) == list(read_record(finished).lines)


def test_each_line_is_given_once_however_the_writes_are_cut(finished):
    content = finished.read_bytes()
    growing = finished.with_name("growing.calrun")
    lengths = iter(range(0, len(content) + 700, 700))

    def write_more():
        growing.write_bytes(content[: next(lengths)])

    assert list(follow(growing, write_more, forever)) == list(read_record(finished).lines)


def test_the_last_lines_of_a_writer_that_died_are_still_given(bench):
    path = bench.write(bench.events()[:12], signed=False)
    with path.open("ab") as file:
        file.write(b'{"body":{"half')
    assert len(list(follow(path, never, lambda: False))) == 12


def test_what_a_writer_wrote_just_before_it_was_found_dead_is_given(bench):
    path = bench.write(bench.events()[:12], signed=False)
    content = path.read_bytes()
    path.write_bytes(b"".join(content.splitlines(keepends=True)[:5]))

    def alive():
        path.write_bytes(content)
        return False

    assert len(list(follow(path, never, alive))) == 12


def test_a_record_that_never_appears_ends_with_its_writer(tmp_path):
    looks = iter([True, True, False])
    assert list(follow(tmp_path / "none", lambda: None, lambda: next(looks))) == []


def test_a_resume_that_cuts_a_torn_tail_is_followed(bench):
    path = bench.write(bench.events()[:12], signed=False)
    with path.open("ab") as file:
        file.write(b'{"body":{"half of a line that is longer than the next one is likely to be"' + b"x" * 2000)

    def resume():
        journal, _, _ = Journal.reopen(path, bench.clock(10.0))
        with journal:
            journal.append(RunResumed("张三", "", 0.0))
            journal.append(RunEnded("aborted", "", True))
            journal.append(Checkpoint("00", "00"))

    kinds = [type(line.event) for line in follow(path, resume, forever)]
    assert kinds[12:] == [RunResumed, RunEnded, Checkpoint]


def test_a_changed_line_is_not_shown(finished):
    content = bytearray(finished.read_bytes())
    content[content.index(b"20.3 ")] ^= 1
    finished.write_bytes(content)
    with pytest.raises(BrokenChain):
        list(follow(finished, never, forever))


def test_following_never_keeps_the_writer_out(bench):
    path = bench.folder / "a"
    with Journal.create(path, bench.clock()) as journal:
        journal.append(bench.started(bench.plan))
        lines = follow(path, never, forever)
        next(lines)
        journal.append(bench.events()[1])
        assert next(lines).number == 2
    assert os.access(path, os.R_OK)
