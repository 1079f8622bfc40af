import io
import json
import os
from dataclasses import replace
from itertools import pairwise

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import ScaledClock, VirtualClock, system_clock
from bench_core.errors import ControlRefused, NobodyAnswers, OutputOnTooLong, RunAborted
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked
from bench_core.records.plan import MaxOn
from sequencer.commands import Continue, Correct, Pause, Retry
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


@pytest.mark.parametrize("meanwhile", ["another question", "a pause"])
def test_an_answer_that_came_before_its_question_takes_no_later_one_away(meanwhile):
    control, later = Control(), replace(PROMPT, prompt="p2")
    early, answer, again = (
        {"command": "answer", "prompt": prompt, "text": text, "by": "li"}
        for prompt, text in (("p2", "no"), ("p1", "yes"), ("p2", "yes"))
    )
    with control.attending():
        control.accept(early)
        if meanwhile == "a pause":
            answers, wish = control._answers, Continue("li")
            taken = answers.drop
            answers.drop = lambda dropped: (taken(dropped), control.wish(wish))  # the person goes on then
            control.next_wishes()
            answers.drop = taken
        else:
            control.accept(answer)
            control.answer(PROMPT)
        control.accept(again)
        assert control.answer(later).text == "yes"


def test_of_several_answers_to_a_prompt_the_first_counts_and_the_others_are_told():
    control = Control()
    first, late = (
        {"command": "answer", "prompt": "p1", "text": text, "by": by} for text, by in (("20", "li"), ("21", "王"))
    )
    with control.attending():
        assert control.accept(first) == Bilingual("已回答", "answered")
        for _ in range(2):
            with pytest.raises(ControlRefused, match="li has answered it first"):
                control.accept(late)
        assert control.answer(PROMPT).text == "20"


def test_who_goes_on_after_an_answer_came_answers_nothing_and_who_answers_after_going_on_is_told():
    energise = replace(PROMPT, kind="energise")
    answer = {"command": "answer", "prompt": "p1", "text": "no", "by": "li"}
    control = Control()
    control.wish(Continue("wang"))
    with control.attending():
        control.accept(answer)
        assert control.answer(energise).by == "li"
    control = Control()
    control.wish(Continue("wang"))
    assert control.answer(energise).by == "wang"
    with pytest.raises(ControlRefused, match="wang has answered it first"):
        control.accept(answer)


def test_a_prompt_that_nobody_can_answer_is_not_waited_for():
    control = Control()
    with pytest.raises(NobodyAnswers, match="nobody is there to answer"):
        control.answer(PROMPT)


def test_who_has_left_answers_no_more_and_can_still_abort():
    control = Control()
    read, write = os.pipe()
    with os.fdopen(read) as commands, os.fdopen(write, "w") as person:
        control.listen(commands)
        person.write('{"command": "leave"}\n')
        person.flush()
        with pytest.raises(NobodyAnswers):
            control.answer(PROMPT)
        person.write('{"command": "abort", "by": "li", "reason": "smoke"}\n')
        person.close()
        wall = system_clock()  # the reader is a thread of this process: no other clock waits for it
        assert wall.wait_until(lambda: control.abort is not None, wall.now() + 30)
    assert control.abort is not None


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
    control.wait(clock, 1.5)
    assert asked == [0.0, 1.5, 0.0]


def test_guardian_and_watchdogs_get_a_sign_of_life_every_two_seconds_of_a_long_wait():
    control, clock, signs = Control(), VirtualClock(), []
    control.guard(lambda _: signs.append(clock.now()))
    control.wait(clock, 3601.0)
    assert max(later - earlier for earlier, later in pairwise(signs)) == 2.0
    assert (signs[-1], clock.now()) == (3601.0, 3601.0)


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


@pytest.mark.parametrize("command", [Retry("li", "link", "i", "p"), Continue("li"), Pause("li")])
def test_a_wish_that_waits_its_turn_cuts_no_wait_short(command):
    control, clock = Control(), VirtualClock()
    control.wish(command)
    with control.breakable():
        control.wait(clock, 10.0)
    assert clock.now() == 10.0


def test_a_correction_is_carried_out_in_a_wait_and_cuts_it_not_short():
    control, clock, done = Control(), VirtualClock(), []
    control.correcting(lambda wish, command: done.append((clock.now(), wish.command == command)))
    with control.breakable():
        wish = control.wish(Correct("li", "i/p/x/1", "1", "slip"))
        control.wait(clock, 10.0)
    assert (clock.now(), done, wish.command.why) == (10.0, [(0.0, True)], "slip")


def test_a_correction_that_comes_while_another_is_carried_out_is_not_dropped():
    control, carried_out = Control(), []

    def correct(_wish, command):
        if not carried_out:
            control.wish(Correct("li", "i/p/x/2", "2", "slip"))
        carried_out.append(command.reading)

    control.correcting(correct)
    control.wish(Correct("li", "i/p/x/1", "1", "slip"))
    control.wish(Pause("li"))
    assert [wish.command for wish in control.wishes()] == [Pause("li")]
    assert control.wishes() == []
    assert carried_out == ["i/p/x/1", "i/p/x/2"]


def test_before_a_run_measures_nothing_can_be_corrected():
    control = Control()
    wish = control.wish(Correct("li", "i/p/x/1", "1", "slip"))
    control.check()
    with pytest.raises(ControlRefused, match="no reading has been entered yet"):
        wish.outcome()
