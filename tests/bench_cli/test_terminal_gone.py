"""A terminal that is closed while a person is asked: outputs safe, the run open, and a resume finishes it."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench_core.records.events import AbortRequested
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
TAKE = "      - take: {name: x, from: uut, readings: 3}\n"
ASK = "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
CALBENCH = [sys.executable, "-c", "from bench_cli.__main__ import main; raise SystemExit(main())"]


@pytest.fixture
def asking(bench_folder):
    """The words of a run that asks the person at the terminal for a number while an output is on."""
    bench_folder.change("procedure.yaml", TAKE, TAKE + ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0 V/K * (mean(t) - 20 °C)")
    return [
        *CALBENCH, "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"),
        "--virtual", "--out", bench_folder.folder,
    ]  # fmt: skip


class Terminal:
    """A command on a pseudo-terminal of its own, which can be closed as a window is."""

    def __init__(self, words: list[object], errors: Path) -> None:
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
            os.execv(sys.executable, [str(word) for word in words])  # noqa: S606  our own command, no shell wanted
        self.text = ""

    def read_until(self, wanted: str) -> None:
        while wanted not in self.text:
            self.text += os.read(self.master, 4096).decode("utf-8", "replace")

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


def only_record(folder: Path) -> Path:
    return next(folder.glob("*.calrun"))


def until_left(record: Path) -> None:
    while is_held(record):
        time.sleep(0.01)  # another process: there is nothing else to wait on


def test_a_window_closed_at_a_prompt_leaves_the_run_open_with_outputs_off(asking, bench_folder):
    errors = bench_folder.path("errors.txt")
    terminal = Terminal(asking, errors)
    terminal.read_until("数值 number, °C")
    os.close(terminal.master)  # the kernel sends SIGHUP, and every read and write fails from now on
    assert terminal.wait() == 4
    assert errors.read_text() == ""
    state = fold_record(read_record(only_record(bench_folder.folder)))
    assert (state.ended, state.abort) == (None, None)
    assert state.failure.failure == "NobodyAnswers"
    assert set(state.energised.values()) == {False}


def test_the_end_of_input_at_a_prompt_leaves_the_run_open_and_tells_how_to_go_on(asking, bench_folder):
    ran = subprocess.run(asking, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    record = only_record(bench_folder.folder)
    assert ran.returncode == 4
    assert "✗ 提示无人回答，可在终端继续运行 NobodyAnswers: " in ran.stdout
    assert "nobody is there to answer" in ran.stdout
    assert "\n✓ 输出已断开 outputs are off\n" in ran.stdout
    assert f"calbench resume {record}" in ran.stdout
    assert "resume" not in ran.stderr
    resumed = subprocess.run(
        [*CALBENCH, "resume", str(record)], input="yes\n" + "20\n" * 3, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert resumed.returncode == 0, resumed.stdout
    assert fold_record(read_record(record)).ended.state == "finished"


@pytest.mark.parametrize("key", [b"\x04", b"\x03"])
def test_ctrl_d_leaves_the_run_open_where_ctrl_c_aborts_it(asking, bench_folder, key):
    terminal = Terminal(asking, bench_folder.path("errors.txt"))
    terminal.read_until("数值 number, °C")
    os.write(terminal.master, key)
    terminal.read_until("calbench resume" if key == b"\x04" else "记录 record")
    assert terminal.wait() == 4
    os.close(terminal.master)
    record = read_record(only_record(bench_folder.folder))
    ended = fold_record(record).ended
    assert (ended is None) == (key == b"\x04")
    assert any(isinstance(line.event, AbortRequested) for line in record.lines) == (key == b"\x03")


def test_ctrl_c_at_the_question_of_a_resume_ends_the_run(bench_folder):
    bench_folder.change("world.yaml", "confirms: true", "confirms: true, energises: false")
    record, procedure, bench = (bench_folder.path(name) for name in ("a.calrun", "procedure.yaml", "bench.yaml"))
    assert perform(RunRequest(record, procedure, bench, operator="li", clock="virtual"), Control()) == 0
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join(lines[: len(lines) // 2]))
    terminal = Terminal([*CALBENCH, "resume", record], bench_folder.path("errors.txt"))
    terminal.read_until("may outputs go on again?")
    os.write(terminal.master, b"\x03")
    terminal.read_until("记录 record")
    assert terminal.wait() == 4
    os.close(terminal.master)
    ended = fold_record(read_record(record)).ended
    assert (ended.state, ended.safe) == ("aborted", True)
    assert "calbench resume" not in terminal.text


def test_a_watcher_that_is_killed_leaves_the_run_open_too(asking, bench_folder):
    terminal = Terminal(asking, bench_folder.path("errors.txt"))
    terminal.read_until("数值 number, °C")
    os.kill(terminal.child, signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL
    record = only_record(bench_folder.folder)
    until_left(record)
    os.close(terminal.master)
    state = fold_record(read_record(record))
    assert state.ended is None
    assert set(state.energised.values()) == {False}
    assert re.search("nobody is there", state.failure.message)
