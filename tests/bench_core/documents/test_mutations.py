"""Every key and every value of every kind, spoiled one at a time, is told on the right line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.documents.model import parse
from bench_core.documents.nodes import Mapping, Node, Scalar, Sequence
from bench_core.documents.reader import read_nodes
from bench_core.errors import DocumentInvalid

from .conftest import GOOD_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.model import DocumentModel
    from bench_core.mistake import Mistake

_FREE = {"ambient.temperature", "uut.warm_up", "dc-voltage/10 V/+90 %/x/1"}  # names that a procedure gives


def _keys(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from _keys(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _keys(item)


def _values(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            yield from _values(value)
    else:
        for item in node.items:
            yield from _values(item)


def _spoiled(text: str, scalar: Scalar, new: str) -> bytes:
    lines = text.split("\n")
    line, start = lines[scalar.at.line - 1], scalar.at.column - 1
    written = scalar.text if scalar.plain else f'"{scalar.text}"'
    assert line[start:].startswith(written)
    lines[scalar.at.line - 1] = line[:start] + new + line[start + len(written) :]
    return "\n".join(lines).encode()


def _every(kinds: str) -> list[tuple[str, Scalar]]:
    pick = _keys if kinds == "keys" else _values
    return [
        (kind, scalar)
        for kind, good in GOOD_FILES.items()
        for scalar in pick(read_nodes(kind, good.text.encode()))
        if scalar.at.line > 1 and not (kinds == "keys" and scalar.text in _FREE)
    ]


def _id(value: object) -> str:
    return f"{value.at.line}-{value.text[:20]}" if isinstance(value, Scalar) else str(value)


@pytest.mark.parametrize(("kind", "key"), _every("keys"), ids=_id)
def test_a_misspelt_key_is_told_at_its_place_with_the_right_one(kind: str, key: Scalar) -> None:
    good = GOOD_FILES[kind]
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", _spoiled(good.text, key, key.text + "x"), good.kind)
    at_key = [m for m in caught.value.mistakes if (m.line, m.column) == (key.at.line, key.at.column)]
    assert any(f"did you mean '{key.text}'?" in m.hint.en for m in at_key)


@pytest.mark.parametrize(("kind", "value"), _every("values"), ids=_id)
@pytest.mark.parametrize("wrong", ["{wrong: 1}", "[[1]]"])
def test_a_value_of_the_wrong_form_is_told_at_its_place(kind: str, value: Scalar, wrong: str) -> None:
    good = GOOD_FILES[kind]
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", _spoiled(good.text, value, wrong), good.kind)
    assert {m.line for m in caught.value.mistakes} == {value.at.line}


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise_anything_else(content: bytes) -> None:
    for good in GOOD_FILES.values():
        with pytest.raises(DocumentInvalid):
            parse("f", content, good.kind)


_LONGER = (": ", "\n  ", "\n- ", "? ", "!!", "---\n", "...\n", "|2", "\\U", "<<: ")
_TOKENS = st.sampled_from([*":,-[]{}#&*!|>'\"%@`?~\\ \n\t\r", *_LONGER])


@settings(deadline=None)
@given(st.sampled_from(sorted(GOOD_FILES)), st.data())
def test_no_slip_of_the_pen_makes_the_reader_raise_anything_else(kind: str, data: st.DataObject) -> None:
    text = GOOD_FILES[kind].text
    for _ in range(data.draw(st.integers(1, 4))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(_TOKENS) + text[at + cut :]
    lines = text.split("\n")
    for m in _mistakes(text, GOOD_FILES[kind].kind):
        assert 1 <= m.line <= len(lines)
        assert 1 <= m.column <= len(lines[m.line - 1]) + 2


def _mistakes(text: str, kind: type[DocumentModel]) -> tuple[Mistake, ...]:
    try:
        parse("f", text.encode(), kind)
    except DocumentInvalid as error:
        return error.mistakes
    return ()
