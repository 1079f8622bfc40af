"""Text of others as a terminal may show it: no character commands the terminal, hides, or begins a line of its own."""

from __future__ import annotations

import unicodedata


def shown(text: str) -> str:
    """Return a text in one line, with what would command a terminal, or not be seen, as its escape.

    A record holds whatever an instrument replied, and a folder whatever somebody called a file.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def shown_lines(text: str) -> str:
    """Return a text of several lines, each as `shown` gives it."""
    return "\n".join(map(shown, text.split("\n")))


def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return {"\n": "\\n", "\t": "\\t"}.get(character) or f"\\u{ord(character):04x}"
