"""The runner's side of the guardian: nothing goes on without it, and it is missed as soon as it is gone."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import GuardianLost, ResumeRefused
from bench_core.records.events import GuardianActed, GuardianReady, SettingIntended
from bench_core.records.exclusive import hold
from bench_core.records.guardian_report import MadeSafe, report_path, write_line
from drivers.bench import read_bench
from sequencer import guarding
from sequencer.guardian import BEAT
from sequencer.guarding import guarded, guardian_acted, guardian_ready
from sim_instruments.serving import serve

READY = "import sys; sys.stdin.readline(); print('ready', flush=True)"
ANSWERS = f"{READY}\nwhile c := sys.stdin.read(1):\n print(c, end='', flush=True)\n if c == 'd': break"


@pytest.fixture
def servers(bench_folder):
    with serve(bench_folder.path("world.yaml"), ScaledClock(20)) as servers:
        for name, links in servers.links.items():
            bench_folder.change("bench.yaml", f'"sim:{name}"', f'"{links[0]}"')
        yield servers


@pytest.fixture
def bench(bench_folder, servers):
    assert servers.links
    return read_bench(bench_folder.path("bench.yaml"))


@pytest.fixture
def stand_in(monkeypatch):
    """Starts a few lines of Python in the place of the guardian."""
    started = []

    def use(code):
        def start(_):
            pipe = subprocess.PIPE
            started.append(subprocess.Popen([sys.executable, "-c", code], bufsize=0, stdin=pipe, stdout=pipe))
            return started[-1]

        monkeypatch.setattr(guarding, "_start", start)
        return started

    yield use
    for process in started:
        process.kill()
        process.wait()


def test_what_is_simulated_in_the_runs_own_process_needs_no_guardian(bench_folder, stand_in):
    bench = read_bench(bench_folder.path("bench.yaml"))
    started = stand_in(READY)
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard.require_ready()
        guard.check()
        guard.release()
    assert started == []
    assert list(guardian_ready(bench)) == []


def test_a_process_that_cannot_be_started_lets_no_output_go_on_and_leaves_a_run_that_can_be_resumed(
    servers, run, monkeypatch
):
    def full(_):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(guarding, "_start", full)
    ran = run(clock="scaled", speed=20.0)
    assert ran.code == 4
    assert ran.state.failure.failure == "GuardianLost"
    assert "Too many open files" in ran.state.failure.message
    assert ran.state.ended is None
    assert not ran.of(SettingIntended, action="operate")
    monkeypatch.undo()
    again = run(clock="scaled", speed=20.0, resume=True)
    assert again.code == 0
    (ready,) = again.of(GuardianReady)
    assert again.events.index(ready) < again.events.index(again.of(SettingIntended, action="operate")[0])
    assert not servers.world.output("calibrator").energised


def test_a_guardian_that_cannot_load_says_why_and_no_output_goes_on(bench_folder, bench, stand_in):
    stand_in("print('bench.yaml was changed', flush=True)")
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard.check()  # instruments are connected meanwhile
        with pytest.raises(GuardianLost, match=r"could not start: bench\.yaml was changed; no output goes on"):
            guard.require_ready()


def test_the_last_words_of_a_guardian_that_has_gone_are_waited_for(bench_folder, bench, stand_in, monkeypatch):
    heard = threading.Event()
    late = {"read": lambda *at: heard.wait() and os.read(*at)}
    monkeypatch.setattr(guarding, "os", SimpleNamespace(**vars(os) | late))
    stand_in("print('bench.yaml was changed', flush=True)")
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard._process.wait()
        assert not guard._has_spoken()
        heard.set()
        with pytest.raises(GuardianLost, match=r"bench\.yaml was changed"):
            guard.require_ready()


def test_a_guardian_that_says_nothing_is_not_waited_for_without_end(bench_folder, bench, stand_in, monkeypatch):
    monkeypatch.setattr(guarding, "_READY_WITHIN_S", 0.2)
    stand_in("import time; time.sleep(60)")
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard, pytest.raises(GuardianLost, match="said nothing"):
        guard.require_ready()


def test_a_slow_start_delays_nothing_but_the_first_output(bench_folder, bench, stand_in):
    loaded = bench_folder.path("loaded")
    stand_in(f"import os, time\nwhile not os.path.exists({str(loaded)!r}): time.sleep(0.01)\n{ANSWERS}")
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard.check()
        assert guard._told == b""
        loaded.touch()
        guard.require_ready()
        guard.release()


def until_lost(guard):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        guard.check()
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("how", "told"), [("SIGKILL", "has gone"), ("SIGSTOP", "has not answered")])
def test_a_guardian_that_is_killed_or_stopped_is_missed(bench_folder, bench, stand_in, monkeypatch, how, told):
    monkeypatch.setattr(guarding, "_ENDS_WITHIN_S", 0.2)
    (started,) = [stand_in(ANSWERS)]
    report = report_path(bench_folder.path("a.calrun"))
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard.require_ready()
        guard.check()
        os.kill(started[0].pid, getattr(signal, how))
        if how == "SIGSTOP":  # who is killed must be found gone, however long that takes
            monkeypatch.setattr(guarding, "_DEAF_S", 0.6)
        with pytest.raises(GuardianLost, match=told):
            until_lost(guard)
        report.touch()
        guard.release()  # a stopped one is ended: it must not wake up later and act
        assert started[0].poll() is not None
    assert report.exists() is (how == "SIGKILL")


class Passing:
    """What waits in the place of the heartbeat: each wait passes some time, and the last one ends it."""

    def __init__(self, clock, waits):
        self._clock, self._waits = clock, waits

    def wait(self, _seconds):
        self._clock.sleep(100.0)
        self._waits -= 1
        return self._waits == 0


def test_a_run_that_gives_no_sign_any_more_is_no_longer_called_alive(bench_folder, bench, stand_in, monkeypatch):
    monkeypatch.setattr(guarding, "_BEATS_EACH_S", 3600.0)  # the thread of the heartbeat itself says nothing
    stand_in(ANSWERS)
    with guarded(bench, bench_folder.path("a.calrun"), ()) as guard:
        guard.require_ready()
        said = []
        with monkeypatch.context() as patched:
            patched.setattr(guard, "_clock", VirtualClock())
            patched.setattr(guard, "_over", Passing(guard._clock, 6))
            patched.setattr(guard, "_say", said.append)
            guard.check()
            guard._beat()
        assert said == [BEAT] * 2  # after 100 s and 200 s, and not after 300 s


def test_what_may_be_hazardous_is_what_the_bench_allows_else_what_the_type_can(bench_folder, bench):
    (ready,) = guardian_ready(bench)
    assert ready == GuardianReady("calibrator", None, hazardous=True)
    bench_folder.change("bench.yaml", "dc_voltage: 1000 V", "dc_voltage: 10 V, ac_voltage: 10 V")
    (ready,) = guardian_ready(read_bench(bench_folder.path("bench.yaml")))
    assert not ready.hazardous


def test_a_report_is_waited_for_and_taken_in(bench_folder, monkeypatch):
    record = bench_folder.path("a.calrun")
    path = report_path(record)
    path.write_bytes(write_line(MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.01)))
    assert guardian_acted(record) == (GuardianActed("ended", "calibrator", energised=False, raw="0", after=0.01),)
    monkeypatch.setattr(guarding, "_ACTS_WITHIN_S", 0.1)
    descriptor = os.open(path, os.O_RDWR)
    hold(descriptor)
    with pytest.raises(ResumeRefused, match="still making its outputs safe"):
        guardian_acted(record)
    os.close(descriptor)
