"""The left column: what a person is filling in stays, and what was answered in one run is not answered in the next."""

import pytest

from bench_gui.panels.aside import Aside
from bench_gui.qt import Qt
from tests.bench_gui.panels.test_prompt import CONFIRM


@pytest.fixture
def aside(qtbot, form_en):
    made = Aside()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.show()
    return made


def test_a_prompt_of_the_next_run_is_asked_anew_though_it_has_the_id_of_one_that_was_answered(qtbot, aside):
    answers = []
    aside.prompt.answered.connect(answers.append)
    for _ in range(2):
        aside.prompt.show_view(CONFIRM)
        aside.setCurrentWidget(aside.prompt)
        assert not aside.prompt.waits
        qtbot.mouseClick(aside.prompt.yes, Qt.MouseButton.LeftButton)
        aside.forget()
    assert [one.prompt for one in answers] == ["p1", "p1"]


def test_why_a_run_was_aborted_is_still_asked_when_a_command_of_before_is_taken(aside):
    aside._open(aside.retry)
    aside.sent(5)
    aside.explain()
    aside.told(5, "the point is taken again", refused=False)
    assert aside.asking is aside.explains
    assert aside.currentWidget() is aside.explains


def test_no_reason_is_asked_for_any_more_when_the_run_has_ended(aside, session, finished_record, qtbot):
    session.watch_run(finished_record, lambda: False)
    qtbot.waitUntil(lambda: session.sight() is not None and session.sight().view.ended)
    aside.explain()
    aside.show_sight(session.sight())
    assert aside.currentWidget() is aside.ended
    assert (aside.ended.resume.isHidden(), aside.ended.review.isHidden()) == (True, False)
    session.leave_run()
