"""The prompt asks one question, has no default answer, and waits visibly until the record shows the answer."""

from dataclasses import replace

import pytest

from bench_core.clock import VirtualClock
from bench_gui.look.theme import style_sheet
from bench_gui.panels.prompt import PromptPanel
from bench_gui.qt import QApplication, Qt
from bench_gui.views.entry import EntryForm
from bench_gui.views.prompts import PromptView, Wanted
from bench_gui.widgets.panel import _MARGIN
from bench_gui.work.looking import Shown

_FRAME = 2

CONFIRM = PromptView(
    prompt="p1", kind="select", wanted=Wanted.YES, title="Set the instrument", question="Set range 10 V", unit="",
    instrument="", facts=(("Range", "10 V"),), leads=(), yes="It is set", no="No: end the run", yes_answer="yes",
    no_answer="no", hold_s=0.0, hold_why="", refused="", form=None, output="",
)  # fmt: skip
HOT = replace(CONFIRM, prompt="p2", kind="connect", hold_s=1.0, hold_why="More than 30 V")
NUMBER = replace(
    CONFIRM, prompt="p3", kind="number", wanted=Wanted.NUMBER, unit="V", yes="", no="", yes_answer="", no_answer="",
    form=EntryForm(unit="V", kind="number"),
)  # fmt: skip


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def panel(qtbot, form_en, clock):
    made = PromptPanel(clock)
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.answers = []
    made.answered.connect(lambda answered: made.answers.append((answered.prompt, answered.text)))
    made.show()
    made.activateWindow()
    return made


def test_enter_and_space_answer_nothing_before_one_has_gone_to_a_button(qtbot, panel):
    panel.show_view(CONFIRM)
    panel.take_focus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(panel, key)
    assert panel.answers == []


def test_yes_and_no_send_what_the_run_takes_for_them(qtbot, panel):
    panel.show_view(CONFIRM)
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    panel.show_view(replace(CONFIRM, prompt="p9"))
    qtbot.mouseClick(panel.no, Qt.MouseButton.LeftButton)
    assert panel.answers == [("p1", "yes"), ("p9", "no")]


def test_a_hazardous_yes_takes_a_second_and_no_takes_none(qtbot, panel, clock):
    panel.show_view(HOT)
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    assert panel.answers == []
    assert panel.state == "Hold the button for 1 s until the bar is full."
    qtbot.mousePress(panel.yes, Qt.MouseButton.LeftButton)
    clock.sleep(1)
    panel.yes.look()
    assert panel.answers == [("p2", "yes")]


def test_a_finger_that_held_one_question_does_not_answer_the_next(qtbot, panel, clock):
    panel.show_view(HOT)
    qtbot.mousePress(panel.yes, Qt.MouseButton.LeftButton)
    clock.sleep(0.9)
    panel.show_view(replace(HOT, prompt="p9"))
    clock.sleep(0.5)
    panel.yes.look()
    qtbot.mouseRelease(panel.yes, Qt.MouseButton.LeftButton)
    assert panel.answers == []


def test_an_answer_is_sent_once_and_waits_until_the_record_shows_it(qtbot, panel):
    panel.show_view(CONFIRM)
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    panel.show_view(CONFIRM)  # the next tick: the record does not show it yet
    assert panel.waits
    assert panel.state == "Sent; waiting for the run"
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    assert len(panel.answers) == 1
    panel.show_view(replace(CONFIRM, prompt="p9"))
    assert not panel.waits
    assert panel.state == ""
    assert panel.yes.isEnabled()


def test_a_refused_answer_can_be_given_again(qtbot, panel):
    panel.show_view(CONFIRM)
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    panel.sent(5)
    panel.told(4, "of another", refused=True)
    assert panel.waits
    panel.told(5, "li has answered it first", refused=True)
    assert not panel.waits
    assert panel.state == "li has answered it first"
    assert panel.yes.isEnabled()


def test_numbers_follow_one_another_by_keyboard_alone(qtbot, panel):
    for number in range(3):
        panel.show_view(replace(NUMBER, prompt=f"r{number}"))
        panel.take_focus()
        line = panel.focusWidget()
        qtbot.keyClicks(line, f"9.{number}")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert panel.answers == [("r0", "9.0"), ("r1", "9.1"), ("r2", "9.2")]


def test_what_is_half_typed_is_not_answered_to_the_next_question(panel):
    panel.show_view(NUMBER)
    panel.entry.line.setText("9.")
    panel.show_view(replace(NUMBER, prompt="p8"))
    assert panel.entry.line.text() == ""


def test_a_question_that_comes_again_says_why_the_answer_before_was_not_used(panel):
    panel.show_view(replace(NUMBER, refused="'abc' could not be used: it is no number"))
    assert panel._refused.isVisibleTo(panel)
    panel.show_view(replace(NUMBER, prompt="p7"))
    assert not panel._refused.isVisibleTo(panel)


