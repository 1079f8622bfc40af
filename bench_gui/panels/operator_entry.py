"""Who works here: always to be seen, and to be changed at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QLineEdit, QWidget
from bench_gui.widgets.label import Label
from bench_gui.widgets.properties import set_property

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session

_WIDE = 150
_LONGEST = 60


class OperatorEntry(QWidget):
    """The name of the person at this window, which goes on record with every run begun here.

    Args:
        session: that keeps it.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._name = Label()
        self.entry = QLineEdit(maxLength=_LONGEST)
        self.entry.setMinimumWidth(_WIDE)
        self._name.setBuddy(self.entry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name)
        row.addWidget(self.entry)
        self.entry.textChanged.connect(self._changed)

    def adopt(self, form: Form) -> None:
        """Show every text in this form from now on."""
        self._name.say(form.words("Operator"))
        self.entry.setAccessibleName(form.words("Operator"))
        self.entry.setPlaceholderText(form.words("who works here"))
        self.show_operator()

    def show_operator(self) -> None:
        """Show who works here, which another screen may have changed."""
        if self.entry.text().strip() != self._session.operator:
            self.entry.setText(self._session.operator)
        self._mark()

    def _changed(self, text: str) -> None:
        name = text.strip()
        if name != self._session.operator and name.isprintable():
            self._session.change(operator=name)
        self._mark()

    def _mark(self) -> None:
        set_property(self.entry, "tone", "neutral" if self._session.operator else "warning")
