"""The program's own files are watched while a run goes on: one flipped byte is on record before the run ends."""

from __future__ import annotations

import os
from functools import partial
from hashlib import sha256
from time import perf_counter

import pytest

from bench_core.clock import VirtualClock
from bench_core.records.events import PointCompleted, ProgramChanged
from bench_core.records.verification import verify
from sequencer import conducting, performing
from sequencer.preparing import module_digests
from sequencer.program_watch import ProgramWatch


class Pages:
    """Stands for a journal."""

    def __init__(self):
        self.events = []

    def append(self, event):
        self.events.append(event)


@pytest.fixture
def program(tmp_path):
    """A program of two files."""
    folder = tmp_path / "program"
    folder.mkdir()
    for name in ("one.py", "page.html"):
        (folder / name).write_text(f"<{name}>", "utf-8")
    return folder


def digests(folder):
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def flip(path, *, keep_times=False):
    """Change one byte in place, as a careful intruder would."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[1] ^= 1
    path.write_bytes(content)
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def watched(program):
    """A watch, its journal and the clock of the wall that it looks at."""
    pages, wall = Pages(), VirtualClock()
    return ProgramWatch(digests(program), pages, program, wall), pages, wall


@pytest.mark.parametrize("keep_times", [False, True])
def test_one_flipped_byte_is_on_record_at_the_next_point_after_a_few_seconds(watched, program, keep_times):
    watch, pages, wall = watched
    flip(program / "page.html", keep_times=keep_times)
    watch.look()
    assert pages.events == []  # it looks every few seconds only
    wall.sleep(6.0)
    watch.look()
    assert pages.events == [ProgramChanged({"page.html": digests(program)["page.html"]})]


def test_each_change_is_recorded_once_and_a_change_back_too(watched, program):
    watch, pages, _ = watched
    whole = digests(program)["one.py"]
    flip(program / "one.py")
    watch.look_now()
    watch.look_now()
    flip(program / "one.py")
    watch.look_now()
    assert [event.modules["one.py"] == whole for event in pages.events] == [False, True]


def test_a_file_that_is_gone_has_no_digest(watched, program):
    watch, pages, _ = watched
    (program / "one.py").unlink()
    watch.look_now()
    assert pages.events == [ProgramChanged({"one.py": ""})]


def test_a_file_that_was_only_touched_has_not_changed(watched, program):
    watch, pages, _ = watched
    (program / "one.py").write_bytes((program / "one.py").read_bytes())
    watch.look_now()
    assert pages.events == []


def test_a_point_pays_less_than_a_tenth_of_a_millisecond_for_it():
    watch = ProgramWatch(module_digests(), Pages())
    times = []
    for _ in range(200):
        before = perf_counter()
        watch.look()
        times.append(perf_counter() - before)
    assert sorted(times)[100] < 1e-4


def test_a_record_names_every_module_and_every_template_of_the_certificate():
    names = module_digests()
    assert {"sequencer/runner.py", "dcc_export/certificate.py", "dcc_export/templates/certificate.html"} <= names.keys()


def test_a_byte_flipped_in_the_middle_of_a_run_is_on_record_and_the_record_still_verifies(run, program, monkeypatch):
    monkeypatch.setattr("sequencer.preparing.module_digests", lambda: digests(program))
    monkeypatch.setattr(conducting, "ProgramWatch", partial(ProgramWatch, root=program))
    take = performing.take

    def take_and_flip(*words):
        flip(program / "one.py")
        return take(*words)

    monkeypatch.setattr(performing, "take", take_and_flip)
    ran = run()
    (changed,) = ran.of(ProgramChanged)
    assert set(changed.modules) == {"one.py"}
    assert ran.state.program_changes == (changed,)
    assert len(ran.of(PointCompleted)) == 3
    assert verify(ran.record.path).state.program_changes == (changed,)
