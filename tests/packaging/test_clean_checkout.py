"""What a newcomer does: copy, run, get a result; build, install, run elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCAL = shutil.ignore_patterns(".venv", ".git", ".*_cache", "__pycache__", "out", ".hypothesis")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def said(*command: str | Path, cwd: Path) -> str:
    """Run a command, which must succeed, and return what it printed."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """Return a copy of the project as a clone gives it."""
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("clone") / "calbench", ignore=LOCAL)


@pytest.mark.parametrize("group", ["calbench.drivers", "calbench.links"])
def test_every_entry_point_is_installed_and_can_be_loaded(group):
    named = PROJECT["project"]["entry-points"][group]
    found = {entry.name: entry for entry in entry_points(group=group)}
    assert set(named) <= set(found)
    for name in named:
        assert callable(found[name].load()), name


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_commands_on_a_clean_checkout_lead_to_a_certificate(checkout):
    first = said(sys.executable, "run.py", "demo", "--virtual", cwd=checkout)
    assert "installing" in first
    assert {path.suffix for path in (checkout / "out").iterdir()} >= {".calrun", ".xml", ".html"}
    again = said(sys.executable, "run.py", "demo", "--help", cwd=checkout)
    assert "installing" not in again
    tests = said(sys.executable, "run.py", "test", "-q", "-n", "0", "tests/packaging/test_guard.py", cwd=checkout)
    assert "passed" in tests


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_wheel_holds_every_file_of_every_room_and_works_without_the_checkout(checkout, tmp_path):
    said(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", tmp_path, checkout, cwd=tmp_path)
    (wheel,) = tmp_path.glob("calbench-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rooms = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = {path.relative_to(checkout) for room in rooms for path in (checkout / room).rglob("*") if path.is_file()}
    assert held == {path.as_posix() for path in files if "__pycache__" not in path.parts} | {"calbench_verify.py"}
    window = {Path(name).suffix for name in held if name.startswith("bench_gui/")}
    assert window >= {".toml", ".qss", ".svg", ".mo"}
    said(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    said(tmp_path / "venv" / SCRIPTS / "python", "-m", "pip", "install", wheel, cwd=tmp_path)
    said(tmp_path / "venv" / SCRIPTS / "calbench", "demo", "--virtual", "--out", "out", cwd=tmp_path)
    assert list((tmp_path / "out").glob("*.calrun"))
