"""What people did to a run cannot be left out of its record, put in, or changed, even under a right chain and key."""

from dataclasses import replace
from typing import Any

import pytest

from bench_core.errors import BrokenChain, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    ConditionCorrected,
    ItemStarted,
    OutputAsked,
    PointCompleted,
    PointSkipped,
    PointStarted,
    ReadingCorrected,
    ReadingEntered,
    RetryAsked,
    RunContinued,
    RunPaused,
    SettingIntended,
)
from bench_core.records.verification import verify

FIRST = "10 V/+90 %"
READING = f"dc-voltage/{FIRST}/t/1"
TAKE = "      - take: {name: x, from: uut, readings: 3}\n"
ASK = "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
ANSWERS = f"""\
calbench: answers/1
by: 小李
answers:
  ambient.temperature: 20 °C
  {READING}: 25 °C
  dc-voltage/10 V/-90 %/t/1: 20 °C
  dc-voltage/100 V/+90 %/t/1: 20 °C
confirm: all
"""


def say(command: str, **more: object) -> dict[str, Any]:
    return {"command": command, "by": "li", **more}


@pytest.fixture
def ran(bench_folder, meddled, performed):
    """A run in which a reading is corrected, the run paused, a point taken again and another left out."""
    if "meddled" not in performed:
        performed["meddled"] = meddled_with(bench_folder, meddled)
    return performed["meddled"]


