import io
import sys
from dataclasses import replace

import pytest

from bench_cli.progress import PlainProgress, progress, wanted, what_it_does
from bench_core.bilingual import Bilingual
from bench_core.records.events import IndicationTaken, PromptAsked, SteadyReached
from bench_core.records.folding import fold
from bench_core.records.plan import Ask
from bench_core.records.record import read_record


@pytest.fixture
def states(finished):
    """Every state of a finished run, with the event that led to it."""
    state, found = None, []
    for line in read_record(finished).lines:
        state = fold(state, line)
        found.append((line.event, state))
    return found


def after(states, kind):
    return next(state for event, state in states if isinstance(event, kind))


def test_a_file_gets_lines_only(capsys):
    view = progress()
    assert isinstance(view, PlainProgress)
    view.say("10 V/+90 %  [bold]")
    assert capsys.readouterr().out == "10 V/+90 %  [bold]\n"


def test_the_last_line_says_how_far_the_run_is_and_what_it_waits_for(states):
    assert what_it_does(after(states, PromptAsked)) == "0/3 · 等待回答 waiting for an answer"
    settling = [s for e, s in states if isinstance(e, IndicationTaken) and e.purpose == "settling"]
    assert what_it_does(settling[0]).startswith("0/3 · 10 V/+90 % · 等待稳定 waiting until steady: ")
    taken = [s for e, s in states if isinstance(e, IndicationTaken) and e.purpose == "measurement"]
    assert "读数 reading 3: " in what_it_does(taken[2])
    assert what_it_does(states[-1][1]) == "3/3"


def test_an_energised_output_is_always_said(states):
    assert what_it_does(after(states, SteadyReached)).endswith("输出接通 OUTPUT ON")


def test_who_types_is_told_the_form_of_the_answer_and_whether_the_output_is_on(states):
    off, on = after(states, PromptAsked), after(states, SteadyReached)
    reading = replace(off.prompt, kind="number", unit="V")
    assert wanted(reading, off) == "数值 number, V"
    assert wanted(reading, on) == "数值 number, V · 输出接通 OUTPUT ON"
    assert wanted(replace(off.prompt, kind="connect"), off) == "yes/no 是/否"


@pytest.fixture(params=["a role that a person reads", "a step that asks"])
def blind_states(states, request):
    """The same states of a run in which a person takes readings."""
    plan = states[0][1].plan
    if request.param == "a step that asks":
        ask = Ask("t", Bilingual("读数", "reading"), "°C")
        blind = replace(plan, items=(replace(plan.items[0], method=(*plan.items[0].method, ask)),))
    else:
        blind = replace(plan, roles={**plan.roles, "uut": replace(plan.roles["uut"], by_person=True)})
    return [replace(state, started=replace(state.started, plan=blind)) for _, state in states]


def test_who_reads_sees_neither_point_nor_value_nor_setting(blind_states):
    for state in blind_states:
        said = what_it_does(state)
        assert not [word for word in ("10 V", "100 V", "%", "8.9", "9.0", " V", "µV") if word in said], said
    assert any("读数中 reading" in what_it_does(state) for state in blind_states)
    assert any("OUTPUT ON" in what_it_does(state) for state in blind_states)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_is_refused_before_the_run_begins_sees_no_line_that_says_what_it_does(monkeypatch, states):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    view = progress()
    view.end()
    assert terminal.getvalue() == ""
    view = progress()
    view.doing(states[-1][1])
    view.end()
    assert "3/3" in terminal.getvalue()


@pytest.mark.parametrize(("no_color", "red"), [(None, True), ("1", False)])
def test_an_alarm_at_a_terminal_is_red_unless_colours_are_not_wanted(monkeypatch, no_color, red):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    view = progress()
    view.alarm("⚠ !!! 输出可能仍接通 OUTPUT MAY BE ON [bold] !!!")
    view.end()
    assert "⚠ !!! 输出可能仍接通 OUTPUT MAY BE ON [bold] !!!" in terminal.getvalue()
    assert ("41m" in terminal.getvalue()) is red


def test_an_alarm_in_a_file_is_a_line(capsys):
    progress().alarm("⚠ ON")
    assert capsys.readouterr().out == "⚠ ON\n"
