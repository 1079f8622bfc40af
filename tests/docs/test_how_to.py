"""The how-to guides work: every block with a title is the file it names, and every command ends as it should.

The guides are followed one after another in a copy of the checkout, since each builds on the ones before it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
pytestmark = pytest.mark.timeout(300)
GUIDES = ("add-a-twin", "add-a-driver", "write-a-procedure", "describe-an-unknown-instrument")
"""In the order in which they build on one another."""
ROOMS = (
    "bench_core", "drivers", "procedures", "sequencer", "dcc_export", "sim_instruments", "bench_gui", "bench_cli"
)  # fmt: skip
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(guide):
    """Return the blocks of a guide in order: kind, title and text."""
    text = (HOW_TO / f"{guide}.md").read_text("utf-8")
    return [(one["kind"], one["title"], one["text"]) for one in BLOCK.finditer(text)]


def write(checkout, title, text):
    path = checkout / title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def patch(checkout, title, text):
    """Put the lines that begin with + behind the line before them."""
    lines = text.splitlines()
    context, added = lines[0][1:], [line[1:] for line in lines[1:] if line.startswith("+")]
    whole = (checkout / title).read_text("utf-8")
    assert whole.count(f"{context}\n") == 1, context
    (checkout / title).write_text(whole.replace(f"{context}\n", "\n".join([context, *added]) + "\n"), "utf-8")
    return added


def install(checkout, entries):
    """Do to the copy what installing does to a checkout: make the entry points of drivers known."""
    folder = checkout / "guide-0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: guide\nVersion: 0\n", "utf-8")
    lines = [line.replace('"', "") for line in entries]
    (folder / "entry_points.txt").write_text("\n".join(["[calbench.drivers]", *lines]) + "\n", "utf-8")


def run(checkout, line):
    """Run a line of a guide, with the copy in the place of the checkout."""
    words = shlex.split(line)
    start = {"calbench": [sys.executable, "-m", "bench_cli"], "python": [sys.executable]}[words[0]]
    words = [str(found) for word in words[1:] for found in (sorted(checkout.glob(word)) if "*" in word else [word])]
    environment = os.environ | {"PYTHONPATH": str(checkout), "CALBENCH_HOME": str(checkout / "home")}
    command = [*start, *(os.path.relpath(word, checkout) if Path(word).is_absolute() else word for word in words)]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Follow every guide, and return what each command said."""
    checkout = tmp_path_factory.mktemp("checkout")
    for room in ROOMS:
        shutil.copytree(ROOT / room, checkout / room)  # with what is compiled
    shutil.copy(ROOT / "pyproject.toml", checkout)
    said = {}
    for guide in GUIDES:
        for kind, title, text in blocks(guide):
            if kind == "diff":
                added = patch(checkout, title, text)
                if title == "pyproject.toml":
                    install(checkout, added)
            elif title:
                write(checkout, title, text)
            elif kind == "sh":
                said |= {(guide, line): run(checkout, line) for line in text.splitlines()}
    return checkout, said


LINES = [
    (guide, line) for guide in GUIDES for kind, _, text in blocks(guide) if kind == "sh" for line in text.splitlines()
]


@pytest.mark.parametrize(("guide", "line"), LINES, ids=lambda value: value[:60])
def test_every_command_of_a_guide_ends_well(followed, guide, line):
    done = followed[1][guide, line]
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_driver_of_one_guide_calibrates_the_twin_of_another_with_the_procedure_of_a_third(followed):
    checkout, said = followed
    (run_line,) = [key for key in said if key[0] == "write-a-procedure" and key[1].startswith("calbench run")]
    assert said[run_line].stdout.count("✓ 合格 pass") == 4
    page = (checkout / "guide" / "dc-volts.md").read_text("utf-8")
    assert "# 直流电压校准 Calibration of DC voltage" in page
    assert "| 10 V/+90 % | 9 V | `source` |" in page


def test_the_described_instrument_gives_what_the_driver_gives(followed):
    _, said = followed
    (shown,) = [done for (guide, line), done in said.items() if line.startswith("calbench show")]
    (ran,) = [done for (guide, line), done in said.items() if "guide/bench.yaml --virtual" in line]

    def results(text):
        return [line.split() for line in text.splitlines() if re.match(r"\s*10 V/[+-]", line)]

    assert len(results(shown.stdout)) == 4
    assert results(shown.stdout) == results(ran.stdout)


def test_the_mistake_that_a_guide_shows_is_told_so(followed):
    checkout, _ = followed
    (shown,) = [text for kind, _, text in blocks("write-a-procedure") if kind == "text"]
    text = (checkout / "guide" / "dc-volts.yaml").read_text("utf-8")
    (checkout / "guide" / "wrong.yaml").write_text(text.replace("± uut.mpe", "± uut.mep"), "utf-8")
    done = run(checkout, "calbench lint guide/wrong.yaml")
    assert (done.returncode, done.stderr) == (2, shown.replace("dc-volts", "wrong"))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_block_of_a_guide_is_a_file_a_change_a_command_or_what_is_said(guide):
    found = blocks(guide)
    assert len(found) == (HOW_TO / f"{guide}.md").read_text("utf-8").count("\n```") / 2
    assert all(title or kind in {"sh", "text"} for kind, title, _ in found)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_begins_with_a_chinese_summary(guide):
    assert "**中文摘要**" in (HOW_TO / f"{guide}.md").read_text("utf-8")[:200]
