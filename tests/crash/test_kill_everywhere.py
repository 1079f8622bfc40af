import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kill_everywhere.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to try a hundred kills in seconds")
@pytest.mark.parametrize("way", ["after", "half"])
@pytest.mark.timeout(300)
def test_kill_9_at_every_event_then_resume_gives_the_results_of_an_uninterrupted_run(bench_folder, way):
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(bench_folder.folder), way], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("0 failed")
