"""The text of a procedure with its mistakes, marked at their line as one types and listed below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.mistakes import MistakesPanel
from bench_gui.qt import QTextCursor, QVBoxLayout, QWidget, Signal
from bench_gui.widgets.code_editor import CodeEditor
from bench_gui.work.mistake_finder import MistakeFinder

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.form import Form
    from bench_gui.views.procedure_text import TextMistake


class MarkedText(QWidget):
    """An editor above the list of mistakes; the text is looked through in a process of its own."""

    typed = Signal()
    """The text is another one."""

    def __init__(self) -> None:
        super().__init__()
        self.editor, self.mistakes = CodeEditor(), MistakesPanel()
        self._finder = MistakeFinder(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.editor, 1)
        rows.addWidget(self.mistakes)
        self.editor.textChanged.connect(self.typed)
        self._finder.found.connect(self._found)
        self.mistakes.chosen.connect(self._go)

    @property
    def busy(self) -> bool:
        """Whether the mistakes of the newest text are not known yet."""
        return self._finder.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.editor.setAccessibleName(form.words("Text of the procedure"))
        self.editor.adopt(form)
        self.mistakes.adopt(form)

    def look(self, path: Path) -> None:
        """Have the mistakes of the text found as it stands; those of the text before are shown no more.

        Args:
            path: of its file, from which other files are found.
        """
        self.mistakes.show_mistakes(None)
        self._finder.look(path, self.editor.toPlainText())

    def replace(self, text: str) -> None:
        """Put another text in place of all of it; undo brings it back."""
        cursor = self.editor.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def closing(self) -> None:
        """Look for no mistakes any more."""
        self._finder.closing()

    def _found(self, mistakes: tuple[TextMistake, ...]) -> None:
        self.editor.show_mistakes(mistakes)
        self.mistakes.show_mistakes(mistakes)

    def _go(self, mistake: TextMistake) -> None:
        if not mistake.file:
            self.editor.go_to(mistake.line, mistake.column)
