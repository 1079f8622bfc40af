"""How a result looks in a plot: its shape says the branch, a frame around it the verdict, colours both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols

from bench_gui.plots.plot import pen
from bench_gui.qt import QColor, QPainter, QPixmap, Qt
from bench_gui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_gui.look.tokens import Colours
    from bench_gui.plots.plot import Plot

_SHAPES = {"up": "t1", "down": "t"}
_ANY = "o"
_FRAMES = {Tone.WARNING: "s", Tone.BAD: "x"}
_POINT, _LEAST_POINT, _OLD_POINT, _FRAME, _CHOSEN = 11, 6, 8, 19, 29
_HALF_BEAM = 0.12
_BEAM_OF_ALL = 0.02
"""How wide the end of a bar is at most, of the distance between the first and the last mark: years may be few."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One result in a plot.

    Args:
        x: position.
        y: value.
        uncertainty: half length of its bar, as `y`.
        branch: `up`, `down` or else.
        tone: of its verdict.
        standing: whether it gives the result; a superseded one is small and has no bar.
        label: all of it in words.
        key: what tells it from other marks, in any language.
        of: what it stands for.
    """

    x: float
    y: float
    uncertainty: float
    branch: str
    tone: Tone
    standing: bool
    label: str
    key: object
    of: object


@dataclass(frozen=True, slots=True)
class Look:
    """What a symbol is drawn with.

    Args:
        symbol: as the plot library names it.
        size: in logical pixels.
        line: colour of the outline.
        fill: colour within; empty for none.
        width: of the outline, in logical pixels.
    """

    symbol: str
    size: int
    line: str
    fill: str = ""
    width: float = 1.5


def point_look(branch: str, colours: Colours, *, standing: bool = True, room: float = _POINT) -> Look:
    """Return the symbol of a result itself.

    Args:
        branch: that it belongs to.
        colours: of the theme.
        standing: whether it gives the result.
        room: for it beside its neighbours [logical pixels].
    """
    colour = {"up": colours.up, "down": colours.down}.get(branch, colours.text)
    shape, size = _SHAPES.get(branch, _ANY), round(min(max(room, _LEAST_POINT), _POINT))
    return Look(shape, size, colour, colour) if standing else Look(shape, min(size, _OLD_POINT), colours.quiet)


def frame_look(tone: Tone, colours: Colours) -> Look | None:
    """Return what frames a result whose verdict needs a look; None for one that needs none."""
    if tone not in _FRAMES:
        return None
    colour = colours.of(tone)
    return Look(_FRAMES[tone], _FRAME, colour, colour if tone is Tone.BAD else "", width=2.0)


def picture(looks: Sequence[Look], pixels: int, ratio: float) -> QPixmap:
    """Return symbols above one another, for a legend.

    Args:
        looks: the lowest first.
        pixels: edge, in logical pixels.
        ratio: physical pixels in a logical one.
    """
    made = QPixmap(round(pixels * ratio), round(pixels * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(pixels / 2, pixels / 2)
    for look in looks:
        size = min(look.size, pixels - 4)
        painter.save()
        painter.scale(size, size)
        painter.setPen(pen(look.line, look.width))
        painter.setBrush(QColor(look.fill) if look.fill else Qt.BrushStyle.NoBrush)
        painter.drawPath(Symbols[look.symbol])
        painter.restore()
    painter.end()
    return made


class MarkLayers:
    """The layers of a plot that show marks.

    Args:
        plot: that they are in.
    """

    def __init__(self, plot: Plot) -> None:
        self._bars = {branch: pg.ErrorBarItem() for branch in ("up", "down", "")}
        self._frames, self._points, self._chosen = (pg.ScatterPlotItem() for _ in range(3))
        for item in (*self._bars.values(), self._frames, self._points, self._chosen):
            plot.addItem(item)

    def show(self, marks: Sequence[Mark], colours: Colours, room: float) -> None:
        """Draw marks; none is no mistake.

        Args:
            marks: to draw.
            colours: of the theme.
            room: for one beside its neighbours [logical pixels].
        """
        for branch, bars in self._bars.items():
            alike = [one for one in marks if one.standing and _bars_of(one) == branch]
            _show_bars(bars, alike, point_look(branch, colours).line)
        framed = [(one, look) for one in marks if one.standing and (look := frame_look(one.tone, colours))]
        _show_symbols(self._frames, framed)
        points = [(one, point_look(one.branch, colours, standing=one.standing, room=room)) for one in marks]
        _show_symbols(self._points, points)

    def choose(self, mark: Mark | None, colours: Colours) -> None:
        """Draw a ring around one mark, or around none."""
        look = Look(_ANY, _CHOSEN, colours.focus, width=2.5)
        _show_symbols(self._chosen, [] if mark is None else [(mark, look)])


def _bars_of(mark: Mark) -> str:
    return mark.branch if mark.branch in _SHAPES else ""


def _show_bars(bars: pg.ErrorBarItem, marks: Sequence[Mark], colour: str) -> None:
    half = np.array([one.uncertainty for one in marks])
    bars.setVisible(bool(marks))
    if marks:
        x, y = np.array([one.x for one in marks]), np.array([one.y for one in marks])
        beam = min(2 * _HALF_BEAM, _BEAM_OF_ALL * float(np.ptp(x)))
        bars.setData(x=x, y=y, top=half, bottom=half, beam=beam, pen=pen(colour, 1.5))


def _show_symbols(layer: pg.ScatterPlotItem, shown: Sequence[tuple[Mark, Look]]) -> None:
    layer.setData(
        x=np.array([mark.x for mark, _ in shown]),
        y=np.array([mark.y for mark, _ in shown]),
        symbol=[look.symbol for _, look in shown],
        size=[look.size for _, look in shown],
        pen=[pen(look.line, look.width) for _, look in shown],
        brush=[pg.mkBrush(look.fill) if look.fill else pg.mkBrush(None) for _, look in shown],
        antialias=True,
    )
