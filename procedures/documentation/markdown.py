"""The few forms of Markdown that a page has; knows no procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench_core.bilingual import Bilingual

NONE = "–"


def both(text: Bilingual) -> str:
    """Return a text in both languages."""
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def code(text: object) -> str:
    """Return a text as it stands in the file."""
    return f"`{text}`"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, and an empty line after it."""
    yield _row(heads)
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield _row([cell or NONE for cell in row])
    yield ""


def paragraph(text: str) -> Iterator[str]:
    """Yield a text, and an empty line after it."""
    yield text
    yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
