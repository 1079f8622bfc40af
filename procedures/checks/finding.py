"""One thing that is wrong in a procedure, by its place in the model; the document turns it into line and column."""

from __future__ import annotations

from dataclasses import dataclass

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
    message: str
    hint: str = ""
    offset: int = 0
