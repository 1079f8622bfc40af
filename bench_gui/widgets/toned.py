"""An icon with its word, in one colour: how something stands is never said by colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.look.icons import pixmap
from bench_gui.qt import QHBoxLayout, QLabel, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label, Role

if TYPE_CHECKING:
    from bench_gui.form import Form

_GAP = 8


class Toned(QWidget):
    """Icon and text side by side.

    Args:
        role: of the text.
        wraps: whether a long text goes on in the next line.
        parent: that it belongs to.
    """

    def __init__(self, role: Role = "text", *, wraps: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self._text = Label(role, wraps=wraps, parent=self)
        self._form: Form | None = None
        self._drawn: tuple[str, str, int] | None = None
        self._tone, self._name = Tone.NEUTRAL, Tone.NEUTRAL.icon
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def adopt(self, form: Form) -> None:
        """Draw the icon in the colours of a form."""
        self._form = form
        self._draw()

    def say(self, text: str, tone: Tone, icon_name: str = "") -> None:
        """Show a text with the icon of its tone, or one of its own; where there is no text, there is no icon.

        Args:
            text: word or sentence.
            tone: how it stands.
            icon_name: of `look/icons`; empty for the tone's.
        """
        self._text.say(text, tone)
        self._icon.setVisible(bool(text))
        self._tone, self._name = tone, icon_name or tone.icon
        self._draw()

    def _draw(self) -> None:
        if self._form is None:
            return
        size = self._form.tokens.size.icon
        wanted = self._name, self._form.tokens.colour.of(self._tone), size
        if wanted != self._drawn:
            self._drawn = wanted
            self._icon.setPixmap(pixmap(*wanted, self.devicePixelRatioF()))
