"""Another process: its JSON lines come as dicts, all else is kept, and its end is told once."""

from __future__ import annotations

import pytest

from bench_gui.qt import QObject
from bench_gui.work.job import Job

WITHIN_MS = 45_000
ECHO = ["--json-lines", "--compact", "--no-ensure-ascii"]
"""Of `json.tool`, which says what it is told, line by line."""


@pytest.fixture
def started(qapp):
    """Starts jobs, keeps what they tell, and ends what is left of them."""
    jobs = []

    def start(module, arguments):
        job = Job(module, arguments)
        job.lines, job.ends = [], []
        job.line.connect(job.lines.append)
        job.ended.connect(job.ends.append)
        jobs.append(job)
        job.start()
        return job

    yield start
    for job in jobs:
        job.stop()
        assert job.wait(WITHIN_MS)


def test_what_is_written_arrives_and_every_json_object_comes_back(started, qtbot):
    job = started("json.tool", ECHO)
    job.write({"command": "读", "id": "7"})
    job.write({"n": 9223372036854775808})
    job.close()
    qtbot.waitUntil(lambda: bool(job.ends), timeout=WITHIN_MS)
    assert job.lines == [{"command": "读", "id": "7"}, {"n": 9223372036854775808}]
    assert (job.ends[0].code, job.ends[0].errors, job.ends[0].output) == (0, "", "")
    assert not job.running


def test_output_that_is_no_json_object_is_kept_for_whoever_wants_it(started, qtbot):
    job = started("json.tool", ECHO)
    job._process.write(b"[1,2]\n")
    job.close()
    qtbot.waitUntil(lambda: bool(job.ends), timeout=WITHIN_MS)
    assert (job.lines, job.ends[0].output) == ([], "[1,2]")


def test_a_failure_is_told_with_its_code_and_what_was_said(started, qtbot):
    job = started("json.tool", ["/there/is/no/such.json"])
    qtbot.waitUntil(lambda: bool(job.ends), timeout=WITHIN_MS)
    assert job.ends[0].code not in {0, -1}
    assert "such.json" in job.ends[0].errors


def test_a_program_that_cannot_be_started_ends_at_once(started, qtbot, monkeypatch):
    monkeypatch.setattr("sys.executable", "/there/is/no/python")
    job = started("json.tool", ECHO)
    qtbot.waitUntil(lambda: bool(job.ends), timeout=WITHIN_MS)
    assert job.ends[0].code == -1
    assert job.ends[0].errors


def test_a_killed_process_counts_as_failed(started, qtbot):
    job = started("json.tool", ECHO)
    qtbot.waitUntil(lambda: job._process.processId() > 0, timeout=WITHIN_MS)
    job._process.kill()
    qtbot.waitUntil(lambda: bool(job.ends), timeout=WITHIN_MS)
    assert [end.code for end in job.ends] == [-1]


def test_a_job_that_was_stopped_tells_nothing_any_more(started, qtbot):
    job = started("json.tool", ECHO)
    job.write({"late": True})
    job.stop()
    assert job.wait(WITHIN_MS)
    qtbot.wait(1)
    assert (job.lines, job.ends) == ([], [])


def test_jobs_that_have_ended_are_forgotten_by_the_screen_that_began_them(qapp, qtbot):
    screen = QObject()
    ended, stopped = (Job("json.tool", ["/there/is/no/such.json"], screen) for _ in range(2))
    for job in (ended, stopped):
        job.start()
    stopped.stop()
    qtbot.waitUntil(lambda: not screen.children(), timeout=WITHIN_MS)
    assert not ended.running
    ended.write({"late": True})
    ended.close()
    ended.stop()
    assert ended.wait(WITHIN_MS)


def test_a_job_that_listens_to_nobody_is_stopped_too(started, qtbot):
    job = started("timeit", ["-n", "100000000000", "pass"])
    qtbot.waitUntil(lambda: job._process.processId() > 0, timeout=WITHIN_MS)
    job.stop()
    assert job.wait(WITHIN_MS)
