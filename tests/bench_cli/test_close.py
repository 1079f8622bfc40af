"""`calbench close`: an interrupted run is ended at the terminal, by somebody and for a reason."""

from __future__ import annotations

import pytest

from bench_core.records.run_states import RunStatus
from bench_core.records.verification import verify


@pytest.fixture
def interrupted(finished):
    """Return the record of a run that was killed half-way."""
    lines = finished.read_bytes().splitlines(keepends=True)
    finished.write_bytes(b"".join(lines[: len(lines) // 2]))
    return finished


def test_a_closed_run_is_aborted_by_whom_and_why_and_verifies(calbench, interrupted):
    said = calbench("close", interrupted, "客户取回", "--by", "李四")
    assert (said.code, said.err) == (0, "")
    assert "✓ 运行已结束，记录为已中止 the run has ended; its record says aborted" in said.out
    state = verify(interrupted).state
    assert (state.status, state.abort.by, state.abort.reason) == (RunStatus.ABORTED, "李四", "客户取回")
    assert calbench("show", interrupted).code == 4


def test_an_output_that_may_be_on_is_named_unless_its_source_ended_with_the_run(calbench, interrupted, monkeypatch):
    lines = interrupted.read_bytes().splitlines(keepends=True)
    on = max(at for at, line in enumerate(lines) if b'"energised":true' in line)
    interrupted.write_bytes(b"".join(lines[: on + 1]))
    other = interrupted.with_name("other.calrun")
    other.write_bytes(interrupted.read_bytes())
    assert "MAY BE ON" not in calbench("close", other, "tea").out
    monkeypatch.setattr("bench_cli.outputs.IN_PROCESS", "none of them is simulated")
    assert "calibrator: 输出可能仍接通" in calbench("close", interrupted, "tea").out


def test_a_run_that_lacks_its_signature_alone_is_signed_and_stays_as_it_ended(calbench, finished):
    finished.write_bytes(b"".join(finished.read_bytes().splitlines(keepends=True)[:-1]))
    said = calbench("close", finished, "tea")
    assert (said.code, "its record is signed now" in said.out) == (0, True)
    assert verify(finished).state.status is RunStatus.FINISHED


def test_a_run_that_has_ended_is_refused_and_its_record_stays_as_it_is(calbench, finished):
    before = finished.read_bytes()
    said = calbench("close", finished, "tea")
    assert (said.code, finished.read_bytes() == before) == (2, True)
    assert "has ended (finished)" in said.err


def test_without_a_reason_nothing_is_closed(calbench, interrupted):
    before = interrupted.read_bytes()
    said = calbench("close", interrupted, " ")
    assert (said.code, interrupted.read_bytes() == before) == (2, True)
    assert "for a reason" in said.err


def test_an_interrupted_run_says_how_to_close_it(calbench, interrupted):
    assert f"calbench close {interrupted} REASON" in calbench("attach", interrupted).out
