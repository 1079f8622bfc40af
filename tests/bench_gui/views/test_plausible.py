"""Where a reading becomes doubtful: five limits of error and two digits from what a good instrument indicates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked, TakeIntended
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


def test_a_condition_that_the_plan_does_not_know_is_not_doubted(reading):
    asked = replace(
        reading.state.prompt, kind="condition", name="other", unit="%", key=None, instrument="", settings={}
    )
    form = entry_form(with_state(reading, prompt=asked), asked)
    assert (form.kind, form.lower, form.upper) == ("condition", None, None)
