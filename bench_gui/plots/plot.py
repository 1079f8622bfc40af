"""The ground of every plot: axes, fonts and colours, and how a person moves in it by mouse, finger and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyqtgraph as pg

from bench_gui.look.fonts import families
from bench_gui.qt import QColor, QFont, QFontMetrics, QGraphicsView, QGuiApplication, QPen, QRectF, Qt, Signal
from bench_gui.widgets.gui_thread import require_gui_thread
from bench_gui.widgets.key import OwnKey, by_enter
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.look.tokens import Tokens
    from bench_gui.qt import QKeyEvent, QMouseEvent, QPointF, QResizeEvent, QWheelEvent

_LEAST_HIGH = 80
_NEARER, _FARTHER = 0.8, 1.25
_GRID = 255
_BOTH_SCRIPTS = "示Ág"


class Plot(pg.PlotWidget):  # type: ignore[misc]  # the plot library has no types
    """A plot without menus of the plot library, over which a page scrolls as over any other part of it.

    Ctrl and the wheel, or plus and minus, bring it nearer; then it can be dragged; a double click, or Home, shows all
    of it again. Left and right step from point to point, and Enter chooses one.

    Args:
        left: the axis of values.
        bottom: the axis below.
        zooms: whether it can be brought nearer at all.
    """

    stepped = Signal(object)
    """A person wants the next point (1) or the one before (-1)."""
    entered = Signal()
    """A person chooses the point that is marked."""
    pointed = Signal(object)
    """Where a person clicked, a `QPointF` of the scene."""

    def __init__(self, left: pg.AxisItem, bottom: pg.AxisItem, *, zooms: bool) -> None:
        super().__init__(enableMenu=False, axisItems={"left": left, "bottom": bottom})
        self.left, self.bottom, self._zooms = left, bottom, zooms
        self.box = self.getPlotItem().getViewBox()
        self.getPlotItem().hideButtons()
        self.box.setMouseEnabled(x=False, y=False)
        self.box.disableAutoRange()
        # else a picture is clipped to each of the many small parts that have changed, which takes a third longer
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        left.setZValue(-1.0)  # its grid is behind what is shown
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_LEAST_HIGH)
        self.scene().sigMouseClicked.connect(self._clicked)
        if zooms:
            self._bind_keys()
        self._near = False
        self._all: tuple[tuple[float, float], tuple[float, float]] | None = None

    def close(self) -> None:
        """Take it apart, once: what is in it has to go before Qt deletes it, which would crash otherwise."""
        if self.plotItem is not None:
            super().close()

    @property
    def near(self) -> bool:
        """Whether only a part is shown."""
        return self._near

    def adopt(self, form: Form) -> None:
        """Draw ground and axes in the colours and fonts of a form."""
        colour = form.tokens.colour
        font = plot_font(form.tokens)
        self.setBackground(QColor(colour.surface))
        for axis in (self.left, self.bottom):
            axis.setPen(pen(colour.line))
            axis.setTickPen(pen(colour.raised if axis is self.left else colour.line))
            axis.setTextPen(pen(colour.text))
            axis.setTickFont(font)
            axis.setStyle(tickLength=-4)
        # by itself the library keeps so little room that the feet of letters are cut off, and Chinese names left out
        high = QFontMetrics(font).size(0, _BOTH_SCRIPTS).height()
        self.bottom.setStyle(autoExpandTextSpace=False, tickTextHeight=high)
        self.left.setGrid(_GRID)  # which makes its ticks as long as the plot is wide

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show so much, unless a person has brought a part of it nearer.

        Args:
            x: lowest and highest position.
            y: lowest and highest value.
        """
        require_gui_thread(self)
        if (x, y) != self._all:
            self._all = (x, y)
            if not self._near:
                self._show_all()

    def show_all(self) -> None:
        """Show all of it again."""
        self._near = False
        self.box.setMouseEnabled(x=False, y=False)
        self._show_all()

    def bring(self, factor: float, center: QPointF | None = None) -> None:
        """Show a smaller (less than 1) or a greater part."""
        if self._zooms:
            self._near = True
            self.box.setMouseEnabled(x=True, y=True)
            self.box.scaleBy((factor, factor), center)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802  Qt's name
        """Fill what is inside the frame; the library would draw below the frame too, where nobody sees it."""
        super().resizeEvent(event)
        if not self.closed:
            inside = QRectF(self.viewport().rect())
            pg.GraphicsView.setRange(self, inside, padding=0, disableAutoPixel=False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        """Leave the wheel to the page, but for who holds Ctrl."""
        if self._zooms and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            at = self.box.mapSceneToView(self.mapToScene(event.position().toPoint()))
            self.bring(_NEARER if event.angleDelta().y() > 0 else _FARTHER, at)
            event.accept()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Show all of it again."""
        super().mouseDoubleClickEvent(event)
        self.show_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Leave every key but its own to the window; the library would turn and move things."""
        event.ignore()

    def _bind_keys(self) -> None:
        steps = {Qt.Key.Key_Left: lambda: self.stepped.emit(-1), Qt.Key.Key_Right: lambda: self.stepped.emit(1)}
        OwnKey("← →", marked("In a plot: to the point before or after"), steps, self)
        chooses = {Qt.Key.Key_Space: self.entered.emit, **by_enter(self.entered.emit)}
        OwnKey("Enter", marked("In a plot: choose the marked point"), chooses, self)
        OwnKey("Home", marked("In a plot: show all of it again"), {Qt.Key.Key_Home: self.show_all}, self)

        def nearer() -> None:
            self.bring(_NEARER)

        zooms = {Qt.Key.Key_Plus: nearer, Qt.Key.Key_Equal: nearer, Qt.Key.Key_Minus: lambda: self.bring(_FARTHER)}
        OwnKey("+ -", marked("In a plot: nearer or farther"), zooms, self)

    def _clicked(self, click: object) -> None:
        if not click.double() and click.button() == Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            self.pointed.emit(click.scenePos())  # type: ignore[attr-defined]

    def _show_all(self) -> None:
        if self._all is not None:
            self.box.setRange(xRange=self._all[0], yRange=self._all[1], padding=0)


def plot_font(tokens: Tokens) -> QFont:
    """Return the font of what is written in a plot, with the characters of both languages."""
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(tokens.size.small)
    return font


def pen(colour: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen of so many pixels, however near the plot is.

    Args:
        colour: as `#rrggbb`.
        width: in logical pixels.
        style: of the line.
    """
    ratio = cast("QGuiApplication", QGuiApplication.instance()).devicePixelRatio()  # a cosmetic pen knows no scale
    made = QPen(QColor(colour), width * ratio, style)
    made.setCosmetic(True)
    return made


def hairline(colour: str) -> QPen:
    """Return the pen of a long trace: one pixel of the screen, since a thicker line is many times as dear to draw.

    Args:
        colour: as `#rrggbb`.
    """
    return QPen(QColor(colour), 0)
