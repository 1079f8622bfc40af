"""Every plot: no prefix, no menu of the library, no trap for the wheel, drawn ten times a second at most."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

import bench_gui
from bench_gui.plots.axis import NumberAxis
from bench_gui.plots.paced import Paced
from bench_gui.plots.plot import hairline, plot_font
from bench_gui.qt import (
    QApplication,
    QCoreApplication,
    QEvent,
    QFontMetrics,
    QPoint,
    QPointF,
    Qt,
    QWheelEvent,
    QWidget,
)
from bench_gui.widgets.gui_thread import WrongThread
from bench_gui.widgets.key import own_keys_of
from tests.bench_gui.plots.conftest import errors, point, series, show


def _wheel(plot, modifier=Qt.KeyboardModifier.NoModifier) -> QWheelEvent:
    at = QPointF(plot.viewport().rect().center())
    event = QWheelEvent(
        at, plot.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), event)
    return event


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([0.0, 5e-6], 5e-6, ["0.000000", "0.000005"]),
        ([10.000115, 10.00012], 5e-6, ["10.000115", "10.000120"]),
        ([-100.0, -1e-15, 100.0], 100.0, ["-100", "0", "100"]),
        ([123456.5, 123457.0], 0.5, ["123456.5", "123457.0"]),
        ([2e15, 3e15], 1e15, ["2e+15", "3e+15"]),
    ],
)
def test_ticks_have_every_digit_and_no_prefix(qapp, values, spacing, texts):
    axis = NumberAxis("left")
    assert axis.tickStrings(values, 1.0, spacing) == texts


def test_no_axis_takes_a_prefix_of_its_own(error_plot, live_plot, drift_plot):
    for panel in (error_plot, live_plot, drift_plot):
        for axis in (panel.plot.left, panel.plot.bottom):
            axis.setRange(0.0, 1e-6)
            axis.updateAutoSIPrefix()
            assert axis.autoSIPrefix is False
            assert axis.autoSIPrefixScale == 1.0


def test_the_names_below_an_axis_have_room_inside_the_frame(drift_plot, form_en, qtbot):
    plot = drift_plot.plot
    plot.setStyleSheet("QGraphicsView { border: 2px solid black; }")  # as that of the window
    show(drift_plot, series())  # nothing is named yet
    drift_plot.resize(620, 420)
    show(drift_plot, series((0.0, 1.0), (1.0, 2.0)))
    qtbot.waitUntil(lambda: plot.viewport().height() == plot.height() - 4)
    drawn = plot.mapFromScene(plot.bottom.sceneBoundingRect()).boundingRect()
    assert drawn.bottom() <= plot.viewport().rect().bottom() + 1
    assert plot.bottom.height() >= QFontMetrics(plot_font(form_en.tokens)).height() + 2


def test_the_wheel_scrolls_the_page_and_comes_nearer_only_with_ctrl(error_plot):
    show(error_plot, errors(point(1)))
    before = error_plot.plot.box.viewRange()
    assert not _wheel(error_plot.plot).isAccepted()
    assert error_plot.plot.box.viewRange() == before
    assert _wheel(error_plot.plot, Qt.KeyboardModifier.ControlModifier).isAccepted()
    assert error_plot.plot.near
    assert error_plot.plot.box.viewRange() != before


@pytest.mark.parametrize("by", ["double click", "home"])
def test_all_is_shown_again(error_plot, qtbot, by):
    show(error_plot, errors(point(1)))
    qtbot.keyClick(error_plot.plot, Qt.Key.Key_Plus)
    assert error_plot.plot.box.viewRange() != [[0.5, 4.5], [-150.0, 150.0]]
    if by == "home":
        qtbot.keyClick(error_plot.plot, Qt.Key.Key_Home)
    else:
        qtbot.mouseDClick(error_plot.plot.viewport(), Qt.MouseButton.LeftButton)
    assert error_plot.plot.box.viewRange() == [[0.5, 4.5], [-150.0, 150.0]]


def test_minus_leads_back_to_where_plus_came_from(error_plot, qtbot):
    show(error_plot, errors(point(1)))
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        qtbot.keyClick(error_plot.plot, key)
    assert error_plot.plot.box.viewRange() == [pytest.approx([0.5, 4.5]), pytest.approx([-150.0, 150.0])]


def test_a_plot_that_shows_what_is_measured_now_takes_no_keys(live_plot):
    assert own_keys_of(live_plot.plot) == ()


def test_a_result_does_not_take_away_the_part_that_a_person_looks_at(error_plot, qtbot):
    show(error_plot, errors(point(1)))
    qtbot.keyClick(error_plot.plot, Qt.Key.Key_Plus)
    near = error_plot.plot.box.viewRange()
    show(error_plot, errors(point(1), point(2), y_range=(-300.0, 300.0)))
    qtbot.waitUntil(lambda: len(error_plot.layers._points.points()) == 2)
    assert error_plot.plot.box.viewRange() == near


def test_the_library_shows_no_menu_and_no_button(error_plot, qtbot):
    assert error_plot.plot.getPlotItem().buttonsHidden
    qtbot.mouseClick(error_plot.plot.viewport(), Qt.MouseButton.RightButton)
    assert QApplication.activePopupWidget() is None
    assert not error_plot.plot.box.menuEnabled()


def test_keys_that_a_plot_does_not_know_are_left_to_the_window(error_plot, qtbot):
    heard = []
    error_plot.keyPressEvent = lambda event: heard.append(event.key())
    qtbot.keyClick(error_plot.plot, Qt.Key.Key_F9)
    assert heard == [Qt.Key.Key_F9]


def test_a_plot_is_touched_by_the_windows_thread_alone(error_plot):
    raised = []

    def touch():
        try:
            error_plot.show_view(errors(point(1)))
        except WrongThread as wrong:
            raised.append(wrong)

    other = threading.Thread(target=touch)
    other.start()
    other.join()
    assert len(raised) == 1


def test_a_plot_is_drawn_at_once_and_then_at_most_every_tenth_of_a_second(qtbot):
    widget, drawn = QWidget(), []
    qtbot.addWidget(widget)
    paced = Paced(widget, lambda: drawn.append(1))
    widget.show()
    for _ in range(50):
        paced.want()
    assert len(drawn) == 1
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert paced._timer.interval() == 100


def test_a_plot_that_nobody_sees_is_drawn_when_it_is_shown(qtbot):
    widget, drawn = QWidget(), []
    qtbot.addWidget(widget)
    paced = Paced(widget, lambda: drawn.append(1))
    paced.want()
    assert drawn == []
    widget.show()
    qtbot.waitUntil(lambda: drawn == [1])


def test_a_plot_that_is_deleted_before_it_is_drawn_is_not_touched(qapp):
    widget, drawn = QWidget(), []
    Paced(widget, lambda: drawn.append(1)).want()
    widget.show()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete.value)
    with pytest.raises(RuntimeError, match="already deleted"):
        widget.isVisible()
    qapp.processEvents()  # a fault in it fails the test
    assert drawn == []


def test_the_same_view_is_not_drawn_anew(error_plot, qtbot, monkeypatch):
    view = errors(point(1))
    error_plot.show_view(view)
    qtbot.waitUntil(lambda: not error_plot.paced._timer.isActive())
    monkeypatch.setattr(error_plot.paced, "want", lambda: pytest.fail("drawn again"))
    error_plot.show_view(view)


def test_the_pen_of_a_long_trace_is_one_pixel_wide(qapp):
    assert hairline("#000000").width() == 0


def test_only_the_plots_know_the_plot_library():
    rooms = Path(bench_gui.__file__).parent
    known = [
        path
        for path in rooms.rglob("*.py")
        if re.search(r"^\s*(import|from) pyqtgraph", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert {path.parent.name for path in known} == {"plots"}
