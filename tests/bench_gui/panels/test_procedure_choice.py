"""The procedures to choose from: those of the workplace and the library, and the one that is open wherever it lies."""

from bench_gui.panels.procedure_choice import ProcedureChoice


def test_a_file_that_is_open_is_offered_and_chosen_though_it_lies_elsewhere(qtbot, session, tmp_path):
    choice, path = ProcedureChoice(session), tmp_path / "own.yaml"
    qtbot.addWidget(choice)
    choice.adopt(session.form)
    choice.hold(path)
    assert (choice.chosen, choice.currentText(), choice.opened) == (path, "own.yaml", None)
    with qtbot.waitSignal(choice.searched):
        choice.look()
    assert choice.chosen == path
    assert choice.count() > 1
