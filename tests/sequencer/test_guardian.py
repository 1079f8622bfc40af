"""The guardian's process on its own: real pipe, real sockets; the simulated world is the witness."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import OutputState
from bench_core.clock import ScaledClock
from bench_core.errors import LinkTimeout, UsageError
from bench_core.records.guardian_report import MadeSafe, is_guarded, read_report, report_path
from drivers.bench import read_bench
from sequencer.guardian import BEAT, READY, RELEASED, Charge, _safe, bench_digests
from sim_instruments.serving import RunningServers, serve

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP", "SIGUSR1", "SIGALRM")


@dataclass
class Guarded:
    """A source on a socket that is on, and what a runner would tell its guardian."""

    servers: RunningServers
    bench: Path
    record: Path
    runner: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def on(self) -> bool:
        return self.servers.world.output("calibrator").energised

    def charge(self) -> Charge:
        bench = read_bench(self.bench)
        return Charge(
            str(self.bench), bench_digests(bench), ("calibrator",), str(report_path(self.record)), self.runner
        )

    def start(self, charge: Charge | None = None, *, told: bool = True) -> None:
        words = [sys.executable, "-P", "-m", "sequencer.guardian"]
        self.process = subprocess.Popen(words, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if told:
            self.say(json.dumps(asdict(charge or self.charge())).encode() + b"\n")

    def say(self, words: bytes) -> None:
        self.process.stdin.write(words)

    def hear(self) -> bytes:
        return self.process.stdout.readline()

    def end(self) -> int:
        """Close the pipe as the end of the runner does, and return the exit code."""
        self.process.stdin.close()
        return self.process.wait(30)

    def report(self) -> tuple[MadeSafe, ...]:
        return read_report(self.record)


@pytest.fixture
def guarded(bench_folder) -> Iterator[Guarded]:
    with serve(bench_folder.path("world.yaml"), ScaledClock(20)) as servers:
        for name, links in servers.links.items():
            bench_folder.change("bench.yaml", f'"sim:{name}"', f'"{links[0]}"')
        made = Guarded(servers, bench_folder.path("bench.yaml"), bench_folder.path("a.calrun"))
        for _ in servers.world.instrument("calibrator").dialect.execute("OUT 10 V;OPER"):
            pass
        assert made.on
        yield made
        if made.process is not None:
            with suppress(OSError):
                made.process.kill()
            made.process.wait()
            made.process.stdin.close()
            made.process.stdout.close()


def test_the_end_of_the_runners_pipe_makes_the_source_safe_and_its_report_says_so(guarded):
    guarded.start()
    assert guarded.hear() == READY
    assert is_guarded(guarded.record)
    guarded.say(BEAT)
    assert guarded.process.stdout.read(1) == BEAT  # said back, so that the runner knows that it is there
    assert guarded.on
    assert guarded.end() == 4
    assert not guarded.on
    assert not is_guarded(guarded.record)
    (done,) = guarded.report()
    assert (done.cause, done.instrument, done.safe) == ("ended", "calibrator", True)


def test_a_rehearsal_only_loads_says_so_and_switches_nothing(guarded):
    guarded.start(replace(guarded.charge(), rehearsal=True))
    assert guarded.hear() == READY
    assert guarded.end() == 0
    assert guarded.on
    assert not report_path(guarded.record).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_no_signal_but_a_kill_ends_it_and_a_release_touches_nothing(guarded):
    guarded.start()
    assert guarded.hear() == READY
    for name in _SIGNALS:
        guarded.process.send_signal(getattr(signal, name))
    guarded.say(BEAT + RELEASED + BEAT)
    assert guarded.process.wait(30) == 0
    assert guarded.on
    assert not report_path(guarded.record).exists()


def test_a_release_that_came_while_it_was_loading_is_not_lost(guarded):
    guarded.start()
    guarded.say(BEAT + RELEASED)
    assert guarded.end() == 0
    assert guarded.on


def test_a_runner_that_ends_while_it_is_loading_is_noticed_all_the_same(guarded):
    guarded.start()
    guarded.process.stdout.close()  # nobody hears that it is ready
    assert guarded.end() == 4
    assert not guarded.on


def test_a_runner_that_ends_before_it_said_what_to_guard_needs_no_guardian(guarded):
    guarded.start(told=False)
    assert guarded.end() == 0
    assert guarded.on


def test_a_silent_runner_is_made_safe_for_but_no_other_process_that_got_its_number_is_ended(guarded):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    guarded.runner = other.pid
    guarded.start()
    assert guarded.hear() == READY
    silent_since = time.monotonic()
    while guarded.on:
        assert time.monotonic() - silent_since < 30
        time.sleep(0.01)
        if time.monotonic() - silent_since > 4:
            guarded.process.stdin.close()  # our own end of the pipe would hold it up
            break
    assert guarded.process.wait(30) == 4
    assert guarded.report()[0].cause == "frozen"
    assert not guarded.on
    assert other.poll() is None
    other.communicate(b"\n")


def test_a_dead_link_is_told_and_never_called_safe(guarded):
    guarded.start()
    assert guarded.hear() == READY
    guarded.servers.close()
    assert guarded.end() == 3
    (done,) = guarded.report()
    assert (done.energised, done.safe) == (None, False)
    assert done.raw.startswith("LinkRefused")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda guarded: report_path(guarded.record).symlink_to(guarded.bench), "symbolic links"),
        (
            lambda guarded: guarded.bench.write_text(guarded.bench.read_text("utf-8") + "\n", "utf-8"),
            "bench was changed",
        ),
        (lambda guarded: guarded.bench.unlink(), "bench.yaml"),
    ],
)
def test_what_keeps_it_from_guarding_is_told_before_any_output_goes_on(guarded, spoil, told):
    charge = guarded.charge()
    before = guarded.bench.read_bytes()
    spoil(guarded)
    guarded.start(charge)
    said = guarded.hear().decode()
    assert said != READY.decode()
    assert told in said
    assert guarded.process.wait(30) == 4
    assert not guarded.bench.exists() or guarded.bench.read_bytes().startswith(before)


class Broken:
    """A source whose driver fails at whatever comes before its safe command."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem
        self.told: list[str] = []

    def identify(self) -> None:
        self.told.append("identify")

    def prepare(self) -> None:
        raise self.problem

    def make_safe(self) -> OutputState:
        self.told.append("make_safe")
        return OutputState(energised=False, raw="0")


@pytest.mark.parametrize("problem", [LinkTimeout("c", "silent"), UsageError("no word"), ZeroDivisionError("a fault")])
def test_whatever_fails_before_it_the_safe_command_is_sent(problem):
    source = Broken(problem)
    assert not _safe(source).energised
    assert source.told == ["identify", "make_safe"]
