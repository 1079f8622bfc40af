import os
import subprocess
import sys
from pathlib import Path

import pytest

ONCE = """\
      - once per range:
          - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: 0 V}}
          - take: {name: z, from: uut, readings: 1}
"""
SECOND_ITEM = """\
  - id: dc-voltage-on-other-leads
    like: dc-voltage
    title: {zh: 直流电压二, en: DC voltage again}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 4-wire}
    points:
      - {range: 100 V, at: [90 %], of: range}
"""
SCRIPT = Path(__file__).with_name("kill_everywhere.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to try a hundred kills in seconds")
@pytest.mark.parametrize("way", ["after", "half"])
@pytest.mark.timeout(300)
def test_kill_9_at_every_event_then_resume_gives_the_results_of_an_uninterrupted_run(bench_folder, way):
    """One point with what comes once for its range, and one on other leads, which are proven at a low level first."""
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    bench_folder.change("procedure.yaml", "at: [90 %, -90 %]", "at: [90 %]")
    steady = "      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 1 s, give_up: 20 s}\n"
    bench_folder.change("procedure.yaml", steady, "")
    bench_folder.change("procedure.yaml", "readings: 3", "readings: 2")
    bench_folder.change("procedure.yaml", "    method:\n", f"    method:\n{ONCE}")
    bench_folder.change("procedure.yaml", "error: mean(e)\n", "error: mean(e) - mean(z[range])\n")
    zero = '      - {name: zero, of: "z[range]", from: source, cause: {zh: 零点, en: zero}}\n'
    bench_folder.change("procedure.yaml", "    requirements:\n", f"{zero}    requirements:\n")
    bench_folder.change("procedure.yaml", "report: {U", f"{SECOND_ITEM}report: {{U")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(bench_folder.folder), way], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("0 failed")
