"""In which language and which look the window shows things now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bench_gui.look.tokens import Tokens
from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Form:
    """Language and look.

    Args:
        words: texts in the language.
        tokens: colours and sizes of the theme.
    """

    words: Words
    tokens: Tokens


class Formed(Protocol):
    """What shows texts or colours, and takes another form at any time."""

    def adopt(self, form: Form) -> None:
        """Show everything in this form from now on."""
