"""The display of a simulated instrument, for a person who practises reading one: large, and marked as simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QBoxLayout, QFrame, Qt, QVBoxLayout, QWidget
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form

_FEW, _MANY, _MANY_BESIDE = 9, 14, 10
"""How many characters there is room for in the largest and the second size, and in that one beside the title."""
_MARGIN, _GAP = 4, 6
_TITLE, _WIDEST = 120, 1000


class SimulatedDisplay(QWidget):
    """Shows what a simulated instrument shows, letter by letter."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._value = Toned("small", wraps=True), Label("display")
        self._glass = QFrame()
        self._glass.setProperty("display", "true")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setProperty("as_written", "true")
        self._compact = self._low = False
        inside = QVBoxLayout(self._glass)
        inside.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        inside.addWidget(self._value)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(_GAP)
        self._parts.addWidget(self._title)
        self._parts.addWidget(self._glass, 1)

    @property
    def text(self) -> str:
        """What stands on it; empty while nothing was seen yet."""
        return self._value.text()

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._title.adopt(form)

    def begin(self, title: str) -> None:
        """Show nothing yet.

        Args:
            title: what it is the display of; empty to show no display at all.
        """
        self._title.say(title, Tone.WARNING)
        self.setVisible(bool(title))
        self.show_text("")

    def entitle(self, title: str) -> None:
        """Show its title in another language."""
        self._title.say(title, Tone.WARNING)

    def show_text(self, text: str) -> None:
        """Show a text as the instrument does."""
        self._value.say(text)
        self._fit()

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Take less height, on a small screen: the title stands beside the display."""
        self._compact = compact
        direction = QBoxLayout.Direction.LeftToRight if compact else QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(direction)
        self._title.setMaximumWidth(_TITLE if compact else _WIDEST)
        self._fit()

    def be_low(self, low: bool) -> None:  # noqa: FBT001  likewise
        """Take the least height that can be read from a step away: what is said of an entry needs the room."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        """Make a long text smaller, so that none is cut off."""
        few, many = (0, 0 if self._low else _MANY_BESIDE) if self._compact else (_FEW, _MANY)
        size = len(self._value.text())
        set_property(self._value, "digits", "few" if size <= few else "many" if size <= many else "most")
