"""How long a text on screen may be, whatever a record, a file or an instrument says; all of it can be copied."""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of a text on screen."""
LONGEST_NAME = 30
"""Characters of what stands in one line beside others, such as the name of an instrument."""
_TAIL = 0.2
"""Share of what is shown that is taken from the end."""
_SOLID = r"[^\s/\\\u2e80-\uffef-]"
"""A character beside which no line may be broken; Chinese has rules of its own, and never breaks before a full stop."""
_WORD = re.compile(_SOLID + "{61,}")
"""What is no word, and lets no line be broken."""
_PIECES = re.compile(_SOLID + "{20}(?=" + _SOLID + ")")
_MAY_BREAK = "\u200b"


def short(text: str, longest: int = LONGEST) -> str:
    """Return a text that fits on screen: one that is too long as its beginning, how many characters it has, its end.

    Args:
        text: of any length.
        longest: characters that there is room for.
    """
    if len(text) > longest:
        tail = round(longest * _TAIL)
        return _breakable(f"{text[: longest - tail]} … ({len(text)}) … {text[-tail:]}")
    return _WORD.sub(lambda word: _breakable(word[0]), text)


def short_name(text: str) -> str:
    """Return a name that fits in a line beside others: one that is too long as its beginning and its end.

    Args:
        text: of any length.
    """
    tail = round(LONGEST_NAME * _TAIL)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - tail - 1]}…{text[-tail:]}"


def _breakable(text: str) -> str:
    return _PIECES.sub(lambda piece: piece[0] + _MAY_BREAK, text)
