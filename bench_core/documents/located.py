"""Where a model's mistakes stand in its file: pydantic's locations as line and column."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.characters import MOST_MISTAKES
from bench_core.documents.echoes import without_echoes
from bench_core.documents.nodes import KEY, Mapping, Place, Position, Scalar, find
from bench_core.documents.sentences import refusals
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from pydantic import ValidationError

    from bench_core.documents.yaml_values import Reading

_LONGEST_MESSAGE = 300


def mistakes_of(
    texts: Texts, top: Mapping, error: ValidationError, reading: Reading, named: str = ""
) -> tuple[Mistake, ...]:
    """Return every error of a validation as a mistake in the file.

    Args:
        texts: of the file, and of the others that some of its nodes came from.
        top: the nodes that were validated.
        error: what pydantic found.
        reading: which models it tried where.
        named: key of the top whose entries have names that a mistake within one begins with.
    """
    found: dict[Mistake, None] = {}
    details = error.errors(include_url=False)[: 2 * MOST_MISTAKES]
    for detail in without_echoes(details, top, reading):
        for refusal in refusals(detail, top, reading):
            loc = (*detail["loc"], *refusal.at)
            place = find(top, loc)
            message = _named(refusal.message, loc, named)
            found[texts.mistake(place, message, refusal.hint, refusal.offset)] = None
    return tuple(found)[:MOST_MISTAKES]


def _named(message: Bilingual, loc: tuple[str | int, ...], named: str) -> Bilingual:
    """Return a message that begins with the name of the entry that it is about, where it does not name it already."""
    within = len(loc) > 1 and loc[0] == named and loc[1] != KEY and f"'{loc[1]}'" not in message.en
    zh, en = (f"{loc[1]}：{message.zh}", f"{loc[1]}: {message.en}") if within else (message.zh, message.en)
    return Bilingual(zh[:_LONGEST_MESSAGE], en[:_LONGEST_MESSAGE])


@dataclass(frozen=True, slots=True)
class Texts:
    """The text of a file, and of the files that some of its nodes came from.

    Args:
        path: of the file, for messages.
        text: of the file.
        others: text by path.
    """

    path: str
    text: str
    others: abc.Mapping[str, str] = field(default_factory=dict)

    def mistake(self, place: Place, message: Bilingual, hint: Bilingual, offset: int) -> Mistake:
        """Return a mistake at a character of a place, in the file that the place is in."""
        file = place.at.file
        text = self.others[file] if file else self.text
        at = position_in(text.removeprefix("\ufeff"), place, offset)
        return Mistake(file or self.path, at.line, at.column, message, hint)


def position_in(text: str, place: Place, offset: int) -> Position:
    """Return where a character of a place's text stands in the file.

    Args:
        text: the file's text.
        place: what the offset counts in.
        offset: characters into the scalar's text.
    """
    if offset <= 0 or place.of_key or not isinstance(place.node, Scalar):
        return place.at
    return _walk(text, place.node, offset)


def _walk(text: str, scalar: Scalar, offset: int) -> Position:
    """Step through the file as written: folding changes only blanks, so that other characters are counted."""
    index = _index(text, scalar.at)
    if not scalar.plain:
        index = text.find("\n", index) if text[index] in "|>" else index
        index += 1
    double = text[index - 1 : index] == '"' and not scalar.plain
    wanted = len("".join(scalar.text[:offset].split()))
    while wanted > 0 and index < len(text):
        if not text[index].isspace():
            wanted -= 1
            index += _escape_length(text, index) if double and text[index] == "\\" else 1
            continue
        index += 1
    while text[index : index + 1].isspace() and not scalar.text[offset : offset + 1].isspace():
        index += 1
    line = text.count("\n", 0, index) + 1
    return Position(line, index - text.rfind("\n", 0, index))


def _index(text: str, at: Position) -> int:
    start = 0
    for _ in range(at.line - 1):
        start = text.index("\n", start) + 1
    return start + at.column - 1


def _escape_length(text: str, index: int) -> int:
    return {"x": 4, "u": 6, "U": 10}.get(text[index + 1 : index + 2], 2)
