"""A text for people in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text for people, in Chinese and English."""

    zh: str
    en: str
