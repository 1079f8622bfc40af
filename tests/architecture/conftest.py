"""The source files of every room, parsed once for all tests of form."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """One source file: its name for import, its path for people, its syntax tree."""

    name: str
    path: str
    tree: ast.Module

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Return the place of a node, for a failing test's message."""
        return f"{self.path}:{node.lineno}"


@pytest.fixture(scope="session")
def project():
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def modules(project):
    """Return every module of every room."""
    rooms = project["tool"]["importlinter"]["root_packages"]
    return [_module(path) for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def _module(path: Path) -> Module:
    relative = path.relative_to(ROOT)
    name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    return Module(name, relative.as_posix(), ast.parse(path.read_text("utf-8")))
