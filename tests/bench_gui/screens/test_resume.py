"""An interrupted run: what is on is asked and not assumed, and nothing changes before a person chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bench_core.clock import system_clock
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_gui.qt import QApplication, QPoint, Qt
from bench_gui.tone import Tone
from bench_gui.words import Language
from bench_gui.work.job import JobEnd
from tests.bench_gui.small_runs import cut_after, perform_small
from tests.conftest import BenchFolder

WITHIN_MS = 20_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the record of a run on simulated instruments inside its process."""
    folder = tmp_path_factory.mktemp("whole")
    return perform_small(BenchFolder(folder))


@pytest.fixture
def interrupted(whole, workplace):
    """Return a run's record that ends while its output was on."""
    (workplace / "records").mkdir()
    return cut_after(whole, workplace / "records" / "cut.calrun", "IndicationTaken", 2)


@pytest.fixture
def went(session):
    session.screen_wanted.disconnect()
    wanted = []
    session.screen_wanted.connect(wanted.append)
    return wanted


@pytest.fixture
def resume(window, session, interrupted, went, qtbot):
    """Return the screen on the interrupted run, once everything is known."""
    session.interrupted = interrupted
    window.show_screen("resume")
    screen = window.screen_of("resume")
    qtbot.waitUntil(lambda: screen._read is not None and screen._job is None, timeout=WITHIN_MS)
    return screen


@pytest.fixture
def told(window, session, interrupted, went, qtbot, monkeypatch):
    """Return the screen on the interrupted run, told by the test what its sources answer."""
    monkeypatch.setattr("bench_gui.screens.resume.Job.start", lambda _: None)
    session.interrupted = interrupted
    window.show_screen("resume")
    screen = window.screen_of("resume")
    qtbot.waitUntil(lambda: screen._read is not None, timeout=WITHIN_MS)
    return screen


def button(screen, way):
    view = screen._panel._view
    return screen._panel._ways[[one.way.value for one in view.ways].index(way)][0]


def test_it_says_what_was_running_how_far_it_came_and_what_its_output_was_then_and_is_now(told):
    view = told._panel._view
    assert "34401A" in view.what
    assert "points done" in view.last_point
    assert view.operator == "zhang"
    assert view.outputs[0].recorded_tone is Tone.HAZARD
    assert view.outputs[0].now == "simulated, ended with the run"


def test_an_output_that_may_be_on_stays_a_hazard_until_it_answers_off(told):
    answer = {"instrument": "calibrator", "energised": None, "told": {"zh": "不知", "en": "nobody knows: no answer"}}
    told._answered(answer)
    assert told._panel._view.outputs[0].now_tone is Tone.HAZARD
    assert told._panel._outputs_panel.property("tone") == "hazard"
    assert "By hand" in told._panel._advice.text()
    told._answered(answer | {"energised": False, "told": {"zh": "断开", "en": "its output is off"}})
    assert told._panel._outputs[0]._now.text == "its output is off"
    assert told._panel._outputs_panel.property("tone") == "neutral"
    assert told._panel._advice.isHidden()


def test_an_output_that_answered_on_is_a_hazard_on_every_screen_until_something_newer_is_known(told, window, session):
    frame = window.centralWidget()
    answer = {"instrument": "calibrator", "energised": True, "told": {"zh": "接通", "en": "its output is ON"}}
    told._answered(answer)
    window.refresh()
    assert frame.property("tone") == "hazard"
    window.show_screen("work")
    assert frame.property("tone") == "hazard", "nobody has switched it off since"
    state, later = told._read.state, system_clock().utc() + timedelta(minutes=1)
    for alive, at, hazard in ((False, later, True), (True, state.last_utc, True), (True, later, False)):
        run = replace(state, energised={"calibrator": False}, last_utc=at)
        session.watch = SimpleNamespace(seen=SimpleNamespace(state=run, alive=alive))
        assert told.hazardous() is hazard, "only a run that was heard of later knows better"
    session.watch = None
    told._answered(answer)
    assert told.hazardous()
    told._answered(answer | {"energised": False})
    assert not told.hazardous()


def test_an_answer_that_is_old_says_its_age(told, monkeypatch):
    told._answered({"instrument": "calibrator", "energised": True, "told": {"zh": "接通", "en": "its output is ON"}})
    assert told._panel._view.outputs[0].now == "its output is ON"
    told._answers["calibrator"]["at"] -= timedelta(minutes=3)
    told._shown_at -= timedelta(minutes=1)
    told.refresh(None)
    assert told._panel._view.outputs[0].now == "its output is ON, asked 3 min ago"


def test_who_is_not_asked_any_more_is_not_said_to_be_asked(told, qtbot):
    found = told._read
    wired = {
        name: replace(one, resource="TCPIP0::192.0.2.1::5025::SOCKET") for name, one in found.state.instruments.items()
    }
    told._read = replace(found, state=replace(found.state, instruments=wired))
    told._show()
    assert told._panel._view.outputs[0].now == "being asked …"
    told._answered({"refused": {"zh": "校准台被占用", "en": "the bench is held"}})
    told._asked(JobEnd(4, "", ""))
    assert (told._panel._view.outputs[0].now, told._panel._view.hazard) == ("nobody knows", True)
    assert told._said.text == "the bench is held"


