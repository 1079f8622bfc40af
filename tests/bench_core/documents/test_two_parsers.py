"""Two parsers read a file: what libyaml takes, our own parser takes with the same texts at the same places."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from bench_core.documents.reader import _carefully, _quickly, read_nodes
from bench_core.errors import DocumentInvalid

from .conftest import GOOD_FILES

if TYPE_CHECKING:
    from bench_core.documents.nodes import Mapping

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path for room in ("bench_cli", "drivers", "procedures", "docs", "tests") for path in (ROOT / room).rglob("*.yaml")
)
ODD = (
    *" \n:-?,[]{}#&*!|>'\"%@`ab1.~é中：",
    *(": ", " #c", "- ", "\n  ", "#c\n", "? ", "--- ", "...\n", "''", '""', "{a: b}", '["a": b]', "|-\n", "\\x41"),
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_of_the_project_is_the_same_to_both(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _quickly("f", text) in {None, _carefully("f", text)}


@pytest.mark.parametrize("kind", GOOD_FILES)
def test_every_good_file_is_read_quickly(kind: str) -> None:
    assert _quickly("f", GOOD_FILES[kind].text) is not None


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_into_a_file_the_same_is_read_or_refused(seed: int) -> None:
    random = Random(seed)
    texts = [good.text for good in GOOD_FILES.values()]
    for _ in range(40):
        spoiled = _spoiled(random, random.choice(texts))
        assert _outcome(spoiled) == _refused_or_read(spoiled), spoiled


@pytest.mark.parametrize(
    "text",
    [
        "a: 0\t1",
        "a: |\n  b\n",
        "a: >-\n  b\n",
        "a: |#c\n  b\n",
        "a: ['b':c d]",
        "a:\nb: 1",
        "a: [b",
        "a: &x b",
        "a: b\na: c",
    ],
)
def test_tabs_folded_texts_quoted_keys_and_mistakes_are_left_to_our_own_parser(text: str) -> None:
    assert _quickly("f", text) is None


def _spoiled(random: Random, text: str) -> str:
    lines = text.split("\n")
    first = random.randrange(len(lines))
    part = "\n".join(lines[first : first + random.randrange(1, 8)])
    for _ in range(random.randrange(4)):
        at = random.randrange(len(part) + 1)
        part = part[:at] + random.choice(ODD) + part[at + random.randrange(2) :]
    return part


def _outcome(text: str) -> Mapping | list[str]:
    try:
        return read_nodes("f", text.encode())
    except DocumentInvalid as refused:
        return list(map(str, refused.mistakes))


def _refused_or_read(text: str) -> Mapping | list[str]:
    try:
        return _carefully("f", text)
    except DocumentInvalid as refused:
        return list(map(str, refused.mistakes))
