"""Qt's own texts, such as those of a field's menu and of its dialog for folders, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QApplication, QLibraryInfo, QTranslator
from bench_gui.words import Language

if TYPE_CHECKING:
    from bench_gui.form import Form


class QtTexts(QTranslator):
    """Has Qt speak as the window does; where Qt came without its texts in a language, they stay English.

    Qt has its own English again once this has gone.
    """

    def adopt(self, form: Form) -> None:
        """Show every text in this form from now on."""
        language = form.words.language
        QApplication.removeTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language is not Language.EN and self.load(f"qtbase_{language.value}", folder):
            QApplication.installTranslator(self)
