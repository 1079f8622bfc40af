"""One thing that is wrong in a procedure, by its place in the model; the document turns it into line and column."""

from __future__ import annotations

from dataclasses import dataclass

from bench_core.bilingual import NOTHING, Bilingual
from procedures.model import UUT

Loc = tuple[str | int, ...]
"""Keys and indexes from the top of the file, as the file spells them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake at a place of the model.

    Args:
        loc: keys and indexes from the top of the file.
        message: what is wrong.
        hint: what to do, or empty.
        offset: characters into the scalar at that place.
    """

    loc: Loc
    message: Bilingual
    hint: Bilingual = NOTHING
    offset: int = 0


def called(role: str) -> Bilingual:
    """Return how a message calls a role in the middle of its sentence."""
    return Bilingual("被检器具", "the unit under test") if role == UUT else Bilingual(f"“{role}”", f"'{role}'")
