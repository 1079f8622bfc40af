"""However a run ends or is left open, it says which outputs may be on: none, when each source itself said so."""

import subprocess
import sys
from contextlib import suppress
from functools import partial

import pytest

from bench_core.errors import ConditionsLost, GuardianLost, RecordNotWritten
from bench_core.records.events import IndicationTaken
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from sequencer import guarding
from sequencer.conditions import Conditions
from sequencer.control import Control
from sequencer.launch import RunHandle
from sequencer.runner import perform

TAKE = "      - take: {name: x, from: uut, readings: 3}\n"
ASK = "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
TELLS = """\
import ast, sys
from sequencer.launch import own_stdout, tell_outputs
stdout = own_stdout()
print("what a driver of others prints, more than a pipe holds", "!" * 200_000, flush=True)
tell_outputs(ast.literal_eval(sys.argv[1]), stdout)
"""
PRINTS = """\
import atexit, runpy, sys
atexit.register(print, "what a driver of others prints")
sys.argv[1:] = ["no-request.json"]
runpy.run_module("sequencer", run_name="__main__")
"""


def nothing_else(*_):
    """Let the run finish."""


def an_abort(patch, _folder, control):
    when_measured(patch, partial(control.request_abort, "li", "smoke"))


def the_guardian_has_gone(patch, _folder, _control):
    when_measured(patch, lambda: patch.setattr(guarding._NobodyToGuard, "check", lost))


def lost(_guard):
    raise GuardianLost("it has gone")


def a_condition_does_not_come_back(patch, _folder, _control):
    def give_up(_conditions):
        raise ConditionsLost("ambient.temperature: did not come back")

    when_measured(patch, lambda: patch.setattr(Conditions, "sample", give_up))


def nobody_is_there(_patch, folder, _control):
    folder.change("procedure.yaml", TAKE, TAKE + ASK)
    folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0 V/K * (mean(t) - 20 °C)")


def the_signal_never_settles(_patch, folder, _control):
    folder.change("world.yaml", "gain: 8 ppm, offset: 5 µV, noise: 3 µV", "noise: 3 mV")


def the_meter_is_silent(_patch, folder, _control):
    folder.fault("meter", "{kind: silent, matching: READ, lasting: true}")


def the_source_is_silent(_patch, folder, _control):
    folder.fault("calibrator", "{kind: silent, at: 5 s, lasting: true}")


def the_disc_is_full(patch, _folder, _control):
    def full(*_):
        raise RecordNotWritten("no room")

    when_measured(patch, lambda: patch.setattr(Journal, "append", full))


def when_measured(patch, act):
    append = Journal.append

    def watched(journal, event):
        append(journal, event)
        if isinstance(event, IndicationTaken) and event.purpose == "measurement":
            act()

    patch.setattr(Journal, "append", watched)


@pytest.mark.parametrize(
    ("way", "failure", "may_be_on"),
    [
        (nothing_else, None, ()),
        (an_abort, "RunAborted", ()),
        (the_guardian_has_gone, "GuardianLost", ()),
        (a_condition_does_not_come_back, "ConditionsLost", ()),
        (nobody_is_there, "NobodyAnswers", ()),
        (the_signal_never_settles, "NotSteady", ()),
        (the_meter_is_silent, "LinkTimeout", ()),
        (the_source_is_silent, "LinkTimeout", ("calibrator",)),
        (the_disc_is_full, "on no record", ()),
    ],
)
def test_every_end_tells_the_outputs(request_for, bench_folder, monkeypatch, way, failure, may_be_on):
    control, request = Control(), request_for()
    way(monkeypatch, bench_folder, control)
    with suppress(RecordNotWritten):
        perform(request, control)
    assert control.may_be_on == may_be_on
    state = fold_record(read_record(request.record))
    if failure != "on no record":
        assert (None if state.failure is None else state.failure.failure) == failure
        assert [name for name, on in state.energised.items() if on is not False] == list(may_be_on)
    else:
        assert state.energised["calibrator"] is not False  # what the disc refused only the run itself can tell


@pytest.mark.parametrize("told", [None, (), ("calibrator", "源]")])
def test_who_started_the_run_is_told_and_where_the_run_said_nothing_nobody_knows(tmp_path, told):
    words = [sys.executable, "-c", TELLS, repr(told)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    handle = RunHandle(tmp_path / "a.calrun", process, tmp_path / "request.json")
    assert handle.wait() == 0
    assert handle.may_be_on == told
    assert handle.wait() == 0


def test_what_a_driver_of_others_prints_does_not_reach_who_started_the_run():
    words = [sys.executable, "-W", "ignore", "-c", PRINTS]
    ran = subprocess.run(words, input="", capture_output=True, text=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
