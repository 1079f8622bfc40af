"""A text for people in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text for people, in Chinese and English; in the order of the English ones."""

    zh: str
    en: str

    def __lt__(self, other: Bilingual) -> bool:
        return (self.en, self.zh) < (other.en, other.zh)

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


NOTHING = Bilingual("", "")
"""No text, where one may be left out."""
