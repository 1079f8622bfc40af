"""What to do about a mistake, where it is to write something, to add it or to leave it out; in both languages."""

from __future__ import annotations

from typing import Final

from bench_core.bilingual import Bilingual

LEAVE_OUT: Final = Bilingual("删去", "leave it out")
LEAVE_ONE_OUT: Final = Bilingual("删去其一", "leave one out")


def write(text: str) -> Bilingual:
    """Return the hint to write something.

    Args:
        text: as it stands in a file.
    """
    return Bilingual(f"写作 {text}", f"write {text}")


def add(text: str) -> Bilingual:
    """Return the hint to add something that is missing.

    Args:
        text: as it stands in a file.
    """
    return Bilingual(f"补上 {text}", f"add {text}")