def test_another_language_keeps_what_is_half_typed(panel, form_zh):
    panel.show_view(NUMBER)
    panel.entry.line.setText("9.0")
    panel.adopt(form_zh)
    assert panel.entry.line.text() == "9.0"


def test_what_is_said_of_an_answer_is_said_in_another_language_too(qtbot, panel, form_zh, form_en):
    panel.show_view(HOT)
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    panel.adopt(form_zh)
    assert panel.state == form_zh.words("Hold the button for {hold} s until the bar is full.", hold="1")
    panel.show_view(CONFIRM)
    panel.adopt(form_en)
    assert panel.state == ""
    qtbot.mouseClick(panel.yes, Qt.MouseButton.LeftButton)
    panel.adopt(form_zh)
    assert panel.state == form_zh.words("Sent; waiting for the run")


def test_the_switch_of_double_entry_stands_below_a_reading_and_nowhere_else(qtbot, panel):
    panel.show_view(CONFIRM)
    assert not panel.twice.isVisible()
    panel.show_view(replace(NUMBER, twice="Each reading twice: off"))
    assert panel.twice.isVisible()
    assert not panel.twice.isChecked()
    with qtbot.waitSignal(panel.double_entry_toggled):
        qtbot.mouseClick(panel.twice, Qt.MouseButton.LeftButton)
    assert panel.entry.line.hasFocus()  # the reading is typed next


def test_switching_double_entry_keeps_what_is_half_typed_and_judges_it_anew(qtbot, panel):
    panel.show_view(NUMBER)
    panel.entry.line.setText("9.0")
    panel.show_view(replace(NUMBER, form=replace(NUMBER.form, twice=True), twice="Each reading twice: on"))
    assert panel.entry.line.text() == "9.0"
    assert panel.twice.isChecked()
    qtbot.keyClick(panel.entry.line, Qt.Key.Key_Return)
    assert panel.answers == []  # once is not enough
    panel.show_view(NUMBER)
    assert panel.entry.told == ""
    panel.entry.line.setText("9.1")
    qtbot.keyClick(panel.entry.line, Qt.Key.Key_Return)
    assert panel.answers == [("p3", "9.1")]


READ = replace(NUMBER, display="Simulated display")


def test_a_simulated_display_stands_above_the_entry_and_changes_as_a_real_one_does(panel):
    panel.show_view(READ)
    assert panel.display.isVisibleTo(panel)
    assert panel.display.text == ""
    for text in ("5.005 V", "5.006 V", "OL"):
        panel.show_display(Shown(READ.prompt, text))
        panel.show_view(READ)
        assert panel.display.text == text
    assert panel.display.y() < panel.entry.y()
    assert panel.entry.line.text() == ""  # it is the person who reads


def test_a_display_is_never_that_of_the_question_before(panel):
    panel.show_view(READ)
    panel.show_display(Shown(READ.prompt, "5.005 V"))
    panel.show_view(replace(READ, prompt="p4"))
    panel.show_display(Shown(READ.prompt, "5.005 V"))
    assert panel.display.text == ""


def test_nothing_is_shown_where_no_instrument_is_simulated_or_it_shows_nothing(panel):
    for view in (NUMBER, CONFIRM):
        panel.show_view(view)
        panel.show_display(Shown(view.prompt, "5.005 V"))
        assert not panel.display.isVisibleTo(panel)
    panel.show_view(READ)
    panel.show_display(Shown(READ.prompt, ""))
    assert not panel.display.isVisibleTo(panel)


def test_a_display_stays_while_the_answer_is_on_its_way(qtbot, panel):
    panel.show_view(READ)
    panel.show_display(Shown(READ.prompt, "5.005 V"))
    panel.entry.line.setText("5.005")
    qtbot.keyClick(panel.entry.line, Qt.Key.Key_Return)
    panel.show_display(Shown(READ.prompt, ""))  # the run lets nobody look any more
    assert panel.display.isVisibleTo(panel)
    assert panel.display.text == "5.005 V"


def test_a_display_keeps_what_it_shows_in_another_language(panel, form_zh):
    panel.show_view(READ)
    panel.show_display(Shown(READ.prompt, "5.005 V"))
    panel.adopt(form_zh)
    panel.show_view(replace(READ, display="仿真仪器显示"))
    assert panel.display.text == "5.005 V"


@pytest.mark.parametrize(("compact", "width", "height"), [(False, 400, 500), (True, 440, 300), (True, 440, 250)])
def test_no_display_is_cut_off(panel, form_en, compact, width, height):
    panel.setStyleSheet(style_sheet(form_en.tokens))
    panel.be_compact(compact)
    panel.resize(width, height)
    panel.show_view(READ)
    for text in ("OL", "-540.6 mV", "-1000.00 mV", "-1.0000000 kV", "MY4100123456"):
        panel.show_display(Shown(READ.prompt, text))
        QApplication.processEvents()
        assert panel.display.minimumSizeHint().width() <= width - 2 * (_MARGIN + _FRAME), text
