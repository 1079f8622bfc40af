"""A button that does nothing at a slip of the finger: it must be held, by mouse, touch or key, until it is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_gui.qt import QColor, QPainter, QRectF, Qt, QTimer, Signal
from bench_gui.widgets.button import Button, Kind
from bench_gui.widgets.properties import set_property

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from bench_gui.form import Form
    from bench_gui.qt import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent

_LOOKS_EACH_MS = 30
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HIGH = 6
_REPEATS_WITHIN_S = 0.06
"""An X server tells a key that repeats itself as a release and a press, and Qt may see them apart."""


class HoldButton(Button):
    """A button that acts after it was held for a time; with no time to hold it acts at a click.

    Args:
        kind: how much it stands out.
        icon_name: of its icon.
        clock: by which it is held.
    """

    held = Signal()
    """It was held long enough; at most once for each time it is pressed."""
    let_go = Signal()
    """It was pressed and not held long enough."""

    def __init__(self, kind: Kind = "plain", icon_name: str = "", clock: Clock | None = None) -> None:
        super().__init__(kind, icon_name)
        self._clock = clock or system_clock()
        self._hold_s = 0.0
        self._since: float | None = None
        self._by_key: int | None = None
        self._lifted: float | None = None
        self._form: Form | None = None
        self._timer = QTimer(self, interval=_LOOKS_EACH_MS)
        self._timer.timeout.connect(self.look)
        self.clicked.connect(self._clicked)

    @property
    def hold_s(self) -> float:
        """How long it must be held [s]; 0 for a click."""
        return self._hold_s

    @property
    def fraction(self) -> float:
        """How much of the time it has been held, 0 to 1."""
        if self._since is None or self._hold_s <= 0:
            return 0.0
        until = self._clock.now() if self._lifted is None else self._lifted
        return min(1.0, (until - self._since) / self._hold_s)

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        super().adopt(form)
        self._form = form

    def must_be_held(self, seconds: float) -> None:
        """Have it act only after it was held for so long [s]; 0 for a click."""
        self._hold_s = seconds
        set_property(self, "hold", "true" if seconds > 0 else "false")

    def forget(self) -> None:
        """Begin to count anew, for another question: a finger that is still on it must be lifted first."""
        self._stop()

    def look(self) -> None:
        """See whether it has been held long enough, or its key has been let go."""
        if self._since is None:
            return
        if self._lifted is not None:
            if self._clock.now() - self._lifted >= _REPEATS_WITHIN_S:
                self._stop()
                self.let_go.emit()
        elif self.fraction >= 1.0:
            self._stop()
            self.held.emit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Begin to count; a finger on a touch screen comes as a mouse too."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Let go where the finger slips off."""
        super().mouseMoveEvent(event)
        if not self.rect().contains(event.position().toPoint()):
            self._end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Let go."""
        super().mouseReleaseEvent(event)
        self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Begin to count; that a key repeats itself counts for nothing, nor does the end of a scan."""
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
        elif self._since is not None and event.key() == self._by_key:
            self._lifted = None
        elif event.isAutoRepeat() or not self.is_meant(event):
            pass
        elif self._hold_s <= 0:
            self.click()
        else:
            self.setDown(True)
            self._by_key = event.key()
            self._begin()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Let go, unless the key is pressed again at once, as one that repeats itself."""
        if event.key() not in _KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat() and event.key() == self._by_key and self._lifted is None:
            self.look()
            self._lifted = None if self._since is None else self._clock.now()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Let go: the key would be released somewhere else."""
        super().focusOutEvent(event)
        self._end()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Let go: another question may stand there next."""
        super().hideEvent(event)
        self._end()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw how much of the time is over along the lower edge."""
        super().paintEvent(event)
        if self._hold_s <= 0 or self._form is None:
            return
        colour = self._form.tokens.colour
        painter = QPainter(self)
        rail = QRectF(6, self.height() - _HIGH - 4, self.width() - 12, _HIGH)
        painter.fillRect(rail, QColor(colour.line))
        painter.fillRect(QRectF(rail.x(), rail.y(), rail.width() * self.fraction, _HIGH), QColor(colour.hazard))
        painter.end()

    def _begin(self) -> None:
        if self._hold_s > 0 and self.isEnabled() and self._since is None:
            self._since = self._clock.now()
            self._timer.start()
            self.look()

    def _clicked(self) -> None:
        if self._hold_s <= 0:
            self.held.emit()

    def _end(self) -> None:
        if self._since is not None:
            self.look()
        if self._since is not None:
            self._stop()
            self.let_go.emit()

    def _stop(self) -> None:
        self._since = self._by_key = self._lifted = None
        self._timer.stop()
        self.setDown(False)
        self.update()
