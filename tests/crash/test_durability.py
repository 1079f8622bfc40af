"""Nothing acknowledged is lost, doubled or halved, whatever happens to process, disc, power, clock and surroundings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("durability.py")
CAMPAIGNS = ("kill_at_any_time", "kill_everywhere", "failing_disc", "power_cut", "clocks_and_locales")

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to try hundreds of runs in minutes"),
    pytest.mark.timeout(300),
]


def campaign(name: str, *options: str) -> None:
    words = [sys.executable, SCRIPT, "--only", name, *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost: 0; doubled: 0; half: 0; failed: 0" in done.stdout


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_sample_of_every_campaign_loses_doubles_and_halves_nothing(name):
    campaign(name, "--short")


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_campaign_loses_doubles_and_halves_nothing(name):
    campaign(name)
