"""The output badge: what is known of every source, and no more than that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.events import (
    GuardianReady,
    PointCompleted,
    RunEnded,
    RunStarted,
    SettingIntended,
    SettingMade,
)
from bench_gui.tone import Tone
from bench_gui.views.outputs import OutputState, outputs
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


def test_a_negative_voltage_is_as_hazardous_as_a_positive_one(finished, words):
    seen = finished.after(SettingMade, 2, action="operate")
    assert outputs(replace(seen, set_to={"calibrator": {"dc_voltage": "-90 V"}}), words).hazardous


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
