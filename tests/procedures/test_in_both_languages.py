"""What this version says of keys that it does not know yet, in both languages; and what tests of both hold to."""

from __future__ import annotations

import pytest

from bench_core.bilingual import Bilingual
from procedures.key_texts import KEY_TEXTS
from tests.told_in_both import lost


def test_every_hint_about_a_key_of_a_later_version_says_the_same_in_both_languages():
    hints = {hint for model in KEY_TEXTS for hint in model.UNKNOWN.values()}
    assert len(hints) >= 10
    assert [flaw for hint in hints for flaw in lost(hint)] == []


@pytest.mark.parametrize(
    ("zh", "what"),
    [("no 'role' of 2", "no Chinese"), ("没有 2 个“rule”", "other names"), ("没有 3 个“role”", "other numbers")],
)
def test_a_text_that_says_something_else_in_chinese_is_found(zh, what):
    assert any(flaw.startswith(what) for flaw in lost(Bilingual(zh, "no 'role' of 2")))


def test_a_text_that_says_the_same_in_chinese_is_let_be():
    assert [*lost(Bilingual("没有 2 个“role”", "no 'role' of 2"))] == []
