"""The first screen: a scan finds the work, a set-up is proposed, and nothing waits for the disc."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from bench_core.clock import VirtualClock
from bench_core.records.journal import Journal
from bench_gui.app import begin
from bench_gui.form import Form
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.qt import QApplication, QInputMethodEvent, Qt
from bench_gui.views import at_hand
from bench_gui.words import Language, words_in
from bench_gui.workplace.workplace import FoundRecord, RecordStatus
from sequencer.channel import channel_path
from tests.bench_gui.inspection import _tab_chain
from tests.bench_gui.small_runs import cut_after
from tests.conftest import BenchFolder

WITHIN_MS = 10_000


@pytest.fixture
def bench(workplace, finished_record):
    """Return a workplace with the small bench, its order and an interrupted run of its instrument."""
    folder = BenchFolder(workplace)
    records = folder.path("records")
    records.mkdir()
    cut_after(finished_record, records / "cut.calrun", "IndicationTaken", 1)
    return folder


@pytest.fixture
def work(window, qtbot):
    """Return the screen, with its workplace read."""
    window.show_screen("work")
    window.activateWindow()
    screen = window.screen_of("work")
    qtbot.waitUntil(lambda: screen._found is not None and not screen._reader.busy, timeout=WITHIN_MS)
    return screen


def scan(qtbot, work, text):
    work._scan.await_scan()
    qtbot.keyClicks(work._scan, text)
    qtbot.keyClick(work._scan, Qt.Key.Key_Return)


def shown(work):
    return [row.uut_name for row in work._table._rows.rows]


def pick(work, identifier="short"):
    procedures = work._panel.procedures
    at = next(number for number, one in enumerate(procedures._choices) if one.thing.id == identifier)
    procedures.setCurrentRow(at)


def test_the_screen_is_there_before_the_workplace_was_read(window):
    window.show_screen("work")
    screen = window.screen_of("work")
    assert screen._found is None
    assert screen._said.text == "Reading the workplace…"


def test_the_scan_field_awaits_a_scan_and_keeps_input_methods_away(bench, work, qtbot):
    qtbot.waitUntil(work._scan.hasFocus, timeout=WITHIN_MS)
    assert not work._scan.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


@pytest.mark.parametrize(
    ("key", "held"), [(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_F2, Qt.KeyboardModifier(0))]
)
def test_two_keys_lead_to_the_scan_field_one_of_which_no_input_method_takes(bench, work, qtbot, key, held):
    work._operator.entry.setFocus()
    qtbot.keyClick(work._operator.entry, key, held)
    assert work._scan.hasFocus()


def test_a_scan_filters_the_list_and_enter_leads_to_a_set_up(bench, work, qtbot):
    assert len(shown(work)) == 1
    qtbot.keyClicks(work._scan, "NOTHING-LIKE-IT")
    assert shown(work) == []
    assert "not known here" in work._said.text
    scan(qtbot, work, "my41001234")
    assert work._set_up.uut.serial == "MY41001234"
    assert work._set_up.order.number == "O-1"
    assert work._panel.isVisible()


@pytest.mark.parametrize("text", ["ＭＹ４１００１２３４", "MY41001234", "O-1"])
def test_text_that_an_input_method_made_finds_the_same_instrument(bench, work, qtbot, text):
    work._scan.await_scan()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(work._scan, event)
    qtbot.keyClick(work._scan, Qt.Key.Key_Return)
    assert work._set_up.uut.serial == "MY41001234"


def test_who_scans_before_the_workplace_was_read_is_not_forgotten(bench, window, qtbot, monkeypatch):
    scanned, read = threading.Event(), at_hand.read
    monkeypatch.setattr(at_hand, "read", lambda *given: scanned.wait(WITHIN_MS / 1000) and read(*given))
    window.show_screen("work")
    screen = window.screen_of("work")
    scan(qtbot, screen, "MY41001234")
    assert screen._set_up is None
    scanned.set()
    qtbot.waitUntil(lambda: screen._set_up is not None, timeout=WITHIN_MS)


def test_everything_of_the_last_run_is_chosen_and_the_focus_is_on_going_on(bench, work, session, qtbot):
    scan(qtbot, work, "MY41001234")
    pick(work)
    work._panel.await_choice()
    assert work._set_up.complete
    went = []
    session.screen_wanted.disconnect()
    session.screen_wanted.connect(went.append)
    qtbot.waitUntil(work._panel._continue.hasFocus, timeout=WITHIN_MS)
    qtbot.keyClick(work._panel._continue, Qt.Key.Key_Space)
    assert went == ["connect"]
    assert (session.chosen.procedure.id, session.chosen.operator) == ("short", "zhang")


def test_a_procedure_that_the_bench_cannot_serve_is_shown_with_the_reason_and_keeps_from_going_on(bench, work, qtbot):
    scan(qtbot, work, "MY41001234")
    choices = work._panel.procedures._choices
    unfit = next(one for one in choices if not one.fits)
    assert unfit.note
    work._panel.procedures.setCurrentRow(choices.index(unfit))
    assert not work._panel._continue.isEnabled()
    assert unfit.note in work._panel._notice.text


def test_the_focus_alone_chooses_no_procedure(bench, work, qtbot):
    scan(qtbot, work, "MY41001234")
    work._change(procedure=None)
    work._panel.procedures.setFocus()
    assert work._set_up.procedure is None


def test_a_choice_stands_when_the_workplace_is_read_again(bench, work, qtbot):
    scan(qtbot, work, "MY41001234")
    pick(work)
    bench.change("order.yaml", "number: O-1", "number: O-7")
    qtbot.keyClick(work, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: work._set_up is not None and work._set_up.order.number == "O-7", timeout=WITHIN_MS)
    assert work._set_up.procedure.id == "short"


def test_a_broken_file_is_a_row_with_its_place_and_not_left_out(bench, work, qtbot):
    bench.change("order.yaml", "number: O-1", "numbr: O-1")
    qtbot.keyClick(work, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: any(row.order is not None and row.order.problem for row in work._table._rows.rows),
                    timeout=WITHIN_MS)  # fmt: skip
    row = next(row for row in work._table._rows.rows if row.order is not None and row.order.problem)
    work._table.look_at(row)
    assert "order.yaml:2:1" in work._said.text
    assert work._panel.isHidden()


def test_an_unknown_instrument_is_entered_in_two_fields(bench, work, qtbot):
    scan(qtbot, work, "SN-77")
    assert work._new.isVisible()
    assert work._new.serial == "SN-77"
    qtbot.waitUntil(work._new._type.hasFocus, timeout=WITHIN_MS)
    qtbot.keyClicks(work._new._type, "keysight 34401a")
    qtbot.keyClick(work._new._type, Qt.Key.Key_Return)
    qtbot.keyClick(work._new._serial, Qt.Key.Key_Return)
    assert (work._set_up.uut.maker, work._set_up.uut.model, work._set_up.uut.serial) == ("Keysight", "34401A", "SN-77")
    assert work._set_up.order is None


def test_an_instrument_without_a_model_is_refused_in_words(bench, work, qtbot):
    scan(qtbot, work, "SN-77")
    qtbot.keyClick(work._new._serial, Qt.Key.Key_Return)
    assert "model" in work._new._problem.text
    assert work._set_up is None


def test_the_next_instrument_takes_the_set_up_of_the_last_run(bench, work, session, qtbot):
    session.repeated = bench.path("records") / "cut.calrun"
    work._repeat.click()
    assert "stay as they were" in work._said.text
    qtbot.waitUntil(work._scan.hasFocus, timeout=WITHIN_MS)
    scan(qtbot, work, "MY41001234")
    assert work._set_up.procedure.id == "short"
    assert "as in run" in work._panel._why.text()


def test_tab_comes_to_an_interrupted_run_above_the_scan_before_it_comes_to_the_scan(bench, window, work, qtbot):
    qtbot.waitUntil(work._runs.isVisible, timeout=WITHIN_MS)
    reached = _tab_chain(window)
    assert reached.index(work._runs._lines[0]._button) < reached.index(work._scan)


def test_an_interrupted_run_is_a_line_with_a_button_and_no_box_in_the_way(bench, work, session, qtbot):
    line = work._runs._lines[0]
    assert "A run was interrupted" in line._text.text
    session.screen_wanted.disconnect()
    went = []
    session.screen_wanted.connect(went.append)
    line._button.click()
    assert (session.interrupted.name, went) == ("cut.calrun", ["resume"])


@pytest.mark.parametrize(
    ("status", "screen"), [("under way", "run"), ("interrupted", "resume"), ("finished", "review")]
)
def test_a_run_of_the_work_list_is_shown_where_it_belongs_and_reviewed_only_when_it_has_ended(
    work, session, tmp_path, status, screen
):
    session.screen_wanted.disconnect()
    went = []
    session.screen_wanted.connect(went.append)
    work._record = FoundRecord(tmp_path / "a.calrun", RecordStatus(status))
    work._go_to_record()
    session.leave_run()
    assert went == [screen]
    assert (session.reviewed is not None) is (screen == "review")


def test_an_empty_workplace_says_what_belongs_there_and_offers_the_demonstration(work, workplace):
    assert work._empty.isVisible()
    assert str(workplace) in work._empty._folder.text()
    assert work._empty._demo.isVisible()


def test_who_works_here_can_be_changed_at_any_time_and_is_kept(bench, work, session):
    work._operator.entry.setText("李四")
    assert session.operator == "李四"
    work._operator.entry.setText("李\u202e四")
    assert session.operator == "李四", "what cannot be seen is no part of a name"
    work._operator.entry.setText("  ")
    assert session.operator == ""


def test_another_language_changes_every_text_and_keeps_what_is_chosen(bench, work, session, qtbot):
    scan(qtbot, work, "MY41001234")
    pick(work)
    work.adopt(Form(words_in(Language.ZH), tokens_of(Theme.DARK)))
    assert work._set_up.procedure.id == "short"
    assert work._table.row is not None


def test_a_run_under_way_is_watched_at_the_start_of_the_window(bench, window, session, finished_record, qtbot):
    record = bench.path("records") / "20260101T000000Z-a.calrun"
    with Journal.create(record, VirtualClock()):
        channel_path(record).write_text("{}")
        begin(window)
        assert (session.watch.record, window.screen_name) == (record, "run")


def test_without_a_run_under_way_the_window_starts_with_the_work(bench, window, session):
    begin(window)
    assert (session.watch, window.screen_name) == (None, "work")


def test_the_verdict_of_a_finished_run_comes_by_itself(bench, work, finished_record, qtbot):
    record = bench.path("records") / "cut.calrun"
    record.write_bytes(finished_record.read_bytes())
    qtbot.keyClick(work, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: [row.word for row in work._table._rows.rows] == ["In tolerance"], timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: not work._reader.busy, timeout=WITHIN_MS)
    asked = SimpleNamespace(view=SimpleNamespace(prompt=SimpleNamespace(kind="number")))
    for sight, word in ((asked, "Finished"), (None, "In tolerance")):  # while somebody reads blind, and after it
        work.refresh(sight)
        assert work._table._rows.rows[0].word == word
