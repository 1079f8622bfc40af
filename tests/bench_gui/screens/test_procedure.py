"""The procedure screen: text with mistakes, points and limits, saving, and a dry run of which nothing stays."""

from __future__ import annotations

import tempfile

import pytest

from bench_gui.qt import Qt, QTextCursor
from bench_gui.words import Language
from bench_gui.work.commander import Commander
from bench_gui.work.expanding import Expanding
from bench_gui.work.mistake_finder import MistakeFinder
from bench_gui.workplace.finding import find
from tests.bench_gui.inspection import text_everywhere
from tests.conftest import BenchFolder

WITHIN_MS = 30000


@pytest.fixture
def bench(session):
    return BenchFolder(session.workplace)


@pytest.fixture
def opened(window, bench, qtbot):
    """Return the screen with the small procedure open."""
    window.resize(1093, 614)
    window.show_screen("procedure")
    found = window.screen_of("procedure")
    qtbot.waitUntil(lambda: found._bench.ready and found.opened is not None)
    found.open(bench.path("procedure.yaml"))
    qtbot.waitUntil(lambda: found.opened.path == bench.path("procedure.yaml"))
    return found


@pytest.fixture
def screen(opened, qtbot):
    """Return the screen once the points of the small procedure are worked out."""
    settled(opened, qtbot)
    return opened


@pytest.fixture
def files_only(monkeypatch):
    """Leave the processes out that look at a text: only what becomes of its file matters."""
    monkeypatch.setattr(MistakeFinder, "look", lambda *_: None)
    monkeypatch.setattr(Expanding, "look", lambda *_: None)


def settled(screen, qtbot):
    qtbot.waitUntil(lambda: not screen.busy, timeout=WITHIN_MS)


def replace(screen, old, new):
    """Type in place of a text, as an author does."""
    cursor = screen.editor.document().find(old)
    assert not cursor.isNull()
    cursor.insertText(new)


