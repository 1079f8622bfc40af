"""Qt's own menus and dialogs speak the language of the window, and English where Qt came without it."""

from __future__ import annotations

from bench_gui.app import open_window
from bench_gui.qt import QCoreApplication, QEvent, QFileDialog, QLibraryInfo, QLineEdit
from bench_gui.qt_texts import QtTexts
from bench_gui.words import Language


def undo() -> str:
    """Return what the menu of a field calls it to take back what was typed."""
    field = QLineEdit()
    menu = field.createStandardContextMenu()
    text = menu.actions()[0].text().partition("\t")[0]
    menu.deleteLater()
    return text


def test_a_menu_of_a_field_and_the_dialog_for_folders_speak_as_the_window_does_at_once(qapp, session, qtbot):
    session.speak(Language.ZH)
    window = open_window(qapp, session)
    assert "撤" in undo()
    dialog = QFileDialog(window, options=QFileDialog.Option.DontUseNativeDialog)
    assert "文件" in dialog.labelText(QFileDialog.DialogLabel.FileName)
    session.speak(Language.EN)
    assert undo() == "&Undo"
    session.speak(Language.ZH)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    assert undo() == "&Undo", "they go with the window"


def test_where_qt_came_without_its_texts_they_stay_english(qapp, form_zh, monkeypatch, tmp_path):
    monkeypatch.setattr(QLibraryInfo, "path", lambda _: str(tmp_path))
    qt_texts = QtTexts()
    qt_texts.adopt(form_zh)
    assert undo() == "&Undo"
