"""Knows how a SCPI program message falls into headers and parameters; it knows no command.

Source: IEEE 488.2-1992, 7.4 to 7.6; SCPI 1999.0, volume 1, 6.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_errors import ScpiError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r"(?P<header>:?(?:\*[A-Za-z]+|[A-Za-z]\w*(?::[A-Za-z]\w*)*))(?P<query>\?)?", re.ASCII)
_SEPARATORS = frozenset(",=()")
_OF_MESSAGES = frozenset(map(chr, range(0x20, 0x7F))) | {"\t"}
_LONGEST_MNEMONIC = 12


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
        ScpiError: -101 a character that no message has, -102 no header stands there, -103 something else than a blank
            follows it, -112 a mnemonic is longer than 12 characters, -151 a string does not end; units before it were
            yielded.
    """
    for text in _split(message, ";"):
        if text:
            yield _program_unit(text)


def _program_unit(text: str) -> ProgramUnit:
    match = _HEADER.match(text)
    if match is None:
        raise ScpiError(-102 if text[0] in _OF_MESSAGES else -101)
    after = text[match.end() : match.end() + 1]
    if after and not after.isspace():
        raise ScpiError(-103 if after in _SEPARATORS else -102 if after in _OF_MESSAGES else -101)
    header = match["header"].upper()
    from_root = header.startswith(":")
    header = header.removeprefix(":")
    common = header.startswith("*")
    rest = text[match.end() :].strip()
    arguments = tuple(_split(rest, ",")) if rest else ()
    if not all(arguments):
        raise ScpiError(-102)
    mnemonics = (header,) if common else tuple(header.split(":"))
    if max(map(len, mnemonics)) > _LONGEST_MNEMONIC:
        raise ScpiError(-112)
    return ProgramUnit(common, from_root, mnemonics, match["query"] is not None, arguments)


def _split(text: str, separator: str) -> Iterator[str]:
    """Split outside quotation marks and brackets; a doubled mark inside a string closes and opens it again."""
    if separator not in text and '"' not in text and "'" not in text:
        yield text.strip()
        return
    start, quote, depth = 0, "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == separator and depth <= 0:
            yield text[start:place].strip()
            start = place + 1
    if quote:
        raise ScpiError(-151)
    yield text[start:].strip()