def meddled_with(bench_folder, meddled):
    bench_folder.change("procedure.yaml", TAKE, TAKE + ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0.001 V/K * (mean(t) - 20 °C)")
    bench_folder.path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    corrected = say("correct", reading=READING, value="20.1", why="slip")
    warmer = say("correct", reading="ambient.temperature", value="20.4", why="slip")
    retry = say("retry", cause="contact", item="dc-voltage", point=FIRST, second="wang")
    ran, _ = meddled(
        (PointCompleted, 1, [corrected, warmer]), (PointCompleted, 2, [retry]), (PointCompleted, 3, [say("pause")]),
        (RunPaused, 1, [say("resume")]), (PointStarted, 4, [say("skip", reason="broken range")]),
        answers=bench_folder.path("answers.yaml"),
    )  # fmt: skip
    verify(ran.record.path)
    return ran


def place(lines, kind, nth=0):
    return [at for at, line in enumerate(lines) if isinstance(line.event, kind)][nth]


@pytest.fixture
def refused(ran, forged):
    def check(why: str, change, caught: type[Exception] = ResultDiffers) -> None:
        with pytest.raises(caught, match=why):
            verify(forged(ran, change))

    return check


def changing(kind, **fields):
    """Change the first event of a kind."""

    def change(lines):
        at = place(lines, kind)
        lines[at] = replace(lines[at], event=replace(lines[at].event, **fields))

    return change


def without(kind):
    """Leave the first event of a kind out."""

    def change(lines):
        del lines[place(lines, kind)]

    return change


def adding(event, *, after, nth=0):
    """Put an event after one of a kind."""

    def change(lines):
        at = place(lines, after, nth)
        lines.insert(at + 1, replace(lines[at], event=event))

    return change


def test_a_completed_point_is_not_started_again_without_a_retry(refused):
    refused("has a result and nobody asked for a retry", without(RetryAsked))


def test_attempts_are_numbered_without_a_gap(refused):
    def later(lines):
        for at, line in enumerate(lines):
            key = getattr(line.event, "key", None)
            if key is not None and key.attempt == 2:
                lines[at] = replace(line, event=replace(line.event, key=replace(key, attempt=3)))

    refused("attempt 3 was started where attempt 2 follows", later)


def test_a_point_does_not_begin_while_another_is_under_way(refused, ran):
    started = ran.of(PointStarted)[1]
    refused("was started while dc-voltage 10 V/\\+90 % was under way", adding(started, after=PointStarted))


def test_a_retry_has_a_technical_cause_and_two_persons_are_two(refused):
    refused("which is no technical cause", changing(RetryAsked, cause="a better result"))
    refused("named as the second person too", changing(RetryAsked, second=" LI "))
    refused("nobody asked for it", changing(RetryAsked, by=" "))


def test_a_run_goes_on_only_after_it_was_held(refused):
    refused("cannot go from running to running", without(RunPaused), BrokenChain)
    refused("neither paused nor suspended", lambda lines: lines.insert(
        place(lines, ItemStarted), replace(lines[place(lines, ItemStarted)], event=RunContinued("li"))
    ))  # fmt: skip


def test_a_paused_run_does_not_go_on_by_itself(refused):
    refused("stands where the run is paused", without(RunContinued))


def test_nothing_is_measured_while_the_run_is_paused(refused, ran):
    item = ran.of(ItemStarted)[0]
    refused("ItemStarted stands where the run is paused", adding(item, after=RunPaused))


def test_no_output_goes_on_while_the_run_is_paused(refused):
    on = SettingIntended("calibrator", "operate", {})
    refused("SettingIntended stands where the run is paused", adding(on, after=RunPaused))


def test_a_pause_stands_only_where_every_output_is_off(refused, ran):
    on = place(ran.record.lines, OutputAsked)
    assert ran.events[on].energised
    refused(
        "while the output of calibrator was not known to be off", adding(RunPaused("li", now=True), after=OutputAsked)
    )


def test_a_point_with_a_result_is_not_left_out(refused):
    skip = PointSkipped("dc-voltage", FIRST, "li", "not nice")
    refused("it has a result, which stands", adding(skip, after=PointCompleted))


def test_nothing_is_left_out_without_a_reason(refused):
    refused("left out without a reason", changing(PointSkipped, reason=" "))


CORRECTIONS = [
    ({"why": ""}, "corrected without a reason"),
    ({"by": ""}, "nobody asked for it"),
    ({"second": "Li"}, "named as the second person too"),
    ({"old": Quantity.parse("24 °C")}, "was 25 °C until its correction, recorded is 24 °C"),
    ({"new": Quantity.parse("20 °C")}, "the correction is '20.1', recorded is 20 °C"),
    ({"raw": "about 20"}, "the correction is 'about 20', recorded is 20.1 °C"),
    ({"name": "source.output"}, "but no person entered it"),
]


def test_a_correction_is_what_was_typed_and_of_what_a_person_entered(refused):
    for fields, why in CORRECTIONS:
        refused(why, changing(ReadingCorrected, **fields))
    refused("cannot be corrected", changing(ReadingCorrected, result=None), BrokenChain)


CONDITIONS = [
    ({"why": ""}, "corrected without a reason"),
    ({"old": Quantity.parse("19 °C")}, "was 20 °C until its correction, recorded is 19 °C"),
    ({"new": Quantity.parse("20.5 °C")}, "the correction is '20.4', recorded is 20.5 °C"),
    ({"holds": False}, "whether 20 °C ± 1 °C holds is recorded wrongly"),
]


def test_a_condition_is_corrected_to_what_was_typed_and_judged_again(refused):
    for fields, why in CONDITIONS:
        refused(why, changing(ConditionCorrected, **fields))


def test_the_result_of_a_correction_is_computed_again(refused, ran):
    result = ran.of(ReadingCorrected)[0].result
    better = replace(result, error=Quantity.parse("0 V"))
    refused("result", changing(ReadingCorrected, result=better))


def test_a_reading_under_way_is_corrected_without_a_result(refused, ran):
    made = ran.of(ReadingCorrected)[0]
    refused("was under way, but the correction gives a result", adding(made, after=ReadingEntered))


def test_a_correction_does_not_count_twice(refused, ran):
    refused("was 20.1 °C until its correction", adding(ran.of(ReadingCorrected)[0], after=ReadingCorrected))
