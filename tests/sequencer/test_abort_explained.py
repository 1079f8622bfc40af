"""An abort takes effect at once; who asked for it may say why afterwards, with the outputs off."""

from dataclasses import replace

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import ControlRefused, ResultDiffers
from bench_core.records.events import AbortExplained, AbortRequested, IndicationTaken, RunEnded, SettingMade
from bench_core.records.journal import Journal
from bench_core.records.verification import verify
from sequencer import conducting
from sequencer.aborting import EXPLAINS_WITHIN_S, Aborting
from sequencer.commands import Abort, Explain
from sequencer.control import Control

ABORT = {"command": "abort", "by": "li", "reason": "ABORT pressed", "explains": True}
EXPLAIN = {"command": "explain", "by": "li", "reason": "it smoked"}


@pytest.fixture
def explained(run, monkeypatch):
    """Aborts a run at its first reading; something is done when the abort is on record."""

    def perform(then, abort=ABORT, wall=None):
        control, append = Control(wall=wall), Journal.append

        def watched(journal, event):
            append(journal, event)
            if isinstance(event, IndicationTaken):
                control.accept(abort)
            elif isinstance(event, AbortRequested):
                then(control)

        with monkeypatch.context() as patch, control.attending():
            patch.setattr(Journal, "append", watched)
            return run(control)

    return perform


def test_the_reason_is_on_record_after_the_outputs_were_off_and_before_the_end(explained):
    ran = explained(lambda control: control.accept(EXPLAIN))
    kinds = ran.kinds()
    assert kinds[-5:] == ["AbortRequested", "AbortExplained", "StepFailed", "RunEnded", "Checkpoint"]
    assert isinstance(ran.events[-6], SettingMade)
    assert (ran.events[-6].action, ran.events[-6].energised) == ("make_safe", False)
    assert (ran.code, ran.state.abort.reason, ran.state.explained) == (
        4,
        "ABORT pressed",
        AbortExplained("li", "it smoked"),
    )
    verify(ran.record.path)


def test_who_does_not_say_that_a_reason_follows_is_not_waited_for(explained):
    told = []

    def explain(control):
        with pytest.raises(ControlRefused, match="no abort waits for a reason"):
            control.accept(EXPLAIN)
        told.append(control)

    ran = explained(explain, abort=ABORT | {"explains": False})
    assert told
    assert (ran.state.explained, ran.state.ended.state) == (None, "aborted")


def test_a_second_abort_ends_the_wait(explained):
    ran = explained(lambda control: control.request_abort("signal", "SIGTERM"))
    assert (ran.state.explained, ran.state.abort.by) == (None, "li")
    verify(ran.record.path)


def test_where_an_output_may_be_on_nobody_is_waited_for(explained, monkeypatch):
    make_all_safe = conducting.make_all_safe
    failed = lambda *a: replace(make_all_safe(*a), safe=False, warnings=("x",), may_be_on=("calibrator",))  # noqa: E731
    monkeypatch.setattr(conducting, "make_all_safe", failed)
    ran = explained(lambda control: control.accept(EXPLAIN))
    assert ran.state.explained is None


@pytest.mark.parametrize("attended", [True, False])
def test_the_wait_is_bounded_and_ends_when_nobody_is_there_any_more(attended):
    class Wall(VirtualClock):
        def now(self):
            self.sleep(20.0)
            return super().now()

    wall = Wall()
    aborting = Aborting(wall)
    aborting.ask(Abort("li", "pressed", explains=True))
    assert aborting.explanation(lambda: attended) is None
    assert (VirtualClock.now(wall) >= EXPLAINS_WITHIN_S) is attended


@pytest.mark.parametrize(("patience_s", "least_s", "most_s"), [(0.0, 0.0, 15.0), (300.0, 15.0, EXPLAINS_WITHIN_S)])
def test_a_run_that_a_window_began_waits_as_long_as_that_takes_to_come(patience_s, least_s, most_s):
    class Wall(VirtualClock):
        def now(self):
            self.sleep(2.0)
            return super().now()

    wall = Wall()
    control = Control(wall=wall)
    control.be_patient(patience_s, lambda: False)
    control.accept(ABORT)
    assert control.explanation() is None
    assert least_s <= VirtualClock.now(wall) < most_s


def test_the_reason_of_who_comes_after_the_abort_is_taken():
    class Wall(VirtualClock):
        def now(self):
            self.sleep(2.0)
            if super().now() == 10.0:
                control.accept(EXPLAIN)
            return super().now()

    control = Control(wall=Wall())
    control.be_patient(300.0, lambda: False)
    control.accept(ABORT)
    assert control.explanation() == Explain("li", "it smoked")


def test_one_reason_is_taken_and_no_other_and_none_without_an_abort():
    aborting = Aborting()
    with pytest.raises(ControlRefused, match="no abort waits"):
        aborting.explain(Explain("li", "x"))
    aborting.ask(Abort("li", "pressed", explains=True))
    aborting.explain(Explain("li", "first"))
    with pytest.raises(ControlRefused, match="no abort waits"):
        aborting.explain(Explain("wang", "second"))
    assert aborting.explanation(lambda: False) == Explain("li", "first")


def test_verify_takes_the_reason_right_after_an_abort_only_once_and_in_words(explained, forged):
    ran = explained(lambda control: control.accept(EXPLAIN))

    def refused(change, why):
        with pytest.raises(ResultDiffers, match=why):
            verify(forged(ran, change))

    def at(lines):
        return next(n for n, line in enumerate(lines) if isinstance(line.event, AbortExplained))

    def moved(lines):
        lines.insert(3, lines[at(lines)])

    def twice(lines):
        lines.insert(at(lines), lines[at(lines)])

    def by_nobody(lines):
        lines[at(lines)] = replace(lines[at(lines)], event=AbortExplained(" ", "it smoked"))

    refused(moved, "the end of the run was explained, but nobody had asked for it just before")
    refused(twice, "the end of the run was explained, but nobody had asked for it just before")
    refused(by_nobody, "the end of the run was explained by nobody, or not")
    assert ran.of(RunEnded, state="aborted")
