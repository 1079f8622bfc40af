"""The checkout stands alone: no file names a folder beside it, and nothing that git needs is ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEIGHBOUR = "/".join(("..", "shared"))  # in pieces, so that this file does not name it either
KINDS = {".py", ".md", ".yaml", ".toml", ".txt", ".xml", ".html", ".j2", ""}


@pytest.fixture(scope="module")
def folders(project):
    """Return the folders that the project consists of."""
    return [*project["tool"]["importlinter"]["root_packages"], "tests", "docs", "benchmarks", "fuzz", ".ci"]


@pytest.fixture(scope="module")
def texts(folders):
    """Return every text file of the project."""
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in [*inside, *ROOT.glob("*")] if path.suffix in KINDS and path.is_file()]


def test_no_file_names_a_folder_beside_the_checkout(texts):
    naming = {path.relative_to(ROOT).as_posix() for path in texts if NEIGHBOUR in path.read_text("utf-8", "replace")}
    assert naming == set()


def test_every_text_file_ends_with_one_line_feed_and_has_no_carriage_return(texts):
    untidy = []
    for path in texts:
        content = path.read_bytes()
        if content and (not content.endswith(b"\n") or b"\r" in content) and path.suffix != ".xml":
            untidy.append(path.relative_to(ROOT).as_posix())
    assert untidy == []


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="this is no git checkout")
def test_no_file_of_a_room_or_a_test_is_ignored_by_git(folders):
    command = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "--", *folders]
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [file for file in ignored if "__pycache__" not in file and "_cache/" not in file] == []
