"""Branches: which way a point was come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_gui.words import Words


def branch_text(branch: str, words: Words) -> str:
    """Return which way a point was come to; empty where it does not matter.

    Args:
        branch: as in a measurement's key.
        words: of the window's language.
    """
    return {"up": words("Up ↑"), "down": words("Down ↓")}.get(branch, "")
