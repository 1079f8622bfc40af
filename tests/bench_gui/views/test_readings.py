"""The live reading: digit for digit, whose, for what, how old."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, PointCompleted, RunEnded, RunStarted, TakeIntended
from bench_gui.tone import Tone
from bench_gui.views.readings import readings
from bench_gui.views.sentences import sentence
from bench_gui.views.settling import settling


def test_before_any_indication_nothing_is_shown(finished, words):
    found = readings(finished.after(RunStarted), 0.0, words)
    assert (found.main, found.others, found.hidden) == (None, (), "")


def test_every_digit_is_as_recorded(finished, words):
    for line, seen in finished.every():
        if isinstance(line.event, IndicationTaken) and line.event.instrument == "meter":
            main = readings(seen, seen.at, words).main
            assert (main.value, main.unit) == (f"{line.event.value:f}", line.event.unit)
            assert main.whose == "34401A MY41001234"


def test_zeros_at_the_end_are_digits(finished, words):
    values = [readings(seen, seen.at, words).main for _, seen in finished.every()]
    assert "9.00006310" in {one.value for one in values if one is not None}


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("+0.00000000E+00", "0.00000000"),
        ("-0.00000000E+00", "-0.00000000"),
        ("-1.20000000E-07", "-0.000000120000000"),
        ("+9.00006310E+00", "9.00006310"),
        ("+1.00E+03", "1000"),
    ],
)
def test_a_reading_near_zero_or_with_an_exponent_is_written_out_wherever_it_is_shown(finished, words, reply, shown):
    seen = finished.after(IndicationTaken, 2, purpose="settling")
    one = seen.indicated["meter"]
    seen = replace(
        seen, indicated={**seen.indicated, "meter": replace(one, taken=replace(one.taken, value=Decimal(reply)))}
    )
    assert readings(seen, seen.at, words).main.value == shown
    assert settling(seen, seen.at, words).value == f"{shown} V"
    event = replace(one.taken, value=Decimal(reply))
    assert sentence(event, seen.state, words).text == f"34401A MY41001234 indicates {shown} V"


def test_it_says_what_it_is_taken_for(finished, words):
    kinds = {"settling": "settling", "proof": "wiring proof"}
    for purpose, said in kinds.items():
        seen = finished.after(IndicationTaken, purpose=purpose, instrument="meter")
        assert readings(seen, seen.at, words).main.kind == said
    seen = finished.after(IndicationTaken, 2, purpose="measurement")
    assert readings(seen, seen.at, words).main.kind == "reading 2 of 3"
    (other,) = readings(seen, seen.at, words).others
    assert (other.instrument, other.kind) == ("calibrator", "setting read back")


@pytest.mark.parametrize(
    ("passed", "age", "stale"),
    [(0.3, "0.3 s", False), (1.9, "1.9 s", False), (2.1, "2.1 s", True), (75.0, "75 s", True)],
)
def test_its_age_is_told_and_whether_it_is_old(finished, words, passed, age, stale):
    seen = finished.after(IndicationTaken, purpose="measurement")
    main = readings(seen, seen.at + passed, words).main
    assert (main.age, main.stale) == (age, stale)
    assert main.tone is (Tone.WARNING if stale else Tone.NEUTRAL)


def patient(seen, speed, **fields):
    """Return what is seen of a run on the clock of the wall, or a faster one, with other fields of its points."""
    item = seen.state.plan.items[0]
    slow = tuple(replace(point, **{name: of(point) for name, of in fields.items()}) for point in item.points)
    plan = replace(seen.state.plan, items=(replace(item, points=slow),))
    clock = "system" if speed == 1 else "scaled"
    started = replace(seen.state.started, plan=plan, clock=clock, speed=speed)
    return replace(seen, state=replace(seen.state, started=started))


def test_a_slow_meter_may_take_its_time(finished, words):
    seen = patient(
        finished.after(IndicationTaken, purpose="measurement"), 1.0, reading_time=lambda _: Quantity.parse("4 s")
    )
    assert not readings(seen, seen.at + 19.0, words).main.stale
    assert readings(seen, seen.at + 21.0, words).main.stale


def test_on_a_fast_clock_it_has_less_time_on_the_wall(finished, words):
    seen = patient(
        finished.after(IndicationTaken, purpose="measurement"), 4.0, reading_time=lambda _: Quantity.parse("4 s")
    )
    assert not readings(seen, seen.at + 4.9, words).main.stale
    assert readings(seen, seen.at + 5.1, words).main.stale


def test_a_slow_standard_may_take_its_own_time(finished, words):
    def slow(point):
        return {
            name: replace(one, reading_time=Quantity.parse("8 s"), instrument="calibrator")
            for name, one in point.references.items()
        }

    seen = patient(finished.after(IndicationTaken, purpose="measurement"), 1.0, references=slow)
    later = readings(seen, seen.at + 30.0, words)
    assert (later.main.stale, [one.stale for one in later.others]) == (True, [False])
    assert [one.stale for one in readings(seen, seen.at + 75.0, words).others] == [True]


def test_what_is_old_and_not_being_read_is_grey_and_no_warning(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    later = readings(seen, seen.at + 60.0, words)
    assert [(one.stale, one.tone) for one in (later.main, *later.others)] == [
        (True, Tone.WARNING), (True, Tone.NEUTRAL),
    ]  # fmt: skip


def test_a_source_that_reads_its_setting_back_does_not_take_the_place_of_the_signal(finished, words):
    seen = finished.after(PointCompleted)
    assert seen.taking is None
    assert seen.indicated["calibrator"].taken.time >= seen.indicated["meter"].taken.time
    assert readings(seen, seen.at, words).main.instrument == "meter"


def test_an_old_reading_that_nobody_waits_for_is_grey_and_no_warning(finished, words):
    seen = finished.after(RunEnded)
    main = readings(seen, seen.at + 60, words).main
    assert main.stale
    assert main.tone is Tone.NEUTRAL


def test_what_is_being_read_is_the_big_one(finished, words):
    seen = finished.after(TakeIntended, 3)
    assert readings(seen, seen.at, words).main.instrument == "meter"


def test_where_a_person_reads_no_value_is_shown_before_the_run_has_ended(read_by_hand, words):
    for _, seen in read_by_hand.every():
        found = readings(seen, seen.at, words)
        if seen.state.ended is None:
            assert (found.main, found.others) == (None, ())
            assert found.hidden == "Hidden while readings are taken blind"
    assert readings(read_by_hand.last, 0.0, words).main is not None
