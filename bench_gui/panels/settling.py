"""The settling indicator: value, slope, spread against band, time held, and why the signal is not steady yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QHBoxLayout
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.meter import Meter
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.settling import SettlingView

_BLANK = "—"
_FULL = 2.0
"""The spread's bar ends at twice the band, so that its tick stands in the middle."""


class SettlingPanel(Panel):
    """Shows how a signal settles; it keeps its place while nothing settles."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Toned("heading")
        self._names = [Label("quiet") for _ in range(4)]
        self._value, self._slope, self._spread, self._held = Label(), Label(), Label(), Label()
        self._spread_bar, self._held_bar = Meter(_FULL), Meter()
        self._why = Label("quiet", wraps=True)
        self._given_up = Toned("small")
        self._form: Form | None = None
        self._view: SettlingView | None = None
        self._lay_out()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        names = words("Value"), words("Slope"), words("Spread"), words("Held")
        for label, name in zip(self._names, names, strict=True):
            label.say(name)
        for widget in (self._title, self._spread_bar, self._held_bar, self._given_up):
            widget.adopt(form)
        self.show_view(self._view)

    def show_view(self, view: SettlingView | None) -> None:
        """Show how the signal settles; None where none is waited for."""
        self._view = view
        if self._form is None:
            return
        if view is None:
            self._rest(self._form)
            return
        self._title.say(self._form.words("Settling"), view.tone)
        self.setAccessibleDescription(view.watched)
        self._value.say(view.value or _BLANK)
        self._slope.say(view.slope or _BLANK)
        self._spread.say(f"{view.spread} {view.band}".strip() or _BLANK, Tone.GOOD if view.within else Tone.NEUTRAL)
        self._held.say(view.held)
        self._spread_bar.show_value(view.spread_ratio, Tone.GOOD if view.within else Tone.WARNING)
        self._held_bar.show_value(view.fraction, Tone.GOOD if view.within else Tone.BUSY)
        self._why.say(view.why)
        self._given_up.say(view.given_up, view.tone if view.tone is Tone.WARNING else Tone.NEUTRAL, "clock")
        self._given_up.setVisible(bool(view.given_up))

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Leave out, on a small screen, what the banner says too."""
        self._why.setVisible(not compact)

    def _rest(self, form: Form) -> None:
        self._title.say(form.words("Settling"), Tone.NEUTRAL)
        for label in (self._value, self._slope, self._spread, self._held):
            label.say(_BLANK)
        self._spread_bar.show_value(None, Tone.NEUTRAL)
        self._held_bar.show_value(None, Tone.NEUTRAL)
        self._why.say(form.words("No signal is waited for now"))
        self._given_up.hide()

    def _lay_out(self) -> None:
        self.rows.setSpacing(4)
        grid, slope = QGridLayout(), QHBoxLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(2, 1)
        slope.setSpacing(10)
        slope.addStretch(1)
        slope.addWidget(self._names[1])
        slope.addWidget(self._slope)
        for row, (name, value) in enumerate(((0, self._value), (2, self._spread), (3, self._held))):
            grid.addWidget(self._names[name], row, 0)
            grid.addWidget(value, row, 1)
        grid.addLayout(slope, 0, 2)
        grid.addWidget(self._spread_bar, 1, 2)
        grid.addWidget(self._held_bar, 2, 2)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._given_up)
        self.rows.addLayout(top)
        self.rows.addLayout(grid)
        self.rows.addWidget(self._why)
