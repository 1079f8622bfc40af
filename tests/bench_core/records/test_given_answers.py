import pytest

from bench_core.errors import AnswersInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked
from bench_core.records.given_answers import read_answer
from bench_core.records.plan import Bilingual

TEXT = Bilingual("温度", "temperature")
NUMBER = PromptAsked("t", "condition", "ambient.temperature", TEXT, "°C")
CONFIRM = PromptAsked("c", "confirm", "connect.dc", TEXT, "1")


@pytest.mark.parametrize(("text", "value"), [("20.3 °C", "20.3 °C"), ("20.3", "20.3 °C"), ("293.15 K", "20 °C")])
def test_a_value_is_read_with_its_own_unit_or_the_prompts(text: str, value: str):
    answer = read_answer(NUMBER, text)
    assert isinstance(answer, Quantity)
    assert answer.to("°C") == Quantity.parse(value)


@pytest.mark.parametrize("text", ["", "warm", "20,3 °C", "20.3 V", "yes", "２０", "1e400 °C"])
def test_an_answer_of_another_kind_is_refused_with_the_unit_that_is_wanted(text: str):
    with pytest.raises(AnswersInvalid, match="give a value in °C"):
        read_answer(NUMBER, text)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("是", True), (" Y ", True), ("no", False), ("否", False)])
def test_a_confirmation_is_yes_or_no_in_either_language(text: str, value: bool):
    assert read_answer(CONFIRM, text) is value


def test_a_confirmation_is_never_guessed():
    with pytest.raises(AnswersInvalid, match="neither yes nor no"):
        read_answer(CONFIRM, "maybe")
