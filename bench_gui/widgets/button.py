"""A button that a finger can meet, with an icon and a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bench_gui.look.icons import icon
from bench_gui.qt import QPushButton, QSize
from bench_gui.widgets.gui_thread import require_gui_thread

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QWidget

Kind = Literal["plain", "primary", "danger", "flat"]


class Button(QPushButton):
    """A push button.

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

    def adopt(self, form: Form) -> None:
        """Draw the icon in the colours of a form."""
        if not self._icon_name:
            return
        colour, size = form.tokens.colour, form.tokens.size.icon
        drawn = {"primary": colour.on_accent, "danger": colour.on_hazard}.get(self._kind, colour.text)
        self.setIcon(icon(self._icon_name, drawn, colour.quiet, size))
        self.setIconSize(QSize(size, size))

    def say(self, text: str) -> None:
        """Show a text, in which an ampersand is one, and tell it to screen readers."""
        require_gui_thread(self)
        shown = text.replace("&", "&&")
        if self.text() != shown:
            self.setText(shown)
            self.setAccessibleName(text)
