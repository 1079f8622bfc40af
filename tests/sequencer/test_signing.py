"""A run is signed in the key epoch in which it began, or it is refused before anything goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench_core.clock import VirtualClock, system_clock
from bench_core.errors import UsageError
from bench_core.records.events import Checkpoint
from bench_core.records.keys_store import key_history, rotate, signing_key
from sequencer import conducting
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("CALBENCH_HOME", str(tmp_path / "keys"))


def test_a_run_is_signed_with_the_key_of_the_epoch_in_use(run):
    signing_key()
    rotate(system_clock().utc())
    (checkpoint,) = run().of(Checkpoint)
    assert (checkpoint.epoch, checkpoint.public_key) == (2, key_history().epochs[1].public_key)


def test_a_run_that_was_interrupted_before_a_rotation_is_not_signed_with_the_new_key(power_cut):
    record = power_cut(40)
    before = record.read_bytes()
    rotate(system_clock().utc())
    with pytest.raises(UsageError, match=r"before key epoch 2 began .* begin a new run") as refused:
        perform(RunRequest(record=record, resume=True), Control())
    assert "OUTPUT MAY BE ON: calibrator" in refused.value.__notes__[0]
    assert record.read_bytes() == before


def test_a_run_on_a_clock_that_stands_before_the_epoch_is_refused_before_a_record_exists(request_for, monkeypatch):
    since = signing_key().since

    class Late(VirtualClock):
        def utc(self):
            return since - timedelta(days=1)

    monkeypatch.setattr(conducting, "make_clock", lambda *_: Late())
    request = request_for()
    with pytest.raises(UsageError, match="set the computer's clock if it is wrong"):
        perform(request, Control())
    assert not request.record.exists()


def test_the_key_of_a_run_under_way_cannot_be_rotated_away(run, monkeypatch):
    said = []
    begin = conducting._begin

    def rotate_meanwhile(*words):
        with pytest.raises(UsageError) as refused:
            rotate(system_clock().utc())
        said.append(str(refused.value))
        return begin(*words)

    monkeypatch.setattr(conducting, "_begin", rotate_meanwhile)
    assert run().code == 0
    assert said == ["a run is under way that will be signed with the key in use; rotate after its end"]
