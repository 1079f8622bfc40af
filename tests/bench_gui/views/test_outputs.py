"""The output badge: what is known of every source, and no more than that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.events import (
    GuardianActed,
    GuardianReady,
    PointCompleted,
    RunEnded,
    RunResumed,
    RunStarted,
    SettingIntended,
    SettingMade,
)
from bench_gui.tone import Tone
from bench_gui.views.outputs import OutputState, outputs
from bench_gui.views.watching import Watching
from tests.bench_gui.views.conftest import with_state


def test_an_output_that_is_on_is_told_with_what_it_is_set_to(finished, words):
    found = outputs(finished.after(SettingMade, 2, action="operate"), words)
    assert (found.word, found.state, found.hazardous, found.tone) == ("ON 9 V", OutputState.ON, False, Tone.WARNING)


def test_an_output_above_30_v_is_a_hazard_from_before_it_is_switched_on_until_it_is_off(finished, words):
    hazards = [line.number for line, seen in finished.every() if outputs(seen, words).hazardous]
    events = {line.number: line.event for line in finished.lines}
    first, last = events[hazards[0]], events[hazards[-1]]
    assert isinstance(first, SettingIntended)
    assert first.action == "operate"
    assert isinstance(last, SettingIntended)
    assert last.action == "make_safe"
    assert hazards == list(range(hazards[0], hazards[-1] + 1))
    assert outputs(finished.after(SettingMade, 4, action="operate"), words).word == "ON 90 V"
    assert outputs(finished.after(SettingMade, 4, action="operate"), words).tone is Tone.HAZARD


def test_a_hazard_lasts_until_the_source_has_answered_that_it_took_the_lower_value(finished, words):
    on = finished.after(SettingMade, 4, action="operate")
    lower = replace(on, set_to={"calibrator": {"dc_voltage": "9 V"}}, left=on.set_to)
    assert outputs(lower, words).hazardous
    assert not outputs(replace(lower, left={}), words).hazardous


@pytest.mark.parametrize(
    ("value", "hazardous"),
    [("30 V", False), ("30.0001 V", True), ("-30 V", False), ("-90 V", True), ("0.09 kV", True), ("90 mV", False)],
)
def test_a_voltage_is_hazardous_above_30_v_of_either_sign(finished, words, value, hazardous):
    seen = finished.after(SettingMade, 2, action="operate")
    assert outputs(replace(seen, set_to={"calibrator": {"dc_voltage": value}}), words).hazardous is hazardous


def test_a_resistance_puts_out_nothing_and_is_no_hazard(finished, words):
    seen = finished.after(SettingMade, 4, action="operate")
    assert outputs(seen, words).hazardous
    resistor = replace(seen, set_to={"calibrator": {"resistance_4w": "90 kΩ"}}, left={})
    resistor = replace(resistor, guarded={"calibrator": GuardianReady("calibrator", None, hazardous=True)})
    found = outputs(resistor, words)
    assert (found.word, found.hazardous) == ("ON 90 kΩ", False)
    assert outputs(replace(resistor, left=seen.set_to), words).hazardous  # not answered yet that it took it


def test_a_current_is_no_hazard_by_itself(finished, words):
    seen = finished.after(SettingMade, 2, action="operate")
    current = replace(seen, set_to={"calibrator": {"dc_current": "100 A"}})
    guarded = replace(current, guarded={"calibrator": GuardianReady("calibrator", None, hazardous=False)})
    assert not outputs(guarded, words).hazardous


def test_before_any_source_was_asked_nothing_is_known_and_nothing_is_alarming(finished, words):
    found = outputs(finished.after(RunStarted), words)
    assert (found.word, found.state, found.tone) == ("UNKNOWN", OutputState.UNKNOWN, Tone.WARNING)
    assert found.note == "calibrator has not been asked yet."


def test_an_output_that_is_being_switched_is_neither_on_nor_off(finished, words):
    assert outputs(finished.after(SettingIntended, 2, action="operate"), words).word == "SWITCHING"


def test_an_output_that_did_not_answer_is_unknown_and_has_to_be_switched_off_by_hand(finished, words):
    seen = with_state(finished.after(PointCompleted), energised={"calibrator": None}, setting=None)
    found = outputs(seen, words)
    assert (found.state, found.tone) == (OutputState.UNKNOWN, Tone.BAD)
    assert found.note == "Nobody knows whether 5522A 1972905 is off. Switch it off by hand."


def test_of_a_run_whose_process_has_gone_an_output_that_was_on_is_unknown_and_may_be_hazardous(finished, words):
    found = outputs(finished.gone_after(PointCompleted), words)
    assert found.state is OutputState.UNKNOWN
    assert found.hazardous  # the bench lets it put out 1000 V
    off = with_state(finished.gone_after(PointCompleted), energised={"calibrator": False})
    assert outputs(off, words).word == "OFF"


def test_the_worst_of_several_sources_is_on_the_badge(finished, words):
    seen = with_state(finished.after(PointCompleted), energised={"calibrator": False, "supply": None})
    found = outputs(seen, words)
    assert found.word == "UNKNOWN"
    assert [one.word for one in found.sources] == ["OFF", "UNKNOWN"]


def test_an_unknown_output_is_worse_than_one_that_is_on_and_the_hazard_of_either_colours_the_badge(finished, words):
    on = finished.after(SettingMade, 4, action="operate")
    seen = with_state(on, energised={"calibrator": True, "supply": None}, setting=None)
    found = outputs(replace(seen, set_to={**on.set_to, "supply": {"dc_voltage": "5 V"}}), words)
    assert [(one.word, one.hazardous) for one in found.sources] == [("ON 90 V", True), ("UNKNOWN", False)]
    assert (found.word, found.state, found.tone) == ("UNKNOWN", OutputState.UNKNOWN, Tone.HAZARD)


@pytest.mark.parametrize("first", ["calibrator", "supply"])
def test_of_two_outputs_that_are_on_the_hazardous_one_is_on_the_badge(finished, words, first):
    set_to = {first: {"dc_voltage": "5 V"}, ({"calibrator", "supply"} - {first}).pop(): {"dc_voltage": "90 V"}}
    seen = with_state(finished.after(PointCompleted), energised={"calibrator": True, "supply": True}, setting=None)
    assert outputs(replace(seen, set_to=set_to), words).word == "ON 90 V"


def test_what_is_sent_to_one_source_says_nothing_of_another(finished, words):
    operate = finished.after(SettingIntended, 2, action="operate")
    seen = with_state(operate, energised={"calibrator": None, "supply": None})
    assert [one.word for one in outputs(seen, words).sources] == ["SWITCHING", "UNKNOWN"]


def test_a_command_that_was_never_answered_leaves_an_output_unknown_at_the_end(finished, words):
    ended = RunEnded("failed", "no answer", safe=False)
    seen = with_state(finished.after(SettingIntended, 2, action="operate"), ended=ended)
    assert outputs(seen, words).word == "UNKNOWN"


def test_after_an_interruption_no_output_is_off_before_it_has_answered(finished, words):
    watching = Watching()
    for line in finished.lines:
        watching.take(line, line.mono)
        if isinstance(line.event, PointCompleted):
            break
    made = [event for event in (line.event for line in finished.lines) if isinstance(event, SettingMade)]
    assert made[0].energised is False
    off = SettingIntended("calibrator", "make_safe", {})
    acted = GuardianActed("ended", "calibrator", energised=False, raw="0", after=0.1)
    words_seen = []
    for event in (off, made[0], RunResumed("li", "", line.mono), acted, off):
        watching.take(replace(line, event=event), line.mono)
        words_seen.append(outputs(watching.seen(), words).word)
    assert words_seen == ["SWITCHING", "OFF", "UNKNOWN", "OFF", "SWITCHING"]


def test_a_hazardous_source_without_a_watchdog_is_told(finished, words):
    seen = finished.after(SettingMade, 4, action="operate")
    assert outputs(seen, words).note == ""
    bare = replace(seen, guarded={"calibrator": GuardianReady("calibrator", None, hazardous=True)})
    assert "no watchdog of its own" in outputs(bare, words).note


def test_at_the_end_all_are_off(finished, words):
    found = outputs(finished.after(RunEnded), words)
    assert (found.word, found.hazardous, found.note) == ("OFF", False, "")


@pytest.mark.parametrize("number", range(1, 4))
def test_who_reads_blind_is_told_that_it_is_on_and_not_at_which_value(read_by_hand, words, number):
    assert outputs(read_by_hand.after(SettingMade, number, action="operate"), words).word == "ON"
