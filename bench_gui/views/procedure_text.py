"""The text of a procedure for its author: spans to colour, mistakes as one types, and the table of its points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, DocumentInvalid
from bench_core.failures import told
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from bench_gui.words import Words


class Kind(StrEnum):
    """What a piece of a line is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    FUNCTION = "function"
    COMMENT = "comment"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line.

    Args:
        start: first character, from 0.
        length: in characters.
        kind: what it is.
    """

    start: int
    length: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class TextMistake:
    """A mistake in a text.

    Args:
        line: from 1.
        column: from 1, in characters.
        end_column: one after the last character that is underlined.
        message: what is wrong.
        hint: what to do, or nothing.
        file: another file that it is in; empty where it is in the text itself.
    """

    line: int
    column: int
    end_column: int
    message: Bilingual
    hint: Bilingual
    file: str = ""


@dataclass(frozen=True, slots=True)
class ExpandedRow:
    """One point and one standard of `calbench expand --json`; what it does not have is empty.

    Args:
        item: title of its item, and its id, by which the text calls it.
        point: id of the point; it stands once for each of its standards.
        role: of the standard.
        ratio: of the limit of error to the standard's U.
        expected_uncertainty: of the result, before anything is measured.
        duration: expected time [s].
        ok: whether the standard suffices.
    """

    item: str
    point: str
    nominal: str
    frequency: str
    range: str
    mpe: str
    role: str
    standard_range: str
    standard_uncertainty: str
    allowed_uncertainty: str
    ratio: str
    expected_uncertainty: str
    duration: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Expanded:
    """A procedure on a bench.

    Args:
        rows: in order; none where the expansion is refused.
        left_out: points and items that are not measured, each with its reason.
        once: points that come once for a range.
        duration: of the whole run, for people; empty where it is refused.
        refused: why there is no table, a line each; empty where there is one.
    """

    rows: tuple[ExpandedRow, ...]
    left_out: tuple[str, ...]
    once: tuple[str, ...]
    duration: str
    refused: tuple[str, ...]


_UNIT = r"(?:[µμA-Za-zΩ°℃%]+(?:[·/][A-Za-zΩµμ]+)*)"
_TOKEN = re.compile(
    rf"""(?P<comment>(?:(?<=\s)|^)\#.*)
    |(?P<string>"(?:[^"\\]|\\.)*"?|(?<![\w])'(?:[^']|'')*'?)
    |(?P<key>(?:(?<=^)|(?<=[\s{{,\[-]))[A-Za-z_][\w.-]*(?:\ [A-Za-z_]\w*)*(?=:(?:\s|$)))
    |(?P<plain>[A-Za-z_]\w*(?:-\w+)+)
    |(?P<number>(?<![\w.])[-+]?\d[\d.]*(?:[eE][-+]?\d+)?(?:\ ?{_UNIT}(?![\w(.]))?)
    |(?P<function>\b[A-Za-z_]\w*(?=\())
    |(?P<name>\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\b)
    |(?P<symbol>[-+*/^()\[\]{{}},:<>=±≤≥]+)""",
    re.VERBOSE,
)
_PLAIN = "plain"
"""A word with hyphens, such as `resistance-2w`: no number in it."""
_LONGEST = 2000
_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s,{}\[\]#:()+*/^<>=]+")


def spans(line: str) -> tuple[Span, ...]:
    """Return the pieces of one line that have a colour; each line stands by itself.

    Args:
        line: without its line feed; of a very long one only the beginning is looked at.
    """
    return tuple(
        Span(match.start(), match.end() - match.start(), Kind(str(match.lastgroup)))
        for match in _TOKEN.finditer(line[:_LONGEST])
        if match.lastgroup != _PLAIN
    )


def mistakes(text: str, name: str) -> tuple[TextMistake, ...]:
    """Return every mistake that `calbench lint` finds in a procedure's text, whether it is saved or not.

    Args:
        text: as typed.
        name: path of its file; the file of methods that it names is read from there.
    """
    from procedures.lint import lint  # noqa: PLC0415  who only looks at colours does not wait for it
    from procedures.reading import parse_procedure  # noqa: PLC0415

    try:
        found = lint(parse_procedure(name, text.encode()))
    except DocumentInvalid as invalid:
        found = invalid.mistakes
    except BenchError as problem:
        found = (Mistake(name, 1, 1, told(problem)),)
    lines = text.removeprefix("\ufeff").split("\n")
    return tuple(_located(mistake, name, lines) for mistake in found)


def _located(mistake: Mistake, name: str, lines: Sequence[str]) -> TextMistake:
    if Path(mistake.path) != Path(name):
        return TextMistake(
            mistake.line, mistake.column, mistake.column + 1, mistake.message, mistake.hint, mistake.path
        )
    line = lines[mistake.line - 1] if mistake.line <= len(lines) else ""
    word = _WORD.match(line, mistake.column - 1)
    end = mistake.column + 1 if word is None else word.end() + 1
    return TextMistake(mistake.line, mistake.column, end, mistake.message, mistake.hint)


def expanded(answer: Mapping[str, object], words: Words) -> Expanded:
    """Return the table of `calbench expand --json`.

    Args:
        answer: its one object.
        words: of the window's language.
    """
    titles = _titles(answer.get("titles"), words)
    rows = tuple(_row(row, titles) for row in _mappings(answer.get("points")))
    whys = [*_mappings(answer.get("left_out")), *_mappings(answer.get("not_applied"))]
    left_out = tuple(f"{_place(one, titles)}: {_text(one, words)}" for one in whys)
    once = tuple(_place(one, titles) for one in _mappings(answer.get("once_per_range")))
    points = len(dict.fromkeys((row.item, row.point) for row in rows))
    minutes = f"{float(str(answer.get('duration_s', '0'))) / 60:.1f}"
    changes = str(answer.get("lead_changes", "0"))
    duration = words("Points: {n}; {minutes} min; connections of leads: {changes}", n=points, minutes=minutes,
                     changes=changes)  # fmt: skip
    return Expanded(rows, left_out, once, duration, ())


def refused(why: Bilingual, words: Words) -> Expanded:
    """Return why there is no table.

    Args:
        why: as `calbench expand --json` tells it, a line for each mistake.
        words: of the window's language.
    """
    return Expanded((), (), (), "", tuple(line for line in words.of(why).splitlines() if line.strip()))


def _titles(found: object, words: Words) -> dict[str, str]:
    """Return the titles of items by id."""
    titles = found if isinstance(found, Mapping) else {}
    return {item: _bilingual(title, words) for item, title in titles.items()}


def _place(one: Mapping[str, object], titles: Mapping[str, str]) -> str:
    """Return a point with the title of its item, or an item by its title; by its id where it has none."""
    item = str(one.get("item", ""))
    return f"{titles.get(item, item)} {one.get('point', '')}".strip()


def _row(row: Mapping[str, object], titles: Mapping[str, str]) -> ExpandedRow:
    def text(key: str) -> str:
        value = row.get(key)
        return "" if value is None else str(value)

    return ExpandedRow(
        " · ".join(part for part in (titles.get(text("item")), text("item")) if part),
        text("point"),
        text("nominal"),
        text("frequency"),
        text("range"),
        text("mpe"),
        text("role"),
        text("standard_range"),
        text("standard_U"),
        text("allowed_U"),
        text("ratio"),
        text("expected_U"),
        text("duration_s"),
        row.get("ok") is True,
    )


def _mappings(found: object) -> list[Mapping[str, object]]:
    entries = found if isinstance(found, list) else []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _text(left: Mapping[str, object], words: Words) -> str:
    return _bilingual(left.get("why"), words)


def _bilingual(found: object, words: Words) -> str:
    if not isinstance(found, Mapping):
        return ""
    return words.of(Bilingual(str(found.get("zh", "")), str(found.get("en", ""))))
