"""Puts widgets beside one another, and in a further line where there is no more room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QEvent, QRect, QSize, QSizePolicy, QWidget

if TYPE_CHECKING:
    from bench_gui.qt import QResizeEvent


class Flow(QWidget):
    """Widgets like words in a paragraph; it is no layout of Qt, whose items a binding may lose.

    Args:
        gap: between two widgets of a line [logical pixels].
        line_gap: between two lines [logical pixels].
    """

    def __init__(self, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._gap, self._line_gap = gap, line_gap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Put a widget at the end."""
        shown = not part.isHidden() or part.parentWidget() is None
        self._parts.append(part)
        part.setParent(self)
        part.setVisible(shown)
        self._fit()

    def drop(self, part: QWidget) -> None:
        """Take a widget out, for ever."""
        self._parts.remove(part)
        part.hide()
        part.deleteLater()
        self._fit()

    def drop_all(self) -> None:
        """Take every widget out, for ever."""
        for part in tuple(self._parts):
            self.drop(part)

    def event(self, event: QEvent) -> bool:
        """Place the widgets anew when one of them wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name, as all below
        """Place the widgets for the new width."""
        super().resizeEvent(event)
        self._fit()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of all lines at a width."""
        return max((place.bottom() + 1 for _, place in self._placed(width)), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of one line of all widgets."""
        sizes = [part.sizeHint() for part in self._shown()]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size of the widest widget alone, at the height that the present width needs."""
        wide = max((part.sizeHint().width() for part in self._shown()), default=0)
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def _fit(self) -> None:
        for part, place in self._placed(self.width()):
            part.setGeometry(place)
        self.updateGeometry()

    def _placed(self, width: int) -> list[tuple[QWidget, QRect]]:
        """Return where each widget stands: all of a line on one middle."""
        placed, y = [], 0
        for line in self._lines(width):
            high, x = max(part.sizeHint().height() for part in line), 0
            for part in line:
                size = part.sizeHint()
                placed.append((part, QRect(x, y + (high - size.height()) // 2, size.width(), size.height())))
                x += size.width() + self._gap
            y += high + self._line_gap
        return placed

    def _lines(self, width: int) -> list[list[QWidget]]:
        lines: list[list[QWidget]] = []
        used = 0
        for part in self._shown():
            needed = part.sizeHint().width()
            if not lines or used + self._gap + needed > width:
                lines.append([])
                used = -self._gap
            lines[-1].append(part)
            used += self._gap + needed
        return lines

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]
