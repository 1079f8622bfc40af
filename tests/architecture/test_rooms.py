"""The rooms are the ones of the design, they import downwards only, and they cost nothing to look at."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bench_cli.guard import OUR_PACKAGES

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pint", "pydantic", "pyvisa", "lxml", "ruamel", "cryptography", "rich", "jinja2")


def python(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh interpreter, with warnings as errors."""
    command = [sys.executable, "-W", "error", "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_import_contracts_hold():
    pytest.importorskip("importlinter", reason="import-linter comes with the lint extra: python3 run.py lint")
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None))"
    done = python(program)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_list_of_rooms_names_the_same_rooms(project):
    tool = project["tool"]
    rooms = set(tool["importlinter"]["root_packages"])
    layers = tool["importlinter"]["contracts"][0]["layers"]
    assert rooms == {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms == set(tool["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert rooms == set(tool["mypy"]["packages"])
    assert rooms == set(OUR_PACKAGES)
    assert rooms == {room.strip() for layer in layers for room in layer.split("|")}


def test_every_room_tells_type_checkers_that_it_is_typed(project):
    for room in project["tool"]["importlinter"]["root_packages"]:
        assert (ROOT / room / "py.typed").exists(), room


def test_only_the_unit_module_imports_pint(modules):
    assert {module.name for module in modules if "pint" in imported_roots(module.tree)} == {"bench_core.metrology.unit"}


def test_help_loads_no_library_that_takes_time():
    program = f"""
import sys
from bench_cli.__main__ import main
try:
    main(["--help"])
except SystemExit as end:
    assert end.code == 0
loaded = {{name.partition(".")[0] for name in sys.modules}} & set({HEAVY!r})
sys.exit(f"--help loads {{sorted(loaded)}}" if loaded else 0)
"""
    done = python(program)
    assert done.returncode == 0, done.stderr
    assert "calbench" in done.stdout


def test_importing_every_module_says_nothing_starts_nothing_and_changes_nothing(modules):
    program = f"""
import importlib, os, signal, threading
def environment():
    return {{name: value for name, value in os.environ.items() if not name.startswith("PYSIDE6_")}}  # its own doing
before = environment(), os.getcwd(), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
for name in {[module.name for module in modules]!r}:
    importlib.import_module(name)
after = environment(), os.getcwd(), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
assert after == before, "an import changed the process"
assert threading.active_count() == 1, "an import started a thread"
"""
    done = python(program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def imported_roots(tree: ast.Module) -> set[str]:
    """Return the top-level names that a module imports when it runs; imports for types alone do not count."""
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    roots: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names} if id(node) not in hidden else set()
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and id(node) not in hidden:
            roots.add((node.module or "").partition(".")[0])
    return roots
