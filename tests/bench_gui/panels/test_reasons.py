"""Panels that ask for a reason send nothing without one, wait visibly, and keep what was typed when it is refused."""

from dataclasses import replace

import pytest

from bench_gui.panels.reasons import CorrectPanel, ExplainPanel, RetryPanel, SkipPanel
from bench_gui.qt import Qt
from bench_gui.views.controls import CorrectableView, RetryableView
from tests.bench_gui.panels.test_controls import CauseView, view

RETRY = replace(
    view("retry", "correct"),
    causes=(CauseView("contact", "bad contact"), CauseView("link", "fault of a link")),
    retryable=(RetryableView("dcv", "P1", "DC voltage P1"), RetryableView("dcv", "P2", "DC voltage P2")),
    correctable=(CorrectableView("dcv/P1/x/1", "P1, reading 1: 9.0 V", "V"), CorrectableView("air", "20 °C", "°C")),
)


@pytest.fixture
def opened(qtbot, form_en):
    """Opens a panel and keeps what it sends."""

    def open_panel(kind):
        panel = kind()
        qtbot.addWidget(panel)
        panel.adopt(form_en)
        panel.sent_ones, panel.closings = [], []
        panel.wanted.connect(panel.sent_ones.append)
        panel.closed.connect(lambda: panel.closings.append(True))
        panel.show()
        panel.begin()
        return panel

    return open_panel


@pytest.mark.parametrize(("kind", "command"), [(SkipPanel, "skip"), (ExplainPanel, "explain")])
def test_a_reason_is_needed_and_sent_as_it_was_typed(qtbot, opened, kind, command):
    panel = opened(kind)
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert panel.sent_ones == []
    assert panel.problem == "A reason is needed."
    qtbot.keyClicks(panel.reason, " lead fell off ")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert [(one.command, dict(one.fields)) for one in panel.sent_ones] == [(command, {"reason": "lead fell off"})]


def test_it_waits_for_the_run_and_closes_when_it_was_taken(opened):
    panel = opened(SkipPanel)
    panel.reason.setText("no time")
    panel.send()
    panel.sent(7)
    assert not panel.reason.isEnabled()
    assert panel.problem == "Sent; waiting for the run"
    panel.send()
    assert len(panel.sent_ones) == 1
    panel.told(6, "of another", refused=False)
    assert panel.closings == []
    panel.told(7, "done", refused=False)
    assert panel.closings == [True]


def test_what_the_run_refuses_stays_to_be_mended(opened):
    panel = opened(SkipPanel)
    panel.reason.setText("no time")
    panel.send()
    panel.sent(7)
    panel.told(7, "nothing is under way", refused=True)
    assert panel.closings == []
    assert panel.problem == "nothing is under way"
    assert panel.reason.text() == "no time"
    assert panel.reason.isEnabled()


def test_a_retry_names_its_cause_and_the_point_under_way_by_default(opened):
    panel = opened(RetryPanel)
    panel.offer(RETRY)
    panel.send()
    assert panel.problem == "Choose the cause."
    panel.cause.setCurrentIndex(1)
    panel.send()
    assert [(one.command, dict(one.fields)) for one in panel.sent_ones] == [("retry", {"cause": "link"})]


def test_a_retry_of_the_row_that_was_chosen_names_it_and_the_second_person(opened):
    panel = opened(RetryPanel)
    panel.offer(RETRY, ("dcv", "P2"))
    panel.second.setText("li")
    panel.cause.setCurrentIndex(0)
    panel.send()
    assert dict(panel.sent_ones[0].fields) == {"cause": "contact", "item": "dcv", "point": "P2", "second": "li"}


def test_a_correction_names_the_entry_the_value_and_why(opened):
    panel = opened(CorrectPanel)
    panel.offer(RETRY)
    assert panel.reading.currentData() == "air"
    panel.reading.setCurrentIndex(1)
    panel.value.setText("9.1")
    panel.send()
    assert panel.sent_ones == []
    panel.why.setText("slip")
    panel.send()
    sent = panel.sent_ones[0]
    assert (sent.command, dict(sent.fields)) == ("correct", {"reading": "dcv/P1/x/1", "value": "9.1", "why": "slip"})


@pytest.mark.parametrize("line", ["value", "why", "second"])
def test_enter_in_any_line_of_a_complete_correction_sends_it(qtbot, opened, line):
    panel = opened(CorrectPanel)
    panel.offer(RETRY)
    panel.value.setText("9.1")
    qtbot.keyClick(panel.value, Qt.Key.Key_Return)
    assert (panel.sent_ones, bool(panel.problem)) == ([], True)
    panel.why.setText("slip")
    qtbot.keyClick(getattr(panel, line), Qt.Key.Key_Return)
    assert [one.command for one in panel.sent_ones] == ["correct"]


def test_enter_in_the_second_person_of_a_retry_sends_it(qtbot, opened):
    panel = opened(RetryPanel)
    panel.offer(RETRY)
    panel.cause.setCurrentIndex(0)
    qtbot.keyClick(panel.second, Qt.Key.Key_Return)
    assert [one.command for one in panel.sent_ones] == ["retry"]


def test_a_long_refusal_is_seen_whole_in_a_low_window(opened):
    panel = opened(CorrectPanel)
    panel.offer(RETRY)
    panel.be_compact(compact=True)
    low = panel.minimumSizeHint().height()
    panel.resize(440, low)
    panel.sent(7)
    panel._scroll.verticalScrollBar().setValue(1000)
    panel.told(7, "9.1 X is no value in V: write it as a number of volts, such as 9.1 V or 9100 mV. " * 2, refused=True)
    assert panel.minimumSizeHint().height() <= low, "it is cut where it asks for more height than there is"
    assert panel._scroll.isAncestorOf(panel._problem)
    assert panel._scroll.verticalScrollBar().value() == 0


def test_after_a_refusal_one_types_on_where_one_was_and_enter_does_not_leave_it(qtbot, opened):
    panel = opened(CorrectPanel)
    panel.offer(RETRY)
    panel.activateWindow()
    panel.why.setFocus()
    qtbot.waitUntil(panel.why.hasFocus)
    panel.sent(7)
    assert not panel.why.hasFocus()
    panel.told(7, "no value in V", refused=True)
    assert panel.why.hasFocus()


def test_who_gives_no_reason_for_an_abort_says_so(qtbot, opened):
    panel = opened(ExplainPanel)
    declined = []
    panel.declined.connect(lambda: declined.append(True))
    qtbot.mouseClick(panel.leave_button, Qt.MouseButton.LeftButton)
    assert declined == panel.closings == [True]


def test_another_language_keeps_what_was_typed(opened, form_zh):
    panel = opened(SkipPanel)
    panel.reason.setText("no time")
    title = panel.title.text()
    panel.adopt(form_zh)
    assert panel.title.text() != title
    assert panel.reason.text() == "no time"


def test_what_is_offered_anew_keeps_what_was_chosen(opened):
    panel = opened(RetryPanel)
    panel.offer(RETRY, ("dcv", "P2"))
    panel.cause.setCurrentIndex(1)
    panel.offer(replace(RETRY, causes=(CauseView("contact", "接触不良"), CauseView("link", "通讯故障"))))
    assert panel.point.currentData() == ("dcv", "P2")
    assert panel.cause.currentText() == "通讯故障"
