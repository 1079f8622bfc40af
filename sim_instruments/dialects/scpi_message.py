"""Knows how a SCPI program message falls into headers and parameters; it knows no command."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_errors import ScpiError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r"(?P<header>\*[A-Za-z]+|:?[A-Za-z]\w*(?::[A-Za-z]\w*)*)(?P<query>\?)?(?=\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProgramUnit:
    """One command or query of a message.

    Args:
        common: whether it is a common command, which does not move in the tree.
        from_root: whether a colon leads back to the root.
        mnemonics: of the header, in upper case.
        query: whether it asks.
        arguments: as sent, without blanks around them.
    """

    common: bool
    from_root: bool
    mnemonics: tuple[str, ...]
    query: bool
    arguments: tuple[str, ...]


def program_units(message: str) -> Iterator[ProgramUnit]:
    """Yield the units of a message in order.

    Raises:
        ScpiError: -102 no header stands there, -151 a string does not end; units before it were yielded.
    """
    for text in _split(message, ";"):
        if text:
            yield _program_unit(text)


def _program_unit(text: str) -> ProgramUnit:
    match = _HEADER.match(text)
    if match is None:
        raise ScpiError(-102)
    header = match["header"].upper()
    common = header.startswith("*")
    rest = text[match.end() :].strip()
    arguments = tuple(_split(rest, ",")) if rest else ()
    if any(not argument for argument in arguments):
        raise ScpiError(-102)
    mnemonics = (header,) if common else tuple(header.removeprefix(":").split(":"))
    return ProgramUnit(common, header.startswith(":"), mnemonics, match["query"] is not None, arguments)


def _split(text: str, separator: str) -> Iterator[str]:
    """Split outside quotation marks; a doubled mark inside a string closes and opens it again."""
    start, quote = 0, ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == separator:
            yield text[start:place].strip()
            start = place + 1
    if quote:
        raise ScpiError(-151)
    yield text[start:].strip()
