"""One good file of each kind, as the reference shows it, and how a file is checked by the laws of its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench_cli.__main__ import main
from bench_cli.kinds import KINDS
from bench_core.budgets.reading import parse_budget
from bench_core.documents.budget import Budget
from bench_core.documents.model import kind_of, parse
from bench_core.errors import DocumentInvalid, UsageError
from fuzz.targets import small_record
from procedures.lint import lint
from procedures.model import Procedure
from procedures.reading import parse_procedure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.mistake import Mistake

LIBRARY = Path(__file__).parents[2] / "procedures" / "library"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "files.md"
EXAMPLE = re.compile(r"^```yaml[^\n]*\n(calbench: .*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(REFERENCE.read_text("utf-8"))
GOOD = {kind_of("f", text.encode()): text for text in reversed(EXAMPLES)}
"""By kind, the first example of each."""


def mistakes_of(text: str | bytes) -> tuple[Mistake, ...]:
    """Return what the laws of the file's kind say of a text, reading no other file but methods of the library."""
    content = text.encode() if isinstance(text, str) else text
    try:
        kind = kind_of("f", content)
        if kind == Procedure.KIND:
            return lint(parse_procedure("f", content, _of_the_library))
        if kind == Budget.KIND:
            parse_budget("f", content)
        else:
            parse("f", content, KINDS[kind].model)
    except DocumentInvalid as refused:
        return refused.mistakes
    return ()


def _of_the_library(_role: str, path: Path) -> bytes:
    """Read a file of methods as if the text stood in the library; no other file."""
    shipped = LIBRARY / path
    if not shipped.is_file():
        raise UsageError(f"{path}: no such file; it is not there")
    return shipped.read_bytes()


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def calbench(capfd) -> Callable[..., Said]:
    def run(*words: object) -> Said:
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def finished(tmp_path) -> Path:
    """The record of a finished virtual run of the small bench."""
    path = tmp_path / "a.calrun"
    path.write_bytes(small_record())
    return path
