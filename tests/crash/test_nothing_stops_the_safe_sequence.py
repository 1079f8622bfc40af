"""Whatever is done to a run that makes its source safe, the terminals end free; the simulated world is the witness."""

import os
import signal
import sys
from pathlib import Path

import pytest
from kill_the_runner import Running, running, until

from bench_core.records.events import SettingIntended
from bench_core.records.record import read_record

SLOW_STANDBY = "{kind: busy, matching: STBY, delay: DELAY, lasting: true}"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guardian is found by Linux's table of processes")


@pytest.fixture
def folder(bench_folder):
    bench_folder.change("procedure.yaml", "readings: 3", "readings: 200")
    bench_folder.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    return bench_folder.folder


def guardian_of(run: Running) -> int:
    children = Path(f"/proc/{run.handle.pid}/task/{run.handle.pid}/children").read_text("ascii").split()
    (guardian,) = map(int, children)
    return guardian


def made_safe(run: Running) -> int:
    events = [line.event for line in read_record(run.record).lines]
    return sum(isinstance(event, SettingIntended) and event.action == "make_safe" for event in events)


def abort(run: Running) -> None:
    """Ask for the end, and return once the runner is in its safe sequence while the output is still on."""
    before = made_safe(run)
    run.handle.abort("tester", "smoke")
    until(lambda: made_safe(run) > before)
    assert run.switching.on


def test_no_second_abort_no_signal_and_no_kill_inside_the_safe_sequence_leaves_the_output_on(bench_folder, folder):
    bench_folder.fault("calibrator", SLOW_STANDBY.replace("DELAY", "30 s"))  # time enough for all that follows
    with running(folder, "a", lambda text: text.replace("timeout: 2 s", "timeout: 30 s")) as run:
        run.wait_until_on()
        guardian = guardian_of(run)
        abort(run)
        run.handle.abort("tester", "smoke, again")
        for name in (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.killpg(run.handle.pid, name)
            os.killpg(guardian, name)
        assert run.switching.on
        os.kill(run.handle.pid, signal.SIGKILL)
        run.handle.wait()
        assert [done.safe for done in run.report()] == [True]
        assert not run.switching.on


def test_an_abort_and_every_signal_that_can_be_ignored_end_in_the_runners_own_safe_sequence(bench_folder, folder):
    bench_folder.fault("calibrator", SLOW_STANDBY.replace("DELAY", "6 s"))
    with running(folder, "a") as run:
        run.wait_until_on()
        os.killpg(run.handle.pid, signal.SIGTERM)
        os.killpg(guardian_of(run), signal.SIGTERM)
        os.killpg(run.handle.pid, signal.SIGINT)
        assert run.handle.wait() == 4
        assert run.report() == ()
        assert not run.switching.on
        assert (run.state().ended.state, run.state().ended.safe) == ("aborted", True)


def test_a_run_whose_guardian_is_killed_stops_with_its_output_off_and_can_be_resumed(bench_folder, folder):
    bench_folder.change("procedure.yaml", "readings: 200", "readings: 30")
    with running(folder, "a") as run:
        run.wait_until_on()
        os.kill(guardian_of(run), signal.SIGKILL)
        assert run.handle.wait() == 4
        assert not run.switching.on
        assert run.state().failure.failure == "GuardianLost"
        assert run.state().ended is None
        assert run.resume() == 0
        assert not run.switching.on
