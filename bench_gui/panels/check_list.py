"""The checks of a preflight, each with what it has found, how to mend it, and a reason where one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_gui.form import Form
    from bench_gui.views.preflight import CheckView, PreflightView

_GAP = 6
_LONGEST = 300


class CheckList(Scroll):
    """One row for each check; rows that stay the same are not touched, so that what is typed stays."""

    reason_given = Signal(object)
    """A pair of texts: name of the check, and the reason as typed so far."""
    reasons_given = Signal()
    """Enter was pressed behind the last reason that was lacking."""

    def __init__(self) -> None:
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, _GAP, 0)
        self._rows.setSpacing(_GAP)
        self._rows.addStretch(1)
        self._form: Form | None = None
        self._shown: dict[str, _CheckRow] = {}
        super().__init__(inside)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        for row in self._shown.values():
            row.adopt(form)

    def show_view(self, view: PreflightView, reasons: Mapping[str, str]) -> None:
        """Show what is known.

        Args:
            view: of the preflight.
            reasons: given so far, by name of the check.
        """
        if self._form is None:
            return
        wanted = {row.name for row in view.rows}
        for name in [one for one in self._shown if one not in wanted]:
            gone = self._shown.pop(name)
            self._rows.removeWidget(gone)
            gone.deleteLater()
        for number, check in enumerate(view.rows):
            row = self._shown.get(check.name) or self._new(check.name)
            if self._rows.indexOf(row) != number:
                self._rows.removeWidget(row)
                self._rows.insertWidget(number, row)
            row.show_view(check, reasons.get(check.name, ""))

    def await_reason(self) -> bool:
        """Put the focus into the first reason that is lacking; return whether one is."""
        for number in range(self._rows.count()):
            item = self._rows.itemAt(number)
            row = item.widget() if item is not None else None
            if isinstance(row, _CheckRow) and row.lacks_reason:
                row.reason.setFocus()
                self.ensureWidgetVisible(row)
                return True
        return False

    def _new(self, name: str) -> _CheckRow:
        row = self._shown[name] = _CheckRow()
        if self._form is not None:
            row.adopt(self._form)
        row.reason.textEdited.connect(lambda text: self.reason_given.emit((name, text)))
        row.reason.returnPressed.connect(self._next)
        return row

    def _next(self) -> None:
        if not self.await_reason():
            self.reasons_given.emit()


class _CheckRow(Panel):
    """One check."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("as_written", "true")
        self._title, self._word = Label(), Toned()
        self._told, self._fix = Label("small", wraps=True), Toned(wraps=True)
        self.reason = QLineEdit(maxLength=_LONGEST)
        self._form: Form | None = None
        self._view: CheckView | None = None
        self.rows.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._word)
        self.rows.addLayout(head)
        for widget in (self._told, self._fix, self.reason):
            self.rows.addWidget(widget)

    @property
    def lacks_reason(self) -> bool:
        """Whether a reason is needed and not given."""
        return self._view is not None and self._view.reason_wanted and not self.reason.text().strip()

    def adopt(self, form: Form) -> None:
        self._form = form
        self._word.adopt(form)
        self._fix.adopt(form)
        view, self._view = self._view, None
        if view is not None:
            self.show_view(view, self.reason.text())

    def show_view(self, view: CheckView, reason: str) -> None:
        if self._form is None:
            return
        if self.reason.text() != reason and not self.reason.hasFocus():
            self.reason.setText(reason)
        set_property(self.reason, "tone", "neutral" if reason.strip() else "warning")
        if view == self._view:
            return
        self._view = view
        words = self._form.words
        self._title.say(view.title)
        self._word.say(view.word, view.tone, view.icon)
        self._told.say(view.told)
        self._told.setVisible(bool(view.told))
        self._fix.say(words("How to mend it: {fix}", fix=view.fix), Tone.NEUTRAL, "next")
        self._fix.setVisible(bool(view.fix) and view.tone is not Tone.GOOD)
        self.reason.setVisible(view.reason_wanted)
        self.reason.setPlaceholderText(words("Why the run may begin all the same (goes on record)"))
        self.reason.setAccessibleName(words("Reason: {check}", check=view.title))
        self.stand(view.tone if view.tone in {Tone.WARNING, Tone.BAD} else Tone.NEUTRAL)
