"""The axes of a plot: numbers with every digit that tells one from the next, or names as many as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg

from bench_gui.qt import QFontMetrics, QLineF, QPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_gui.qt import QFont

_MOST_PLACES = 12
_MOST = 1e12
_NEARLY_ONE = 0.9999
_FEW, _HIGH = 4, 26.0
"""Fewer numbers than that are too few; room for one [logical pixels]."""
_BETWEEN = 14.0
"""Room between two names [logical pixels]."""


class Axis(pg.AxisItem):  # type: ignore[misc]  # the plot library has no types
    """An axis that takes no prefix of its own, and paints itself.

    The library plays a recorded picture of it each time, which looks every font up anew, and draws its grid in half
    transparent lines one by one: several times as dear as all else in a plot.

    Args:
        side: `left` or `bottom`.
    """

    def __init__(self, side: str) -> None:
        self.picture: tuple[Any, ...] | None = None
        super().__init__(side)
        self.enableAutoSIPrefix(enable=False)

    def paint(self, painter: QPainter, _option: object, _widget: object) -> None:
        """Paint ticks or grid, line and texts; what they are is computed when the library says that it has changed."""
        if self.picture is None:
            painter.setFont(self.style["tickFont"] or painter.font())
            self.picture = self.generateDrawSpecs(painter) or ()
        if not self.picture:
            return
        (line_pen, *line), ticks, texts = self.picture
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003  Qt takes it by position
        painter.setPen(self.tickPen())
        painter.drawLines([QLineF(begin, end) for _, begin, end in ticks])
        painter.setPen(line_pen)
        painter.drawLine(*line)
        painter.setFont(self.style["tickFont"] or painter.font())
        painter.setPen(self.textPen())
        painter.setClipRect(self.boundingRect())
        for place, flags, text in texts:
            painter.drawText(place, int(flags), text)
        painter.restore()


class NumberAxis(Axis):
    """An axis of numbers, in the unit that its label names.

    Args:
        side: `left` or `bottom`.
    """

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802  its name
        """Return the places of round numbers, and of those between them where they are few and there is room."""
        (spacing, places), *finer = super().tickValues(low, high, size)
        if finer and len(places) < _FEW:
            between, more = finer[0]
            if (len(places) + len(more)) * _HIGH <= size:
                return [(between, sorted([*places, *more]))]
        return [(spacing, list(places))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802  likewise
        """Return the text of each tick, with so many decimals that two neighbours differ."""
        step = abs(spacing * scale)
        places = next((number for number in range(_MOST_PLACES) if step * 10**number >= _NEARLY_ONE), _MOST_PLACES)
        plain = places < _MOST_PLACES and max((abs(one) for one in values), default=0.0) < _MOST
        return [f"{one * scale:z.{places}f}" if plain else f"{one * scale:.6g}" for one in values]


class NamedAxis(Axis):
    """A bottom axis on which some places have names; where there is no room for a name it is left out."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._names: dict[float, str] = {}
        self._metrics: QFontMetrics | None = None

    def call(self, names: Sequence[tuple[float, str]]) -> None:
        """Give places their names.

        Args:
            names: positions and names.
        """
        if dict(names) != self._names:
            self._names = dict(names)
            self.picture = None
            self.update()

    def setTickFont(self, font: QFont) -> None:  # noqa: N802  its name
        """Write names in a font."""
        self._metrics = QFontMetrics(font)
        super().setTickFont(font)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802  likewise
        """Return the places whose names there is room for."""
        scale = size / (high - low) if high > low else 0.0
        free, found = 0.0, []
        for place in sorted(place for place in self._names if low <= place <= high):
            half = self._width(self._names[place]) / 2
            at = (place - low) * scale
            if at - half >= free and at + half <= size:
                found.append(place)
                free = at + half + _BETWEEN
        return [(1.0, found)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002, N802
        """Return the names of places."""
        return [self._names.get(one, "") for one in values]

    def _width(self, name: str) -> float:
        return 0.0 if self._metrics is None else float(self._metrics.horizontalAdvance(name))
