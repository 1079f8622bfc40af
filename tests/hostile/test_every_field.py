"""Every field of every kind of file, given a value of the wrong form, is told on its line (promise 33)."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import ValidationError

from bench_cli.kinds import KEY_TEXTS, KINDS
from bench_core.documents.model import DocumentModel, kind_of
from bench_core.documents.nodes import Mapping, Position, Sequence
from bench_core.documents.reader import read_nodes
from bench_core.documents.yaml_values import Reading, values

from .conftest import EXAMPLE, EXAMPLES, mistakes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.nodes import Node

ROOT = Path(__file__).parents[2]
BUDGETS = "bench_core/validation/examples/budgets"
FOLDERS = ("bench_cli", BUDGETS, "drivers", "procedures", "tests/drivers", "tests/third_party")
WRITTEN = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml")]
GUIDES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
ELSEWHERE = {
    *("PythonSource", "PythonSourceFunction", "PythonOutputForm", "PlainProof", "Verification", "AskForm", "Compare"),
    *("ProofForm", "DriftEntry"),
}
"""Models of which no whole file is shown; the tests of their rooms misspell and spoil their keys."""
WITHOUT_LIKE = re.search(
    r'^PROCEDURE = """\\\n(.*?)"""', (ROOT / "tests" / "conftest.py").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
WRONG = "[[[x]]]"


@lru_cache(maxsize=1)
def places() -> dict[type[DocumentModel], tuple[str, Mapping]]:
    """Return, of every model, the shortest file that has a mapping which is read as it, and that mapping."""
    found: dict[type[DocumentModel], tuple[str, Mapping]] = {}
    guided = [text for path in GUIDES for text in EXAMPLE.findall(path.read_text("utf-8"))]
    assert WITHOUT_LIKE is not None
    texts = {WITHOUT_LIKE[1], *EXAMPLES, *guided, *(path.read_text("utf-8") for path in WRITTEN)}
    for text in sorted(
        texts, key=lambda text: ("like:" in text, len(text), text)
    ):  # a wrong id is told at each `like:`
        nodes = read_nodes("f", text.encode())
        reading = Reading()
        body = Mapping(nodes.entries[1:], nodes.at)
        with suppress(ValidationError):  # an item that is like another one is not whole
            KINDS[kind_of("f", text.encode())].model.model_validate(values(body), context=reading)
        for mapping in mappings(body):
            for model in reading._models.get(mapping.at, []):
                found.setdefault(model, (text, mapping))
    return found


def mappings(node: Node) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
    children = [value for _, value in node.entries] if isinstance(node, Mapping) else getattr(node, "items", ())
    for child in children:
        if isinstance(child, Mapping | Sequence):
            yield from mappings(child)


def with_a_wrong_value(text: str, mapping: Mapping, field: str) -> tuple[str, int]:
    """Return a file whose mapping has a value of the wrong form at a key, there or not, and the line of that key."""
    lines = text.split("\n")
    here = mapping.key(field)
    if here is not None:
        line = here.at.line - 1
        end = end_of_value(lines, here.at, mapping)
        lines[line : end[0] + 1] = [f"{lines[line][: here.at.column - 1]}{here.text}: {WRONG}{lines[end[0]][end[1] :]}"]
        return "\n".join(lines), here.at.line
    first = mapping.entries[0][0].at
    if lines[mapping.at.line - 1][mapping.at.column - 1 :].startswith("{"):
        at = mapping.at
        lines[at.line - 1] = f"{lines[at.line - 1][: at.column]}{field}: {WRONG}, {lines[at.line - 1][at.column :]}"
        return "\n".join(lines), at.line
    rest = lines[first.line - 1]
    indent = " " * (first.column - 1)
    lines[first.line - 1 : first.line] = [
        f"{rest[: first.column - 1]}{field}: {WRONG}",
        indent + rest[first.column - 1 :],
    ]
    return "\n".join(lines), first.line


def end_of_value(lines: list[str], key: Position, mapping: Mapping) -> tuple[int, int]:
    """Return line and column, from 0, where the value of a key ends."""
    later = sorted(other.at for other, _ in mapping.entries if other.at > key)
    flow = lines[mapping.at.line - 1][mapping.at.column - 1 :].startswith("{")
    if not flow:
        indent = key.column - 1
        end = key.line
        while end < len(lines) and (
            not lines[end].strip() or lines[end].startswith((" " * (indent + 1), f"{' ' * indent}- "))
        ):
            end += 1
        return end - 1, len(lines[end - 1])
    if later:
        line, column = later[0].line - 1, later[0].column - 1
        before = "\n".join([*lines[:line], lines[line][:column]]).rindex(",")
        text = "\n".join(lines)[:before]
        return text.count("\n"), before - text.rfind("\n") - 1
    text = "\n".join(lines)
    index = sum(len(line) + 1 for line in lines[: key.line - 1]) + key.column - 1
    depth = 0
    quote = ""
    while depth >= 0:
        character = text[index]
        quote = ("" if quote == character else quote) if quote else character if character in "\"'" else ""
        depth += 0 if quote else (character in "[{") - (character in "]}")
        index += 1
    index -= 1
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1


def fields() -> list[tuple[type[DocumentModel], str]]:
    return [(model, name) for model in KEY_TEXTS if model in places() for name in names(model)]


def names(model: type[DocumentModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def reachable(model: type[DocumentModel]) -> Iterator[type[DocumentModel]]:
    """Give every model that a kind's fields lead to."""
    seen: list[Any] = []
    open_: list[Any] = [model]
    while open_:
        one = open_.pop()
        if any(one is other for other in seen):
            continue
        seen.append(one)
        if isinstance(one, type) and issubclass(one, DocumentModel):
            yield one
            open_ += [field.annotation for field in one.model_fields.values()]
        open_ += get_args(one)


def test_a_file_that_is_shown_or_ships_has_nearly_every_mapping_that_the_schema_knows():
    known = {model for kind in KINDS.values() for model in reachable(kind.model)}
    assert {model.__name__ for model in known - set(places())} <= ELSEWHERE


@pytest.mark.parametrize(("model", "field"), fields(), ids=lambda value: getattr(value, "__name__", value))
def test_a_value_of_the_wrong_form_is_told_on_its_line(model, field):
    text, line = with_a_wrong_value(*places()[model], field)
    found = mistakes_of(text)
    assert any(mistake.line == line and mistake.message for mistake in found), (text.split("\n")[line - 1], found[:4])
    assert all(1 <= mistake.line <= text.count("\n") + 1 and mistake.column >= 1 for mistake in found)
