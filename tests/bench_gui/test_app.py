"""The window opens on what the command line asks for, in the form that was chosen last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_gui.app import begin, chosen, fit
from bench_gui.look.tokens import Theme
from bench_gui.opening import Opening
from bench_gui.qt import QLocale, QSize
from bench_gui.settings import Settings
from bench_gui.words import Language
from sequencer.launch import launch_detached
from sequencer.request import RunRequest

KEPT = Settings(Language.EN, Theme.DARK, 1.25, "zhang")


@pytest.fixture
def nothing_asked(tmp_path) -> Opening:
    return Opening(tmp_path, demo=False, record=None, operator="", language=None, theme=None, scale=None)


def test_what_the_command_line_leaves_open_is_as_it_was_last_time(nothing_asked):
    assert chosen(nothing_asked, KEPT) == KEPT


def test_the_command_line_comes_before_what_was_chosen_last(nothing_asked):
    asked = replace(nothing_asked, language="zh", theme="contrast", scale=2.0, operator="李四")
    assert chosen(asked, KEPT) == Settings(Language.ZH, Theme.CONTRAST, 2.0, "李四")


def test_numbers_know_no_locale(qapp):
    assert QLocale().decimalPoint() == "."


def test_a_window_that_the_screen_has_no_room_for_fills_it_and_any_other_is_left_alone(window):
    fit(window, QSize(1920, 1040))
    assert not window.isMaximized()
    fit(window, QSize(1366, 728))
    assert window.isMaximized()


def test_an_opened_window_shows_the_work_at_hand(window):
    begin(window)
    assert window.screen_name == "work"


def test_a_window_opened_on_a_record_shows_its_run(window, session, finished_record, qtbot):
    session.opening = replace(session.opening, record=finished_record)
    begin(window)
    qtbot.waitUntil(lambda: session.sight() is not None, timeout=5000)
    assert window.screen_name == "run"


def test_a_window_opened_where_a_run_is_under_way_shows_it_at_once(window, session, bench_folder, qtbot):
    bench_folder.change("world.yaml", "confirms: true", "confirms: false")
    request = RunRequest(
        record=session.workplace / "records" / "living.calrun", procedure=bench_folder.path("procedure.yaml"),
        bench=bench_folder.path("bench.yaml"), operator="zhang", clock="scaled", speed=50.0, patience_s=30.0,
    )  # fmt: skip
    request.record.parent.mkdir()
    started = launch_detached(request, session.workplace / ".said")
    qtbot.waitUntil(lambda: started.record.with_name("living.calrun.control").exists(), timeout=20000)
    begin(window)
    assert window.screen_name == "run"
    qtbot.waitUntil(
        lambda: (sight := session.sight()) is not None and sight.seen.state.prompt is not None, timeout=20000
    )
    session.command("abort", reason="test")
    qtbot.waitUntil(lambda: started.code() is not None, timeout=20000)
