"""Where a reading becomes doubtful: five limits of error and two digits from what a good instrument indicates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked, TakeIntended
from bench_core.records.plan import Preliminary
from bench_gui.views.plausible import entry_form
from tests.bench_gui.views.conftest import with_state


def volts(text):
    return Quantity.parse(text)


@pytest.fixture
def reading(read_by_hand):
    """Return what is seen when the first reading of the first point, at 300 mV, is asked for."""
    for line, seen in read_by_hand.every():
        if isinstance(line.event, PromptAsked) and line.event.name.endswith("/x/1"):
            return seen
    raise AssertionError("nobody was asked")


def test_a_reading_is_doubted_beyond_five_limits_of_error_and_two_digits(reading):
    form = entry_form(reading, reading.state.prompt)
    assert (form.lower, form.upper) == (volts("290.8 mV"), volts("309.2 mV"))  # ±(5 · 1.8 mV + 0.2 mV)


def test_a_wiring_proof_is_doubted_beyond_what_proves_the_leads(finished):
    seen = finished.after(TakeIntended, purpose="proof")
    asked = PromptAsked(
        "p", "number", "dc-voltage/10 V/+90 %/uut/1", seen.state.plan.title, "V", seen.state.key, "meter"
    )
    form = entry_form(seen, asked)
    assert (form.lower, form.upper) == (volts("8.1 V"), volts("9.9 V"))


def test_a_number_of_another_kind_than_the_point_is_not_doubted(reading):
    asked = replace(reading.state.prompt, unit="°C", instrument="", settings={})
    form = entry_form(reading, asked)
    assert (form.lower, form.upper, form.resolution, form.display) == (None, None, None, False)


def test_a_number_that_belongs_to_no_point_has_its_unit_alone(reading):
    asked = replace(reading.state.prompt, key=None, settings={})
    form = entry_form(reading, asked)
    assert (form.unit, form.lower, form.resolution, form.range) == ("mV", None, None, None)


def test_what_comes_once_for_a_range_is_not_judged_by_the_limits_of_a_point(reading):
    item, asked = reading.state.plan.items[0], reading.state.prompt
    once = Preliminary((replace(item.points[0], id="600 mV/once"),), item.method)
    started = reading.state.started
    plan = replace(started.plan, items=(replace(item, preliminary=once),))
    asked = replace(asked, key=replace(asked.key, point="600 mV/once"))
    form = entry_form(with_state(reading, started=replace(started, plan=plan)), asked)
    assert (form.lower, form.upper, form.resolution) == (None, None, volts("0.1 mV"))


def test_a_standard_that_a_person_reads_has_its_own_digits(reading):
    item, asked = reading.state.plan.items[0], reading.state.prompt
    standard = {
        name: replace(one, instrument="standard", resolution=volts("1 µV"))
        for name, one in item.points[0].references.items()
    }
    started = reading.state.started
    points = (replace(item.points[0], references=standard), *item.points[1:])
    plan = replace(started.plan, items=(replace(item, points=points),))
    seen = with_state(reading, started=replace(started, plan=plan))
    assert entry_form(seen, asked).resolution == volts("0.1 mV")
    assert entry_form(seen, replace(asked, instrument="standard")).resolution == volts("1 µV")


def test_a_condition_that_the_plan_does_not_know_is_not_doubted(reading):
    asked = replace(
        reading.state.prompt, kind="condition", name="other", unit="%", key=None, instrument="", settings={}
    )
    form = entry_form(with_state(reading, prompt=asked), asked)
    assert (form.kind, form.lower, form.upper) == ("condition", None, None)
