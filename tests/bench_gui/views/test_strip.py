"""The event strip and the log: plain sentences, the last five that matter, and nothing that leads who reads blind."""

from __future__ import annotations

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    AbortExplained,
    ConditionRecorded,
    GuardianActed,
    OutputAsked,
    PointCompleted,
    ReadingCorrected,
    RunEnded,
    RunSuspended,
    SettingMade,
    StepFailed,
)
from bench_gui.times import time_of_day, zone
from bench_gui.tone import Tone
from bench_gui.views.sentences import sentence
from bench_gui.views.strip import STRIP, Strip, log, strip
from bench_gui.words import Language, words_in

RUNS = ("finished", "by hand", "failed", "suspended", "paused", "out of tolerance")


def test_the_strip_has_the_last_five_that_matter(finished, words):
    entries = strip(finished.last, words)
    assert len(entries) == STRIP
    assert [one.text for one in entries] == [
        "The leads are proven at a harmless level",
        "10 V/+90 %: error 0.00007 V, U 0.00010 V, pass",
        "10 V/-90 %: error -0.00004 V, U 0.00010 V, pass",
        "100 V/+90 %: error -0.0009 V, U 0.0014 V, pass",
        "The run has finished; all outputs are off",
    ]
    assert entries[-1].tone is Tone.GOOD


def test_the_log_has_every_event_that_is_kept_with_its_time_of_day(finished, words):
    entries = log(finished.last, words)
    assert [one.number for one in entries] == [one.number for one in finished.last.log]
    assert all(one.text for one in entries)
    began = finished.lines[0].utc
    assert (entries[0].time, entries[0].zone) == (time_of_day(began), zone(began))
    assert [one.number for one in log(finished.last, words, since=entries[-3].number)] == [
        one.number for one in entries[-2:]
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_event_of_every_run_has_a_sentence_of_its_own(watched, language):
    for name in RUNS:
        for entry in log(watched(name).last, words_in(language)):
            assert entry.text != entry.kind, entry


def test_failures_pauses_and_what_people_did_are_in_the_strip(watched, words):
    failed = strip(watched("failed").after(StepFailed), words)[-1]
    assert failed.tone is Tone.BAD
    assert "meter" in failed.text
    suspended = strip(watched("suspended").after(RunSuspended), words)[-1]
    assert suspended.text.startswith("The run waits: ")
    told = " / ".join(one.text for one in log(watched("paused").last, words))
    assert "zhang paused the run; every output is off" in told
    assert "zhang has 10 V/+90 % taken again: bad contact" in told
    explained = sentence(AbortExplained("li", "smoke"), watched("paused").last.state, words)
    assert (explained.text, explained.matters) == ("li on the end of the run: smoke", True)
    ((_, point),) = watched("paused").last.state.skipped
    assert f"zhang left out {point}, never a pass: no time" in told


T = Quantity.parse("20 °C")
TOLD = Bilingual("跳闸", "a trip")
SENTENCES = [
    (RunEnded("finished", "", safe=True), "The run has finished; all outputs are off", Tone.GOOD, True),
    (RunEnded("aborted", "", safe=True), "The run has aborted; all outputs are off", Tone.WARNING, True),
    (RunEnded("finished", "", safe=False), "The run has finished; AN OUTPUT MAY STILL BE ON", Tone.HAZARD, True),
    (RunSuspended("trip", "x", None, TOLD, TOLD, (), safe=True), "The run waits: a trip", Tone.WARNING, True),
    (RunSuspended("trip", "x", None, TOLD, TOLD, (), safe=False), "The run waits: a trip", Tone.HAZARD, True),
    (GuardianActed("ended", "x", False, "0", 1), "The guardian switched x off", Tone.WARNING, True),
    (GuardianActed("ended", "x", True, "1", 1), "could not switch x off; IT MAY STILL BE ON", Tone.HAZARD, True),
    (GuardianActed("ended", "x", None, "", 1), "could not switch x off; IT MAY STILL BE ON", Tone.HAZARD, True),
    (OutputAsked("x", energised=True, raw="1"), "x: output is ON", Tone.WARNING, False),
    (OutputAsked("x", energised=False, raw="0"), "x: output is off", Tone.NEUTRAL, False),
    (SettingMade("x", "operate", "1", energised=True), "x: output is ON", Tone.WARNING, False),
    (SettingMade("x", "make_safe", "1", energised=True), "x: output is ON", Tone.WARNING, False),
    (SettingMade("x", "make_safe", "0", energised=False), "x: output is off", Tone.NEUTRAL, False),
    (ConditionRecorded("ambient.temperature", T, True, "y", "instrument"), "20 °C", Tone.GOOD, False),
    (ConditionRecorded("ambient.temperature", T, False, "y", "instrument"), "20 °C", Tone.BAD, True),
    (ConditionRecorded("ambient.temperature", T, True, "li", "typed"), "20 °C", Tone.GOOD, True),
]


@pytest.mark.parametrize(("event", "told", "tone", "matters"), SENTENCES)
def test_what_is_said_of_outputs_and_conditions_is_what_was_answered(finished, words, event, told, tone, matters):
    found = sentence(event, finished.last.state, words)
    assert (told in found.text, found.tone, found.matters) == (True, tone, matters), found


def test_a_correction_does_not_name_the_point_to_who_reads_blind(read_by_hand, words):
    seen = read_by_hand.after(PointCompleted, 2)
    (_, point), done = next(iter(seen.state.results.items()))
    old, new = Quantity.parse("299.9 mV"), Quantity.parse("299.8 mV")
    event = ReadingCorrected(done.key, "x", 1, old, new, "299.8", "li", "misread", "", None)
    told = sentence(event, seen.state, words).text
    assert told == "li corrected a point · x 1 from 299.9 mV to 299.8 mV: misread"
    assert point in sentence(event, read_by_hand.last.state, words).text


def test_who_reads_blind_is_told_nothing_that_tells_what_to_expect(read_by_hand, words):
    seen = read_by_hand.after(PointCompleted, 2)
    told = [one for one in log(seen, words) if one.kind not in {"PromptAnswered", "PromptAsked", "ReadingEntered"}]
    values = [one for one in told if any(sign in one.text for sign in ("300", "3.0", "50 %", "-3", "pass"))]
    assert values == []
    whole = " ".join(one.text for one in log(read_by_hand.last, words))
    assert "pass" in whole


def test_the_strip_is_made_anew_only_when_something_happened(finished, words):
    kept, entries = Strip(), []
    for _, seen in finished.every():
        entries.append(kept.view(seen, words))
    assert kept.view(finished.last, words) is entries[-1]
    assert len({id(one) for one in entries}) <= 20
