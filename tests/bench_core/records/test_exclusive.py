"""A file is held by one process; whoever looks whether it is held is in nobody's way."""

import os
import sys

import pytest

from bench_core.clock import ScaledClock
from bench_core.records import exclusive
from bench_core.records.exclusive import hold, is_held


@pytest.fixture
def opened(tmp_path):
    """Opens the same file again and again, as other processes would."""
    path = tmp_path / "a.calrun"
    path.write_bytes(b"")
    descriptors = []

    def again() -> int:
        descriptors.append(os.open(path, os.O_RDWR))
        return descriptors[-1]

    yield again
    for descriptor in descriptors:
        os.close(descriptor)


def test_a_file_is_held_by_the_first_and_a_second_is_told(opened, tmp_path):
    first = opened()
    assert not is_held(tmp_path / "a.calrun")
    assert hold(first)
    assert is_held(tmp_path / "a.calrun")
    assert not hold(opened())


@pytest.mark.skipif(sys.platform == "win32", reason="there a lock is looked for by writing")
def test_who_may_not_write_a_file_still_sees_that_it_is_held(opened, tmp_path, monkeypatch):
    open_ = os.open

    def read_only(path, flags):
        if flags & (os.O_RDWR | os.O_WRONLY):
            raise PermissionError(path)
        return open_(path, flags)

    assert hold(opened())
    monkeypatch.setattr(os, "open", read_only)
    assert is_held(tmp_path / "a.calrun")
    os.mkfifo(tmp_path / "pipe.calrun")
    assert not is_held(tmp_path / "pipe.calrun"), "and who looks at a pipe does not wait for its writer"


def test_who_only_looks_at_the_very_moment_keeps_nobody_from_taking_it(opened, tmp_path, monkeypatch):
    holding, looking = opened(), os.open(tmp_path / "a.calrun", os.O_RDWR)
    assert exclusive._free(looking)
    monkeypatch.setattr(ScaledClock, "sleep", lambda _clock, _seconds: os.close(looking))
    assert not exclusive._taken(holding)
    assert hold(holding)
