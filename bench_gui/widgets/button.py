"""A button that a finger can meet, with an icon and a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bench_gui.look.icons import icon
from bench_gui.qt import QIcon, QPushButton, QSize
from bench_gui.short import short
from bench_gui.widgets.gui_thread import require_gui_thread

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QWidget

_LONGEST = 60
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
        self._bare = False

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
