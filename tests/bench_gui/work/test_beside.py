"""The process that makes a workplace ready: what it says of each bench is known, and so is its failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench_gui.work.beside import Beside

WITHIN_MS = 45_000
GOOD = {"bench": "/w/bench-good.yaml", "speed": 50.0, "told": {"zh": "就绪", "en": "ready"}}
BAD = {"bench": "/w/bench-bad.yaml", "refused": {"zh": "端口被占用", "en": "its port is taken"}}


@pytest.fixture
def beside(qapp, tmp_path, qtbot):
    """Has `json.tool` say these lines in place of the demonstration, and waits for its end."""
    made = []

    def say(*lines):
        (tmp_path / "lines").write_text("\n".join(map(json.dumps, lines)))
        one = Beside(("json.tool", "--json-lines", "--compact", str(tmp_path / "lines")))
        made.append(one)
        one.heard = []
        one.refused.connect(one.heard.append)
        one.start()
        qtbot.waitUntil(lambda: not one.running, timeout=WITHIN_MS)
        return one

    yield say
    for one in made:
        one.stop()


def test_a_bench_is_ready_with_the_speed_of_its_clock_and_another_one_says_why_it_is_not(beside):
    made = beside(GOOD, BAD)
    assert made.of(Path(GOOD["bench"])).speed == 50.0
    assert made.of(Path(BAD["bench"])).problem.en == "its port is taken"
    assert [told.en for told in made.heard] == ["its port is taken"]
    assert made.of(Path("/w/own.yaml")) == made.of(Path("/w/another.yaml"))
    assert made.of(Path("/w/own.yaml")).problem is None


def test_a_process_that_fails_without_a_word_of_a_bench_is_told_of_every_bench(beside, tmp_path):
    (tmp_path / "gone").write_text("")
    made = beside("no object")  # a JSON text, not an object
    assert made.of(Path("/w/own.yaml")).problem is None
    failing = Beside(("json.tool", str(tmp_path / "missing.json")))
    failing.start()
    assert failing._job.wait(WITHIN_MS)
    assert "missing.json" in failing.of(Path("/w/own.yaml")).problem.en
