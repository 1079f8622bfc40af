"""The published examples that ship with calbench, read from the package's own files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bench_core.documents.sentences import did_you_mean
from bench_core.errors import UsageError
from bench_core.validation.reading import read_examples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from bench_core.validation.example import Example

FAMILIES = ("budgets", "monte_carlo", "statistics", "fits", "decisions", "rounding", "tables", "regulations")
"""The files of examples, in the order of the report."""


def all_examples() -> tuple[Example, ...]:
    """Return every example that ships."""
    return tuple(example for family in FAMILIES for example in _family(family))


def chosen_examples(names: Sequence[str]) -> tuple[Example, ...]:
    """Return examples by name.

    Args:
        names: ids of examples, or families; none for all.

    Raises:
        UsageError: an unknown name.
    """
    every = all_examples()
    known = {*FAMILIES, *(example.id for example in every)}
    for name in names:
        if name not in known:
            raise UsageError(f"no published example is called '{name}'; {did_you_mean(name, sorted(known)).en}")
    return tuple(one for one in every if not names or one.id in names or one.family in names)


def budget_file(name: str) -> tuple[str, bytes]:
    """Return name and bytes of a `budget/1` file that ships with the examples.

    Args:
        name: without its ending.
    """
    entry = _folder() / "budgets" / f"{name}.yaml"
    return entry.name, entry.read_bytes()


def examples_digest() -> str:
    """Return the SHA-256 of all files of examples, in the order of their names, so that a report can say which."""
    folder = _folder()
    entries = [*folder.iterdir(), *(folder / "budgets").iterdir()]
    whole = hashlib.sha256()
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            whole.update(entry.name.encode() + b"\n" + entry.read_bytes())
    return whole.hexdigest()


@cache
def _family(name: str) -> tuple[Example, ...]:
    entry = _folder() / f"{name}.yaml"
    return read_examples(entry.name, entry.read_bytes(), name)


def _folder() -> Traversable:
    return files("bench_core.validation") / "examples"
