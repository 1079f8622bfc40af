"""When nobody is left to switch an output off, the source's own watchdog does; a long wait alone never lets it act."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from kill_the_runner import running, until

from bench_core.records.events import SettingMade
from bench_core.records.folding import fold_record
from bench_core.records.guardian_report import is_guarded
from bench_core.records.record import read_record
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

DESCRIBED = Path(__file__).parents[1] / "drivers" / "generic" / "n6700.yaml"
WATCHDOG_S = 60
"""On the clock of the world."""


@pytest.fixture
def folder(bench_folder):
    """The small bench, with a described supply in the place of the calibrator."""
    shutil.copy(DESCRIBED, bench_folder.folder)
    bench_folder.change("bench.yaml", "driver: fluke.5522a", "driver: generic.scpi, type: n6700.yaml")
    bench_folder.change("bench.yaml", "limits: {dc_voltage: 1000 V}", "limits: {dc_voltage: 20 V}")
    bench_folder.change("standard.yaml", "maker: Fluke, model: 5522A", "maker: Keysight, model: N6700C")
    bench_folder.change("world.yaml", "simulates: fluke.5522a", "simulates: keysight.n6700c\n    settling: 20 ms")
    bench_folder.change("world.yaml", "330 V, gain: 4 ppm, noise: 50 µV", "50 V, gain: 4 ppm, noise: 1 µV")
    bench_folder.change("world.yaml", "range: 33 V, ", "range: 5 V, ")
    bench_folder.change("procedure.yaml", "adequacy: uut.mpe / 3", "adequacy: 1000 * uut.mpe")
    bench_folder.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    return bench_folder


@pytest.mark.skipif(sys.platform != "linux", reason="the guardian is found by Linux's table of processes")
def test_with_runner_and_guardian_both_killed_the_source_takes_its_own_output_off(folder):
    folder.change("procedure.yaml", "readings: 3", "readings: 60")
    with running(folder.folder, "a") as run:
        run.wait_until_on()
        (guardian,) = Path(f"/proc/{run.handle.pid}/task/{run.handle.pid}/children").read_text("ascii").split()
        os.kill(run.handle.pid, signal.SIGSTOP)  # both at once: neither sees the other go
        os.kill(int(guardian), signal.SIGKILL)
        os.kill(run.handle.pid, signal.SIGKILL)
        run.handle.wait()
        output = run.switching.output
        assert output.energised
        assert output.opens_at <= run.world.clock.now() + WATCHDOG_S
        until(lambda: not output.live_at(run.world.clock.now()))
        assert not is_guarded(run.record)
        assert run.report() == ()


def test_a_wait_longer_than_the_watchdogs_time_does_not_let_it_act(folder):
    folder.change("procedure.yaml", "for: 1 s, give_up: 20 s", "for: 150 s, give_up: 600 s")
    record = folder.path("a.calrun")
    files = folder.path("procedure.yaml"), folder.path("bench.yaml")
    assert perform(RunRequest(record, *files, operator="tester", clock="virtual"), Control()) in {0, 1}
    assert fold_record(read_record(record)).ended.state == "finished"
    switched = [line.event for line in read_record(record).lines if isinstance(line.event, SettingMade)]
    assert [event.energised for event in switched if event.action == "operate"] == [True]
