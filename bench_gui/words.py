"""The window's texts in the language of whoever looks at it; their English form is what a catalogue knows them by."""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_core.bilingual import Bilingual

_DOMAIN = "bench_gui"


class Language(StrEnum):
    """A language of the window."""

    ZH = "zh_CN"
    EN = "en"

    @property
    def own_name(self) -> str:
        """What its speakers call it."""
        return {Language.ZH: "中文", Language.EN: "English"}[self]

    @property
    def short_name(self) -> str:
        """The same where there is little room."""
        return {Language.ZH: "中", Language.EN: "EN"}[self]

    @property
    def other(self) -> Language:
        """The other one."""
        return Language.EN if self is Language.ZH else Language.ZH


@dataclass(frozen=True, slots=True)
class Words:
    """Gives each text in one language.

    Args:
        language: of the texts.
    """

    language: Language
    _texts: gettext.NullTranslations = field(repr=False, compare=False, default_factory=gettext.NullTranslations)

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a text, with values in the places of its names in braces.

        Args:
            text: in English, as it stands in the catalogue.
            values: by name.
        """
        found = self._texts.gettext(text)
        return found.format(**values) if values else found

    def of(self, text: Bilingual) -> str:
        """Return the text of a procedure or record that is there in both languages."""
        return text.zh if self.language is Language.ZH else text.en


def words_in(language: Language) -> Words:
    """Return the texts in a language."""
    if language is Language.EN:
        return Words(language)
    catalogue = Path(__file__).parent / "locale" / language.value / "LC_MESSAGES" / f"{_DOMAIN}.mo"
    with catalogue.open("rb") as file:
        return Words(language, gettext.GNUTranslations(file))


def marked(text: str) -> str:
    """Return a text unchanged; it is given to `Words` later and goes into the catalogue now."""
    return text
