"""Connect and check: what is red is mended, what is amber has a reason, and a refusal is told where one started."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bench_core.clock import VirtualClock
from bench_core.records.events import AbortRequested, ConcernAccepted
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_gui.qt import Qt
from bench_gui.work.beside import Beside, Readiness
from bench_gui.work.job import JobEnd

WITHIN_MS = 20_000
CHECKS = {"checks": [{"name": name, "title": {"zh": name, "en": name}} for name in ("files", "clock", "key")]}


def finding(name, level):
    return {
        "check": name,
        "level": level,
        "told": {"zh": "说明", "en": f"{name} told"},
        "fix": {"zh": "办", "en": "mend"},
    }


@pytest.fixture
def went(session):
    """Return where the screens wanted to go, in place of going there."""
    session.screen_wanted.disconnect()
    wanted = []
    session.screen_wanted.connect(wanted.append)
    return wanted


@pytest.fixture
def connect(window, choose, went, session, monkeypatch):
    """Return the screen with a set-up, told by the test what its preflight says."""
    monkeypatch.setattr("bench_gui.screens.connect.ConnectScreen._prepare", lambda *_: None)
    choose()
    window.show_screen("connect")
    screen = window.screen_of("connect")
    screen.says = lambda *lines: [screen._line(line) for line in lines]
    return screen


@pytest.fixture
def checked(window, small_bench, choose, went, session, qtbot):
    """Shows the screen for the small bench as it is then, and waits for its real preflight."""

    def show(speed=100.0):
        session.opening = replace(session.opening, speed=speed)
        choose()
        window.show_screen("connect")
        screen = window.screen_of("connect")
        ready = lambda: (screen._preflight.done and screen._job is None) or screen._preflight.refused is not None  # noqa: E731
        qtbot.waitUntil(ready, timeout=WITHIN_MS)
        return screen

    return show


def levels(screen):
    return {check.name: check.level.value for check in screen._preflight.checks}


def reason_of(screen, name):
    return screen._checks._shown[name].reason


def test_the_checks_begin_at_once_and_amber_ones_go_on_record_with_their_reasons(checked, session, went, qtbot):
    screen = checked()
    found = levels(screen)
    assert found["instrument:meter"] == "green"
    assert found["simulated"] == "amber"
    assert not screen._start.isEnabled()
    ambers = [check.name for check in screen._preflight.ambers]
    for name in ambers:
        entry = reason_of(screen, name)
        entry.setFocus()
        qtbot.keyClicks(entry, f"because {name}")
        qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.waitUntil(screen._start.hasFocus, timeout=WITHIN_MS)
    qtbot.keyClick(screen._start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: went == ["run"], timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: session.sight() is not None and session.sight().view.ended, timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: not session.watch._alive(), timeout=WITHIN_MS)
    events = [line.event for line in read_record(session.watch.record).lines]
    assert events[0].operator == "zhang"
    assert {(one.name, one.reason) for one in events if isinstance(one, ConcernAccepted)} == {
        (name, f"because {name}") for name in ambers
    }


@pytest.mark.slow
def test_a_mistake_in_a_file_is_red_with_its_place_until_it_is_mended_and_checked_again(checked, small_bench, qtbot):
    small_bench.change("laboratory.yaml", "city: 北京", "citty: 北京")
    screen = checked()
    assert levels(screen)["files"] == "red"
    assert "laboratory.yaml:3" in screen._checks._shown["files"]._told.text()
    assert (screen._start.isEnabled(), screen._why.text) == (False, "A red check must be mended first.")
    small_bench.change("laboratory.yaml", "citty: 北京", "city: 北京")
    qtbot.keyClick(screen, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: levels(screen).get("files") == "green", timeout=WITHIN_MS)


def test_a_run_that_is_refused_before_its_record_says_so_here_in_full(checked, small_bench, session, went, qtbot):
    screen = checked()
    for check in screen._preflight.ambers:
        screen._reason((check.name, "practice"))
    small_bench.change("procedure.yaml", "id: short", "idd: short")  # after the checks
    screen._start.click()
    assert not screen._start.isEnabled()
    qtbot.waitUntil(lambda: bool(screen._refusal), timeout=WITHIN_MS)
    assert "procedure.yaml:2:1" in screen._refused.text()
    assert (session.watch, went) == (None, [])
    assert not list((session.workplace / "records").glob("*.calrun"))


def test_green_alone_starts_with_one_key(connect, qtbot):
    connect.says(CHECKS, *(finding(name, "green") for name in ("files", "clock", "key")), {"done": True})
    qtbot.waitUntil(connect._start.hasFocus, timeout=WITHIN_MS)
    assert connect._start.isEnabled()


def test_where_only_the_operator_is_lacking_the_name_is_typed_at_once_and_enter_leads_on(connect, session, qtbot):
    session.change(operator="")
    connect.says(CHECKS, *(finding(name, "green") for name in ("files", "clock", "key")), {"done": True})
    entry = connect._operator.entry
    qtbot.waitUntil(entry.hasFocus, timeout=WITHIN_MS)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert entry.hasFocus()
    qtbot.keyClicks(entry, "zhang")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert connect._start.hasFocus()


def test_the_first_reason_that_is_lacking_has_the_focus_and_blanks_are_no_reason(connect, qtbot):
    lines = [finding("files", "green"), finding("clock", "amber"), finding("key", "amber")]
    connect.says(CHECKS, *lines, {"done": True})
    qtbot.waitUntil(reason_of(connect, "clock").hasFocus, timeout=WITHIN_MS)
    qtbot.keyClicks(reason_of(connect, "clock"), "set by hand")
    qtbot.keyClick(reason_of(connect, "clock"), Qt.Key.Key_Return)
    qtbot.waitUntil(reason_of(connect, "key").hasFocus, timeout=WITHIN_MS)
    qtbot.keyClicks(reason_of(connect, "key"), "   ")
    assert not connect._start.isEnabled()
    assert "key" in connect._why.text


def test_a_reason_of_before_stands_for_the_next_instrument_with_the_same_concern(connect, session):
    connect.says(CHECKS, finding("clock", "amber"))
    connect._reason(("clock", "set by hand"))
    connect._check()
    connect.says(CHECKS, finding("clock", "amber"))
    assert connect._reasons == {"clock": "set by hand"}


def test_a_reason_given_for_one_concern_is_not_one_for_another_of_the_same_check(connect):
    connect.says(CHECKS, finding("clock", "amber"))
    connect._reason(("clock", "set by hand"))
    connect._check()
    connect.says(CHECKS, {**finding("clock", "amber"), "told": {"zh": "别的", "en": "something else"}})
    assert connect._reasons == {"clock": ""}
    assert reason_of(connect, "clock").text() == ""


def test_nobody_starts_without_a_name(connect, session):
    connect.says(CHECKS, *(finding(name, "green") for name in ("files", "clock", "key")), {"done": True})
    connect._operator.entry.setText("")
    assert (connect._start.isEnabled(), connect._why.text) == (False, "Enter who works here.")
    connect._operator.entry.setText("王五")
    assert connect._start.isEnabled()


def test_instruments_are_looked_for_only_when_asked_and_not_while_they_are_checked_or_at_work(connect, session):
    assert not connect._found.searching
    connect.refresh(None)
    assert connect._found._look.isEnabled()
    connect._job = object.__new__(type("Job", (), {"stop": lambda _: None}))
    connect.refresh(None)
    assert not connect._found._look.isEnabled()
    connect._job = None


def test_no_search_begins_while_a_run_that_is_not_watched_here_or_a_person_by_hand_is_at_work(connect, session):
    connect._found.allow(search=True)
    with Journal.create(session.workplace / "elsewhere.calrun", VirtualClock()):
        connect._found._look.click()
        assert not connect._found.searching
        assert "Instruments are at work" in connect._found._said.text
    session.by_hand = True
    connect._found._look.click()
    assert not connect._found.searching


def test_what_a_search_finds_stands_beside_the_bench_and_serial_ports_want_a_yes(connect):
    port = '{"resource": "ASRL1::INSTR", "identity": null, "problem": "not asked", "driver": null, "description": ""}'
    meter = '{"resource": "USB::1", "identity": "Keysight,34401A,MY41001234,1", "problem": "", "driver": "k.34401a"}'
    found = connect._found
    assert not found._serial.isVisible()
    found._ended(JobEnd(0, "", f'{{"found": [{port}, {meter}], "not_searched": {{}}, "bench_entries": []}}'))
    assert found._serial.isVisible()
    assert "may be no instrument" in found._said.text
    found._ended(JobEnd(2, "calbench: fault", ""))
    assert "fault" in found._said.text


def test_without_a_choice_the_screen_says_where_to_go(window, session):
    window.show_screen("connect")
    screen = window.screen_of("connect")
    assert not screen._start.isEnabled()
    assert "go back" in screen._why.text


def test_a_bench_of_the_demonstration_is_checked_as_soon_as_its_instruments_answer(
    window, choose, session, went, monkeypatch
):
    speeds = []
    monkeypatch.setattr("bench_gui.screens.connect.ConnectScreen._prepare", lambda _, __, speed: speeds.append(speed))
    monkeypatch.setattr(Beside, "running", property(lambda _: True))
    session.beside = Beside(("json.tool",), session)
    choose()
    window.show_screen("connect")
    assert speeds == []
    session.beside._known[session.chosen.bench.path] = Readiness(50.0)
    session.beside.changed.emit()
    assert speeds == [50.0]


def test_who_starts_by_mistake_aborts_before_the_run_can_be_reached(small_bench, checked, window, session, went, qtbot):
    small_bench.change("procedure.yaml", "for: 1 s, give_up: 20 s", "for: 30 s, give_up: 60 s")
    screen = checked(speed=1.0)  # no point can be done before the abort arrives, however slow the machine is
    for check in screen._preflight.ambers:
        screen._reason((check.name, "practice"))
    screen._start.click()
    window.abort()
    assert "Aborting" in window.notice.text
    qtbot.waitUntil(lambda: went == ["run"], timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: session.watch._alive() and asks_why(session.watch.record), timeout=WITHIN_MS)
    session.command("explain", reason="the wrong order")
    qtbot.waitUntil(lambda: not session.watch._alive(), timeout=WITHIN_MS)
    state = fold_record(read_record(session.watch.record))
    assert (state.ended.state, state.explained.reason) == ("aborted", "the wrong order")
    assert len(state.results) == 0
    assert session.launch is None


def test_a_window_that_closes_waits_for_no_run_that_is_being_started(connect):
    stopped = []
    connect._launch = SimpleNamespace(stop=lambda: stopped.append(True))
    connect.closing()
    connect._launch = None
    assert stopped == [True]


def asks_why(record):
    """Tell whether an abort is on record, of which the run now asks why."""
    return any(isinstance(line.event, AbortRequested) for line in read_record(record).lines)
