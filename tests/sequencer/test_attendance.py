"""A run waits a while for somebody to come back before a prompt with nobody there ends it; less with an output on."""

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.errors import NobodyAnswers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAnswered, PromptAsked
from bench_core.records.plan import MaxOn
from bench_core.records.verification import verify
from sequencer.attendance import PATIENCE_WITH_OUTPUT_ON_S, Attendance
from sequencer.control import Control
from sequencer.on_time import OnTime

PROMPT = PromptAsked("0/p1", "confirm", "connect.dc", Bilingual("接线", "connect"), "1")


class Stepping(VirtualClock):
    """A wall clock that goes on by a step whenever it is looked at; something may happen at a time."""

    def __init__(self, step, events=()):
        super().__init__()
        self._step, self._events = step, sorted(events, key=lambda one: one[0])

    def now(self):
        self.advance_to(super().now() + self._step)
        while self._events and self._events[0][0] <= super().now():
            self._events.pop(0)[1]()
        return super().now()

    @property
    def passed(self):
        return super().now()


def test_nobody_is_there_at_the_beginning_and_everybody_who_came_is_counted():
    attendance = Attendance()
    assert not attendance
    attendance.come()
    assert attendance
    with attendance.attending(), attendance.attending():
        attendance.leave()
        assert attendance
    assert not attendance


@pytest.mark.parametrize(
    ("patience", "on", "waits"), [(0.0, False, 0.0), (300.0, False, 300.0), (300.0, True, 15.0), (5.0, True, 5.0)]
)
def test_a_prompt_with_nobody_there_waits_for_so_long_and_less_while_an_output_may_be_on(patience, on, waits):
    wall = VirtualClock()
    attendance = Attendance(wall)
    attendance.be_patient(patience, lambda: on)
    attendance.expect()
    assert PATIENCE_WITH_OUTPUT_ON_S == 15
    assert attendance.given_up(attended=False) is (waits == 0)
    wall.sleep(waits - 0.1)
    assert attendance.given_up(attended=False) is (waits == 0)
    wall.sleep(0.1)
    assert attendance.given_up(attended=False)


def test_who_comes_back_makes_the_time_count_anew():
    wall = VirtualClock()
    attendance = Attendance(wall)
    attendance.be_patient(10, lambda: False)
    attendance.expect()
    for _ in range(3):
        assert not attendance.given_up(attended=False)
        wall.sleep(9)
        assert not attendance.given_up(attended=True)
    wall.sleep(100)
    attendance.expect()
    assert not attendance.given_up(attended=False)


def test_the_time_without_anybody_counts_from_the_question_and_not_from_the_first_look():
    wall = VirtualClock()
    attendance = Attendance(wall)
    attendance.be_patient(10, lambda: False)
    attendance.expect()
    wall.sleep(10)
    assert attendance.given_up(attended=False)


def test_a_run_is_deserted_when_nobody_came_back_since_it_began_to_wait():
    wall = VirtualClock()
    control = Control(wall=wall)
    control.be_patient(300, lambda: False)
    for _ in range(2):  # each suspension counts its own time
        deserted = control.deserted_since()
        wall.sleep(14)
        assert not deserted()
        wall.sleep(1)
        assert deserted()


def test_without_anybody_the_prompt_ends_in_words_when_the_patience_is_over():
    wall = Stepping(100.0)
    control = Control(wall=wall)
    control.be_patient(300.0, lambda: False)
    with pytest.raises(NobodyAnswers, match="nobody is there to answer; resume the run"):
        control.answer(PROMPT)
    assert wall.passed >= 300


def test_who_attaches_in_time_answers_as_if_nothing_had_been():
    def come():
        control.listen(iter(['{"command": "answer", "prompt": "0/p1", "text": "yes", "by": "li"}\n']))

    control = Control(wall=Stepping(1.0, [(3.0, come)]))
    control.be_patient(300.0, lambda: False)
    assert control.answer(PROMPT).by == "li"


def test_an_output_may_be_on_from_before_it_is_energised_until_every_one_says_off():
    on_time = OnTime(VirtualClock())
    assert on_time.may_be_on  # nobody knows how the last user left it
    on_time.end()
    assert not on_time.may_be_on
    on_time.begin(None, "calibrator")
    assert on_time.may_be_on
    on_time.end()
    assert not on_time.may_be_on
    on_time.begin(MaxOn(Quantity.parse("100 V"), Quantity.parse("10 s"), Quantity.parse("5 s")), "calibrator")
    assert on_time.may_be_on


def test_a_run_that_waited_for_somebody_at_a_prompt_ends_as_any_other(run, bench_folder):
    bench_folder.change("world.yaml", "confirms: true", "confirms: false")
    wall = Stepping(20.0)
    control = Control(wall=wall)
    asked = []

    def answer(prompt):
        asked.append(prompt.kind)
        wall._events.append((wall.passed + 100, lambda: reply(prompt)))
        return ask(prompt)

    def reply(prompt):
        control.accept({"command": "answer", "prompt": prompt.prompt, "text": "yes", "by": "li"})

    ask, control.answer = control.answer, answer
    ran = run(control, patience_s=300.0)
    assert (ran.code, asked) == (0, ["connect"])
    assert [e.entry for e in ran.of(PromptAnswered)] == ["simulated person", "typed"]
    verify(ran.record.path)


def test_with_an_output_on_a_run_waits_fifteen_seconds_and_stays_open_with_outputs_off(run, bench_folder):
    ask = "      - ask: {name: t, text: {zh: 电压, en: voltage}, unit: V}\n      - take: {name: x"
    bench_folder.change("procedure.yaml", "      - take: {name: x", ask)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0 * mean(t)")
    wall = Stepping(1.0)
    ran = run(Control(wall=wall), patience_s=300.0)
    assert (ran.code, ran.state.failure.failure, ran.state.ended) == (4, "NobodyAnswers", None)
    assert set(ran.state.energised.values()) == {False}
    assert wall.passed < 40


def test_before_every_source_has_answered_off_a_question_waits_fifteen_seconds_too(run, bench_folder):
    """Who asks for the number that is printed on a meter does not know yet how the last user left the source."""
    bench_folder.change("bench.yaml", 'keysight.34401a, link: "sim:meter", serial: MY41001234', SILENT)
    bench_folder.change("world.yaml", "keysight.34401a\n    serial: MY41001234", "hp.3458a\n    serial: 2823A10005")
    bench_folder.change("world.yaml", "confirms: true", "confirms: true, reads: false")
    bench_folder.change("procedure.yaml", ", adequacy: uut.mpe / 3", "")
    wall = Stepping(1.0)
    ran = run(Control(wall=wall), patience_s=300.0)
    assert [e.kind for e in ran.of(PromptAsked)] == ["identify"]
    assert (ran.code, ran.state.failure.failure, ran.state.ended) == (4, "NobodyAnswers", None)
    assert wall.passed < 40


SILENT = 'hp.3458a, link: "sim:meter", serial: "2823A10005"'
