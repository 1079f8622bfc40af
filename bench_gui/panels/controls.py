"""The controls: always in one place, each with its key; what cannot be done now says why when one tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QBoxLayout, QEvent, QGridLayout, QSizePolicy, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import AbortButton, Button
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QObject
    from bench_gui.views.controls import ControlsView, ControlView

KEYS = {
    "correct": ("F2", marked("Correct")),
    "pause_now": ("F3", marked("Pause now")),
    "pause": ("F6", marked("Pause")),
    "resume": ("F5", marked("Resume")),
    "retry": ("F7", marked("Retry point")),
    "skip": ("F8", marked("Skip point")),
}
"""The keys of the run screen, by control."""
_ICONS = {
    "pause": "pause", "pause_now": "hand", "resume": "play", "retry": "retry", "skip": "skip", "correct": "correct",
}  # fmt: skip
_ACROSS = 2
_ABORT_WIDTH = 120


class ControlsPanel(Panel):
    """Shows the controls; it says what is wanted and sends nothing itself."""

    wanted = Signal(str)
    """Name of a control that was used and makes sense now."""
    abort = Signal()
    """The person wants everything to end, outputs safe."""

    def __init__(self) -> None:
        super().__init__()
        self.rows.setSpacing(2)
        self.buttons = {name: Button("plain", icon_name) for name, icon_name in _ICONS.items()}
        self.abort_button = AbortButton()
        self.abort_button.setObjectName("abort_here")
        self._note = Toned("small", wraps=True)
        self._pending: frozenset[str] = frozenset()
        self._asked = ""
        self._view: ControlsView | None = None
        self._form: Form | None = None
        self._grid, self._both = QGridLayout(), QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.be_compact(compact=False)
        self._both.addWidget(self.abort_button)  # after the others: so Tab goes
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _, used=name: self.use(used))
            button.installEventFilter(self)
        self.abort_button.clicked.connect(self.abort)

    @property
    def note(self) -> str:
        """What the line above the buttons says; empty for nothing."""
        return "" if self._note.isHidden() else self._note.text

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        for button in (*self.buttons.values(), self.abort_button):
            button.adopt(form)
        self.abort_button.say(form.words("ABORT"))
        self.abort_button.setAccessibleDescription(form.words("Ends the run at once and makes every output safe (F12)"))
        self._note.adopt(form)
        if self._view is not None:
            view, self._view = self._view, None
            self.show_view(view)

    def show_view(self, view: ControlsView) -> None:
        """Show what may be done now."""
        if view == self._view:
            return
        before, self._view = self._control(self._asked), view
        now = self._control(self._asked)
        if before is not None and now is not None and now != before and not now.enabled:
            self._asked = ""  # nobody has asked why it cannot be used now, such as after the run's end
        self._draw()

    def use(self, name: str) -> None:
        """Use a control, by click or key; one that makes no sense now says why."""
        control = self._control(name)
        self._asked = name
        if control is not None and control.enabled and name not in self._pending:
            self.wanted.emit(name)
        self._draw()

    def wait_for(self, pending: frozenset[str]) -> None:
        """Show which controls were used and not carried out yet."""
        if pending != self._pending:
            self._pending = pending
            self._draw()

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Put all buttons side by side, on a small screen."""
        direction = QBoxLayout.Direction.LeftToRight if compact else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(direction)
        wide = QSizePolicy.Policy.Minimum if compact else QSizePolicy.Policy.Expanding
        self.abort_button.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        for button in self.buttons.values():
            set_property(button, "tight", "true" if compact else "false")
        across = len(self.buttons) if compact else _ACROSS
        for number, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, number // across, number % across)

    def forget(self) -> None:
        """Another run is watched."""
        self._view, self._asked = None, ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Say of the control that has the keyboard what it would do."""
        if event.type() is QEvent.Type.FocusIn:
            self._asked = next((name for name, button in self.buttons.items() if button is watched), "")
            self._draw()
        return super().eventFilter(watched, event)

    def _control(self, name: str) -> ControlView | None:
        control: ControlView | None = getattr(self._view, name) if self._view is not None and name else None
        return control

    def _draw(self) -> None:
        if self._form is None:
            return
        for name, button in self.buttons.items():
            control = self._control(name)
            if control is not None:
                self._draw_button(button, control, self._form)
        self._say(self._form)

    def _draw_button(self, button: Button, control: ControlView, form: Form) -> None:
        waits = control.name in self._pending
        key, _ = KEYS.get(control.name, ("", ""))
        text = form.words("{control} …", control=control.label) if waits else control.label
        button.say(f"{text}  {key}".rstrip())
        button.setAccessibleDescription(control.note)
        set_property(button, "available", "true" if control.enabled or waits else "false")
        set_property(button, "pending", "true" if waits else "false")

    def _say(self, form: Form) -> None:
        waiting = [control.label for control in map(self._control, self._pending) if control is not None]
        if waiting:
            names = form.words(", ").join(waiting)
            self._note.show()
            self._note.say(form.words("Asked for, not carried out yet: {names}", names=names), Tone.BUSY)
            return
        asked = self._control(self._asked)
        if asked is None or not asked.note:
            self._note.hide()
            return
        said = form.words("{control}: {note}", control=asked.label, note=asked.note)
        self._note.show()
        self._note.say(said, Tone.NEUTRAL if asked.enabled else Tone.WARNING)

    def _lay_out(self) -> None:
        self._both.addLayout(self._grid, 1)
        self._both.setSpacing(6)
        self.abort_button.setMinimumWidth(_ABORT_WIDTH)
        self._grid.setSpacing(6)
        self.rows.addWidget(self._note)  # above: no button moves under the finger when it comes and goes
        self.rows.addLayout(self._both)
