"""What the panels of the run screen say while a run goes on: step, reading, settling, outputs, progress, events."""

from dataclasses import replace

import pytest

from bench_gui.panels.banner import BannerPanel
from bench_gui.panels.outputs import OutputsPanel
from bench_gui.panels.progress import ProgressPanel
from bench_gui.panels.reading import ReadingPanel
from bench_gui.panels.settling import SettlingPanel
from bench_gui.panels.strip import StripPanel
from bench_gui.qt import QFontMetrics
from bench_gui.tone import Tone
from bench_gui.views.banner import BannerView
from bench_gui.views.outputs import OutputState, OutputsView, OutputView
from bench_gui.views.progress import ProgressView
from bench_gui.views.readings import ReadingsView, ReadingView
from bench_gui.views.settling import SettlingView
from bench_gui.views.strip import STRIP, EntryView
from bench_gui.widgets.label import Label
from tests.bench_gui.inspection import text_everywhere

BANNER = BannerView(
    "DC voltage", "10 V/+90 %", "Point 2 of 3", "Up ↑", "9 V", "Taking readings", "Two of three", Tone.BUSY
)
READING = ReadingView(
    "meter", "9.00006310", "V", "34401A MY41", "reading 2 of 5", "0.3 s", 0.3, stale=False, tone=Tone.NEUTRAL
)
SETTLING = SettlingView(
    "34401A MY41", "9.0 V", "+1.2 µV/s", "≤ 36.5 µV", "13.7 µV", "0.8 s of 1 s", 0.8, 1.0, 0.8, "given up in 17 s",
    "It must stay there", within=True, tone=Tone.BUSY, spread_ratio=0.4,
)  # fmt: skip
SOURCE = OutputView("calibrator", "5522A 1972905", OutputState.ON, "ON 1000 V", hazardous=True, tone=Tone.HAZARD)


@pytest.fixture
def shown(qtbot, form_en):
    """Shows a panel."""

    def show(kind):
        panel = kind()
        qtbot.addWidget(panel)
        panel.adopt(form_en)
        panel.resize(400, 240)
        panel.show()
        return panel

    return show


def entries(number):
    return tuple(EntryView(n, f"08:00:{n:02}", "UTC+8", f"event {n}", "Some", Tone.NEUTRAL) for n in range(number))


def test_the_banner_says_point_branch_set_point_and_what_is_done_in_letters_for_3_m(qapp, shown, form_en):
    from bench_gui.look.theme import dress  # noqa: PLC0415  only here the style itself is looked at

    dress(qapp, form_en.tokens)
    panel = shown(BannerPanel)
    panel.show_view(BANNER)
    for compact in (False, True):
        panel.be_compact(compact)
        large = {label.text() for label in panel.findChildren(Label) if label.fontInfo().pixelSize() >= 22}
        assert {"Point 2 of 3", "Up ↑", "9 V", "Taking readings"} <= large
    qapp.setStyleSheet("")


def test_what_a_blind_reader_must_not_see_leaves_no_gap_in_the_banner(shown):
    panel = shown(BannerPanel)
    panel.show_view(replace(BANNER, set_point="", point="", branch=""))
    assert "9 V" not in text_everywhere(panel)
    assert not panel._set_point.isVisibleTo(panel)


def test_a_reading_is_shown_digit_by_digit_with_unit_instrument_and_age(shown):
    panel = shown(ReadingPanel)
    panel.show_view(ReadingsView(READING, (), ""))
    for text in ("9.00006310", "V", "34401A MY41", "0.3 s"):
        assert text in text_everywhere(panel).split("\n")


def test_a_stale_reading_is_grey_and_says_so_with_an_icon(shown):
    panel = shown(ReadingPanel)
    panel.show_view(ReadingsView(replace(READING, stale=True, tone=Tone.WARNING), (), ""))
    assert panel._value.property("stale") == "true"
    assert panel._age._name == Tone.WARNING.icon
    panel.show_view(ReadingsView(READING, (), ""))
    assert panel._value.property("stale") == "false"


