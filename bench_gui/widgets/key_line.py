"""One line for a number, or for what a scanner types; no input method stands between, until the person asks for one.

A pinyin input method that is on makes `💵1001234` of the keys `my41001234` of a scanner, and drops characters of
`MY41001234`: what is left over may be the number of another instrument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGuiApplication, QLineEdit, Qt
from bench_gui.widgets.key import Key
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.qt import QFocusEvent

_HINTS = (
    Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
)


class KeyLine(QLineEdit):
    """One line that takes keys as they come.

    Ctrl+Space gives them to the input method in use, until Enter or until the line is left.
    """

    def __init__(self) -> None:
        super().__init__()
        self._composes = False
        self.setInputMethodHints(_HINTS)
        Key("Ctrl+Space", marked("Input method on or off in the field, until Enter"), self._switch, self, near=True)
        self.returnPressed.connect(lambda: self.compose(on=False))

    @property
    def composes(self) -> bool:
        """Whether an input method gets the keys first."""
        return self._composes

    def compose(self, *, on: bool) -> None:
        """Give the keys to the input method in use, or keep it away; what was composed so far goes into the line."""
        if on != self._composes:
            if self.hasFocus():
                QGuiApplication.inputMethod().commit()
            self._composes = on
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: object = None) -> object:  # noqa: N802  Qt's name
        """Answer the input method; the hints alone do not keep it away."""
        if query == Qt.InputMethodQuery.ImEnabled and not self._composes:
            return False
        return super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Be ready for a scanner when the person comes back."""
        super().focusOutEvent(event)
        self.compose(on=False)

    def _switch(self) -> None:
        self.compose(on=not self._composes)
