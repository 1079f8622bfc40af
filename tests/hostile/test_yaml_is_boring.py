"""What no file may hold is refused in a file of every kind, at its line and column, with what to do (promise 32)."""

from __future__ import annotations

import time

import pytest

from bench_cli.kinds import KINDS
from bench_core.documents.characters import LARGEST
from bench_core.documents.reader import read_nodes
from bench_core.errors import DocumentInvalid

from .conftest import GOOD, mistakes_of

BOMB = "\n".join(["a0: &a0 [lol, lol]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))])
HOSTILE = [
    # what is put into line 2, column of the mistake, words, hint
    ("x: *y", 4, "an alias, *y", "write the value out"),
    ("x: &y z", 4, "an anchor, &y", "write values out"),
    (
        "x: !!python/object/apply:os.system [id]",
        4,
        "a tag, tag:yaml.org,2002:python/object/apply",
        "values need no tag",
    ),
    ("x: !include /etc/passwd", 4, "a tag, !include", "values need no tag"),
    ("x: !!binary aGk=", 4, "a tag, tag:yaml.org,2002:binary", "values need no tag"),
    ("<<: {a: 1}", 1, "a merge key, <<", "write the keys out"),
    ("calbench: world/1", 1, "key 'calbench' stands twice", "the first is in line 1"),
    ("? [a]\n: b", 3, "a list or mapping as a key", "keys are plain words"),
    ("x: a\x00b", 5, "invisible or control character U+0000", "delete it"),
    ("x: \x1b[31mred", 4, "invisible or control character U+001B", "delete it"),
    ("x: \x9b31mred", 4, "invisible or control character U+009B", "delete it"),
    ("x: 10\u202eV", 6, "invisible or control character U+202E", "delete it"),
    ("x: 1\u200b0", 5, "invisible or control character U+200B", "delete it"),
    ("x: 1\u2066", 5, "invisible or control character U+2066", "delete it"),
    ("x: \ufeffa", 4, "invisible or control character U+FEFF", "delete it"),
    ('x: "\\e[31m"', 4, "an escape for the invisible or control character U+001B", "delete it"),
    ('x: "\\u202e"', 4, "an escape for the invisible or control character U+202E", "delete it"),
    ("\tx: 1", 1, "a tab in the indentation", "indent with spaces"),
    ("--- x", 1, "a second document", "one file holds one document"),
    ("x：1", 1, "a key without ': '", "'：' is a full-width character; YAML needs the ASCII one"),
    (f"x: {'[' * 100_000}", 52, "brackets nested too deeply", "at most 24 levels"),
    ("- " * 50_000, 1, "does not line up", "check indentation"),
]


def test_the_reference_shows_a_good_file_of_every_kind():
    assert GOOD.keys() == KINDS.keys()
    assert {kind: mistakes_of(text) for kind, text in GOOD.items()} == dict.fromkeys(GOOD, ())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_is_refused_at_its_place_with_what_to_do_in_a_file_of_every_kind(kind):
    head, rest = GOOD[kind].split("\n", 1)
    for line, column, words, hint in HOSTILE:
        found = mistakes_of(f"{head}\n{line}\n{rest}")
        at = [str(mistake) for mistake in found if (mistake.line, mistake.column) == (2, column)]
        assert any(words in text and hint in text for text in at), (line[:40], found[:3])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_file_that_is_no_utf_8_text_is_refused(kind):
    (mistake,) = mistakes_of(GOOD[kind].encode() + b"x: \xb0C\n")
    assert (mistake.line, mistake.column) == (GOOD[kind].count("\n") + 1, 4)
    assert "byte 0xB0 is not UTF-8 text (save the file as UTF-8)" in str(mistake)
    assert "byte 0xFF is not UTF-8" in str(mistakes_of(GOOD[kind].encode("utf-16"))[0])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(kind):
    assert mistakes_of(b"\xef\xbb\xbf" + GOOD[kind].replace("\n", "\r\n").encode()) == ()


@pytest.mark.parametrize(
    "digits", ["１０ V", "1０ V", "٣ V", "१ V", "𝟏 V", "1_0 V", "0x10 V", "1:30 V", "1,5 V", "1e400 V"]
)
def test_a_number_in_any_other_notation_is_refused_at_its_place(digits):
    text = f"calbench: bench/1\nbench: b\ninstruments:\n  m:\n    timeout: {digits}\n"
    assert any(mistake.line == 5 for mistake in mistakes_of(text))


def _all_in_256_kb(text: str) -> bytes:
    return text.encode()[:LARGEST]


@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode(),
        b"a: " + b"[" * 100_000,
        b"- " * 100_000,
        b"? " * 100_000,
        _all_in_256_kb("\n".join(" " * n + "a:" for n in range(700))),
        b"a: 1\n" * 2_000_000,
        b"\x00" * LARGEST,
        _all_in_256_kb("\n\t- a" * 60_000),
        _all_in_256_kb("---\n" * 100_000),
        _all_in_256_kb("%YAML 1.2\n" * 50_000),
        _all_in_256_kb("".join(f"a{n}: &x 1\n" for n in range(40_000))),
        _all_in_256_kb("a: [" + "a," * 200_000),
        _all_in_256_kb("a: 1\n" * 60_000),
    ],
    ids=["laughs", "brackets", "lists", "keys", "indentation", "10 MB", "NUL", "tabs", "documents", "directives",
         "anchors", "values", "doubles"],
)  # fmt: skip
def test_a_file_made_to_exhaust_the_reader_costs_a_tenth_of_a_second_of_the_processor(content):
    spent = []
    for _ in range(3):  # the least of three: other programs share the processor's caches
        began = time.process_time()
        with pytest.raises(DocumentInvalid):
            read_nodes("f", content)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.2  # 0.1 s is the promise on an idle machine


@pytest.mark.parametrize(
    "text",
    ["a: |\n" + " x\n" * 80_000, "a: &x 1\n" + "\n" * 250_000, "a:\n" + "- a\n" * 19_000 + "b: *x\n"],
    ids=["folded", "blank lines", "the last of many values"],
)
def test_the_slowest_files_that_are_known_cost_a_second_of_the_processor(text):
    began = time.process_time()
    try:
        read_nodes("f", _all_in_256_kb(text))
    except DocumentInvalid as refused:
        assert refused.mistakes  # noqa: PT017  some of them are good files
    assert time.process_time() - began < 2  # 1 s is the promise on an idle machine
