"""Files made to exhaust the reader are refused before the work is done; counted in work, not in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench_core.documents import reader
from bench_core.documents.characters import DEEPEST, LARGEST, MOST_MISTAKES
from bench_core.documents.model import load, parse
from bench_core.documents.reader import MOST_NODES, read_nodes
from bench_core.documents.standard import StandardCertificate
from bench_core.errors import DocumentInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ruamel.yaml.events import Event


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Every event that the reader asks either YAML parser for."""
    taken: list[Event] = []
    parser = reader._events

    def counted(text: str, *, pure: bool) -> Iterator[Event]:
        for event in parser(text, pure=pure):
            taken.append(event)
            yield event

    monkeypatch.setattr(reader, "_events", counted)
    return taken


def test_a_long_file_is_refused_unparsed(events: list[Event]) -> None:
    with pytest.raises(DocumentInvalid, match=r"^f:1:1: the file is too long, 10240 KB \(at most 256 KB\)$"):
        read_nodes("f", b"a: 1\n" * (2 * 1024 * 1024))
    assert events == []


def test_a_long_file_is_not_even_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_bytes(b"a" * (LARGEST + 10_000))
    with pytest.raises(DocumentInvalid, match=f"the file is too long, {LARGEST + 1} bytes or more"):
        load(path, StandardCertificate)


@pytest.mark.parametrize("bracket", ["[", "{", "{a: ", "[{"])
def test_brackets_without_end_are_refused_unparsed(events: list[Event], bracket: str) -> None:
    with pytest.raises(DocumentInvalid, match=r"brackets nested too deeply \(at most 24 levels\)"):
        read_nodes("f", b"a: " + bracket.encode() * 50_000)
    assert events == []


@pytest.mark.parametrize(
    "text",
    ["- " * 50_000, "? " * 50_000, "\n".join(" " * n + f"a{n}:" for n in range(500)), "a: " + "[" * 40 + "]" * 40],
    ids=["lists", "keys", "indentation", "brackets"],
)
def test_depth_is_refused_as_soon_as_it_is_reached(events: list[Event], text: str) -> None:
    with pytest.raises(DocumentInvalid, match="more than 24 levels inside one another"):
        read_nodes("f", text.encode())
    assert len(events) < 2 * 4 * DEEPEST  # by either parser


def test_the_deepest_allowed_file_is_read() -> None:
    read_nodes("f", b"a: " + b"[" * (DEEPEST - 1) + b"1" + b"]" * (DEEPEST - 1))
    with pytest.raises(DocumentInvalid, match=r"^f:1:27: more than 24 levels"):
        read_nodes("f", b"a: " + b"[" * DEEPEST + b"1" + b"]" * DEEPEST)


def test_many_small_values_are_refused(events: list[Event]) -> None:
    with pytest.raises(DocumentInvalid, match="more than 20000 values"):
        read_nodes("f", b"a: [" + b"a," * 100_000 + b"]")
    assert len(events) < 2 * (MOST_NODES + 10)  # by either parser


def test_a_billion_laughs_stay_a_handful_of_mistakes() -> None:
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    with pytest.raises(DocumentInvalid) as caught:
        read_nodes("f", "\n".join(lines).encode())
    assert len(caught.value.mistakes) == MOST_MISTAKES
    assert str(caught.value.mistakes[0]) == "f:1:5: an anchor, &a0 (write values out where they are needed)"


@pytest.mark.parametrize("content", [b"\x00" * 200_000, b"\n\t- a" * 40_000], ids=["NUL", "tabs"])
def test_a_file_full_of_mistakes_names_the_first_fifty(content: bytes) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read_nodes("f", content)
    assert len(caught.value.mistakes) == MOST_MISTAKES


def test_a_model_full_of_mistakes_names_the_first_fifty() -> None:
    text = "calbench: standard/1\n" + "".join(f"numbr{n}: x\n" for n in range(2000))
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", text.encode(), StandardCertificate)
    assert len(caught.value.mistakes) == MOST_MISTAKES


def test_a_message_never_repeats_a_whole_file() -> None:
    text = f"calbench: standard/1\nnumber: x\n{'k' * 100_000}: {'v' * 100_000}\nissued: {'d' * 40_000}\n"
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", text.encode(), StandardCertificate)
    assert max(len(str(mistake)) for mistake in caught.value.mistakes) < 600
