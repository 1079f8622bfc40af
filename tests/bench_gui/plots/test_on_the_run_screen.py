"""The plots on the run screen: loaded beside it, of all items or of one, and a point of theirs is as good as a row."""

from __future__ import annotations

import pytest

from bench_gui.qt import Qt


@pytest.fixture
def area(window, finished_record, qtbot):
    """Return the plots of the run screen of a run that has ended."""
    window.session.watch_run(finished_record)
    window.show_screen("run")
    area = window.screen_of("run").area
    qtbot.waitUntil(lambda: area.errors is not None)
    qtbot.waitUntil(lambda: area.errors.plot.isVisible() and area.errors.marked is None and _points(area) != [])
    return area


def _points(area):
    return list(area.errors.layers._points.points())


def test_every_result_is_in_the_plot(area, window):
    assert len(_points(area)) == len(window.session.sight().seen.state.results)


def test_an_item_can_be_plotted_alone(area, window, qtbot):
    item = window.session.sight().seen.state.plan.items[0]
    area.errors.item_wanted.emit(item.id)
    assert window.session.sight().view.error_plot.item == item.id
    qtbot.waitUntil(lambda: area.errors.title.text() == item.title.en)


def test_a_point_that_is_chosen_after_the_run_leads_to_its_results(area, window, qtbot):
    with qtbot.waitSignal(window.session.screen_wanted) as wanted:
        qtbot.keyClick(area.errors.plot, Qt.Key.Key_Right)
        qtbot.keyClick(area.errors.plot, Qt.Key.Key_Return)
    assert wanted.args == ["review"]


def test_the_signal_is_drawn_when_it_is_looked_at(area, qtbot):
    area.choose("signal")
    qtbot.waitUntil(lambda: area.signal.plot.isVisible() and len(area.signal._curve.getData()[0]) > 0)
