"""What the YAML parser says, in words for people who never read YAML's grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

from bench_core.documents.characters import position
from bench_core.errors import Mistake

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

    from bench_core.documents.nodes import Position

BLOCK_STYLE = "write equations in block style, each on its own line, and quote text with a comma or a bracket"

_NO_CHARACTER = re.compile(r"\\U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})")
_QUOTE = "quote the text"
_NO_COLON = "a key without ': '"
# What the parser says (pattern), what we say, and what to do.
_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (r"expected ',' or '[\]}]', but got '[\[{]'", "a bracket cuts the text before it", BLOCK_STYLE),
    (r"expected ',' or '\]', but got '<stream end>'", "'[' is never closed", "close it with ]"),
    (r"expected ',' or '\}', but got '<stream end>'", "'{{' is never closed", "close it with }"),
    (r"expected ',' or '\]', but got '(.*)'", "'[' is not closed before '{0}'", "check commas and brackets"),
    (r"expected ',' or '\}', but got '(.*)'", "'{{' is not closed before '{0}'", "check commas and brackets"),
    (r"node content, but found '<stream end>'", "a bracket is never closed", "close it"),
    (r"node content, but found '(.*)'", "'{0}' where a value is expected", "check commas and brackets"),
    (r"while scanning a block scalar", "'>' and '|' begin a folded text", "write ≥, or quote the text"),
    (r"mapping values are not allowed", "a second ': ' in one line, or a line indented wrongly", _QUOTE),
    (r"sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    (r"found character '(.+)' that cannot start", "text cannot begin with {0}", _QUOTE),
    (r"unknown escape character '(.*)'", "unknown escape \\{0}", "'single quotes' have no escapes"),
    (r"quoted scalar.*(?:end of stream|document separator)", "a quote is never closed", "close it"),
    (r"expected escape sequence", "an escape without its digits", "'single quotes' have no escapes"),
    (r"'<document start>', but found", "something after the end of the values", "check brackets"),
    (r"mapping keys are not allowed", "'? ' cannot begin a text", _QUOTE),
    (r"<block end>, but found '[\]}]'", "a closing bracket without its opening one", "delete it"),
    (r"<block end>, but found '(.*)'", "this does not line up with the lines above", "check indentation"),
    (r"could not find expected ':'", _NO_COLON, "write `key: value`, with a blank"),
    (r"directive", "a YAML directive (a line that begins with %)", "delete it"),
    (r"alias|anchor", "'*' and '&' begin an alias or an anchor, which is refused", _QUOTE),
    (r"\btag\b", "'!' begins a tag, which is refused", _QUOTE),
)  # fmt: skip


def is_cut_equation(text: str) -> bool:
    """Tell whether a text inside `{…}` or `[…]` lost its tail to a comma: a parenthesis stays open."""
    return text.count("(") > text.count(")")


def explain(path: str, text: str, error: Exception, last: Position) -> Mistake:
    """Return the parser's complaint as a mistake.

    Args:
        path: for the message.
        text: the file's text.
        error: what the parser raised.
        last: where the last thing that could be read begins.
    """
    if not isinstance(error, MarkedYAMLError):
        escape = _NO_CHARACTER.search(text)
        at = position(text, escape.start()) if escape is not None else last
        return Mistake(path, at.line, at.column, "an escape that is no character", "correct it")
    words = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    message, hint = _sentence(words)
    begun = error.context_mark
    if begun is not None and mark is not None and ("never closed" in message or _is_key_above(message, begun, mark)):
        mark = begun
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (last.line, last.column)
    return Mistake(path, line, column, message, _full_width_hint(text, line) or hint)


def _is_key_above(message: str, begun: StreamMark, noticed: StreamMark) -> bool:
    """Tell whether a line without its colon is noticed only in a line below."""
    return message == _NO_COLON and begun.line < noticed.line


def _sentence(words: str) -> tuple[str, str]:
    for pattern, message, hint in _SENTENCES:
        match = re.search(pattern, words, re.DOTALL)
        if match is not None:
            return message.format(*match.groups()), hint
    return f"this is not YAML: {words.strip()}", "check quotes, brackets and indentation"


def _full_width_hint(text: str, line: int) -> str:
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    found = [character for character in "：，｛｝［］＂＇＃－" if character in written]
    return f"'{found[0]}' is a full-width character; YAML needs the ASCII one" if found else ""
