"""What is dangerous by hand must be held, by mouse and by key; what is not acts at once."""

from dataclasses import replace

import pytest

from bench_gui.panels.manual_instrument import ManualInstrumentPanel
from bench_gui.qt import Qt
from bench_gui.tone import Tone
from bench_gui.views.manual import FunctionView, InstrumentView, OutputLine

VOLTS = FunctionView("dc_voltage", "DC voltage", "V", (), "1000 V", "at most 1000 V", frequency=False)
SOURCE = InstrumentView(
    "calibrator", "5522A 1972905", source=True, note="", functions=(VOLTS,),
    output=OutputLine("OFF", Tone.GOOD, on=False, hazardous=False), busy=False, set_to="9 V", hold=False, vents=False,
    confirm_above="30 V",
)  # fmt: skip


@pytest.fixture
def panel(qtbot, form_en):
    made = ManualInstrumentPanel()
    qtbot.addWidget(made)
    made.adopt(form_en)
    made.commands = []
    made.wanted.connect(made.commands.append)
    made.show()
    return made


@pytest.mark.parametrize(("hold", "sent"), [(False, ["operate"]), (True, [])])
def test_an_output_of_more_than_30_v_is_not_switched_on_by_a_click_or_a_key(panel, qtbot, hold, sent):
    panel.show_view(replace(SOURCE, hold=hold))
    qtbot.mouseClick(panel._operate, Qt.MouseButton.LeftButton)
    assert [one.command for one in panel.commands] == sent
    qtbot.keyClick(panel, Qt.Key.Key_F7)
    assert [one.command for one in panel.commands] == sent * 2


@pytest.mark.parametrize(("typed", "sent"), [("9", ["set"]), ("90", [])])
def test_more_than_30_v_is_not_set_by_a_click_or_by_enter(panel, qtbot, typed, sent):
    panel.show_view(SOURCE)
    panel._value.setText(typed)
    qtbot.mouseClick(panel._set, Qt.MouseButton.LeftButton)
    assert [one.command for one in panel.commands] == sent
    qtbot.keyClick(panel._value, Qt.Key.Key_Return)
    assert [one.command for one in panel.commands] == sent * 2


@pytest.mark.parametrize(("hold", "said"), [(False, "Switch on 9 V"), (True, "Hold: switch on 9 V")])
def test_the_button_says_what_it_puts_out_which_need_not_be_what_was_typed_since(panel, hold, said):
    panel.show_view(replace(SOURCE, hold=hold))
    panel._value.setText("5")
    assert panel._operate.text() == said
    panel.show_view(replace(SOURCE, set_to=""))
    assert panel._operate.text() == "Switch on"


def test_a_reading_that_is_waited_for_keeps_the_focus_and_is_not_asked_for_twice(panel, qtbot):
    meter = replace(SOURCE, name="meter", source=False, output=None)
    panel.show_view(meter)
    qtbot.keyClick(panel._read, Qt.Key.Key_Space)
    panel.show_view(replace(meter, busy=True))
    assert (panel._read.isEnabled(), panel._read.text()) == (True, "Reading …")
    qtbot.keyClick(panel._read, Qt.Key.Key_Space)
    assert [one.command for one in panel.commands] == ["read"]
