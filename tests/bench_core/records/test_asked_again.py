"""Which answer could not be used when a prompt comes again."""

from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.records.asked_again import refused_answer
from bench_core.records.events import PromptAnswered, PromptAsked


def asked(prompt):
    return PromptAsked(prompt, "condition", "ambient.temperature", Bilingual("", ""), "°C")


def state_with(*answered):
    return SimpleNamespace(answers={name: PromptAnswered(name, "hot", "li", "typed") for name in answered})


@pytest.mark.parametrize(
    ("prompt", "before"), [("0/t/2", "0/t"), ("0/t/3", "0/t/2"), ("0/i/p/1/connect/0/2", "0/i/p/1/connect/0")]
)
def test_the_answer_before_is_the_one_that_could_not_be_used(prompt, before):
    assert refused_answer(state_with("0/other", before), asked(prompt)).prompt == before


@pytest.mark.parametrize(("prompt", "answered"), [("0/t", ()), ("0/t", ("0/s",)), ("0/t/2", ("0/t", "0/s"))])
def test_a_first_question_has_no_answer_before(prompt, answered):
    assert refused_answer(state_with(*answered), asked(prompt)) is None


def test_an_answer_that_was_used_is_none_that_could_not_be():
    answers = {"0/i/p/x/1/1": PromptAnswered("0/i/p/x/1/1", "20.1", "li", "typed")}
    assert refused_answer(SimpleNamespace(answers=answers), asked("0/i/p/x/1/2")) is None
