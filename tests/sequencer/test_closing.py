"""An interrupted run that nobody resumes is ended on record; what is not known of its outputs stays unknown."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from bench_core.errors import BrokenChain, ResumeRefused, UsageError
from bench_core.records.events import Checkpoint, GuardianActed, RunResumed
from bench_core.records.exclusive import hold
from bench_core.records.folding import fold_record
from bench_core.records.guardian_report import MadeSafe, report_path, write_line
from bench_core.records.record import read_record
from bench_core.records.run_states import RunStatus
from bench_core.records.verification import verify
from sequencer.closing import close
from sequencer.control import Control
from sequencer.replanning import prove_plan
from sequencer.request import RunRequest
from sequencer.resuming import require_resumable
from sequencer.runner import perform
from tests.conftest import BenchFolder

TORN = b'{"body":{"half a li'


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Return the lines of the record of a finished run."""
    bench = BenchFolder(tmp_path_factory.mktemp("closing"))
    record, procedure, path = (bench.path(name) for name in ("run.calrun", "procedure.yaml", "bench.yaml"))
    assert perform(RunRequest(record, procedure, path, operator="tester", clock="virtual"), Control()) == 0
    return record.read_bytes().splitlines(keepends=True)


@pytest.fixture
def cut(lines, tmp_path):
    """Return what makes the record of a run that was killed after so many lines."""

    def make(count, torn=b""):
        path = tmp_path / f"cut-{count}.calrun"
        path.write_bytes(b"".join(lines[:count]) + torn)
        return path

    make.count = len(lines)  # type: ignore[attr-defined]
    return make


def test_wherever_it_was_killed_the_closed_record_verifies(cut):
    for count in range(1, cut.count - 1, 19):
        path = cut(count, TORN)
        assert close(path, "li", "仪器送修").safe is False
        verification = verify(path)
        prove_plan(verification)
        state = verification.state
        assert (state.status, state.abort.by, state.abort.reason) == (RunStatus.ABORTED, "li", "仪器送修")
        resumed = next(line.event for line in verification.record.lines if isinstance(line.event, RunResumed))
        assert resumed.torn.encode("latin-1") == TORN


def test_what_was_measured_stays_and_no_point_is_added(cut):
    path = cut(cut.count - 6)
    before = fold_record(read_record(path))
    close(path, "li", "tea")
    after = fold_record(read_record(path))
    assert dict(after.results) == dict(before.results) != {}


def test_the_guardians_report_goes_on_record_and_says_whether_outputs_are_off(cut):
    path = cut(60)
    report_path(path).write_bytes(write_line(MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.01)))
    assert close(path, "li", "tea").safe is True
    verification = verify(path)
    assert verification.state.ended.safe
    assert sum(isinstance(line.event, GuardianActed) for line in verification.record.lines) == 1


def test_a_run_that_lacks_its_signature_alone_is_signed(cut):
    path = cut(cut.count - 1)
    assert close(path, "li", "tea").state == "finished"
    assert verify(path).state.status is RunStatus.FINISHED
    assert isinstance(read_record(path).lines[-1].event, Checkpoint)


def test_a_run_that_has_ended_or_is_under_way_is_not_closed(cut):
    ended = cut(cut.count)
    with pytest.raises(ResumeRefused, match="has ended"):
        close(ended, "li", "tea")
    path = cut(40)
    content = path.read_bytes()
    descriptor = os.open(path, os.O_RDWR)
    try:
        assert hold(descriptor)
        with pytest.raises(ResumeRefused, match="attach to it"):
            close(path, "li", "tea")
    finally:
        os.close(descriptor)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("by", "reason"), [("", "tea"), ("li", " ")])
def test_nobody_ends_a_run_for_no_reason(cut, by, reason):
    path = cut(40)
    content = path.read_bytes()
    with pytest.raises(UsageError, match="for a reason"):
        close(path, by, reason)
    assert path.read_bytes() == content


def test_a_changed_record_is_not_closed(cut):
    path = cut(40)
    path.write_bytes(path.read_bytes().replace(b"tester", b"tesser", 1))
    with pytest.raises(BrokenChain):
        close(path, "li", "tea")


def test_the_process_says_what_became_of_the_record(cut):
    path = cut(40)
    command = [sys.executable, "-P", "-m", "sequencer.closing", str(path), "li", "停电"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["safe"] is False
    assert "look at the sources" in told["closed"]["en"]
    command[-3] = str(cut(cut.count - 1))
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert "signed now" in told["closed"]["en"]


def test_a_run_that_went_on_while_somebody_closed_it_is_left_alone(cut, lines, monkeypatch):
    path = cut(20)

    def meanwhile(state):
        path.write_bytes(b"".join(lines[:22]))
        return require_resumable(state)

    monkeypatch.setattr("sequencer.closing.require_resumable", meanwhile)
    with pytest.raises(ResumeRefused, match="has gone on meanwhile"):
        close(path, "li", "late")
    assert path.read_bytes() == b"".join(lines[:22])
