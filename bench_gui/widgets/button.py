"""A button that a finger can meet, with an icon and a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bench_gui.look.icons import icon
from bench_gui.qt import QIcon, QPushButton, QSize, Qt
from bench_gui.short import short
from bench_gui.widgets.gui_thread import require_gui_thread

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QFocusEvent, QKeyEvent, QWidget

_LONGEST = 60
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
Kind = Literal["plain", "primary", "danger", "flat"]


class Button(QPushButton):
    """A push button; Enter presses it as Space does, once each time, but not the Enter behind a scan.

    Args:
        kind: how much it stands out; a screen has one primary button at most.
        icon_name: of its icon, or empty for none.
        parent: that it belongs to.
    """

    def __init__(self, kind: Kind = "plain", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._kind: Kind = kind
        self._icon_name = icon_name
        self._bare = False
        self._scanned = ""

    def adopt(self, form: Form) -> None:
        """Draw the icon in the colours of a form."""
        if not self._icon_name:
            return
        if self._bare:
            self.setIcon(QIcon())
            return
        colour, size = form.tokens.colour, form.tokens.size.icon
        drawn = {"primary": colour.on_accent, "danger": colour.on_hazard}.get(self._kind, colour.text)
        self.setIcon(icon(self._icon_name, drawn, colour.quiet, size))
        self.setIconSize(QSize(size, size))

    def be_bare(self, bare: bool, form: Form) -> None:  # noqa: FBT001  yes or no, as a layout has it
        """Have no icon, where there is little room; the text says all."""
        if bare != self._bare:
            self._bare = bare
            self.adopt(form)

    def wear(self, icon_name: str, form: Form) -> None:
        """Have another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self.adopt(form)

    def say(self, text: str) -> None:
        """Show a text, in which an ampersand is one, and tell it to screen readers."""
        require_gui_thread(self)
        shown = short(text, _LONGEST).replace("&", "&&")
        if self.text() != shown:
            self.setText(shown)
            self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Be pressed, but not by a key that was meant for a field."""
        if not self.is_meant(event):
            return
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def is_meant(self, event: QKeyEvent) -> bool:
        """Return whether a key is meant for the button, and is no Enter or blank of a scan, which is for a field.

        A blank behind a blank is meant, and so is whatever follows an Enter: a slip of the finger stops no button.

        Args:
            event: of the key that was pressed.
        """
        if event.key() in _ENTER:
            scanned, self._scanned = self._scanned, ""
            return not scanned
        if event.key() == Qt.Key.Key_Space:
            meant = not self._scanned or self._scanned.endswith(" ")
            self._scanned = "" if meant else f"{self._scanned} "
            return meant
        if event.text().isprintable():
            self._scanned += event.text()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Know of no scan yet."""
        super().focusInEvent(event)
        self._scanned = ""


class AbortButton(Button):
    """The button that ends a run: no Enter presses it, for many a one is meant for what had the focus before."""

    def __init__(self) -> None:
        super().__init__("danger", "stop")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Leave Enter alone, which ends a scan all the same."""
        if event.key() in _ENTER:
            self.is_meant(event)
            event.ignore()
        else:
            super().keyPressEvent(event)
