"""Runs under way are found at a glance, and an address that a dead run left leads nowhere."""

from __future__ import annotations

import os

from bench_core.clock import VirtualClock
from bench_core.records.journal import Journal
from bench_gui.work.under_way import runs_under_way
from sequencer.channel import channel_path


def test_only_records_that_a_living_process_writes_are_found_the_latest_first(tmp_path):
    folder = tmp_path / "records" / "2026"
    folder.mkdir(parents=True)
    names = ("20260101T000000Z-a.calrun", "20260102T000000Z-b.calrun", "20260103T000000Z-dead.calrun")
    first, second, dead = (folder / name for name in names)
    for path in (first, second, dead):
        channel_path(path).write_text("{}")
    dead.write_text("")
    with Journal.create(first, VirtualClock()), Journal.create(second, VirtualClock()):
        assert runs_under_way(tmp_path) == (second, first)
    assert runs_under_way(tmp_path) == ()


def test_a_run_that_takes_no_commands_yet_is_found_by_its_record_among_many_older_ones(tmp_path):
    for number in range(30):
        older = tmp_path / f"{number}.calrun"
        older.write_text("")
        os.utime(older, (number, number))
    with Journal.create(tmp_path / "new.calrun", VirtualClock()):
        assert runs_under_way(tmp_path) == (tmp_path / "new.calrun",)


def test_hidden_and_deep_folders_are_not_searched_and_a_missing_one_has_none(tmp_path):
    for folder in (tmp_path / ".said", tmp_path / "a" / "b" / "c" / "d"):
        folder.mkdir(parents=True)
        channel_path(folder / "a.calrun").write_text("{}")
        with Journal.create(folder / "a.calrun", VirtualClock()):
            assert runs_under_way(tmp_path) == ()
    assert runs_under_way(tmp_path / "missing") == ()
