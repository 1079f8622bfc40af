"""The live reading: large, with its unit, its instrument and its age, and grey when it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.readings import ReadingsView, ReadingView

_OTHERS = 2
_BLANK = "—"
_FEW, _MANY = 8, 12
"""How many characters there is room for in the largest and the second size."""


class ReadingPanel(Panel):
    """Shows the main reading, and the others in a line each."""

    def __init__(self) -> None:
        super().__init__()
        self._value, self._unit = Label("reading"), Label("heading")
        self._whose = Elided("quiet")
        self._kind = Elided("small")
        self._age = Toned("small")
        self._hidden = Label("quiet", wraps=True)
        self._others = [Elided("small") for _ in range(_OTHERS)]
        self._form: Form | None = None
        self._compact = False
        self._lay_out()

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._form = form
        self._age.adopt(form)

    def show_view(self, view: ReadingsView) -> None:
        """Show the readings."""
        self._hidden.say(view.hidden)
        self._hidden.setVisible(bool(view.hidden))
        self._show_main(view.main)
        for label, other in zip(self._others, (*view.others, *[None] * _OTHERS), strict=False):
            label.say("" if other is None else f"{other.whose}  {other.value} {other.unit}  {other.age}")
            label.setVisible(other is not None and not self._compact)

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Take less height, on a small screen."""
        self._compact = compact
        self._fit(self._value.text())

    def _show_main(self, reading: ReadingView | None) -> None:
        shown = self._hidden.isHidden()
        for widget in (self._value, self._unit, self._age):
            widget.setVisible(shown)
        self._whose.setVisible(shown and reading is not None)
        self._kind.setVisible(shown)
        if reading is None:
            self._nothing_yet()
            return
        self._value.say(reading.value)
        self._unit.say(reading.unit)
        self._whose.say(reading.whose)
        self._kind.say(reading.kind)
        self._age.say(reading.age, reading.tone, "clock" if reading.tone is Tone.NEUTRAL else "")
        for label in (self._value, self._unit):
            set_property(label, "stale", "true" if reading.stale else "false")
        self._fit(reading.value)

    def _nothing_yet(self) -> None:
        self._value.say(_BLANK)
        self._unit.say("")
        self._fit("")
        self._age.hide()
        self._kind.say(self._form.words("Nothing was indicated yet") if self._form is not None else "")

    def _fit(self, value: str) -> None:
        """Make a value of many digits smaller, so that none is cut off."""
        few, many = (0, _MANY) if self._compact else (_FEW, _MANY)
        set_property(self._value, "digits", "few" if len(value) <= few else "many" if len(value) <= many else "most")

    def _lay_out(self) -> None:
        self.rows.setSpacing(2)
        top, line = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._whose, 1)
        line.addWidget(self._value)
        line.addWidget(self._unit)
        line.addStretch(1)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
        below = QHBoxLayout()
        below.addWidget(self._kind, 1)
        below.addWidget(self._age)
        for row in (top, line, below):
            self.rows.addLayout(row)
        for label in (self._hidden, *self._others):
            self.rows.addWidget(label)