def test_what_cannot_be_asked_is_told_in_the_language_of_the_window(told, session):
    told._answered({"refused": {"zh": "校准台被占用", "en": "the bench is held"}})
    assert told._said.text == "the bench is held"
    session.speak(Language.ZH)
    assert told._said.text == "校准台被占用"


def test_to_leave_it_changes_nothing(resume, interrupted, went, qtbot):
    before = interrupted.read_bytes()
    qtbot.waitUntil(button(resume, "leave").hasFocus, timeout=WITHIN_MS)
    qtbot.keyClick(button(resume, "leave"), Qt.Key.Key_Space)
    assert went == ["work"]
    assert interrupted.read_bytes() == before


def test_a_run_is_closed_only_with_a_reason_which_goes_on_record(resume, interrupted, qtbot):
    button(resume, "close").click()
    assert resume._closing is None
    entry = resume._panel._reason
    qtbot.waitUntil(entry.hasFocus, timeout=WITHIN_MS)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert resume._closing is None
    qtbot.keyClicks(entry, "client took it back")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: resume._closed is not None and resume._closing is None, timeout=WITHIN_MS)
    state = fold_record(read_record(interrupted))
    assert state.ended.state == "aborted"
    assert "client took it back" in state.ended.reason
    assert "aborted" in resume._said.text
    assert button(resume, "leave").isHidden() or not button(resume, "leave").isVisible(), "nothing is left for later"
    assert resume._back.hasFocus()
    resume.leave()
    resume.enter()
    assert "aborted" in resume._said.text, "what became of it is told until another run is looked at"


def test_who_goes_to_another_screen_leaves_the_instruments_alone(told):
    asked = told._job
    told.leave()
    assert asked is not None
    assert told._job is None


def test_a_reason_belongs_to_the_run_that_it_was_typed_for(told):
    button(told, "close").click()
    told._panel._reason.setText("client took it back")
    told._panel.show_view(replace(told._panel._view, record=told._record.with_name("other.calrun")))
    assert (told._panel.reason, told._panel._reason.isHidden()) == ("", True)
    button(told, "close").click()
    assert told._closing is None


@pytest.mark.parametrize(("energised", "tone"), [(False, Tone.WARNING), (None, Tone.HAZARD)])
def test_what_is_not_on_record_is_a_hazard_unless_the_sources_have_just_said_that_they_are_off(told, energised, tone):
    told._answered({"instrument": "calibrator", "energised": energised, "told": {"zh": "断开", "en": "off"}})
    told._told_of_closing({"closed": {"zh": "已结束", "en": "it has ended"}, "safe": False})
    assert told._closed[1] is tone


def test_the_buttons_stay_where_they_are_when_a_reason_is_asked_for(told):
    def places():
        return [button(told, way).mapTo(told, QPoint(0, 0)) for way in ("resume", "close", "leave")]

    told.layout().activate()
    before = places()
    button(told, "close").click()
    QApplication.processEvents()
    assert places() == before


def test_while_a_run_is_being_started_no_other_one_is_resumed(told, session):
    session.launch = object()
    button(told, "resume").click()
    assert told._launch is None


def test_nobody_resumes_without_a_name(told):
    told._operator.entry.setText("")
    assert not button(told, "resume").isEnabled()
    assert told._said.text == "Enter who works here."


def test_a_run_that_is_resumed_is_watched_and_one_that_cannot_be_says_why(resume, interrupted, session, went, qtbot):
    button(resume, "resume").click()
    assert not button(resume, "resume").isEnabled()
    qtbot.waitUntil(lambda: bool(went) or bool(resume._problem), timeout=WITHIN_MS)
    if resume._problem:  # a program file was edited between the two runs
        assert "has changed since the run began" in resume._problem.en
        return
    assert (went, session.watch.record) == (["run"], interrupted)
    clock = system_clock()
    qtbot.waitUntil(lambda: session.commander.attending or not is_held(interrupted), timeout=WITHIN_MS)
    session.command("abort", reason="test")
    assert clock.wait_until(lambda: not session.watch._alive(), clock.now() + WITHIN_MS / 1000)
    assert fold_record(read_record(interrupted)).interruptions[-1].operator == "zhang"


def test_a_record_that_cannot_be_read_is_told(window, session, interrupted, went, qtbot):
    interrupted.write_bytes(interrupted.read_bytes().replace(b'"operator":"zhang"', b'"operator":"wang"', 1))
    session.interrupted = interrupted
    window.show_screen("resume")
    screen = window.screen_of("resume")
    qtbot.waitUntil(lambda: bool(screen._problem), timeout=WITHIN_MS)
    assert screen._panel.isHidden()
    qtbot.waitUntil(lambda: screen._job is None, timeout=WITHIN_MS)


def test_without_a_record_the_screen_says_so(window, session):
    window.show_screen("resume")
    assert window.screen_of("resume")._said.text == "No interrupted run was chosen."