@pytest.mark.parametrize("value", ["9.0001", "-0.0900005970", "-1000.00012345678"])
def test_a_reading_of_many_digits_is_not_cut_off(qapp, shown, form_en, value):
    from bench_gui.look.theme import dress  # noqa: PLC0415  only here the style itself is looked at

    dress(qapp, form_en.tokens)
    panel = shown(ReadingPanel)
    panel.show_view(ReadingsView(replace(READING, value=value), (), ""))
    assert QFontMetrics(panel._value.font()).horizontalAdvance(value) <= 350
    qapp.setStyleSheet("")


def test_a_hidden_reading_says_why_and_nothing_else(shown):
    panel = shown(ReadingPanel)
    panel.show_view(ReadingsView(READING, (), ""))
    panel.show_view(ReadingsView(None, (), "A person reads"))
    assert text_everywhere(panel).strip() == "A person reads"


def test_settling_says_value_slope_spread_band_and_time_held_and_draws_two_bars(shown):
    panel = shown(SettlingPanel)
    panel.show_view(SETTLING)
    seen = text_everywhere(panel)
    for text in ("9.0 V", "+1.2 µV/s", "13.7 µV ≤ 36.5 µV", "0.8 s of 1 s", "given up in 17 s", "It must stay there"):
        assert text in seen
    assert (panel._spread_bar.value, panel._held_bar.value) == (0.4, 0.8)


def test_settling_keeps_its_place_while_nothing_settles(shown):
    panel = shown(SettlingPanel)
    panel.show_view(SETTLING)
    panel.show_view(None)
    assert "No signal is waited for now" in text_everywhere(panel)
    assert "9.0 V" not in text_everywhere(panel)
    assert (panel._spread_bar.value, panel._held_bar.value) == (None, None)


def test_each_source_has_a_line_and_a_hazardous_one_frames_the_panel(shown):
    panel = shown(OutputsPanel)
    off = replace(SOURCE, instrument="other", called="5730A 7", state=OutputState.OFF, word="OFF", hazardous=False)
    panel.show_view(OutputsView("ON 1000 V", OutputState.ON, True, Tone.HAZARD, (SOURCE, off), "no guardian"))
    for text in ("5522A 1972905", "ON 1000 V", "5730A 7", "OFF", "no guardian"):
        assert text in text_everywhere(panel)
    assert panel.property("tone") == "hazard"
    panel.show_view(OutputsView("OFF", OutputState.OFF, False, Tone.GOOD, (off,), ""))
    assert "1000 V" not in text_everywhere(panel)
    assert panel.property("tone") == "neutral"


def test_progress_says_when_it_needs_a_person_and_that_it_does_now(shown):
    panel = shown(ProgressPanel)
    view = ProgressView(12, 66, 0.18, "12 of 66 points", 720.0, "about 12 min left", 180.0, "needs you in about 3 min")
    panel.show_view(view)
    assert "needs you in about 3 min" in text_everywhere(panel)
    panel.show_view(replace(view, needs_you_s=0.0, needs_you="needs you now"))
    assert panel._needs_you._name == "hand"
    panel.show_view(replace(view, needs_you_s=None, needs_you="", left=""))
    assert text_everywhere(panel).strip() == "12 of 66 points"


def test_the_strip_shows_the_last_five_events_and_one_in_a_low_window(shown):
    panel = shown(StripPanel)
    panel.show_view(entries(STRIP))
    assert [line for line in text_everywhere(panel).split("\n") if "event" in line] == [f"event {n}" for n in range(5)]
    panel.be_compact(compact=True)
    assert [line for line in text_everywhere(panel).split("\n") if "event" in line] == ["event 4"]


@pytest.mark.parametrize("compact", [False, True])
def test_the_strip_says_once_of_which_zone_its_times_are(shown, compact):
    panel = shown(StripPanel)
    panel.show_view(entries(STRIP))
    panel.be_compact(compact=compact)
    assert text_everywhere(panel).count("UTC+8") == 1
