"""What a file may not hold, whatever its kind; each with line, column and words."""

from __future__ import annotations

import pytest

from bench_core.documents.nodes import Mapping, Position, Scalar, Sequence
from bench_core.documents.reader import read_nodes
from bench_core.errors import DocumentInvalid

WRONG = [
    # text, line, column, words
    ("a: 1\na: 2", 2, 1, "key 'a' stands twice (the first is in line 1)"),
    ("m: {a: 1, a: 2}", 1, 11, "key 'a' stands twice"),
    ("a: &x 1", 1, 4, "an anchor, &x"),
    ("a: *x", 1, 4, "an alias, *x (write the value out"),
    ("a: [&x {b: 1}]", 1, 5, "an anchor, &x"),
    ("a: !!int 3", 1, 4, "a tag, tag:yaml.org,2002:int"),
    ("a: !!python/object/apply:os.system [x]", 1, 4, "a tag, tag:yaml.org,2002:python/object/apply:os.system"),
    ("a: !x {b: 1}", 1, 4, "a tag, !x"),
    ("<<: {a: 1}", 1, 1, "a merge key, <<"),
    ("a:\nb: 1", 1, 1, "'a' has no value (write a value, or leave the key out)"),
    ("a: ~", 1, 1, "'a' has no value"),
    ("a: null", 1, 1, "'a' has no value"),
    ('a: ""', 1, 1, "'a' has no value"),
    ("a:\n  - 1\n  -\n", 3, 4, "an empty value in a list"),
    ("a: [1, ~]", 1, 8, "an empty value in a list"),
    ("~: 1", 1, 1, "an empty key"),
    ("? [a]\n: b", 1, 3, "a list or mapping as a key"),
    ("a: 1\n---\nb: 2", 2, 1, "a second document in the same file"),
    ("%YAML 1.1\n---\na: 010", 1, 1, "a YAML directive"),
    ("%TAG ! tag:x,2000:\n---\na: 1", 1, 1, "a YAML directive"),
    ("a:\n\tb: 1", 2, 1, "a tab in the indentation (indent with spaces)"),
    ("a: 1\n  \tb: 1", 2, 3, "a tab in the indentation"),
    ("a: x\x00y", 1, 5, "invisible or control character U+0000 (delete it)"),
    ("a: x\x1b[31m", 1, 5, "invisible or control character U+001B"),
    ("a: abc\u202edef", 1, 7, "invisible or control character U+202E"),
    ("a: x\u2066", 1, 5, "invisible or control character U+2066"),
    ("a: x\u200by", 1, 5, "invisible or control character U+200B"),
    ("a: x\u2028b: 1", 1, 5, "invisible or control character U+2028"),
    ("a: 1\rb: 2", 1, 5, "invisible or control character U+000D"),
    ("a: 1\nb: \ufeff2", 2, 4, "invisible or control character U+FEFF"),
    ('a: "x\\u202ey"', 1, 4, "an escape for the invisible or control character U+202E"),
    ('a: "x\\0y"', 1, 4, "an escape for the invisible or control character U+0000"),
    ('a: "\\ud800"', 1, 4, "an escape for the invisible or control character U+D800"),
    ('a: "x\\UFFFFFFFF"', 1, 6, "an escape that is no character"),
    ('a: "\\d"', 1, 6, "unknown escape \\d ('single quotes' have no escapes)"),
    ("a: {e: mean(x, y)}", 1, 8, "a comma or bracket has cut this text to 'mean(x' (write equations in block style"),
    ("a: {e: min(x,y)/2, f: 1}", 1, 8, "cut this text to 'min(x' (write equations in block style"),
    ("a: [max(abs(x), y)]", 1, 5, "cut this text to 'max(abs(x)' (write equations in block style"),
    ("a: [a[b]]", 1, 6, "a bracket cuts the text before it (write equations in block style"),
    ("a: {e: error[up] - x}", 1, 13, "a bracket cuts the text before it (write equations in block style"),
    ("t: {zh: 空载, en: on, unloaded}", 1, 21, "'unloaded' has no value (in {…} and […] a comma ends a text"),
    ("a: {b:1}", 1, 5, "'b:1' has no value (a colon needs a blank after it)"),
    ("a: >= 1 h", 1, 5, "'>' and '|' begin a folded text (write ≥, or quote the text)"),
    ("a: x: y", 1, 5, "a second ': ' in one line"),
    ("a: @x", 1, 4, "text cannot begin with @ (quote the text)"),
    ("a: %x", 1, 4, "text cannot begin with % (quote the text)"),
    ("a: [1, 2", 1, 4, "'[' is never closed"),
    ("a: {b: 1", 1, 4, "'{' is never closed"),
    ("a: [b}", 1, 6, "'[' is not closed before '}'"),
    ("a: {b: 1}}", 1, 10, "a closing bracket without its opening one"),
    ("a: 'x", 1, 4, "a quote is never closed"),
    ("a: 1\n  b: 2", 2, 4, "a second ': ' in one line, or a line indented wrongly"),
    ("b: 1\na：1 V", 2, 6, "a key without ': ' ('：' is a full-width character"),
    ("a: {b: 1，c: 2}", 1, 11, "'，' is a full-width character"),
    ("- a", 1, 1, "a file must be keys and values"),
    ("text", 1, 1, "a file must be keys and values"),
    ("", 1, 1, "a file must be keys and values"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "words"), WRONG, ids=[repr(row[0])[:40] for row in WRONG])
