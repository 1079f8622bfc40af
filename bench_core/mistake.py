"""One mistake in one file: where it stands, what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from bench_core.bilingual import NOTHING, Bilingual


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in one file.

    Args:
        path: the file as the user named it.
        line: line, from 1.
        column: column in characters, from 1.
        message: what is wrong, with the value.
        hint: what to do, or empty.
    """

    path: str
    line: int
    column: int
    message: Bilingual
    hint: Bilingual = NOTHING

    def __str__(self) -> str:
        return self.told.en

    @property
    def place(self) -> str:
        """File, line and column."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def in_chinese(self) -> str:
        """Message and hint in Chinese, in one line."""
        hint = f"（{self.hint.zh}）" if self.hint else ""
        return f"{self.message.zh}{hint}".replace("\n", "\\n")

    @property
    def told(self) -> Bilingual:
        """Place, message and hint, in one line."""
        hint = f" ({self.hint.en})" if self.hint else ""
        en = f"{self.place}: {self.message.en}{hint}".replace("\n", "\\n")
        return Bilingual(f"{self.place}: {self.in_chinese}", en)
