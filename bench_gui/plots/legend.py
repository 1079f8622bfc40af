"""The lines above a plot: what its values are, and what its shapes, lines and areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bench_gui.plots.marks import Look, picture
from bench_gui.plots.plot import pen
from bench_gui.qt import QColor, QHBoxLayout, QLabel, QPainter, QPixmap, QPointF, QRectF, QSizePolicy, Qt, QWidget
from bench_gui.widgets.flow import Flow
from bench_gui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP, _BETWEEN, _EDGE = 4, 12, 24


@dataclass(frozen=True, slots=True)
class Swatch:
    """A line or an area.

    Args:
        kind: of it.
        colour: as `#rrggbb`.
    """

    kind: Literal["line", "dashes", "area"]
    colour: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of a plot.

    Args:
        shown: its symbols, the lowest first, or its line or area.
        text: what it is.
    """

    shown: tuple[Look, ...] | Swatch
    text: str


class Legend(Flow):
    """Entries beside one another, in as many lines as they need.

    Args:
        head: what stands before them.
    """

    def __init__(self, head: QWidget) -> None:
        super().__init__(_BETWEEN, 0)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.setSizePolicy(policy)
        self.add(head)
        self._entries: tuple[Entry, ...] = ()
        self._shown_entries: list[QWidget] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What it says."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Say what is drawn; nothing is made anew where it is the same."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        for part in self._shown_entries:
            self.drop(part)
        self._shown_entries = [self._made(entry) for entry in self._entries]
        for part in self._shown_entries:
            self.add(part)

    def _made(self, entry: Entry) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        drawn, text = QLabel(), Label("small")
        row.addWidget(drawn)
        row.addWidget(text)
        ratio = self.devicePixelRatioF()
        shown = entry.shown
        drawn.setPixmap(_swatch(shown, ratio) if isinstance(shown, Swatch) else picture(shown, _EDGE, ratio))
        text.say(entry.text)
        return made


def _swatch(swatch: Swatch, ratio: float) -> QPixmap:
    made = QPixmap(round(_EDGE * ratio), round(_EDGE * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    if swatch.kind == "area":
        painter.fillRect(QRectF(2, 5, _EDGE - 4, _EDGE - 10), QColor(swatch.colour))
    else:
        style = Qt.PenStyle.SolidLine if swatch.kind == "line" else Qt.PenStyle.DashLine
        painter.setPen(pen(swatch.colour, 2.0, style))
        painter.drawLine(QPointF(2, _EDGE / 2), QPointF(_EDGE - 2, _EDGE / 2))
    painter.end()
    return made
