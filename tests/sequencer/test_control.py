import io
import json
import os

import pytest

from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import OutputOnTooLong, RunAborted
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked
from bench_core.records.plan import Bilingual, MaxOn
from sequencer.control import Control
from sequencer.on_time import OnTime

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


def test_a_guard_is_asked_at_every_check_and_before_each_wait_with_its_length():
    control, clock, asked = Control(), VirtualClock(), []
    control.guard(asked.append)
    control.check()
    control.wait(clock, 3.0)
    assert asked == [0.0, 3.0, 0.0]


def test_what_a_guard_forbids_is_not_waited_for():
    control, clock = Control(), VirtualClock()

    def forbid(ahead_s: float) -> None:
        if ahead_s > 1:
            raise OutputOnTooLong("calibrator", "would be on too long")

    control.guard(forbid)
    control.check()
    with pytest.raises(OutputOnTooLong):
        control.wait(clock, 2.0)
    assert clock.now() == 0


def test_a_person_who_takes_too_long_is_not_waited_for():
    control, clock = Control(), ScaledClock(1000)
    read, write = os.pipe()
    with os.fdopen(read) as commands, os.fdopen(write, "w") as person:
        control.listen(commands)
        on_time = OnTime(clock)
        control.guard(on_time.check)
        limit = MaxOn(*(Quantity.parse(text) for text in ("3 A", "30 s", "60 s")))
        on_time.begin(limit, "calibrator")
        with pytest.raises(OutputOnTooLong):
            control.answer(PROMPT)
        person.close()
