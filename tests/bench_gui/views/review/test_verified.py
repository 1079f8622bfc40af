"""One plain verdict of a verification."""

from __future__ import annotations

import pytest

from bench_gui.tone import Tone
from bench_gui.views.review.verified import verified
from bench_gui.words import Language, words_in

TOLD = {"zh": "链断", "en": "the chain is broken"}


def test_a_record_that_verifies_says_what_is_proved_and_what_is_not(en):
    answer = {"file": "a", "verifies": True, "keys": True, "proved": [TOLD], "unproved": [TOLD, TOLD], "failure": None}
    found = verified(answer, en)
    assert (found.word, found.tone, found.detail) == ("Verifies", Tone.GOOD, "")
    assert (found.proved, len(found.not_proved)) == (("the chain is broken",), 2)
    assert verified(answer, words_in(Language.ZH)).proved == ("链断",)


def test_without_the_laboratorys_keys_that_is_said(en):
    answer = {"verifies": True, "proved": [], "unproved": []}
    for said in ({"keys": False}, {}, {"keys": "yes"}):
        assert "public keys" in verified(answer | said, en).detail


def test_one_that_does_not_names_the_line(en):
    answer = {"verifies": False, "keys": False, "proved": [], "unproved": [], "failure": {"line": 17, "told": TOLD}}
    found = verified(answer, en)
    assert (found.word, found.tone, found.icon) == ("Does not verify", Tone.BAD, "cross")
    assert found.detail == "line 17: the chain is broken"
    answer["failure"] = {"line": None, "told": TOLD}
    assert verified(answer, en).detail == "the chain is broken"


@pytest.mark.parametrize("answer", [{}, {"verifies": "yes"}, {"verifies": 1}, {"failure": "x"}])
def test_an_answer_that_cannot_be_understood_proves_nothing(en, answer):
    found = verified(answer, en)
    assert (found.tone, found.proved) == (Tone.BAD, ())
    assert "no answer" in found.detail
