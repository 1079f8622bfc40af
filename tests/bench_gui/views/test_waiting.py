"""While a blind reading is asked for, screens that could tell what to expect wait."""

from __future__ import annotations

import pytest

from bench_core.records.events import PointCompleted, PromptAsked
from bench_gui.views.prompts import prompt
from bench_gui.views.waiting import waiting
from bench_gui.window import SCREENS


@pytest.mark.parametrize("screen", SCREENS)
def test_results_and_procedure_wait_for_a_reading_and_the_other_screens_do_not(screen, read_by_hand, words):
    asked = prompt(read_by_hand.after(PromptAsked, kind="number"), words)
    view = waiting(screen, asked, words)
    assert (view is not None) is (screen in {"review", "procedure"})
    if view is not None:
        assert "until the reading is entered" in view.title
        assert view.back == "Back to the run"


@pytest.mark.parametrize("screen", ["review", "procedure"])
def test_nothing_waits_where_no_reading_is_asked_for(screen, read_by_hand, finished, words):
    for seen in (
        read_by_hand.after(PromptAsked, kind="select"),
        read_by_hand.after(PointCompleted),
        read_by_hand.last,
        finished.after(PromptAsked, kind="condition"),
        read_by_hand.gone_after(PromptAsked, 3),
    ):
        assert waiting(screen, prompt(seen, words), words) is None
    assert waiting(screen, None, words) is None
