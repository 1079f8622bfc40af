"""Bytes to text under the laws that hold for every character of a file; knows nothing of YAML's grammar."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.nodes import Position
from bench_core.errors import DocumentInvalid
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 256 * 1024
"""Bytes in a file."""
DEEPEST = 24
"""Levels of lists and keys inside one another."""
MOST_MISTAKES = 50
"""Mistakes named in one file; who has more will find the rest next time."""
LONGEST_SHOWN = 60
"""Characters of a text from the file inside a message."""

_ROUGHLY_TOO_DEEP = 2 * DEEPEST  # brackets inside texts are counted too, so the rough count is generous
_BRACKETS = re.compile(r"[\[{\]}]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\ufffe\uffff]|\r(?!\n)"
)


def read_text(path: str, content: bytes) -> str:
    """Return a file's text.

    Args:
        path: for messages.
        content: the file's bytes.

    Raises:
        DocumentInvalid: too long, not UTF-8, invisible or control characters, tabs as indentation, or
            brackets nested too deeply.
    """
    if len(content) > LARGEST:
        raise DocumentInvalid(
            (Mistake(path, 1, 1, _too_long(len(content)), Bilingual("最多 256 KB", "at most 256 KB")),)
        )
    text = _decode(path, content)
    every = chain(_forbidden(path, text), _tabs(path, text), _depth(path, text))
    mistakes = tuple(islice(every, MOST_MISTAKES))
    if mistakes:
        raise DocumentInvalid(mistakes)
    return text


def _too_long(size: int) -> Bilingual:
    exact = size > LARGEST + 1
    zh, en = (f"{size // 1024} KB",) * 2 if exact else (f"{size} 字节或更多", f"{size} bytes or more")
    return Bilingual(f"文件过长，{zh}", f"the file is too long, {en}")


def position(text: str, index: int) -> Position:
    """Return line and column of a character's index."""
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def forbidden_character(text: str) -> str | None:
    """Return the first character that a person would not see, as `U+202E`, or None."""
    match = _FORBIDDEN.search(text)
    return None if match is None else _name(match[0])


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"


def _decode(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        message = Bilingual(
            f"字节 0x{content[error.start]:02X} 不是 UTF-8 文本", f"byte 0x{content[error.start]:02X} is not UTF-8 text"
        )
        mistake = _at(path, before, len(before), message, Bilingual("以 UTF-8 保存文件", "save the file as UTF-8"))
        raise DocumentInvalid((mistake,)) from None


def _at(path: str, text: str, index: int, message: Bilingual, hint: Bilingual) -> Mistake:
    at = position(text, index)
    return Mistake(path, at.line, at.column, message, hint)


def _forbidden(path: str, text: str) -> Iterator[Mistake]:
    for match in _FORBIDDEN.finditer(text):
        message = Bilingual(
            f"有不可见字符或控制字符 {_name(match[0])}", f"invisible or control character {_name(match[0])}"
        )
        yield _at(path, text, match.start(), message, Bilingual("删去", "delete it"))


def _tabs(path: str, text: str) -> Iterator[Mistake]:
    for match in _TAB_INDENT.finditer(text):
        index = text.index("\t", match.start())
        yield _at(
            path,
            text,
            index,
            Bilingual("缩进中有制表符", "a tab in the indentation"),
            Bilingual("用空格缩进", "indent with spaces"),
        )


def _depth(path: str, text: str) -> Iterator[Mistake]:
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > _ROUGHLY_TOO_DEEP:
            hint = Bilingual(f"最多 {DEEPEST} 层", f"at most {DEEPEST} levels")
            yield _at(path, text, match.start(), Bilingual("括号嵌套过深", "brackets nested too deeply"), hint)
            return
