"""The mistakes of a text, each with its line and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_gui.qt import Signal
from bench_gui.tone import Tone
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.text_table import Column, TextRow, TextTable
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.procedure_text import TextMistake
    from bench_gui.words import Words

_HEIGHT = 120
"""Of the list: three mistakes; more are scrolled to, and the text keeps its room."""


class MistakesPanel(Panel):
    """A list of mistakes, or a word that there are none."""

    chosen = Signal(object)
    """The `TextMistake` that the person wants to see in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self._told = TextTable("mistakes"), Toned(wraps=True)
        self._form: Form | None = None
        self._mistakes: tuple[TextMistake, ...] | None = None
        self.rows.addWidget(self._told)
        self.rows.addWidget(self.table)
        self.table.setFixedHeight(_HEIGHT)
        self.table.row_chosen.connect(self._choose)

    @property
    def told(self) -> str:
        """How many mistakes there are, in words."""
        return self._told.text

    @property
    def count(self) -> int:
        """How many mistakes are shown; 0 while they are looked for."""
        return len(self._mistakes or ())

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self.table.adopt(form)
        self.table.setAccessibleName(form.words("Mistakes"))
        self._told.adopt(form)
        self.show_mistakes(self._mistakes)

    def show_mistakes(self, mistakes: tuple[TextMistake, ...] | None) -> None:
        """Show these mistakes; None while they are looked for."""
        self._mistakes = mistakes
        if self._form is None:
            return
        words = self._form.words
        self.table.setVisible(bool(mistakes))
        if mistakes is None:
            self._told.say(words("Looking for mistakes"), Tone.BUSY)
            return
        if not mistakes:
            self._told.say(words("No mistake found"), Tone.GOOD)
            return
        first = mistakes[0]
        told = words("Mistakes: {n}; line {line}: {what}", n=len(mistakes), line=first.line, what=_text(first, words))
        self._told.say(told, Tone.BAD)
        columns = (Column(words("Line"), number=True), Column(words("Mistake")))
        rows = [
            TextRow((f"{one.file and one.file + ':'}{one.line}", _text(one, words)), {}, key=one) for one in mistakes
        ]
        self.table.show_texts(columns, tuple(rows))

    def _choose(self, row: TextRow) -> None:
        self.chosen.emit(row.key)


def _text(one: TextMistake, words: Words) -> str:
    message, hint = one.message, one.hint
    return words.of(Bilingual(f"{message.zh}；{hint.zh}", f"{message.en}; {hint.en}") if hint else message)
