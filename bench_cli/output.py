"""Lines for people and programs on standard output; a table's columns line up in Chinese too."""

from __future__ import annotations

import sys
import unicodedata


def say(line: str = "") -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def warn(line: str) -> None:
    """Print one line to standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def columns(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    """Return cells in columns: the first to the left, numbers to the right, at least one blank between."""
    padded = []
    for index, (cell, wanted) in enumerate(zip(cells, widths, strict=True)):
        blanks = " " * max(0, wanted - width(cell))
        padded.append(cell + blanks if index in {0, len(cells) - 1} else blanks + cell)
    return "  ".join(padded).rstrip()
