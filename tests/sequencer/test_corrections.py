"""A reading that a person typed wrongly is corrected with who, when and why; old and new stay on record."""

from typing import Any

import pytest

from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    ConditionCorrected,
    ConditionRecorded,
    IndicationTaken,
    PointCompleted,
    PointStarted,
    PromptAsked,
    ReadingCorrected,
    ReadingEntered,
    RetryAsked,
    RunPaused,
)
from bench_core.records.verification import verify_record

TAKE = "      - take: {name: x, from: uut, readings: 3}\n"
ASK = "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
FIRST, SECOND, THIRD = (f"dc-voltage/{point}/t/1" for point in ("10 V/+90 %", "10 V/-90 %", "100 V/+90 %"))
ANSWERS = f"""\
calbench: answers/1
by: 小李
answers:
  ambient.temperature: 20 °C
  {FIRST}: 25 °C
  {SECOND}: 20.00 °C
  {THIRD}: 20.00 °C
confirm: all
energise: all
"""


@pytest.fixture
def asking(bench_folder, meddled):
    """Runs in which a person reads a thermometer, wrongly at the first point, so that it fails."""
    bench_folder.change("procedure.yaml", TAKE, TAKE + ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0.001 V/K * (mean(t) - 20 °C)")
    bench_folder.path("answers.yaml").write_text(ANSWERS, encoding="utf-8")

    def perform(*plans: tuple[type, int, list[dict[str, Any]]], **changes: object):
        return meddled(*plans, answers=bench_folder.path("answers.yaml"), **changes)

    return perform


def correct(reading: str = FIRST, value: str = "20.10", **more: object) -> dict[str, Any]:
    said = {"reading": reading, "value": value, "by": "li", "why": "看错一位"}
    return {"command": "correct", **said, **more}


def standing(ran, point: str = "10 V/+90 %"):
    return ran.state.results["dc-voltage", point].result


def test_without_a_correction_the_point_fails(asking):
    ran, _ = asking()
    assert standing(ran).verdict is Verdict.FAIL
    assert ran.code == 1


def test_a_reading_of_the_point_under_way_is_corrected_before_its_result_is_computed(asking):
    ran, person = asking((ReadingEntered, 1, [correct()]))
    (made,) = ran.of(ReadingCorrected)
    assert (str(made.old), str(made.new), made.raw) == ("25 °C", "20.10 °C", "20.10")
    assert (made.by, made.why, made.second, made.result) == ("li", "看错一位", "", None)
    told = "the reading: corrected, 25 °C → 20.10 °C; both stay on record"  # not which: blind
    assert person.told() == [told]
    assert standing(ran).verdict is Verdict.PASS
    assert str(next(iter(ran.of(ReadingEntered, name="t"))).value) == "25"
    verify_record(ran.record)


def test_a_reading_of_a_completed_point_is_corrected_and_its_result_computed_again(asking):
    ran, _ = asking((PointCompleted, 2, [correct()]))
    (made,) = ran.of(ReadingCorrected)
    before = next(e for e in ran.of(PointCompleted) if e.key == made.key)
    assert before.result.verdict is Verdict.FAIL
    assert standing(ran) == made.result
    assert made.result.verdict is Verdict.PASS
    assert made.result.error - before.result.error == Quantity.parse("-4.9 mV")
    assert ran.code == 0
    verify_record(ran.record)


def test_a_correction_breaks_nothing_off(asking, bench_folder):
    plain, _ = asking(record=bench_folder.path("b.calrun"))
    ran, _ = asking((IndicationTaken, 30, [correct()]))
    kinds = ran.kinds()
    assert kinds.index("ReadingCorrected") < kinds.index("RunEnded")
    kinds.remove("ReadingCorrected")
    assert kinds == plain.kinds()


def test_a_reading_is_corrected_more_than_once_and_every_value_stays_on_record(asking):
    ran, _ = asking((PointCompleted, 1, [correct(value="20.2"), correct(value="20.1 °C")]))
    assert [(str(e.old), str(e.new)) for e in ran.of(ReadingCorrected)] == [
        ("25 °C", "20.2 °C"),
        ("20.2 °C", "20.1 °C"),
    ]
    verify_record(ran.record)


@pytest.fixture
def two_items(asking, bench_folder):
    """A second item like the first, so that the run is still open when the verdicts of the first can be seen."""
    text = bench_folder.path("procedure.yaml").read_text(encoding="utf-8")
    item = text[text.index("  - id: dc-voltage") : text.index("report:")]
    bench_folder.change("procedure.yaml", item, item + item.replace("id: dc-voltage", "id: again"))
    again = "".join(line + "\n" for line in ANSWERS.splitlines() if "dc-voltage" in line)
    answers = ANSWERS.replace(
        "confirm: all", again.replace("dc-voltage", "again").replace("25 °C", "20 °C") + "confirm: all"
    )
    bench_folder.path("answers.yaml").write_text(answers, encoding="utf-8")
    return asking


def test_once_a_verdict_could_be_seen_the_worse_result_stands_without_a_second_person(two_items):
    ran, person = two_items((PointCompleted, 3, [correct()]))
    (made,) = ran.of(ReadingCorrected)
    assert made.result.verdict is Verdict.PASS
    assert standing(ran).verdict is Verdict.FAIL
    assert "nobody else agreed, so that the worse result stands" in person.told()[0]
    verify_record(ran.record)


def test_a_correction_to_a_worse_result_stands_at_once(two_items):
    ran, _ = two_items((PointCompleted, 3, [correct(SECOND, "26")]))
    assert standing(ran, "10 V/-90 %").verdict is Verdict.FAIL
    verify_record(ran.record)


def test_with_a_second_person_the_corrected_result_stands(two_items):
    ran, _ = two_items((PointCompleted, 3, [correct(second="wang")]))
    assert ran.of(ReadingCorrected)[0].second == "wang"
    assert standing(ran).verdict is Verdict.PASS
    verify_record(ran.record)


def test_what_was_seen_once_stays_seen_while_the_point_is_taken_again(two_items):
    retry = {"command": "retry", "by": "li", "cause": "entry", "item": "dc-voltage", "point": "10 V/-90 %"}
    ran, _ = two_items((PointCompleted, 3, [retry]), (RetryAsked, 1, [correct()]))
    assert standing(ran).verdict is Verdict.FAIL
    verify_record(ran.record)


def test_a_correction_is_kept_when_the_run_is_interrupted(asking, run, bench_folder):
    whole, _ = asking((PointCompleted, 1, [correct()]))
    lines = whole.record.path.read_bytes().splitlines(keepends=True)
    for after in range(whole.kinds().index("ReadingCorrected") + 1, whole.kinds().index("ReadingCorrected") + 4):
        cut = bench_folder.path(f"{after}.calrun")
        cut.write_bytes(b"".join(lines[:after]))
        resumed = run(record=cut, resume=True)
        assert standing(resumed) == standing(whole)
        verify_record(resumed.record)


REFUSED = [
    (correct("dc-voltage/10 V/+90 %/x/1"), "an instrument gave it, and nobody may change that"),
    (correct("dc-voltage/10 V/+90 %/source.output/1"), "an instrument gave it"),
    (correct("dc-voltage/10 V/+90 %/t/2"), "no such reading is in force"),
    (correct(THIRD), "no such reading is in force"),
    (correct("ambient.relative_humidity"), "no such reading is in force"),
    (correct("ambient.temperature", "20.0"), "corrects nothing"),
    (correct("ambient.temperature", "20 V"), "give a value in °C"),
    (correct(value="25.0"), "corrects nothing"),
    (correct(value="25 V"), "give a value in °C"),
    (correct(value="a bit less"), "give a value in °C"),
    (correct(value="OL"), "give a value in °C"),
]


def test_what_cannot_be_corrected_is_refused_in_words_and_leaves_no_trace(asking):
    ran, person = asking((PointCompleted, 1, [wish for wish, _ in REFUSED]))
    for told, (_, why) in zip(person.told(), REFUSED, strict=True):
        assert why in told
    assert ran.of(ReadingCorrected) == []
    assert standing(ran).verdict is Verdict.FAIL


def test_before_anything_was_entered_there_is_nothing_to_correct(asking):
    _, person = asking((PromptAsked, 1, [correct()]))
    (told,) = person.told()
    assert told.startswith(f"refused: {FIRST}: no such reading is in force; write ITEM/POINT/NAME/NUMBER")


def test_a_paused_run_takes_a_correction(asking):
    ran, _ = asking(
        (PointCompleted, 1, [{"command": "pause", "by": "li"}]),
        (RunPaused, 1, [correct(), {"command": "resume", "by": "li"}]),
    )
    assert standing(ran).verdict is Verdict.PASS
    assert ran.kinds().index("RunPaused") < ran.kinds().index("ReadingCorrected") < ran.kinds().index("RunContinued")
    verify_record(ran.record)


def test_a_typed_condition_is_corrected_and_both_values_stay_on_record(asking):
    ran, person = asking((PointCompleted, 1, [correct("ambient.temperature", "20.4")]))
    (made,) = ran.of(ConditionCorrected)
    assert (str(made.old), str(made.new), made.raw, made.holds) == ("20 °C", "20.4 °C", "20.4", True)
    assert person.told() == ["ambient.temperature: corrected, 20 °C → 20.4 °C; both stay on record"]
    assert (ran.state.conditions["ambient.temperature"].by, ran.of(ConditionRecorded)[0].by) == ("li", "小李")
    verify_record(ran.record)


def test_a_condition_that_never_held_ends_the_run(asking):
    ran, _ = asking((PointCompleted, 1, [correct("ambient.temperature", "26")]))
    assert ran.state.failure.failure == "ConditionsNotMet"
    assert "ambient.temperature was 26 °C, as li corrected it" in ran.state.failure.message
    assert (ran.state.ended.state, ran.state.ended.safe) == ("failed", True)
    verify_record(ran.record)


def test_while_a_point_is_taken_again_its_attempt_before_is_not_meant(asking):
    retry = {"command": "retry", "by": "li", "cause": "entry", "item": "dc-voltage", "point": "10 V/+90 %"}
    ran, person = asking((PointCompleted, 1, [retry]), (PointStarted, 2, [correct()]))
    assert "no such reading is in force" in person.told()[1]
    assert ran.of(ReadingCorrected) == []
