"""run.py as a module, moved to an empty checkout where no real command is run."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = """
[project]
name = "calbench"
[project.optional-dependencies]
gui = ["PySide6-Essentials==6.11.3"]
test = ["pytest>=8.4"]
lint = ["mypy>=1.18", "ruff>=0.13"]
third-party = ["qcodes==0.58.0"]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return run.py in a checkout of its own; `run.calls` lists the commands that it would have run."""
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "run_under_test", module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")
    venv = tmp_path / ".venv"
    places = {"ROOT": tmp_path, "VENV": venv, "SCRIPTS": venv / "bin", "PYTHON": str(venv / "bin" / "python")}
    places |= {"STAMP": venv / module.STAMP.name, "LOCK": venv / module.LOCK.name}
    for name, place in places.items():
        monkeypatch.setattr(module, name, place)
    module.calls = []
    monkeypatch.setattr(module, "run_quietly", lambda _complaint, *command: record(module, command))
    return module


def record(module, command):
    """Note a command; making a virtual environment leaves its mark."""
    module.calls.append(command)
    if command[1:3] == ("-m", "venv"):
        (module.VENV / "pyvenv.cfg").write_text("", "utf-8")
