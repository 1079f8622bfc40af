"""The event strip: the last things that happened, a line each; all of them are in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.look.icons import pixmap
from bench_gui.qt import QHBoxLayout, QLabel, QSizePolicy, QWidget
from bench_gui.views.strip import STRIP
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.strip import EntryView

_ICON = 14


class StripPanel(Panel):
    """Shows the last events, the latest last."""

    def __init__(self) -> None:
        super().__init__()
        self.rows.setSpacing(2)
        self.rows.setContentsMargins(10, 4, 10, 4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lines = [_Line() for _ in range(STRIP)]
        self._most = STRIP
        self._form: Form | None = None
        self._view: tuple[EntryView, ...] = ()
        for line in self._lines:
            self.rows.addWidget(line)

    def adopt(self, form: Form) -> None:
        """Show every colour in this form from now on."""
        self._form = form
        view, self._view = self._view, ()
        self.show_view(view)

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Show the latest event only, on a small screen."""
        self._most = 1 if compact else STRIP
        view, self._view = self._view, ()
        self.show_view(view)

    def show_view(self, view: tuple[EntryView, ...]) -> None:
        """Show the last events."""
        if self._form is None or (view == self._view and view):
            return
        self._view = view
        shown = view[-self._most :]
        for number, line in enumerate(self._lines):
            line.setVisible(number < self._most)
            line.show_view(shown[number] if number < len(shown) else None, self._form, zoned=not number)


class _Line(QWidget):
    """One event."""

    def __init__(self) -> None:
        super().__init__()
        self._time, self._text, self._zone = Label("small"), Elided("small"), Label("small")
        self._text.setProperty("as_written", "true")  # people's reasons stand in it
        self._icon = QLabel()
        self._drawn: tuple[str, str] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._time, self._icon):
            row.addWidget(widget)
        row.addWidget(self._text, 1)
        row.addWidget(self._zone)

    def show_view(self, view: EntryView | None, form: Form, *, zoned: bool) -> None:
        """Show an event; `zoned` has the line say of which zone all the times are."""
        self._time.say("" if view is None else view.time)
        self._zone.say("" if view is None or not zoned else view.zone)
        self._text.say("" if view is None else view.text)
        self._icon.setVisible(view is not None)
        if view is None:
            return
        wanted = view.tone.icon, form.tokens.colour.of(view.tone)
        if wanted != self._drawn:
            self._drawn = wanted
            self._icon.setPixmap(pixmap(*wanted, _ICON, self.devicePixelRatioF()))
