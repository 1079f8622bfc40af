"""Reads a budget file and finds every mistake in it, those of its numbers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.budgets.correlations import correlations_of
from bench_core.budgets.equations import exact_values
from bench_core.budgets.quantities import input_quantities
from bench_core.documents.budget import Budget
from bench_core.documents.files import read_bytes
from bench_core.documents.model import parse
from bench_core.errors import CorrelationInvalid, DocumentInvalid
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.documents.model import Document


def read_budget(path: Path) -> Document[Budget]:
    """Read a budget file.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        DocumentInvalid: with all its mistakes.
    """
    return parse_budget(str(path), read_bytes(path))


def parse_budget(name: str, content: bytes) -> Document[Budget]:
    """Read bytes as a budget file.

    Args:
        name: for messages.
        content: the bytes.

    Raises:
        DocumentInvalid: with all mistakes.
    """
    document = parse(name, content, Budget)
    found = mistakes_at_the_estimates(document)
    if found:
        raise DocumentInvalid(found)
    return document


def mistakes_at_the_estimates(document: Document[Budget]) -> tuple[Mistake, ...]:
    """Return what keeps a budget from being evaluated: units, a division by zero, impossible correlations."""
    quantities, found = input_quantities(document.model), list[Mistake]()
    try:
        exact_values(document, {quantity.name: quantity.value for quantity in quantities})
    except DocumentInvalid as wrong:
        found += wrong.mistakes
    try:
        correlations_of(document.model, quantities)
    except CorrelationInvalid as impossible:
        found.append(
            document.mistake(("correlations",), impossible.told, Bilingual("核对符号和数字", "check signs and digits"))
        )
    return tuple(found)
