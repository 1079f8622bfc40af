"""A run is commanded and watched from any terminal of its owner; record, `show` and certificate tell all of it."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_core.clock import system_clock
from bench_core.errors import BindingRefused
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from drivers.bench import read_bench
from sequencer.bench_lock import bench_held
from sequencer.channel import channel_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals, nor SIGKILL")
SYSTEM = system_clock()
CALBENCH = [sys.executable, "-c", "from bench_cli.__main__ import main; raise SystemExit(main())"]
TAKE = "      - take: {name: x, from: uut, readings: 3}\n"
ASK = "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
FIRST, SECOND, THIRD = "10 V/+90 %", "10 V/-90 %", "100 V/+90 %"
ANSWERS = "calbench: answers/1\nby: 小李\nanswers:\n  ambient.temperature: 20 °C\nconfirm: all\n"


def until(holds):
    assert SYSTEM.wait_until(holds, SYSTEM.now() + 40), "it did not come"


class Run:
    """A run in a process of its own, at whose terminal a person is asked for a number in each point."""

    def __init__(self, folder, bench, *words, out=subprocess.DEVNULL):
        files = [folder.path("procedure.yaml"), "--bench", bench, "--order", folder.path("order.yaml")]
        command = [*CALBENCH, "run", *files, "--out", folder.folder, *words]
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE
        )
        until(lambda: any(folder.folder.glob("*.calrun")))
        self.record = next(folder.folder.glob("*.calrun"))

    @property
    def state(self):
        return fold_record(read_record(self.record))

    def asked(self, name):
        """Wait until the person is asked for a reading, `POINT/NUMBER OF THE ATTEMPT`, and anybody could answer."""

        def is_asked():
            prompt = self.state.prompt if b"\n" in self.record.read_bytes() else None  # a line is whole with its end
            return prompt is not None and prompt.prompt.endswith(f"/t/1/{name[-1]}") and name[:-2] in prompt.prompt

        until(lambda: is_asked() and channel_path(self.record).exists())

    def runner(self):
        """Return the process number of the runner, a child of the command."""
        return self.child_of(self.process.pid)

    def child_of(self, process):
        children = Path(f"/proc/{process}/task/{process}/children")
        if children.exists():  # a bare Debian has no ps
            return int(children.read_text().split()[0])
        listed = subprocess.run(["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True, text=True)
        parents = dict(line.split() for line in listed.stdout.splitlines())
        return next(int(pid) for pid, parent in parents.items() if parent == str(process))


@contextmanager
def running(*words, **streams):
    run = Run(*words, **streams)
    try:
        yield run
    finally:
        run.process.kill()
        run.process.communicate()
        until(lambda: not is_held(run.record))


@pytest.fixture
def asking(bench_folder):
    bench_folder.change("procedure.yaml", TAKE, TAKE + ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0.001 V/K * (mean(t) - 20 °C)")
    return bench_folder


@pytest.fixture
def control(calbench):
    def command(run, *words, by="李四"):
        said = calbench("control", run.record, *words, "--by", by)
        assert said.code == 0, said.err
        return said.out.strip()

    return command


def test_a_run_commanded_from_other_terminals_tells_all_of_it(asking, calbench, control):
    with running(asking, asking.path("bench.yaml"), "--virtual") as run:
        run.asked(f"{FIRST}/1")
        assert control(run, "pause", "--now") == "已暂停，输出均已断开 paused; every output is off"
        assert calbench("show", run.record).code == 4
        assert control(run, "resume", by="王五") == "继续 goes on"
        run.asked(f"{FIRST}/2")
        assert control(run, "answer", "25") == "已回答 answered"
        run.asked(f"{SECOND}/1")
        reading = f"dc-voltage/{FIRST}/t/1"
        told = control(run, "correct", reading, "20.1", "--why", "看错", "--second", "王五")
        zh, en = (
            "该读数：已更正，25 °C → 20.1 °C；两值均保留",
            "the reading: corrected, 25 °C → 20.1 °C; both stay on record",
        )
        assert told == f"{zh} {en}"
        skipped = control(run, "skip", "该点损坏")
        assert skipped == "该点：已跳过，不作合格 the point: is left out, which is never a pass"  # blind
        run.asked(f"{THIRD}/1")
        control(run, "retry", "contact", "--second", "王五")
        run.asked(f"{THIRD}/2")
        control(run, "answer", "20")
        assert run.process.wait(timeout=30) == 1
    assert verify(run.record)
    _shown(run.record, calbench)
    _certified(run.record, calbench, asking)
    assert calbench("attach", run.record).code == 1
    refused = calbench("control", run.record, "pause")
    assert (refused.code, "is it running?" in refused.err) == (2, True)


def _shown(record, calbench):
    shown = calbench("show", record)
    assert shown.code == 1
    for line in (
        "‖ 已暂停，输出均已断开 paused by 李四",
        "▶ 继续 goes on, by 王五",
        f"✎ 更正 corrected: dc-voltage/{FIRST}/t/1: 25 °C → 20.1 °C (看错; 李四, 王五 同意 agrees)",
        f"⊘ 跳过 left out: dc-voltage {SECOND} (该点损坏; 李四)",
        f"↻ 重测 taken again: dc-voltage {THIRD} (接触不良 bad contact; 李四, 王五 同意 agrees)",
        f"↻ {FIRST}: 共 2 次测量，第 2 次成立 2 attempts, attempt 2 stands",
        f"⊘ {SECOND}: 跳过，不作合格 left out by 李四, never a pass; 该点损坏",
        f"NOT SHOWN TO BE IN TOLERANCE: 跳过 1 点 left out by a person: {SECOND}",
    ):
        assert line in shown.out
    assert "IN TOLERANCE at all" not in shown.out
    fields = json.loads(calbench("show", record, "--json").out)
    kinds = ["RunPaused", "RunContinued", "ReadingCorrected", "PointSkipped", "RetryAsked"]
    assert [one["event"] for one in fields["interventions"] if one["event"] != "GuardianActed"] == kinds
    assert all(one["utc"] for one in fields["interventions"])
    assert {one["point"]: (one["attempts"], one["stands"]) for one in fields["attempts"]} == {
        FIRST: (2, 2), SECOND: (1, None), THIRD: (2, 2),
    }  # fmt: skip
    assert [(one["point"], one["reason"]) for one in fields["skipped"]] == [(SECOND, "该点损坏")]
    assert fields["verdict"] == "undetermined"


def _certified(record, calbench, folder):
    made = calbench("certificate", record, "--out", folder.path("made"))
    assert made.code in {0, 1}, made.err
    for path in (next(folder.path("made").glob("*.html")), next(folder.path("made").glob("*.xml"))):
        text = path.read_text("utf-8")
        assert f"直流电压 {SECOND}（该点损坏；李四）" in text
        assert "are not shown to be in tolerance" in text
        assert f"DC voltage {THIRD} (bad contact; 李四, 王五 agreed, 2 attempts, number 2 stands)" in text
        assert f"DC voltage {FIRST}, t 1: 25 °C → 20.1 °C (看错; 李四, 王五 agreed)" in text
        assert "paused by a person once" in text
        assert "conform to the maximum" not in text


def test_usage_that_is_wrong_is_refused_before_anything_is_reached(calbench, tmp_path):
    record = tmp_path / "a.calrun"
    assert calbench("control", record, "pause").code == 2
    for words in ((), ("halt",), ("skip",), ("retry",), ("correct", "a/b/c/1", "2"), ("abort",), ("answer",)):
        assert calbench("control", record, *words).code == 2


def test_what_the_run_refuses_is_said_in_its_words_with_code_2(asking, calbench):
    with running(asking, asking.path("bench.yaml"), "--virtual") as run:
        run.asked(f"{FIRST}/1")
        for words, why in (
            (("retry", "I want a better one"), "no technical cause"),
            (("retry", "contact", "--by", "li", "--second", "LI"), "cannot be the second person too"),
            (("correct", f"dc-voltage/{FIRST}/x/1", "9", "--why", "x"), "an instrument gave it"),
            (("correct", f"dc-voltage/{FIRST}/t/1", "9", "--why", " "), "needs 'why'"),
        ):
            refused = calbench("control", run.record, *words)
            assert refused.code == 2
            assert why in refused.err
        assert calbench("control", run.record, "abort", "enough").code == 0
        assert run.process.wait(timeout=30) == 4
    state = run.state
    assert (state.ended.state, state.abort.reason, state.ended.safe) == ("aborted", "enough", True)


class Attached:
    """`calbench attach` at a pseudo-terminal of its own."""

    def __init__(self, record):
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.execv(sys.executable, [*CALBENCH, "attach", str(record)])  # noqa: S606  our own command, no shell wanted
        self.text = ""

    def read_until(self, wanted):
        while wanted not in self.text:
            self.text += os.read(self.master, 4096).decode("utf-8", "replace")

    def type(self, keys):
        os.write(self.master, keys)

    def end(self):
        """Read until the command has ended and return its exit code."""
        try:
            while os.read(self.master, 4096):
                pass
        except OSError:  # how a pseudo-terminal says that the other side is closed
            os.close(self.master)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


def test_two_terminals_attach_one_answers_and_the_other_only_leaves(asking):
    with running(asking, asking.path("bench.yaml"), "--virtual") as run:
        run.asked(f"{FIRST}/1")
        one, other = Attached(run.record), Attached(run.record)
        for terminal in (one, other):
            terminal.read_until("数值 number, °C")
        other.type(b"\x03")
        assert other.end() == 4  # the run has no end yet
        one.type(b"20\n")
        run.asked(f"{SECOND}/1")
        for point in (SECOND, THIRD):
            one.text = ""
            run.asked(f"{point}/1")
            one.read_until("数值 number, °C")
            one.type(b"20\n")
        assert one.end() == 0
        assert run.process.wait(timeout=30) == 0
    state = run.state
    assert state.abort is None
    assert {answer.answer for prompt, answer in state.answers.items() if "/t/1" in prompt} == {"20"}


@pytest.fixture
def served(asking):
    """The bench with its simulated instruments in another process, on sockets: what is on the wire has a lock."""
    bench = asking.path("served.yaml")
    words = [*CALBENCH, "sim", asking.path("bench.yaml"), "--json", "--bench-out", bench, "--speed", "50"]
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE)
    for _ in range(2):
        process.stdout.readline()
    asking.path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    yield bench
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)


def held(bench, record):
    """Return whether another run holds the bench, and how long it took to tell [s]."""
    found = read_bench(bench)
    begun = time.monotonic()
    try:
        with bench_held(SimpleNamespace(instruments=found.instruments), record):
            return False, time.monotonic() - begun
    except BindingRefused:
        return True, time.monotonic() - begun


def test_a_bench_has_one_run_and_is_free_when_that_and_its_guardian_have_ended(asking, served, calbench, tmp_path):
    words = ("--speed", "50", "--answers", asking.path("answers.yaml"))
    with running(asking, served, *words) as run:
        run.asked(f"{FIRST}/1")
        tried = [held(served, tmp_path / "b.calrun") for _ in range(3)]
        assert all(taken for taken, _ in tried)
        assert min(after_s for _, after_s in tried) < 1  # a machine with much to do may be slow once
        second = calbench("run", asking.path("procedure.yaml"), "--bench", served, *words, "--out", tmp_path / "second")
        assert (second.code, "another run has it" in second.err and "正被另一运行使用" in second.err) == (
            2,
            True,
        )
        assert list((tmp_path / "second").glob("*.calrun")) == []
        again = calbench("resume", run.record)
        assert (again.code, again.out) == (2, "")
        assert "仍有进程在写此记录" in again.err
        assert "a process still writes this record; attach to it instead" in again.err
        os.kill(run.runner(), signal.SIGKILL)
        run.process.wait(timeout=30)
        assert channel_path(run.record).exists()  # nobody was left to remove it
        refused = calbench("control", run.record, "pause")
        assert (refused.code, "cannot be reached" in refused.err) == (2, True)
        until(lambda: not held(served, tmp_path / "b.calrun")[0])
    assert run.state.energised["calibrator"] is True  # what the record knew; the guardian has switched it off since
    assert "守护进程已断开输出" in calbench("show", run.record).out


@pytest.mark.slow
def test_when_the_guardian_is_killed_the_terminal_says_why_the_run_stopped_and_that_outputs_are_off(asking, served):
    words = ("--speed", "50", "--answers", asking.path("answers.yaml"))
    with running(asking, served, *words, out=subprocess.PIPE) as run:
        run.asked(f"{FIRST}/1")
        os.kill(run.child_of(run.runner()), signal.SIGKILL)
        out, _ = run.process.communicate(timeout=30)
        assert run.process.returncode == 4
    *_, record, off, resume = out.decode().splitlines()
    assert "✗ 守护进程失效，运行停止，查明原因后可继续 GuardianLost: the guardian's process has gone" in out.decode()
    assert str(run.record) in record
    assert off == "✓ 输出已断开 outputs are off"
    assert f"calbench resume {run.record}" in resume
