import io
import json

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import RunAborted
from bench_core.records.events import PromptAsked
from bench_core.records.plan import Bilingual
from sequencer.control import Control

PROMPT = PromptAsked("p1", "confirm", "connect.dc", Bilingual("接线", "connect"), "1")


def lines(*commands: object) -> io.StringIO:
    return io.StringIO("".join(c if isinstance(c, str) else json.dumps(c) + "\n" for c in commands))


def test_the_first_abort_counts_and_a_second_one_changes_nothing():
    control = Control()
    control.check()
    control.request_abort("li", "smoke")
    control.request_abort("wang", "second thoughts")
    assert control.abort is not None
    assert (control.abort.by, control.abort.reason) == ("li", "smoke")
    with pytest.raises(RunAborted, match="aborted by li: smoke"):
        control.check()


def test_a_wait_ends_at_once_when_the_end_was_asked_for():
    control, clock = Control(), VirtualClock()
    control.request_abort("li", "smoke")
    with pytest.raises(RunAborted):
        control.wait(clock, 3600.0)
    assert clock.now() < 1.0


def test_an_answer_reaches_the_prompt_it_belongs_to_and_no_other():
    control = Control()
    control.listen(
        lines(
            {"command": "answer", "prompt": "p0", "text": "no", "by": "li"},
            {"command": "answer", "prompt": "p1", "text": "yes", "by": "li"},
        )
    )
    assert control.answer(PROMPT).text == "yes"


def test_a_prompt_that_nobody_can_answer_aborts_instead_of_waiting_for_ever():
    control = Control()
    with pytest.raises(RunAborted, match="nobody is there to answer"):
        control.answer(PROMPT)


@pytest.mark.parametrize("garbage", ["", "{}\n", "[1]\n", "not json\n", '{"command": "operate"}\n', '{"command": 1}\n'])
def test_a_line_that_is_no_command_changes_nothing(garbage: str):
    control = Control()
    control.listen(lines(garbage, {"command": "answer", "prompt": "p1", "text": "是", "by": "li"}))
    assert control.answer(PROMPT).text == "是"
    assert control.abort is None