def test_every_mistake_is_marked_at_its_line_as_one_types_and_can_be_gone_to(screen, qtbot):
    assert screen.mistakes.told == "No mistake found"
    assert screen.expanded.table.texts.rowCount() > 2
    replace(screen, "roles:", "rolls:")
    settled(screen, qtbot)
    marked = screen.editor.extraSelections()
    assert any(one.cursor.selectedText() == "rolls" for one in marked)
    assert screen.mistakes.told.startswith("Mistakes: ")
    assert "The table is that of the text before." in screen.expanded.told
    line = next(one for one in screen.mistakes._mistakes if "rolls" in one.message.en or "roles" in one.message.en).line
    table = screen.mistakes.table
    row = [table.texts.row(n).key.line for n in range(table.texts.rowCount())].index(line)
    screen.editor.moveCursor(QTextCursor.MoveOperation.End)
    table.setCurrentIndex(table.texts.index(row, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert screen.editor.textCursor().blockNumber() + 1 == line
    screen.editor.undo()
    settled(screen, qtbot)
    assert screen.mistakes.told == "No mistake found"
    assert screen.editor.extraSelections() == []


@pytest.mark.usefixtures("files_only")
def test_a_text_is_saved_unless_somebody_else_changed_the_file(opened, bench, qtbot):
    assert not opened._save.isEnabled()
    opened.editor.appendPlainText("# mine")
    qtbot.keyClick(opened.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert bench.path("procedure.yaml").read_text(encoding="utf-8").endswith("# mine")
    bench.path("procedure.yaml").write_text("theirs", encoding="utf-8")
    opened.editor.appendPlainText("# more")
    opened.save()
    assert "was changed on the disc" in opened.told
    assert bench.path("procedure.yaml").read_text(encoding="utf-8") == "theirs"


@pytest.mark.usefixtures("files_only")
def test_what_was_not_saved_is_not_lost_to_another_file(opened, bench, session):
    opened.editor.appendPlainText("# mine")
    opened.open(find(session.workplace).procedures[0].path)
    assert opened.opened.path == bench.path("procedure.yaml")
    assert opened.told == "Save first, or undo your changes."


@pytest.mark.usefixtures("files_only")
def test_what_is_typed_while_another_file_is_read_is_not_lost_either(opened, bench, session, qtbot):
    opened.open(find(session.workplace).procedures[0].path)
    opened.editor.appendPlainText("# mine")
    qtbot.waitUntil(lambda: not opened._opening.busy)
    assert opened.opened.path == bench.path("procedure.yaml")
    assert opened.told == "Save first, or undo your changes."
    assert opened.editor.toPlainText().endswith("# mine")


@pytest.mark.usefixtures("files_only")
def test_a_text_that_was_not_saved_is_there_again_after_the_window_closed(opened, session, bench, qtbot):
    opened.editor.appendPlainText("# mine")
    opened.closing()
    again = type(opened)(session)
    qtbot.addWidget(again)
    again.adopt(session.form)
    again.open(bench.path("procedure.yaml"))
    qtbot.waitUntil(lambda: again.opened is not None)
    assert again.editor.toPlainText().endswith("# mine")
    assert "was not saved" in again.told
    again.save()
    assert bench.path("procedure.yaml").read_text(encoding="utf-8").endswith("# mine")
    again.closing()
    assert not [path for path in session.workplace.iterdir() if "unsaved" in path.name]


@pytest.mark.usefixtures("files_only")
def test_a_procedure_of_the_library_is_read_only_and_copied_to_edit(opened, session, qtbot):
    shipped = next(one for one in find(session.workplace).procedures if one.shipped)
    opened.open(shipped.path)
    qtbot.waitUntil(lambda: opened.opened.path == shipped.path)
    assert opened.editor.isReadOnly()
    before = shipped.path.read_bytes()
    qtbot.mouseClick(opened._copy, Qt.MouseButton.LeftButton)
    assert opened.opened.path == session.workplace / "procedures" / shipped.path.name
    assert not opened.editor.isReadOnly()
    assert shipped.path.read_bytes() == before


@pytest.mark.usefixtures("files_only")
def test_a_dry_run_runs_the_text_as_it_stands_and_leaves_nothing(opened, session, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))  # other tests make folders in the usual one
    (tmp_path / "temporary").mkdir()
    records = find(session.workplace).records
    opened.editor.appendPlainText("# not saved")
    qtbot.keyClick(opened, Qt.Key.Key_F5)
    assert opened.dry_run.running
    qtbot.waitUntil(lambda: not opened.dry_run.running, timeout=WITHIN_MS)
    assert opened.dry_run.told == "Finished"
    assert opened.dry_run.plotted == 3
    assert "nothing of it is kept" in text_everywhere(opened.dry_run)
    assert find(session.workplace).records == records
    opened.closing()
    assert not list((tmp_path / "temporary").glob("*/*.calrun"))


@pytest.mark.usefixtures("files_only")
def test_another_language_shows_everything_in_it_and_keeps_the_text(opened, session):
    opened._worked_out({"points": [], "duration_s": "60", "lead_changes": 2})
    opened.mistakes.show_mistakes(())
    opened.editor.appendPlainText("# mine")
    session.speak(Language.ZH)
    text = text_everywhere(opened)
    assert "2 次接线" in text
    assert "No mistake found" not in text
    assert opened.editor.toPlainText().endswith("# mine")


def test_nothing_begins_after_the_window_closed(screen, qtbot):
    folder = screen._expanding._folder
    assert folder.exists()
    screen.closing()
    screen._typed()
    screen._expand()
    qtbot.waitUntil(lambda: not screen._later.isActive(), timeout=WITHIN_MS)
    assert screen._expanding._folder is None
    assert not folder.exists()


@pytest.mark.usefixtures("files_only")
def test_abort_ends_a_dry_run(opened, window, qtbot, monkeypatch):
    sent = []
    monkeypatch.setattr(Commander, "send", lambda _, command, by, **_fields: sent.append((command, by)))
    opened.begin_dry_run()
    qtbot.waitUntil(lambda: not opened.dry_run.running or opened.dry_run._running._watch is not None, timeout=WITHIN_MS)
    running = opened.dry_run.running
    window.abort()
    assert sent == ([("abort", "zhang")] if running else [])
    qtbot.waitUntil(lambda: not opened.dry_run.running, timeout=WITHIN_MS)


@pytest.mark.usefixtures("files_only")
def test_a_dry_run_of_a_broken_text_says_why(opened, qtbot):
    replace(opened, "roles:", "rolls:")
    opened.begin_dry_run()
    qtbot.waitUntil(lambda: not opened.dry_run.running, timeout=WITHIN_MS)
    assert "rolls" in opened.dry_run.told
