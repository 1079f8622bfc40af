"""The error plot shows what its view says: branches, verdicts and U by shape and colour, and nothing that is hidden."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bench_gui.form import Form
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.qt import QPointF, Qt
from bench_gui.tone import Tone
from bench_gui.words import Language, words_in
from tests.bench_gui.plots.conftest import GUARD, errors, point, show


def _drawn(layer):
    """Return symbol, outline and fill of each point of a layer; a fill of None is a hollow symbol."""
    found = []
    for spot in layer.points():
        brush = spot.brush()
        fill = None if brush.style() == Qt.BrushStyle.NoBrush else brush.color().name()
        found.append((spot.symbol(), spot.pen().color().name(), fill))
    return found


def _texts(panel):
    return [entry.text for entry in panel.legend.entries]


def test_each_branch_has_its_shape_and_its_colour(error_plot, form_en):
    show(error_plot, errors(point(1, "up"), point(2, "down"), point(3, "none")))
    colour = form_en.tokens.colour
    assert _drawn(error_plot.layers._points) == [
        ("t1", colour.up, colour.up),
        ("t", colour.down, colour.down),
        ("o", colour.text, colour.text),
    ]
    assert _texts(error_plot) == ["Up ↑", "Down ↓", "±MPE"]


def test_a_verdict_that_is_no_pass_has_a_frame_of_its_own_shape(error_plot, form_en):
    doubt = point(2, tone=Tone.WARNING, verdict="undetermined")
    show(error_plot, errors(point(1), doubt, point(3, error=130.0, tone=Tone.BAD, verdict="FAIL")))
    colour = form_en.tokens.colour
    assert _drawn(error_plot.layers._frames) == [("s", colour.warning, None), ("x", colour.bad, colour.bad)]
    assert _texts(error_plot) == ["Up ↑", "undetermined", "FAIL", "±MPE"]


def test_a_superseded_result_is_small_and_hollow_and_has_no_bar(error_plot):
    show(error_plot, errors(point(1, standing=False), point(1)))
    old, standing = error_plot.layers._points.points()
    assert old.brush().style() == Qt.BrushStyle.NoBrush
    assert old.size() < standing.size()
    assert error_plot.layers._bars["up"].opts["x"].tolist() == [1.0]
    assert "superseded" in _texts(error_plot)


def test_the_bars_are_as_long_as_the_uncertainty(error_plot):
    show(error_plot, errors(point(1, error=5.0), point(2, "down")))
    bars = error_plot.layers._bars["up"].opts
    assert (bars["y"].tolist(), bars["top"].tolist(), bars["bottom"].tolist()) == ([5.0], [20.0], [20.0])
    assert not error_plot.layers._bars[""].isVisible()


def test_the_limits_are_lines_at_100_per_cent_and_the_guard_band_is_shaded(error_plot, form_en):
    show(error_plot, errors(point(1), point(2), guard=GUARD, guard_text="Beyond doubt"))
    assert sorted(line.value() for line in error_plot._limits) == [-100.0, 100.0]
    shaded = error_plot._guard.opts
    assert (shaded["y0"].tolist(), shaded["y1"].tolist()) == ([-80.0, -70.0], [80.0, 70.0])
    assert shaded["brush"].name() == form_en.tokens.colour.band
    assert "Beyond doubt" in _texts(error_plot)


def test_the_point_under_way_is_marked_while_there_is_one(error_plot, qtbot):
    show(error_plot, errors(current=3.0))
    assert error_plot._current.isVisible()
    assert error_plot._current.value() == 3.0
    show(error_plot, errors())
    qtbot.waitUntil(lambda: not error_plot._current.isVisible())


def test_what_is_hidden_is_not_there_and_the_panel_says_so(error_plot):
    show(error_plot, errors(hidden="Results are hidden until the item is read"))
    assert list(error_plot.layers._points.points()) == []
    assert error_plot.told.text() == "Results are hidden until the item is read"


def test_the_panel_takes_another_language_and_theme(error_plot, qtbot):
    show(error_plot, errors(point(1), point(2, standing=False)))
    assert "superseded" in _texts(error_plot)
    form = Form(words_in(Language.ZH), tokens_of(Theme.DARK))
    error_plot.adopt(form)
    qtbot.waitUntil(lambda: "已被取代" in _texts(error_plot))
    assert _drawn(error_plot.layers._points)[0][1] == form.tokens.colour.up
    assert error_plot.plot.backgroundBrush().color().name() == form.tokens.colour.surface


def test_every_text_in_the_plot_is_in_a_font_with_chinese_characters(error_plot):
    fonts = {axis.style["tickFont"].families()[-1] for axis in (error_plot.plot.left, error_plot.axis)}
    assert all("CJK" in name or "WenQuanYi" in name for name in fonts)


def test_a_point_is_reached_and_chosen_by_the_keyboard(error_plot, qtbot):
    show(error_plot, errors(point(2), point(1, "down"), point(1, error=99.0, standing=False)))
    for _ in range(2):
        qtbot.keyClick(error_plot.plot, Qt.Key.Key_Right)
    assert error_plot.marked == point(2)
    qtbot.keyClick(error_plot.plot, Qt.Key.Key_Left)
    assert error_plot.told.text() == point(1, "down").label
    with qtbot.waitSignal(error_plot.chosen) as chosen:
        qtbot.keyClick(error_plot.plot, Qt.Key.Key_Return)
    assert chosen.args == [point(1, "down")]


def test_a_point_is_chosen_by_a_click_near_it_and_by_none_far_from_it(error_plot, qtbot):
    show(error_plot, errors(point(2, error=0.0)))
    at = error_plot.plot.box.mapViewToScene(QPointF(2.0, 0.0)).toPoint()
    with qtbot.waitSignal(error_plot.chosen) as chosen:
        qtbot.mouseClick(error_plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [point(2, error=0.0)]
    with qtbot.assertNotEmitted(error_plot.chosen):
        far = error_plot.plot.box.mapViewToScene(QPointF(4.0, 100.0)).toPoint()
        qtbot.mouseClick(error_plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=far)


def test_the_mark_stays_at_its_point_when_a_result_comes(error_plot, qtbot):
    show(error_plot, errors(point(1)))
    qtbot.keyClick(error_plot.plot, Qt.Key.Key_Right)
    show(error_plot, errors(point(1), point(2)))
    qtbot.waitUntil(lambda: len(error_plot.layers._points.points()) == 2)
    assert error_plot.marked == point(1)


def test_an_item_is_chosen_where_there_are_several(error_plot, qtbot):
    error_plot.offer([("p", "Pressure")])
    assert error_plot.item.isHidden()
    error_plot.offer([("", "All items"), ("p", "Pressure")])
    with qtbot.waitSignal(error_plot.item_wanted) as wanted:
        qtbot.keyClick(error_plot.item, Qt.Key.Key_Up)
    assert wanted.args == [""]
    with qtbot.assertNotEmitted(error_plot.item_wanted):
        error_plot.offer([("", "全部项目"), ("p", "压力")])
    assert error_plot.item.currentText() == "全部项目"


@pytest.mark.parametrize("width", [300, 900])
def test_names_on_the_axis_never_touch_each_other(error_plot, width):
    error_plot.resize(width, 400)
    error_plot.axis.call([(float(number), f"{number} kPa rising") for number in range(40)])
    [(_, places)] = error_plot.axis.tickValues(0.0, 40.0, float(width))
    assert 1 < len(places) < 40
    metrics = error_plot.axis._metrics
    for one, other in pairwise(places):
        names = [f"{number:g} kPa rising" for number in (one, other)]
        room = (other - one) * width / 40
        assert room > sum(metrics.horizontalAdvance(name) for name in names) / 2


@pytest.mark.parametrize("name", ["DC voltage 10 V/+90 %", "直流电压 10 V/+90 %"])
def test_every_name_that_there_is_room_for_is_drawn_in_either_script(error_plot, qtbot, name):
    error_plot.resize(900, 400)
    error_plot.show_view(errors(point(1), ticks=tuple((float(number), name) for number in range(1, 5))))
    qtbot.waitUntil(lambda: error_plot.axis.range == [0.5, 4.5])
    error_plot.grab()
    *_, texts = error_plot.axis.picture
    assert [text for *_, text in texts] == [name] * 4
