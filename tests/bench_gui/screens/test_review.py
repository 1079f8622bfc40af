"""The review screen over real records: results with raw replies, comparison, drift, proof and certificate."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bench_core.bilingual import NOTHING
from bench_core.clock import system_clock
from bench_core.records.events import IndicationTaken
from bench_core.records.keys_store import key_history
from bench_gui.panels.review.run_name import full_name, told_apart
from bench_gui.qt import QApplication, QFileDialog, Qt
from bench_gui.widgets.choice import Choice
from bench_gui.words import Language, words_in
from bench_gui.work.job import JobEnd
from bench_gui.work.reading import HasRead
from bench_gui.workplace.workplace import FoundRecord, RecordStatus
from tests.bench_gui.inspection import text_everywhere, visible
from tests.bench_gui.small_runs import rewritten, with_stage


@pytest.fixture(scope="module")
def runs(finished_record, tmp_path_factory):
    """Return a folder with a run as found, one as left a year later, and one that another tool cut."""
    folder = tmp_path_factory.mktemp("runs")
    shutil.copy(finished_record, folder / "found.calrun")
    rewritten(finished_record, folder / "left.calrun", with_stage("as_left"), later=timedelta(days=365))
    return folder


@pytest.fixture
def review(window, session, runs, qtbot):
    """Return the review screen of the run as found, which is not the newest."""
    for path in runs.iterdir():
        os.link(path, session.workplace / path.name)
    session.reviewed = session.workplace / "found.calrun"
    window.resize(1093, 614)
    window.show_screen("review")
    screen = window.screen_of("review")
    qtbot.waitUntil(lambda: screen.run is not None)
    return screen


def shown(screen, name):
    screen.sections.show_section(name)
    return screen.part(name)


def test_the_record_that_was_asked_for_is_shown_and_others_can_be_chosen(review, session, qtbot):
    assert review.run.path.name == "found.calrun"
    choice = next(visible(review, Choice))
    qtbot.waitUntil(lambda: choice.count() == 2)
    choice.picked.emit(session.workplace / "left.calrun")
    qtbot.waitUntil(lambda: review.run.path.name == "left.calrun")


def test_without_a_wish_the_newest_run_of_the_workplace_is_shown(window, session, runs, qtbot):
    for path in runs.iterdir():
        os.link(path, session.workplace / path.name)
    window.show_screen("review")
    screen = window.screen_of("review")
    qtbot.waitUntil(lambda: screen.run is not None)
    assert screen.run.path.name == "left.calrun"


def test_an_empty_workplace_says_so(window, qtbot):
    window.show_screen("review")
    screen = window.screen_of("review")
    qtbot.waitUntil(lambda: screen.told != "")
    assert screen.told == "No run has ended in this workplace yet."


def test_a_record_with_a_changed_byte_is_not_shown_and_says_what_to_do_in_both_languages(review, session, qtbot):
    path = session.workplace / "changed.calrun"
    path.write_bytes(review.run.path.read_bytes().replace(b'"operator":"zhang"', b'"operator":"wang"', 1))
    review.show_record(path)
    qtbot.waitUntil(lambda: "does not verify" in review.told)
    assert "find out who changed it" in review.told
    session.speak(Language.ZH)
    qtbot.waitUntil(lambda: "验证不通过" in review.told)


def test_runs_that_would_be_named_alike_are_told_apart_and_one_that_was_aborted_says_so(tmp_path):
    words = words_in(Language.EN)
    runs = [FoundRecord(tmp_path / name, RecordStatus.FINISHED, started=system_clock().utc()) for name in "ab"]
    runs[1] = replace(runs[1], started=runs[0].started)
    aborted = replace(runs[0], status=RecordStatus.ABORTED)
    assert [text.rpartition(" · ")[2] for _, text in told_apart(runs, full_name, words)] == ["a", "b"]
    assert [text.rpartition(" · ")[2] for _, text in told_apart([aborted], full_name, words)] == ["Aborted"]


def test_a_file_that_is_no_record_is_refused_in_words(review, session, qtbot):
    path = session.workplace / "broken.calrun"
    path.write_text("no record\n")
    review.show_record(path)
    qtbot.waitUntil(lambda: "broken.calrun" in review.told and "Reading" not in review.told)
    assert "1" in review.told


def test_enter_on_a_row_shows_the_raw_replies_of_its_point(review, qtbot):
    part = review.part("results")
    table = part.results.table
    table.setCurrentIndex(part.results.model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: part.shows_raw)
    row = part.results.model.row(1)
    raw = text_everywhere(part.raw)
    assert f"Raw replies: {row.point_id}" in raw
    taken = [
        line.event.raw
        for line in review.run.record.lines
        if isinstance(line.event, IndicationTaken) and line.event.purpose == "measurement"
    ]
    assert repr(taken[0]) in raw


def test_values_and_replies_are_in_view_however_long_a_setting_is_which_is_shown_whole_once_it_is_chosen(review, qtbot):
    part = review.part("results")
    part.results.table.setCurrentIndex(part.results.model.index(1, 0))
    qtbot.keyClick(part.results.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: part.shows_raw)
    review.window().resize(1366, 768)
    table = part.raw.table
    heads = [table.texts.headerData(number, Qt.Orientation.Horizontal) for number in range(2)]
    assert heads == ["Value", "Raw reply"]
    qtbot.waitUntil(lambda: table.columnViewportPosition(2) <= table.viewport().width())
    assert part.raw._whole.isHidden()
    rows = [table.texts.row(number) for number in range(table.texts.rowCount())]
    number, setting = next((at, row) for at, row in enumerate(rows) if not row.heading and ", range" in row.cells[0])
    assert table.fontMetrics().horizontalAdvance(setting.cells[0]) > table.columnWidth(0)
    table.setCurrentIndex(table.texts.index(number, 0))
    assert setting.cells[0] in part.raw._whole.text()


def test_as_found_and_as_left_stand_side_by_side(review, qtbot):
    part = shown(review, "comparison")
    qtbot.waitUntil(lambda: part.table.texts.rowCount() > 0)
    heads = [part.table.texts.headerData(n, Qt.Orientation.Horizontal) for n in range(9)]
    assert heads[1:4] == ["as found: error", "as left: error", "Difference"]
    points = {row.point for row in review.run.run.rows.items[0].rows}
    cells = {part.table.texts.index(n, 0).data() for n in range(part.table.texts.rowCount())}
    assert points <= cells


def test_the_same_run_twice_is_no_comparison(review, session, qtbot):
    part = shown(review, "comparison")
    qtbot.waitUntil(lambda: part.table.texts.rowCount() > 0)
    part._right.choose(session.workplace / "found.calrun")
    part._right.picked.emit(part._right.chosen)
    assert "Choose two different runs." in text_everywhere(part)


def test_earlier_runs_show_how_a_point_drifts(review, qtbot):
    part = shown(review, "history")
    qtbot.waitUntil(lambda: part.table.texts.rowCount() == 2)
    assert "2 finished runs" in text_everywhere(part)
    assert len(part._series().results) == 2
    assert part._series().drift == "too few runs for a drift"
    (run, _), problems = part._runs
    for runs, told in (((run,), "This is the only finished run"), ((), "No run of this instrument")):
        part._found(HasRead(1, (runs, problems), NOTHING))
        assert told in text_everywhere(part)


def test_verification_gives_one_plain_verdict_with_what_it_proves(review, session, qtbot):
    part = shown(review, "proof")
    assert part.verdict == "Not verified here yet"
    part.verify()
    assert "every result" in part.verdict
    qtbot.waitUntil(lambda: not part.busy, timeout=20000)
    assert part.verdict == "Verifies"
    text = text_everywhere(part)
    assert "results were computed again and agree" in text
    assert "Whose key signed it was not checked" in text


def test_a_verdict_is_not_shown_of_another_record_than_the_one_that_was_verified(review, session, qtbot):
    part = shown(review, "proof")
    part._took({"verifies": True})
    review.show_record(session.workplace / "left.calrun")
    qtbot.waitUntil(lambda: review.run.path.name == "left.calrun")
    assert part.verdict == "Not verified here yet"


def test_with_the_public_keys_of_the_workplace_the_laboratory_is_proved_too(review, session, qtbot):
    keys = session.workplace / "keys.json"
    keys.write_text(key_history().text(), encoding="utf-8")
    (session.workplace / "other.json").write_text("{}", encoding="utf-8")
    part = shown(review, "proof")
    qtbot.waitUntil(lambda: part._keys.count() == 2)
    part._keys.choose(keys)
    part.verify()
    qtbot.waitUntil(lambda: not part.busy, timeout=20000)
    assert part.verdict == "Verifies"
    assert "Whose key signed it was not checked" not in text_everywhere(part)


def test_a_certificate_is_previewed_and_exported_and_never_overwritten(review, session, qtbot, tmp_path):
    part = shown(review, "certificate")
    qtbot.waitUntil(lambda: review.run.issue.number in part.page.toPlainText(), timeout=20000)
    text = text_everywhere(part)
    assert "Draft only" in text
    assert "To do: " in text
    part.export_to(tmp_path / "out")
    qtbot.waitUntil(lambda: part.told.startswith("Written into"), timeout=20000)
    made = {path.suffix: path for path in (tmp_path / "out").iterdir()}
    assert set(made) == {".xml", ".html"}
    made[".html"].write_text("theirs")
    part.export_to(tmp_path / "out")
    qtbot.waitUntil(lambda: "is there already" in part.told, timeout=20000)
    assert made[".html"].read_text() == "theirs"
    assert not part.told.startswith("calbench")
    session.speak(Language.ZH)
    part._exporting = (part._exporting, tmp_path)
    part._exported(JobEnd(2, "calbench certificate: a.xml: is there already\n  a.xml：已存在", ""))
    assert part.told == "a.xml：已存在"


def test_while_a_folder_is_chosen_the_window_can_still_be_used_and_the_workplace_comes_first(review, session, qtbot):
    part = shown(review, "certificate")
    part._export.click()
    (asking,) = part.findChildren(QFileDialog)
    assert (asking.isVisible(), asking.isModal()) == (True, False)
    assert asking.directory().absolutePath() == str(session.workplace)
    review.closing()
    assert not asking.isVisible()


def test_a_preview_goes_with_the_screen(review, session, qtbot):
    part = shown(review, "certificate")
    qtbot.waitUntil(lambda: part._folder is not None)
    folder = part._folder
    review.closing()
    assert not folder.exists()


def test_the_page_of_another_record_does_not_stay(review, session, qtbot):
    part = review.part("certificate")
    part.page.setPlainText("certificate of the run as found")
    part._shown = session.workplace / "found.html"
    review.show_record(session.workplace / "left.calrun")
    qtbot.waitUntil(lambda: review.run.path.name == "left.calrun")
    assert (part.page.toPlainText(), part._browse.isEnabled()) == ("", False)


def test_a_window_that_closes_while_a_record_is_read_begins_nothing(review, session, qtbot):
    part = shown(review, "certificate")
    qtbot.waitUntil(lambda: not part.busy, timeout=20000)
    review.show_record(session.workplace / "left.calrun")
    review.closing()
    qtbot.waitUntil(lambda: not [one for one in threading.enumerate() if one.name == "reading"])
    QApplication.processEvents()
    assert review.run.path.name == "found.calrun"
    assert part._folder is None


def test_the_next_unit_has_the_same_set_up(review, session, qtbot):
    qtbot.waitUntil(review._next.isEnabled)
    wanted = []
    session.screen_wanted.disconnect()
    session.screen_wanted.connect(wanted.append)
    qtbot.mouseClick(review._next, Qt.MouseButton.LeftButton)
    assert wanted == ["work"]
    assert session.chosen.operator == "zhang"
    assert session.chosen.uut.serial == ""


def test_another_language_shows_the_same_run_in_it(review, session, qtbot):
    session.speak(Language.ZH)
    qtbot.waitUntil(lambda: "合格" in text_everywhere(review))
    QApplication.processEvents()
    assert "pass" not in text_everywhere(review)
