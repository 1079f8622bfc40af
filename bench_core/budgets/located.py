"""Failures of the engine at their place in a budget file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.budgets.model import EQUATION_OF
from bench_core.errors import DocumentInvalid

if TYPE_CHECKING:
    from bench_core.bilingual import Bilingual
    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document


def located(document: Document[Budget], words: Bilingual, hint: Bilingual, offset: int) -> DocumentInvalid:
    """Return a failure as a mistake at the equation that it is about.

    Args:
        document: of the budget.
        words: of the engine, which begin with the name of the equation and a colon.
        hint: what to do, or empty.
        offset: characters into the equation.
    """
    budget = document.model
    name = words.en.partition(":")[0].removeprefix(EQUATION_OF)
    known = name in budget.where or name in budget.results
    place = budget.place_of(name if known else budget.results[0])
    return DocumentInvalid((document.mistake(place, words, hint, offset if known else 0),))
