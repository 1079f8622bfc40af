"""The live reading: digit for digit, whose, for what, how old."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, RunEnded, RunStarted, TakeIntended
from bench_gui.tone import Tone
from bench_gui.views.readings import readings


def test_before_any_indication_nothing_is_shown(finished, words):
    found = readings(finished.after(RunStarted), 0.0, words)
    assert (found.main, found.others, found.hidden) == (None, (), "")


def test_every_digit_is_as_recorded(finished, words):
    for line, seen in finished.every():
        if isinstance(line.event, IndicationTaken) and line.event.instrument == "meter":
            main = readings(seen, seen.at, words).main
            assert (main.value, main.unit) == (str(line.event.value), line.event.unit)
            assert main.whose == "34401A MY41001234"


def test_zeros_at_the_end_are_digits(finished, words):
    values = [readings(seen, seen.at, words).main for _, seen in finished.every()]
    assert "9.00006310" in {one.value for one in values if one is not None}


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


def test_a_slow_meter_may_take_its_time(finished, words):
    seen = finished.after(IndicationTaken, purpose="measurement")
    item = seen.state.plan.items[0]
    slow = tuple(replace(point, reading_time=Quantity.parse("4 s")) for point in item.points)
    plan = replace(seen.state.plan, items=(replace(item, points=slow),))
    started = replace(seen.state.started, plan=plan, clock="system", speed=1.0)
    patient = replace(seen, state=replace(seen.state, started=started))
    assert not readings(patient, seen.at + 19.0, words).main.stale
    assert readings(patient, seen.at + 21.0, words).main.stale


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