def test_a_broken_law_is_told_at_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read_nodes("wrong.yaml", text.encode("utf-8"))
    (mistake,) = caught.value.mistakes
    assert str(mistake).startswith(f"wrong.yaml:{line}:{column}: ")
    assert words in str(mistake)


def test_bytes_that_are_not_utf8_are_told_at_their_place() -> None:
    with pytest.raises(DocumentInvalid, match=r"^f:2:4: byte 0xB0 is not UTF-8 text \(save the file as UTF-8\)$"):
        read_nodes("f", b"a: 1\nb: \xb0C\n")


def test_utf16_is_refused() -> None:
    with pytest.raises(DocumentInvalid, match=r"^f:1:1: byte 0xFF is not UTF-8"):
        read_nodes("f", "a: 1".encode("utf-16"))


def test_the_mark_that_some_editors_write_first_is_passed_over_and_shifts_no_column() -> None:
    nodes = read_nodes("f", b"\xef\xbb\xbfa: 1")
    assert nodes.entries[0][0] == Scalar("a", plain=True, at=Position(1, 1))


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read_nodes("f", b"b: &x 1\na: !!str 2\nb: ~\nc: [*x, mean(x, y)]")
    assert [(m.line, m.column) for m in caught.value.mistakes] == [(1, 4), (2, 4), (3, 1), (3, 1), (4, 5), (4, 9)]


def test_nothing_is_resolved_and_every_digit_is_kept() -> None:
    written = ["no", "on", "1:30", "010", "1e-3", "1.20", "0x1F", "2026-11-21", ".inf", "NaN", "yes", "1_000"]
    nodes = read_nodes("f", f"a: [{', '.join(written)}]".encode())
    (_, items) = nodes.entries[0]
    assert isinstance(items, Sequence)
    assert [item.text for item in items.items if isinstance(item, Scalar) and item.plain] == written


def test_every_node_knows_its_place_and_whether_it_was_quoted() -> None:
    nodes = read_nodes("f", "a:\n  量: [1 V, '2']\n".encode())
    inner = nodes.get("a")
    assert isinstance(inner, Mapping)
    items = inner.get("量")
    assert items == Sequence(
        (Scalar("1 V", plain=True, at=Position(2, 7)), Scalar("2", plain=False, at=Position(2, 12))), Position(2, 6)
    )


def test_windows_line_ends_are_lines() -> None:
    assert read_nodes("f", b"a: 1\r\nb: 2\r\n").key("b") == Scalar("b", plain=True, at=Position(2, 1))
