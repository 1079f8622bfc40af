"""What the YAML parser says, in words for people who never read YAML's grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.characters import position
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

    from bench_core.documents.nodes import Position

BLOCK_STYLE = Bilingual(
    "方程写成块样式，每个占一行；含逗号或括号的文字须加引号",
    "write equations in block style, each on its own line, and quote text with a comma or a bracket",
)

_NO_CHARACTER = re.compile(r"\\U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})")
_QUOTE = Bilingual("文字须加引号", "quote the text")
_NO_COLON = Bilingual("键后缺少“: ”", "a key without ': '")
# What the parser says (pattern), what we say, and what to do.
_SENTENCES: tuple[tuple[str, Bilingual, Bilingual], ...] = (
    (
        r"expected ',' or '[\]}]', but got '[\[{]'",
        Bilingual("括号截断了前面的文字", "a bracket cuts the text before it"),
        BLOCK_STYLE,
    ),
    (
        r"expected ',' or '\]', but got '<stream end>'",
        Bilingual("“[”没有闭合", "'[' is never closed"),
        Bilingual("补上 ]", "close it with ]"),
    ),
    (
        r"expected ',' or '\}', but got '<stream end>'",
        Bilingual("“{{”没有闭合", "'{{' is never closed"),
        Bilingual("补上 }", "close it with }"),
    ),
    (
        r"expected ',' or '\]', but got '(.*)'",
        Bilingual("“[”在“{0}”之前没有闭合", "'[' is not closed before '{0}'"),
        Bilingual("核对逗号和括号", "check commas and brackets"),
    ),
    (
        r"expected ',' or '\}', but got '(.*)'",
        Bilingual("“{{”在“{0}”之前没有闭合", "'{{' is not closed before '{0}'"),
        Bilingual("核对逗号和括号", "check commas and brackets"),
    ),
    (
        r"node content, but found '<stream end>'",
        Bilingual("括号没有闭合", "a bracket is never closed"),
        Bilingual("把它闭合", "close it"),
    ),
    (
        r"node content, but found '(.*)'",
        Bilingual("此处应为值，却是“{0}”", "'{0}' where a value is expected"),
        Bilingual("核对逗号和括号", "check commas and brackets"),
    ),
    (
        r"while scanning a block scalar",
        Bilingual("“>”和“|”开始一段折叠文字", "'>' and '|' begin a folded text"),
        Bilingual("改写为 ≥，或给文字加引号", "write ≥, or quote the text"),
    ),
    (
        r"mapping values are not allowed",
        Bilingual("一行中有第二个“: ”，或缩进有误", "a second ': ' in one line, or a line indented wrongly"),
        _QUOTE,
    ),
    (
        r"sequence entries are not allowed",
        Bilingual("列表不能从这里开始", "a list cannot begin here"),
        Bilingual("另起一行写", "begin it on a line of its own"),
    ),
    (
        r"found character '(.+)' that cannot start",
        Bilingual("文字不能以 {0} 开头", "text cannot begin with {0}"),
        _QUOTE,
    ),
    (
        r"unknown escape character '(.*)'",
        Bilingual("未知的转义 \\{0}", "unknown escape \\{0}"),
        Bilingual("单引号 'single quotes' 内没有转义", "'single quotes' have no escapes"),
    ),
    (
        r"quoted scalar.*(?:end of stream|document separator)",
        Bilingual("引号没有闭合", "a quote is never closed"),
        Bilingual("把它闭合", "close it"),
    ),
    (
        r"expected escape sequence",
        Bilingual("转义缺少数字", "an escape without its digits"),
        Bilingual("单引号 'single quotes' 内没有转义", "'single quotes' have no escapes"),
    ),
    (
        r"'<document start>', but found",
        Bilingual("值结束之后还有内容", "something after the end of the values"),
        Bilingual("核对括号", "check brackets"),
    ),
    (r"mapping keys are not allowed", Bilingual("“? ”不能作文字的开头", "'? ' cannot begin a text"), _QUOTE),
    (
        r"<block end>, but found '[\]}]'",
        Bilingual("有右括号而无左括号", "a closing bracket without its opening one"),
        Bilingual("删去", "delete it"),
    ),
    (
        r"<block end>, but found '(.*)'",
        Bilingual("与上面各行没有对齐", "this does not line up with the lines above"),
        Bilingual("核对缩进", "check indentation"),
    ),
    (
        r"could not find expected ':'",
        _NO_COLON,
        Bilingual("写成 `key: value`，带空格", "write `key: value`, with a blank"),
    ),
    (
        r"directive",
        Bilingual("有 YAML 指令（以 % 开头的行）", "a YAML directive (a line that begins with %)"),
        Bilingual("删去", "delete it"),
    ),
    (
        r"alias|anchor",
        Bilingual("“*”和“&”开始别名或锚点，不接受", "'*' and '&' begin an alias or an anchor, which is refused"),
        _QUOTE,
    ),
    (r"\btag\b", Bilingual("“!”开始标签，不接受", "'!' begins a tag, which is refused"), _QUOTE),
)


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
        return Mistake(
            path,
            at.line,
            at.column,
            Bilingual("转义不是字符", "an escape that is no character"),
            Bilingual("改正它", "correct it"),
        )
    words = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    message, hint = _sentence(words)
    begun = error.context_mark
    if begun is not None and mark is not None and ("never closed" in message.en or _is_key_above(message, begun, mark)):
        mark = begun
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (last.line, last.column)
    return Mistake(path, line, column, message, _full_width_hint(text, line) or hint)


def _is_key_above(message: Bilingual, begun: StreamMark, noticed: StreamMark) -> bool:
    """Tell whether a line without its colon is noticed only in a line below."""
    return message == _NO_COLON and begun.line < noticed.line


def _sentence(words: str) -> tuple[Bilingual, Bilingual]:
    for pattern, message, hint in _SENTENCES:
        match = re.search(pattern, words, re.DOTALL)
        if match is not None:
            found = match.groups()
            return Bilingual(message.zh.format(*found), message.en.format(*found)), hint
    return Bilingual(f"不是 YAML：{words.strip()}", f"this is not YAML: {words.strip()}"), Bilingual(
        "核对引号、括号和缩进", "check quotes, brackets and indentation"
    )


def _full_width_hint(text: str, line: int) -> Bilingual:
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    found = [character for character in "：，｛｝［］＂＇＃－" if character in written]
    if not found:
        return NOTHING
    return Bilingual(
        f"“{found[0]}”是全角字符；YAML 须用半角", f"'{found[0]}' is a full-width character; YAML needs the ASCII one"
    )
