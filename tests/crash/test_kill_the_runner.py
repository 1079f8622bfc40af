"""Whatever ends a run's process, its guardian frees the source's terminals; the long version is documented."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kill_the_runner import running, until

from bench_cli.outputs import may_be_on, say_outputs
from bench_core.records.exclusive import is_held
from bench_core.records.run_states import RunStatus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SCRIPT = Path(__file__).with_name("kill_the_runner.py")


@pytest.fixture
def folder(bench_folder):
    bench_folder.change("procedure.yaml", "readings: 3", "readings: 30")
    bench_folder.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    return bench_folder.folder


def end_badly(folder: Path, kills: int, freezes: int, pulls: int) -> list[dict[str, object]]:
    numbers = ["--kills", str(kills), "--freezes", str(freezes), "--pulls", str(pulls)]
    words = [sys.executable, SCRIPT, folder, *numbers, "--json", folder / "figures.json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "figures.json").read_text("utf-8"))["campaigns"]


def test_a_killed_and_a_frozen_run_leave_no_output_on(folder, bench_folder):
    bench_folder.change("procedure.yaml", "readings: 30", "readings: 300")  # on for long enough on any machine
    killed, frozen, _ = end_badly(folder, kills=1, freezes=1, pulls=0)
    assert [(one["runs"], one["left on"]) for one in (killed, frozen)] == [(1, 0), (1, 0)]


@pytest.mark.slow
def test_a_pulled_cable_ends_the_run_with_code_3_its_record_open_and_goes_on_when_it_is_back(folder):
    *_, pulled = end_badly(folder, kills=0, freezes=0, pulls=1)
    assert (pulled["runs"], pulled["reported truly"], pulled["resumed"]) == (1, 1, 1)


def test_a_link_that_is_dead_when_the_run_is_killed_is_told_in_words_and_never_called_safe(
    folder, bench_folder, capsys
):
    bench_folder.change("procedure.yaml", "readings: 30", "readings: 300")  # as above
    with running(folder, "a", lambda text: text.replace("timeout: 2 s", "timeout: 500 ms")) as run:
        run.wait_until_on()
        run.cable.pull("dropped")
        run.kill()
        (done,) = run.report()
        assert (done.instrument, done.energised, done.safe) == ("calibrator", None, False)
        assert run.switching.on
        assert not is_held(run.record)
        say_outputs(run.record, run.state())
        assert "⚠ !!! calibrator: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON" in capsys.readouterr().out


def test_a_cable_that_is_put_back_while_somebody_is_there_has_the_source_off_before_the_run_goes_on(folder):
    with running(folder, "a", lambda text: text.replace("timeout: 2 s", "timeout: 500 ms")) as run:
        run.wait_until_on()
        run.cable.pull("dropped")
        until(lambda: run.state().status is RunStatus.SUSPENDED)
        suspended = run.state().suspended
        assert (suspended.cause, suspended.safe) == ("link", False)
        assert list(may_be_on(run.state())) == [
            "⚠ !!! calibrator: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON, switch it off by hand !!!"
        ]
        assert run.switching.on
        back = time.monotonic()
        run.cable.plug()
        assert run.handle.wait() == 0
        assert run.switching.opened_after(back) > 0
        assert not run.switching.on


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_forty_kills_ten_freezes_and_ten_pulled_cables_leave_no_output_on_untold(folder):
    end_badly(folder, kills=40, freezes=10, pulls=10)
