"""Answers lines of text, each by one line at once, until there are no more: what a process beside the window does."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def answer_lines(answer: Callable[[str], str], asked: IO[str], told: IO[str]) -> int:
    """Answer every line until there are no more; return the exit code.

    Args:
        answer: gives the answer to a line, without its end.
        asked: questions.
        told: answers, each at once.
    """
    for line in asked:
        told.write(answer(line) + "\n")
        told.flush()
    return 0


def answer_standard_input(answer: Callable[[str], str]) -> int:
    """Answer every line of standard input on standard output, in UTF-8 wherever this runs; return the exit code.

    Args:
        answer: gives the answer to a line, without its end.
    """
    with open(0, encoding="utf-8") as asked, open(1, "w", encoding="utf-8") as told:
        return answer_lines(answer, asked, told)
