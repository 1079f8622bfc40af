"""A run that a window starts outlives it, says what it has to say in a file, and is commanded by its channel alone."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.errors import ControlRefused, ResumeRefused, UsageError
from bench_core.records.events import IndicationTaken, PromptAsked
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from sequencer.channel import Terminal
from sequencer.launch import launch_detached
from sequencer.request import Accepted, RunRequest, read_request

WAIT_S = 30.0
WINDOW = """\
import sys, time
from pathlib import Path
from sequencer.launch import launch_detached
from sequencer.request import read_request
started = launch_detached(read_request(Path(sys.argv[1])), Path(sys.argv[2]))
print(started.pid, flush=True)
time.sleep(600)
"""
ASK = "      - ask: {name: t, text: {zh: 电压, en: voltage}, unit: V}\n      - take: {name: x"


def until(ready):
    deadline = time.monotonic() + WAIT_S
    while not (found := ready()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)
    return found


def seen(record, kind):
    return (
        record.exists()
        and record.stat().st_size
        and any(isinstance(line.event, kind) for line in read_record(record).lines)
    )


@pytest.fixture
def started(tmp_path):
    """Starts runs as a window does, and ends what is left of them."""
    runs = []

    def start(request):
        runs.append(launch_detached(request, tmp_path / "said"))
        return runs[-1]

    yield start
    for run in runs:
        if run.code() is None:
            os.kill(run.pid, signal.SIGTERM)
            until(lambda run=run: run.code() is not None)


@pytest.fixture
def asks(bench_folder):
    """Has each point ask a person, with the output on, for what nobody but a terminal knows."""
    bench_folder.change("procedure.yaml", "      - take: {name: x", ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0 * mean(t)")
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    bench_folder.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.usefixtures("asks")
def test_a_window_that_is_killed_in_the_middle_of_its_run_leaves_the_run_untouched(request_for, tmp_path):
    request = request_for(patience_s=60.0)
    request.write(tmp_path / "request.json")
    words = [sys.executable, "-c", WINDOW, tmp_path / "request.json", tmp_path / "said"]
    window = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert window.stdout is not None
    with window:
        runner = int(window.stdout.readline())
        until(lambda: seen(request.record, IndicationTaken) and fold_record(read_record(request.record)).prompt)
        os.killpg(window.pid, signal.SIGKILL)  # with all that belongs to it
    assert is_held(request.record)
    with Terminal(request.record) as terminal:
        terminal.attend()
        prompt = fold_record(read_record(request.record)).prompt
        terminal.send({"command": "answer", "prompt": prompt.prompt, "text": "0.1", "by": "li"})
    until(lambda: not is_held(request.record))
    verified = verify(request.record)
    assert (verified.state.ended.state, verified.state.interruptions) == ("finished", ())
    with pytest.raises(ProcessLookupError):
        until(lambda: os.kill(runner, 0))


def test_what_is_said_before_a_record_exists_is_read_from_the_file(request_for, bench_folder, started, tmp_path):
    bench_folder.change("procedure.yaml", "id: short", "idd: short")
    run = started(request_for())
    until(lambda: run.code() is not None)
    assert (run.code(), run.may_be_on()) == (2, None)
    assert "procedure.yaml:2:1" in run.told.read_text("utf-8")
    assert not run.record.exists()
    if sys.platform != "win32":
        assert (run.told.stat().st_mode & 0o077, (tmp_path / "said").stat().st_mode & 0o077) == (0, 0)


def test_a_run_to_its_end_is_told_by_code_outputs_and_record(request_for, started):
    run = started(request_for())
    until(lambda: run.code() is not None)
    assert (run.code(), run.may_be_on(), run.told.read_text()) == (0, (), "")
    verify(run.record)
    with pytest.raises(ControlRefused):
        Terminal(run.record)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.usefixtures("asks")
def test_a_killed_run_counts_as_interrupted_and_says_nothing_of_outputs(request_for, started):
    run = started(request_for(patience_s=60.0))
    until(lambda: seen(run.record, PromptAsked))
    os.kill(run.pid, signal.SIGKILL)
    until(lambda: run.code() is not None)
    assert (run.code(), run.may_be_on()) == (4, None)


def test_a_run_under_way_is_not_resumed(tmp_path):
    record = tmp_path / "held.calrun"
    with Journal.create(record, VirtualClock()), pytest.raises(ResumeRefused, match="attach to it instead"):
        launch_detached(RunRequest(record, resume=True), tmp_path)


def test_a_folder_that_cannot_be_written_is_refused_in_words(request_for, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"file/said: cannot be written: .*; choose another folder"):
        launch_detached(request_for(), tmp_path / "file" / "said")


def test_a_request_comes_back_from_its_file_as_it_was_and_one_of_before_still_reads(request_for, tmp_path):
    request = request_for(patience_s=2.5, accepted=(Accepted("simulated", Bilingual("仿真", "simulated"), "试用"),))
    request.write(tmp_path / "a.json")
    assert read_request(tmp_path / "a.json") == request
    request.write(tmp_path / "b.json")
    fields = json.loads((tmp_path / "b.json").read_text("utf-8"))
    del fields["accepted"], fields["patience_s"]
    (tmp_path / "b.json").write_text(json.dumps(fields), "utf-8")
    assert read_request(tmp_path / "b.json") == request_for()
