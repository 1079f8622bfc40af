"""A link that fails, a source that trips and an upkeep that comes due suspend a run while somebody is there."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.answers import Answers
from bench_core.documents.model import parse
from bench_core.errors import LinkTimeout, ResultDiffers
from bench_core.records.events import (
    ConditionRecorded,
    InstrumentIdentified,
    OutputAsked,
    PointStarted,
    PromptAsked,
    RunContinued,
    RunPaused,
    RunSuspended,
    SettingIntended,
)
from bench_core.records.journal import Journal
from bench_core.records.verification import verify, verify_record
from bench_core.records.verified_suspension import wrong_while_lost
from sequencer import conducting, suspending, waiting
from sequencer.commands import Continue, Pause, read_command
from sequencer.control import Control

CLOSED = "{kind: close, after: 40 messages}"
TRIPPED = "{kind: trip, after: 6 readings}"


class AtTheBench(Control):
    """Control of a run with somebody at a terminal, until they leave."""

    present = True

    @property
    def attended(self) -> bool:
        return self.present


@contextmanager
def when_suspended(act, times=1):
    """Do something each time that a run is suspended."""
    append, left = Journal.append, [times]

    def noted(journal, event):
        append(journal, event)
        if isinstance(event, RunSuspended) and left[0]:
            left[0] -= 1
            act()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", noted)
        yield


def results(ran):
    return {place: done.result for place, done in ran.state.results.items()}


def test_a_link_that_fails_suspends_and_the_run_goes_on_when_the_instrument_answers_again(run, bench_folder):
    whole = run()
    bench_folder.fault("meter", CLOSED)
    ran = run(AtTheBench(), record=bench_folder.path("b.calrun"))
    (suspended,) = ran.of(RunSuspended)
    assert (suspended.cause, suspended.name, suspended.safe) == ("link", "meter", True)
    assert "MY41001234 (meter) answers again, with its model and serial number" in suspended.until.en
    at, on = ran.kinds().index("RunSuspended"), ran.kinds().index("RunContinued")
    again = [event for event in ran.events[at:on] if isinstance(event, InstrumentIdentified)]
    assert {event.serial for event in again} == {"MY41001234"}
    assert results(ran) == results(whole)
    verify_record(ran.record)


def test_a_pause_lasts_though_an_instrument_fails_meanwhile(run, monkeypatch):
    control, append, check, failing = AtTheBench(), Journal.append, conducting._check, []

    def noted(journal, event):
        append(journal, event)
        if isinstance(event, PointStarted) and event.key.point == "10 V/-90 %" and event.key.attempt == 1:
            control.wish(Pause("li"))
        if isinstance(event, RunPaused):
            failing.extend([LinkTimeout("calibrator (sim:calibrator)", "its watchdog cannot be kept alive")] * 2)

    def checking(*given):
        if failing:
            if len(failing) == 1:
                control.wish(Continue("li"))
            raise failing.pop()
        check(*given)

    monkeypatch.setattr(Journal, "append", noted)
    monkeypatch.setattr(conducting, "_check", checking)
    ran = run(control)
    course = [kind for kind in ran.kinds() if kind in {"RunPaused", "RunSuspended", "RunContinued"}]
    assert course == ["RunPaused", "RunContinued"]
    assert ran.of(RunContinued)[0].by == "li"
    assert ran.code == 0
    verify_record(ran.record)


def test_where_nobody_is_there_a_link_that_fails_leaves_the_run_open(run, bench_folder):
    bench_folder.fault("meter", CLOSED)
    ran = run()
    assert ran.of(RunSuspended) == []
    assert ran.state.ended is None


def test_a_run_whose_people_leave_while_its_link_is_down_stays_open(run, bench_folder):
    bench_folder.fault(
        "meter",
        "{kind: silent, matching: READ, after: 12 messages, lasting: true}, {kind: silent, at: 5 s, lasting: true}",
    )
    control = AtTheBench()
    with when_suspended(lambda: setattr(control, "present", False)):
        ran = run(control)
    assert len(ran.of(RunSuspended)) == 1
    assert ran.state.failure.failure == "LinkTimeout"
    assert ran.state.ended is None
    assert ran.code == 3


def test_another_source_that_did_not_go_off_is_tried_again_while_a_source_is_waited_for(run, bench_folder, monkeypatch):
    entry = '"sim:spare", serial: "55", timeout: 2 s}\n  meter: {driver'
    bench_folder.change("bench.yaml", "  meter: {driver", f"  spare: {{driver: fluke.5522a, link: {entry}")
    bench_folder.change("world.yaml", "  meter:\n", '  spare: {simulates: fluke.5522a, serial: "55"}\n  meter:\n')
    bench_folder.fault("calibrator", "{kind: close, after: 64 messages}")
    make_all_safe, tried = suspending.make_all_safe, []

    def unsafe_at_first(names, *where):
        outcome = make_all_safe(names, *where)
        tried.append(list(names))
        on = ("calibrator", "spare") if len(tried) == 1 else outcome.may_be_on
        return replace(outcome, safe=not on, may_be_on=on)

    looks, may_be_on, over = iter([False, False]), [], waiting._Link.over

    def over_at_the_third_look(link):
        may_be_on.append(link._desk.on_time.may_be_on)
        return next(looks, True) and over(link)

    monkeypatch.setattr(waiting._Link, "over", over_at_the_third_look)
    monkeypatch.setattr(suspending, "make_all_safe", unsafe_at_first)
    ran = run(AtTheBench())
    (suspended,) = ran.of(RunSuspended)
    assert (suspended.cause, suspended.name, suspended.safe) == ("link", "calibrator", False)
    assert tried == [["calibrator", "spare"], ["spare"]]
    assert may_be_on[:3] == [True] * 3  # until the calibrator itself has answered, too
    assert ran.state.ended.safe


def test_that_everybody_has_left_is_seen_between_two_looks_at_the_link(run, bench_folder, monkeypatch):
    class SecondByLook(VirtualClock):
        def now(self):
            self.sleep(1.0)
            return super().now()

    bench_folder.fault("meter", f"{CLOSED}, {{kind: silent, at: 5 s, lasting: true}}")
    monkeypatch.setattr(waiting._Link, "every_s", 600.0)
    control = AtTheBench(wall=SecondByLook())
    with when_suspended(lambda: setattr(control, "present", False)):
        ran = run(control, patience_s=300.0)
    (suspended,) = [line for line in ran.record.lines if isinstance(line.event, RunSuspended)]
    assert ran.code == 3
    assert ran.state.last_mono - suspended.mono < 60


@pytest.mark.parametrize(("patience", "code"), [(300.0, 0), (0.0, 3)])
def test_a_run_whose_window_is_away_for_a_moment_while_its_link_is_down_goes_on(run, bench_folder, patience, code):
    bench_folder.fault("meter", CLOSED)
    control, looks, over = AtTheBench(), [], waiting._Link.over

    def down_at_first(link):
        looks.append(control.present)
        if len(looks) == 2:
            control.present = True  # the window is back
        return len(looks) > 2 and over(link)

    with pytest.MonkeyPatch.context() as patch, when_suspended(lambda: setattr(control, "present", False)):
        patch.setattr(waiting._Link, "over", down_at_first)
        ran = run(control, patience_s=patience)
    assert looks[0] is False
    assert len(ran.of(RunSuspended)) == 1
    assert ran.code == code


def test_another_instrument_on_the_same_port_does_not_end_the_suspension(run, bench_folder):
    bench_folder.fault(
        "meter", f"{CLOSED}, {{kind: other_serial, serial: MY00000000, after: 41 messages, lasting: true}}"
    )
    control, looked = AtTheBench(), []
    original = Control.wait

    def count(self, clock, seconds):
        if looked:
            looked.append(clock.now())
            control.present = clock.now() - looked[0] < 60
        original(self, clock, seconds)

    with pytest.MonkeyPatch.context() as patch, when_suspended(lambda: looked.append(0.0)):
        patch.setattr(Control, "wait", count)
        ran = run(control)
    assert ran.of(RunContinued) == []
    assert ran.state.ended is None


def test_a_source_that_cannot_be_reached_is_never_called_safe(run, bench_folder):
    bench_folder.fault("calibrator", "{kind: silent, at: 5 s, lasting: true}")
    control = AtTheBench()
    with when_suspended(lambda: control.request_abort("li", "smoke")):
        ran = run(control)
    (suspended,) = ran.of(RunSuspended)
    assert not suspended.safe
    assert ran.state_after(ran.events.index(suspended)).energised["calibrator"] is None


def test_a_source_that_trips_is_not_energised_again_before_a_person_has_said_so(run, bench_folder):
    bench_folder.fault("calibrator", TRIPPED)
    ran = run(AtTheBench())
    (suspended,) = ran.of(RunSuspended)
    assert (suspended.cause, suspended.name) == ("trip", "calibrator")
    assert "found and mended the cause" in suspended.until.en
    events = ran.events
    tripped = next(n for n, event in enumerate(events) if isinstance(event, OutputAsked) and not event.energised)
    operated = next(
        n for n, e in enumerate(events) if n > tripped and isinstance(e, SettingIntended) and e.action == "operate"
    )
    asked = next(n for n, event in enumerate(events) if isinstance(event, PromptAsked) and event.kind == "energise")
    assert tripped < asked < operated
    assert ran.code == 0
    verify_record(ran.record)


def test_a_source_that_trips_again_at_once_ends_the_run_where_no_person_typed_the_word(run, bench_folder):
    bench_folder.fault("calibrator", f"{TRIPPED}, {{kind: trip, after: 13 readings}}")
    ran = run(AtTheBench())
    assert len(ran.of(RunSuspended)) == 1
    assert ran.code == 3
    assert ran.state.failure.failure == "OutputTripped"
    assert ran.state.ended.state == "failed"
    assert ran.state.ended.state == "failed"


@pytest.fixture
def due(bench_folder):
    bench_folder.change("procedure.yaml", "ambient.temperature: 20 °C ± 1 °C", "source.zeroed: ≤ 60 s")
    bench_folder.change("world.yaml", "confirms: true}", "confirms: true, answers: {source.zeroed: 50 s}}")


@pytest.mark.usefixtures("due")
def test_an_upkeep_that_comes_due_suspends_the_run_until_a_person_says_that_it_is_done(run):
    ran = run()
    (suspended,) = ran.of(RunSuspended)
    assert (suspended.cause, suspended.name, str(suspended.value)) == ("upkeep", "source.zeroed", "60 s")
    first, renewed = ran.of(ConditionRecorded, name="source.zeroed")
    assert (str(first.value), str(renewed.value), renewed.by) == ("50 s", "0 s", "小王")
    at = ran.events.index(suspended)
    asked = [event.name for event in ran.events[at:] if isinstance(event, PromptAsked)]
    assert asked[:2] == ["upkeep.source.zeroed", "suspension"]
    assert ran.code == 0
    verify_record(ran.record)


@pytest.mark.usefixtures("due")
def test_where_nobody_does_the_upkeep_the_run_stays_open(run, bench_folder):
    bench_folder.change("world.yaml", "confirms: true,", "confirms: true, energises: false,")
    ran = run()
    assert ran.state.failure.failure == "NobodyAnswers"
    assert ran.state.ended is None


@pytest.mark.usefixtures("due")
def test_a_forged_record_that_goes_on_without_the_upkeep_is_refused(run, forged):
    def without_it(lines):
        renewed = [n for n, line in enumerate(lines) if isinstance(line.event, ConditionRecorded)][1]
        del lines[renewed]

    with pytest.raises(ResultDiffers, match=r"nobody said that source\.zeroed was renewed"):
        verify(forged(run(), without_it))


@pytest.mark.usefixtures("due")
def test_no_point_may_begin_or_end_after_an_upkeep_came_due(run):
    ran = run()
    state = ran.state_after(ran.kinds().index("PointStarted") - 1)
    begun = next(event for event in ran.events if isinstance(event, PointStarted))
    assert wrong_while_lost(state, begun, state.due["source.zeroed"]) is None
    late = wrong_while_lost(state, begun, state.due["source.zeroed"] + 10)
    assert "source.zeroed was due" in late


def test_a_forged_record_that_goes_on_after_a_trip_without_a_person_is_refused(run, bench_folder, forged):
    bench_folder.fault("calibrator", TRIPPED)

    def by_nobody(lines):
        on = next(n for n, line in enumerate(lines) if isinstance(line.event, RunContinued))
        lines[on] = replace(lines[on], event=RunContinued("the program"))

    with pytest.raises(ResultDiffers, match="the program confirmed no prompt"):
        verify(forged(run(AtTheBench()), by_nobody))


@pytest.mark.usefixtures("due")
def test_an_upkeep_whose_time_was_typed_wrongly_is_due_earlier(run, bench_folder):
    bench_folder.change("world.yaml", "source.zeroed: 50 s", "source.zeroed: 10 s")
    assert run(record=bench_folder.path("whole.calrun")).of(RunSuspended) == []
    control, append, told = Control(), Journal.append, []

    def corrected(journal, event):
        append(journal, event)
        if isinstance(event, PointStarted) and not told:
            wish = {"command": "correct", "by": "li", "reading": "source.zeroed", "value": "50 s", "why": "misread"}
            told.append(control.wish(read_command(wish)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", corrected)
        ran = run(control)
    assert "→ 50 s" in told[0].outcome().en
    assert [event.cause for event in ran.of(RunSuspended)] == ["upkeep"]
    verify_record(ran.record)


@pytest.mark.parametrize(("said", "answered"), [("all", None), ("[upkeep.source.zeroed, trip]", "yes")])
def test_all_answers_given_beforehand_say_neither_why_a_source_tripped_nor_that_a_later_upkeep_is_done(said, answered):
    text = f"calbench: answers/1\nby: li\nconfirm: {said}\nenergise: {said}\n"
    answers = parse("answers.yaml", text.encode(), Answers).model
    assert answers.answer("confirm", "upkeep.source.zeroed") == answered
    assert answers.answer("energise", "trip") == answered
    assert answers.answer("energise", "suspension") == (None if answered else "yes")
