"""The help says what the screen is for and what happens now, and nothing that leads who reads blind."""

from __future__ import annotations

import pytest

from bench_core.records.events import IndicationTaken, PromptAsked, RunPaused
from bench_gui.views.help import Keys, KeyView, help_view
from bench_gui.views.run_view import run_view
from bench_gui.views.sight import Sight
from bench_gui.window import SCREENS
from bench_gui.words import Language, words_in

RUNS = ("finished", "by hand", "failed", "suspended", "paused")


def helped(seen, words, screen="run"):
    return help_view(screen, Sight(seen, run_view(seen, seen.at, words), seen.at), Keys(), words)


@pytest.mark.parametrize("language", list(Language))
def test_every_screen_says_what_it_is_for(language):
    said = {help_view(screen, None, Keys(), words_in(language)).purpose for screen in SCREENS}
    assert len(said) == len(SCREENS)


@pytest.mark.parametrize("language", list(Language))
def test_every_moment_of_every_run_has_what_happens_and_what_to_do(watched, language):
    words = words_in(language)
    for name in RUNS:
        for _, seen in watched(name).every()[::7]:
            doing, meaning = helped(seen, words).now
            assert doing
            assert len(meaning) > 10


def test_what_is_asked_is_explained_by_what_it_is(finished, read_by_hand, words):
    assert "as the picture shows" in helped(finished.after(PromptAsked, kind="connect"), words).now[1]
    assert "closing zeros" in helped(read_by_hand.after(PromptAsked, kind="number"), words).now[1]


def test_a_pause_says_that_leads_may_be_touched(watched, words):
    assert "leads may be touched" in helped(watched("paused").after(RunPaused), words).now[1]


def test_the_step_under_way_is_marked_among_those_of_the_item(finished, words):
    steps = helped(finished.after(IndicationTaken, 3, purpose="settling"), words).steps
    assert [text for text, here in steps if here] == ["Wait until 34401A MY41001234 is steady"]
    steps = helped(finished.after(IndicationTaken, 1, purpose="measurement"), words).steps
    assert [text for text, here in steps if here] == ["Take the readings of 34401A MY41001234"]
    assert steps[0] == ("Set range and value; outputs go off before anything is changed", False)


def test_only_the_run_screen_says_what_happens_now(finished, words):
    view = helped(finished.after(PromptAsked), words, "work")
    assert (view.now, view.steps) == ((), ())


def test_nothing_in_it_tells_what_to_expect_of_a_blind_reading(read_by_hand, words):
    for line, seen in read_by_hand.every():
        if isinstance(line.event, PromptAsked) and line.event.kind == "number":
            view = helped(seen, words)
            said = " ".join([view.purpose, *view.now, *(text for text, _ in view.steps)])
            assert not [sign for sign in ("300", "3.0", "50 %") if sign in said]


def test_a_key_that_several_parts_of_a_screen_bind_is_told_once(words):
    key = KeyView("F5", "Take a reading")
    assert help_view("manual", None, Keys((key, key), own=(key, key)), words).keys == Keys((key,), own=(key,))
