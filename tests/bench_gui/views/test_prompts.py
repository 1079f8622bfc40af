"""A prompt as the window asks it: one question, what is wanted, nothing of what to expect, no default answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAnswered, PromptAsked, StepFailed
from bench_core.records.given_answers import read_answer
from bench_gui.views.entry import Accepted, read
from bench_gui.views.outputs import outputs
from bench_gui.views.prompts import Wanted, prompt
from bench_gui.words import Language, words_in
from tests.bench_gui.views.conftest import with_state

RUNS = ("finished", "by hand", "suspended", "paused")


def prompts(watched, kind=None):
    for name in RUNS:
        for line, seen in watched(name).every():
            if isinstance(line.event, PromptAsked) and kind in {None, line.event.kind}:
                yield line.event, seen


def test_a_prompt_is_there_from_the_question_to_its_answer(finished, words):
    asked = None
    for line, seen in finished.every():
        if isinstance(line.event, PromptAsked):
            asked = line.event
        elif isinstance(line.event, PromptAnswered):
            asked = None
        view = prompt(seen, words)
        assert (view is None) is (asked is None)
        assert view is None or view.prompt == asked.prompt


def test_who_wishes_it_enters_every_reading_twice_and_nothing_else(watched, words):
    for asked, seen in prompts(watched):
        for twice in (False, True):
            form = prompt(seen, words, twice=twice).form
            assert form is None or form.twice is (twice and asked.kind == "number")


def test_nobody_is_asked_where_nothing_reads_the_answer(finished, words):
    seen = finished.after(PromptAsked)
    assert prompt(replace(seen, alive=False), words) is None
    assert prompt(with_state(seen, failure=StepFailed("Fault", "it broke")), words) is None


def test_each_kind_is_asked_for_what_answers_it_in_either_language(watched):
    kinds = {}
    for asked, seen in prompts(watched):
        for language in Language:
            view = prompt(seen, words_in(language))
            assert view.question == (asked.text.zh if language is Language.ZH else asked.text.en)
            assert view.title
            kinds[asked.kind] = view.wanted
    assert kinds == {
        "condition": Wanted.NUMBER,
        "connect": Wanted.YES,
        "energise": Wanted.YES,
        "identify": Wanted.SERIAL,
        "number": Wanted.NUMBER,
        "select": Wanted.YES,
    }


def test_what_a_button_sends_is_what_it_says(watched, words):
    for asked, seen in prompts(watched):
        view = prompt(seen, words)
        if view.wanted is Wanted.YES:
            assert read_answer(asked, view.yes_answer) is True
            assert read_answer(asked, view.no_answer) is False
            assert view.yes
            assert view.no == "No: end the run"
            assert view.form is None
        else:
            assert (view.yes, view.no, view.yes_answer, view.no_answer) == ("", "", "", "")


def test_leads_that_will_carry_more_than_30_v_are_confirmed_by_holding(finished, read_by_hand, words):
    hot = prompt(finished.after(PromptAsked, kind="connect"), words)
    assert (hot.hold_s, hot.leads) == (1.0, (("calibrator", "NORMAL"), ("meter", "INPUT HI LO"), ("wiring", "2-wire")))
    assert hot.facts == (
        ("5522A 1972905", "NORMAL"),
        ("34401A MY41001234", "INPUT HI LO"),
        ("Wiring", "2-wire"),
    )
    assert prompt(read_by_hand.after(PromptAsked, kind="connect"), words).hold_s == 0.0  # 3 V at most
    seen = finished.after(PromptAsked, kind="connect")
    elsewhere = replace(seen.state.prompt, leads={**seen.state.prompt.leads, "meter": "I"})
    assert prompt(with_state(seen, prompt=elsewhere), words).hold_s == 0.0  # other leads of the same run stay harmless


def test_outputs_that_go_on_again_are_confirmed_by_holding(watched, words):
    assert prompt(watched("suspended").after(PromptAsked, kind="energise"), words).hold_s == 1.0


def test_what_is_to_be_set_is_listed(read_by_hand, words):
    view = prompt(read_by_hand.after(PromptAsked, kind="select"), words)
    assert view.instrument == "H6000 123"
    assert view.facts == (("Function", "DC voltage"), ("Range", "600 mV"))


def test_a_reading_has_unit_range_and_resolution_of_the_meter(read_by_hand, words):
    view = prompt(read_by_hand.after(PromptAsked, kind="number"), words)
    assert (view.unit, view.facts, view.instrument) == ("mV", (("Range", "600 mV"),), "H6000 123")
    assert view.form.display
    assert (view.form.range, view.form.resolution) == (Quantity.parse("600 mV"), Quantity.parse("100 µV"))


def test_the_good_reading_is_plausible_and_one_with_a_slip_is_doubted(read_by_hand, words):
    found = 0
    for line, seen in read_by_hand.every():
        if isinstance(line.event, PromptAsked) and line.event.kind == "number":
            form = prompt(seen, words).form
            answer = next(
                one.event.answer
                for one in read_by_hand.lines
                if isinstance(one.event, PromptAnswered) and one.event.prompt == line.event.prompt
            )
            entry = read(answer, form, words)
            assert isinstance(entry, Accepted)
            assert (entry.again, entry.warnings) == (False, ()), answer
            slip = answer.removeprefix("-") if answer.startswith("-") else f"-{answer}"
            assert read(slip, form, words).again
            found += 1
    assert found >= 6


def test_nothing_that_is_shown_of_a_reading_tells_what_to_expect(watched, words):
    for asked, seen in prompts(watched, "number"):
        view = prompt(seen, words)
        said = " ".join([view.title, view.question, view.unit, view.instrument, *(value for _, value in view.facts)])
        assert not [sign for sign in ("300", "3.0", "50 %", "dc-voltage", "calibrator") if sign in said], asked


def test_where_to_look_is_said_for_what_a_simulated_bench_lets_one_see_and_never_at_a_real_one(watched, words):
    told = set()
    for asked, seen in prompts(watched):
        started = replace(seen.state.started, simulated=False)
        assert prompt(with_state(seen, started=started), words).display == ""
        told.add((asked.kind, prompt(seen, words).display))
    assert told == {
        ("identify", "Simulated name plate"),
        ("condition", "Simulated room instrument"),
        ("number", "Simulated display"),
        ("connect", ""),
        ("select", ""),
        ("energise", ""),
    }


def test_a_condition_is_judged_by_the_limits_of_the_plan(finished, words):
    form = prompt(finished.after(PromptAsked, kind="condition"), words).form
    assert (form.unit, form.lower, form.upper) == ("°C", Quantity.parse("19 °C"), Quantity.parse("21 °C"))


def test_an_output_that_is_on_meanwhile_is_told(read_by_hand, words):
    assert prompt(read_by_hand.after(PromptAsked, kind="number"), words).output == "Output: ON"
    assert prompt(read_by_hand.after(PromptAsked, kind="connect"), words).output == ""
    unknown = with_state(read_by_hand.after(PromptAsked, kind="connect"), energised={"calibrator": None})
    assert prompt(unknown, words).output == "Output: UNKNOWN"
    assert prompt(unknown, words).output_tone is outputs(unknown, words).tone


@pytest.mark.parametrize(
    ("answer", "why"),
    [("3,0", "A comma is not taken"), ("hello", "This is no number"), ("nan", "This is no number")],
)
def test_a_question_that_comes_again_says_why(finished, words, answer, why):
    seen = finished.after(PromptAsked, kind="condition")
    asked = replace(seen.state.prompt, prompt=f"{seen.state.prompt.prompt}/2")
    before = PromptAnswered(seen.state.prompt.prompt, answer, "zhang", "typed")
    again = with_state(seen, prompt=asked, answers={before.prompt: before})
    assert prompt(again, words).refused.startswith(f"'{answer}' could not be used: {why}")
    assert prompt(seen, words).refused == ""


def test_maybe_is_neither_yes_nor_no(finished, words):
    seen = finished.after(PromptAsked, kind="connect")
    asked = replace(seen.state.prompt, prompt=f"{seen.state.prompt.prompt}/2")
    before = PromptAnswered(seen.state.prompt.prompt, "maybe", "zhang", "typed")
    again = with_state(seen, prompt=asked, answers={before.prompt: before})
    assert prompt(again, words).refused == "'maybe' could not be used: it is no answer to this question"


def test_a_reading_says_whether_it_is_to_be_typed_twice_and_a_condition_is_typed_once(finished, read_by_hand, words):
    reading = read_by_hand.after(PromptAsked, kind="number")
    for twice, word in ((False, "off"), (True, "on")):
        view = prompt(reading, words, twice=twice)
        assert (view.form.twice, view.twice) == (twice, f"Each reading twice: {word}")
    condition = prompt(finished.after(PromptAsked, kind="condition"), words, twice=True)
    assert (condition.form.twice, condition.twice) == (False, "")
