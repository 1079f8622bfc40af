"""A line or paragraph of plain text: what a record says is never taken for markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bench_gui.qt import QLabel, QSizePolicy, Qt
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.widgets.gui_thread import require_gui_thread
from bench_gui.widgets.properties import set_property

if TYPE_CHECKING:
    from bench_gui.qt import QWidget

Role = Literal["text", "heading", "question", "quiet", "small", "banner", "reading", "display"]


class Label(QLabel):
    """Shows text in a role, which decides its size, and a tone, which decides its colour.

    Args:
        role: what the text is in its panel.
        wraps: whether a long text goes on in the next line; its width may then be any.
        parent: that it belongs to.
    """

    def __init__(self, role: Role = "text", *, wraps: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setProperty("role", role)
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def say(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Show a text, shortened where it is too long for a screen; nothing is drawn anew when it is the same."""
        require_gui_thread(self)
        shown = short(text)
        if self.text() != shown:
            self.setText(shown)
        set_property(self, "tone", tone.value)
