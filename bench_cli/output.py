"""Lines for people and programs on standard output; a table's columns line up in Chinese too."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bench_core.terminal import shown, shown_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_NARROWEST, _USUAL = 60, 100
_WIDE = r"[\u2e80-\u9fff\uff00-\uffef]"
_WORD = rf"{_WIDE}[，。；：、）]*\s*|(?:(?!{_WIDE})\S)+\s*|\s+"  # compiled by who prints a long text, not by --help


def prepare_streams() -> None:
    """Make both streams able to take every character; one that is missing leads nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(line: str = "") -> None:
    """Print one line at once, as it may be shown; when nobody reads any more, the command goes on without printing."""
    _write(shown(line))


def say_text(text: str) -> None:
    """Print a text of many lines, each as `say` does."""
    _write(shown_lines(text))


def _write(line: str) -> None:
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError as lost:  # the reader has gone or the disc is full: a run must be watched to its end all the same
        sys.stdout = _nowhere()
        if lost.errno == errno.ENOSPC:
            warn("calbench: the output is not whole, the disc is full 输出不完整，磁盘已满")


def alarm(line: str) -> None:
    """Print one line about a danger, in red where a person watches a terminal."""
    red = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    _write(f"\x1b[1;37;41m{shown(line)}\x1b[0m" if red else shown(line))


def warn(text: str) -> None:
    """Print lines to standard error, as they may be shown."""
    try:
        sys.stderr.write(f"{shown_lines(text)}\n")
        sys.stderr.flush()
    except OSError:
        sys.stderr = _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def longest_line() -> int:
    """Return how many columns a person's terminal has; a file or another program gets the usual number."""
    if not sys.stdout.isatty():
        return _USUAL
    return max(_NARROWEST, shutil.get_terminal_size().columns)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, longest: int = 100) -> Iterator[str]:
    """Yield a text in lines for a terminal, broken at blanks and between Chinese characters, the later ones indented.

    Args:
        text: without line feeds.
        longest: columns of a line.
    """
    line = ""
    for word in re.findall(_WORD, text):
        if line.strip() and width(line) + width(word.rstrip()) > longest:
            yield line.rstrip()
            line = "  "
        line += word.lstrip() if not line.strip() else word
    yield line.rstrip()


def columns(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    """Return cells in columns: the first to the left, numbers to the right, at least one blank between."""
    padded = []
    for index, (cell, wanted) in enumerate(zip(cells, widths, strict=True)):
        blanks = " " * max(0, wanted - width(cell))
        padded.append(cell + blanks if index in {0, len(cells) - 1} else blanks + cell)
    return "  ".join(padded).rstrip()
