"""The run screen on real runs of the real runner: what it shows, and that what a person does comes into the record."""

import os
import signal
from types import SimpleNamespace

import pytest

from bench_cli.simulating import simulated
from bench_core.bilingual import NOTHING
from bench_core.records.events import (
    AbortExplained,
    ConditionRecorded,
    IndicationTaken,
    InstrumentIdentified,
    PointSkipped,
    PromptAnswered,
    RetryAsked,
)
from bench_core.records.record import read_record
from bench_core.records.run_states import RunStatus
from bench_gui.qt import QPoint, Qt
from bench_gui.settings import read_settings
from bench_gui.tone import Tone
from bench_gui.views.prompts import Wanted
from bench_gui.words import Language
from bench_gui.work.commander import Told
from sequencer.launch import launch_detached
from sequencer.request import RunRequest
from tests.bench_gui.inspection import text_everywhere
from tests.sequencer import test_person_meter as by_hand

WITHIN_MS = 30_000
ASK = "      - ask: {name: t, text: {zh: 电压, en: voltage}, unit: V}\n      - take: {name: x"
SIMULATED_METER = """\
  meter:
    simulates: keysight.34401a
    serial: MY41001234
    hidden: {dc_voltage: [{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}
wiring: [{from: calibrator, to: meter, thermal_emf: 0.2 µV}]
"""  # noqa: E501  as the world file has it


PRACTICE = """\
  meter: {simulates: handheld, serial: "123", hidden: {dc_voltage: [{range: 6 V, offset: 11 mV}]}}
wiring: [{from: calibrator, to: meter}]
"""


@pytest.fixture
def start(window, session, bench_folder, tmp_path):
    """Starts a run of the small bench as the window does, and shows it."""
    runs = []

    def begin():
        request = RunRequest(
            record=tmp_path / "run.calrun",
            procedure=bench_folder.path("procedure.yaml"),
            bench=bench_folder.path("bench.yaml"),
            operator="zhang",
            clock="virtual" if "world:" in bench_folder.path("bench.yaml").read_text("utf-8") else "system",
            patience_s=60.0,
        )
        runs.append(launch_detached(request, tmp_path / "said"))
        session.watch_run(request.record, lambda: runs[-1].code() is None)
        window.show_screen("run")
        return window.screen_of("run")

    yield begin
    for run in runs:
        if run.code() is None:
            os.kill(run.pid, signal.SIGTERM)
            run._process.wait(45)


@pytest.fixture
def live(qtbot, session, window):
    """Waits until the sight of the run is as wanted, and returns its view."""

    def until(ready):
        qtbot.waitUntil(lambda: (sight := session.sight()) is not None and ready(sight), timeout=WITHIN_MS)
        window.refresh()
        return session.sight().view

    return until


@pytest.fixture
def asks(bench_folder):
    """Has each of two points ask a person, so that the run stands still where a test wants it to."""
    bench_folder.change("procedure.yaml", "      - take: {name: x", ASK)
    bench_folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0 * mean(t)")
    bench_folder.change("procedure.yaml", "      - {range: 100 V, at: [90 %], of: range}\n", "")


@pytest.fixture
def read_at_the_window(bench_folder):
    """Has a person at the window read a meter that nothing simulates, connect the leads and set the range."""
    bench_folder.path("handheld.yaml").write_text(by_hand.HANDHELD, encoding="utf-8")
    bench_folder.change("bench.yaml", by_hand.METER, by_hand.BY_PERSON)
    bench_folder.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    bench_folder.change("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}")
    bench_folder.change("procedure.yaml", by_hand.POINTS, "      - {range: 6 V, at: [50 %], of: range}\n")
    bench_folder.change("world.yaml", SIMULATED_METER, "wiring: []\n")
    bench_folder.change("procedure.yaml", "for: 1 s", "for: 0.1 s")
    with simulated(bench_folder.path("bench.yaml"), 20.0, None) as links:  # a source that settles at once
        bench_folder.change("bench.yaml", "sim:calibrator", links["calibrator"])
        bench_folder.change("bench.yaml", "world: world.yaml\n", "")
        yield


@pytest.fixture
def practised(bench_folder):
    """Has the person at the window read a meter that is simulated in the run, connect the leads and set the range."""
    bench_folder.path("handheld.yaml").write_text(by_hand.HANDHELD, encoding="utf-8")
    for file, old, new in (
        ("bench.yaml", by_hand.METER, by_hand.BY_PERSON),
        ("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}"),
        ("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}"),
        ("procedure.yaml", by_hand.POINTS, "      - {range: 6 V, at: [50 %], of: range}\n"),
        ("world.yaml", SIMULATED_METER, PRACTICE),
        ("world.yaml", "confirms: true", "confirms: false, reads: false"),
    ):
        bench_folder.change(file, old, new)


def asked_for(kind):
    return lambda sight: sight.view.prompt is not None and sight.view.prompt.kind == kind


def events(session, kind):
    return [line.event for line in read_record(session.watch.record).lines if isinstance(line.event, kind)]


def type_in(qtbot, screen, text):
    line = screen.aside.prompt.entry.line
    assert screen.aside.currentWidget() is screen.aside.prompt
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_without_a_run_it_is_calm_and_leads_to_the_work(qtbot, window, session):
    window.show_screen("run")
    screen = window.screen_of("run")
    assert "No run is under way here" in text_everywhere(window)
    with qtbot.waitSignal(session.screen_wanted) as wanted:
        session.screen_wanted.disconnect(window.show_screen)
        qtbot.mouseClick(screen.idle.work, Qt.MouseButton.LeftButton)
    assert wanted.args == ["work"]


def test_a_finished_run_shows_its_verdict_and_leads_to_results_and_the_next_uut(
    qtbot, window, session, live, finished_record, monkeypatch
):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    screen, went = window.screen_of("run"), []
    assert screen.aside.currentWidget() is screen.aside.ended
    assert "IN TOLERANCE" in text_everywhere(screen.aside)
    assert "Outputs: OFF" in text_everywhere(screen.aside)
    monkeypatch.setattr(session, "go", went.append)
    qtbot.mouseClick(screen.aside.ended.review, Qt.MouseButton.LeftButton)
    assert session.reviewed == finished_record
    qtbot.mouseClick(screen.aside.ended.next, Qt.MouseButton.LeftButton)
    assert (went, session.repeated) == (["review", "work"], finished_record)
    assert screen.controls.abort_button.isEnabled()


def test_an_interrupted_run_can_be_resumed_from_here(
    qtbot, window, session, live, finished_record, tmp_path, monkeypatch
):
    lines = finished_record.read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.calrun"
    cut.write_bytes(b"".join(lines[: len(lines) // 2]))
    session.watch_run(cut)
    window.show_screen("run")
    live(lambda sight: not sight.seen.alive)
    with qtbot.waitSignal(session.told):
        window.abort()
    assert "THIS ABORT SWITCHED NOTHING OFF" in window.notice.text
    window.refresh()
    assert window.screen_of("run").aside.asking is None, "no reason is asked for: nothing was aborted"
    went = []
    monkeypatch.setattr(session, "go", went.append)
    qtbot.mouseClick(window.screen_of("run").aside.ended.resume, Qt.MouseButton.LeftButton)
    assert (went, session.interrupted) == (["resume"], cut)


def test_another_run_shows_nothing_of_the_one_before(window, session, live, finished_record, tmp_path):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    session.watch_run(tmp_path / "not there yet.calrun", alive=lambda: True)
    window.refresh()
    assert "The run is about to begin" in text_everywhere(window)
    assert "TOLERANCE" not in text_everywhere(window)


def test_double_entry_is_switched_at_the_prompt_and_kept(window, session, tmp_path):
    screen = window.screen_of("run")
    for wanted in (True, False):
        screen.aside.prompt.double_entry_toggled.emit()
        assert read_settings(tmp_path / "window.json", "").double_entry is wanted


def test_f9_opens_the_log_over_the_plot_and_closes_it_again(qtbot, window, session, live, finished_record):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    screen = window.screen_of("run")
    qtbot.keyClick(screen.window(), Qt.Key.Key_F9)
    assert screen.area.shown == "log"
    assert "The run has finished" in text_everywhere(screen.area)
    qtbot.keyClick(screen.window(), Qt.Key.Key_F9)
    assert screen.area.shown == "errors"


def test_every_control_has_a_key(qtbot, window, monkeypatch):
    window.show_screen("run")
    screen, used = window.screen_of("run"), []
    monkeypatch.setattr(screen.controls, "use", used.append)
    for key in ("F2", "F3", "F5", "F6", "F7", "F8"):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
    assert used == ["correct", "pause_now", "resume", "pause", "retry", "skip"]
    assert set(used) == set(screen.controls.buttons)


def test_a_pause_of_a_run_that_was_held_before_is_pending_until_it_is_held_once_more(window, session, monkeypatch):
    screen, held = window.screen_of("run"), SimpleNamespace(held=2, state=SimpleNamespace(status=RunStatus.RUNNING))
    monkeypatch.setattr(session, "command", lambda *_, **__: 1)
    monkeypatch.setattr(screen, "_sight", SimpleNamespace(seen=held))
    screen._send("pause", "pause", now=False)
    screen._told(Told(1, "pause", NOTHING, refused=False))
    screen._pending.look(held)
    assert session.pending == {"pause"} == screen._pending.names


def test_a_low_window_shows_table_or_plot_and_a_high_one_both(window, session, live, finished_record, qtbot):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    screen = window.screen_of("run")
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: screen.area.results.isVisibleTo(screen))
    window.resize(1024, 560)
    qtbot.waitUntil(lambda: not screen.area.results.isVisibleTo(screen))
    qtbot.mouseClick(screen.area.choices["table"], Qt.MouseButton.LeftButton)
    assert screen.area.results.isVisibleTo(screen)
    assert "pass" in text_everywhere(screen.area)


def test_a_notice_that_comes_or_goes_does_not_move_the_controls_elsewhere(
    window, session, live, finished_record, qtbot
):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    screen = window.screen_of("run")
    window.resize(1366, 730)
    qtbot.waitUntil(lambda: window.height() == 730)
    fits, place = screen._fits, screen.controls.abort_button.mapTo(window, QPoint(0, 0))
    window.notice.say("paused", Tone.NEUTRAL)
    qtbot.waitUntil(window.notice.isVisible)
    window.refresh()
    assert screen._fits == fits
    assert screen.controls.abort_button.mapTo(window, QPoint(0, 0)) == place


def test_the_plots_are_loaded_after_the_screen_was_shown_and_shown_then(window, session, live, finished_record, qtbot):
    session.watch_run(finished_record)
    window.show_screen("run")
    screen = window.screen_of("run")
    assert screen.area.errors is None
    qtbot.waitUntil(lambda: screen.area.errors is not None)
    live(lambda sight: sight.view.ended)
    assert screen.area.errors.isVisibleTo(screen)


@pytest.mark.usefixtures("asks")
def test_pause_resume_skip_retry_and_abort_with_its_reason_come_into_the_record(qtbot, start, live, session):
    screen = start()
    live(asked_for("number"))
    type_in(qtbot, screen, "9.0")  # a first result, so that there is one to retry
    live(lambda sight: sight.view.progress.done == 1 and sight.view.prompt is not None)

    screen.area.results.row_chosen.emit(SimpleNamespace(item="dc-voltage", point_id="10 V/+90 %"))
    assert session.reviewed is None
    assert screen.window().screen_name == "run", "nothing is reviewed while it goes on"

    with qtbot.waitSignal(session.told, check_params_cb=lambda told: told.command == "pause"):
        qtbot.keyClick(screen.window(), Qt.Key.Key_F6)
        assert session.pending == {"pause"}
    assert screen.controls.buttons["pause"].property("pending") == "true"
    type_in(qtbot, screen, "-9.0")  # once the pause is known, which an answer sent at the same time can overtake
    assert screen.aside.prompt.waits
    view = live(lambda sight: sight.seen.state.status is RunStatus.PAUSED)
    assert view.banner.doing == "Paused"
    qtbot.waitUntil(lambda: session.pending == frozenset())

    qtbot.keyClick(screen.window(), Qt.Key.Key_F7)
    assert screen.aside.asking is screen.aside.retry
    offered = [screen.aside.retry.point.itemData(n) for n in range(screen.aside.retry.point.count())]
    screen.aside.retry.point.setCurrentIndex(offered.index(("dc-voltage", "10 V/+90 %")))
    screen.aside.retry.cause.setCurrentIndex(0)
    qtbot.mouseClick(screen.aside.retry.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.aside.asking is None, timeout=WITHIN_MS)
    assert [(one.by, one.cause) for one in events(session, RetryAsked)] == [("zhang", "contact")]

    qtbot.keyClick(screen.window(), Qt.Key.Key_F5)
    live(asked_for("number"))
    qtbot.keyClick(screen.window(), Qt.Key.Key_F8)
    assert screen.aside.asking is screen.aside.skip
    qtbot.keyClicks(screen.aside.skip.reason, "no time")
    qtbot.keyClick(screen.aside.skip.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.aside.asking is None, timeout=WITHIN_MS)
    assert [(one.by, one.reason) for one in events(session, PointSkipped)] == [("zhang", "no time")]

    live(asked_for("number"))
    with qtbot.waitSignal(session.told, check_params_cb=lambda told: told.command == "abort"):
        qtbot.mouseClick(screen.controls.abort_button, Qt.MouseButton.LeftButton)
    assert screen.aside.asking is screen.aside.explains
    qtbot.keyClicks(screen.aside.explains.reason, "smoke")
    qtbot.keyClick(screen.aside.explains.reason, Qt.Key.Key_Return)
    live(lambda sight: sight.view.ended)
    assert [(one.by, one.reason) for one in events(session, AbortExplained)] == [("zhang", "smoke")]
    assert screen.aside.currentWidget() is screen.aside.ended


@pytest.mark.usefixtures("read_at_the_window")
def test_every_prompt_is_answered_here_and_a_blind_reading_sees_nothing_of_the_result(
    qtbot, window, start, live, session
):
    screen = start()
    prompt = screen.aside.prompt
    live(asked_for("identify"))
    type_in(qtbot, screen, "123")
    live(asked_for("condition"))
    type_in(qtbot, screen, "20.3")
    live(asked_for("connect"))
    assert screen.area.shown == "leads"
    assert screen.area.leads.text.startswith("<svg")
    qtbot.mouseClick(prompt.yes, Qt.MouseButton.LeftButton)
    live(asked_for("select"))
    assert screen.area.shown == "errors"
    qtbot.mouseClick(prompt.yes, Qt.MouseButton.LeftButton)

    view = live(asked_for("number"))
    assert view.prompt.wanted is Wanted.NUMBER
    assert prompt.display.isHidden()  # nothing is simulated for the run: the person looks at the meter
    for page in ("log", "signal", "errors"):
        screen.area.choose(page)
        seen = text_everywhere(window)
        for secret in ("3 V", "3.0", "50 %", "pass", "fail", "3.000"):
            assert secret not in seen
    prompt.take_focus()
    assert screen.area.results.model.rowCount() == 1  # the heading of the item
    assert prompt.entry.line.hasFocus() or screen.focusWidget() is prompt.entry.line

    type_in(qtbot, screen, "1,5")
    assert "Understood" not in prompt.entry.understood
    prompt.entry.line.clear()
    for number in (1, 2):
        live(lambda sight, number=number: asked_for("number")(sight) and f"/x/{number}/" in sight.view.prompt.prompt)
        type_in(qtbot, screen, "3.001")
    live(lambda sight: sight.view.ended)
    answers = [(one.prompt.split("/")[-2:], one.answer, one.by) for one in events(session, PromptAnswered)]
    assert answers == [
        (["meter", "identify"], "123", "zhang"),
        (["0", "ambient.temperature"], "20.3", "zhang"),
        (["connect", "0"], "yes", "zhang"),
        (["select", "1"], "yes", "zhang"),
        (["1", "1"], "3.001", "zhang"),
        (["2", "1"], "3.001", "zhang"),
    ]
    assert [one.serial for one in events(session, InstrumentIdentified) if one.instrument == "meter"] == ["123"]
    assert [one.by for one in events(session, ConditionRecorded)]
    assert "pass" in text_everywhere(window)


def test_an_abort_on_another_screen_asks_for_its_reason_here(window, session, tmp_path):
    session.watch_run(tmp_path / "not there yet.calrun", alive=lambda: True)
    window.show_screen("review")
    window.abort()
    assert window.screen_name == "run"
    screen = window.screen_of("run")
    assert screen.aside.asking is screen.aside.explains


def test_another_language_reaches_every_panel_at_once(window, session, live, finished_record):
    session.watch_run(finished_record)
    window.show_screen("run")
    live(lambda sight: sight.view.ended)
    session.speak(Language.ZH)
    seen = text_everywhere(window.screen_of("run"))
    for english in ("Outputs", "IN TOLERANCE", "Errors", "Verdict", "finished", "Results"):
        assert english not in seen
    assert "结果与证书" in seen


@pytest.mark.usefixtures("practised")
def test_a_simulated_instrument_is_practised_on_by_typing_what_its_display_shows(qtbot, session, start, live):
    screen = start()
    prompt, typed, answered = screen.aside.prompt, [], ""
    for kind in ("identify", "condition", "connect", "select", "number", "number"):
        asks = lambda sight, kind=kind, last=answered: asked_for(kind)(sight) and sight.view.prompt.prompt != last  # noqa: E731
        answered = live(asks).prompt.prompt
        if kind in {"connect", "select"}:
            assert prompt.display.isHidden()
            qtbot.mouseClick(prompt.yes, Qt.MouseButton.LeftButton)
        else:
            qtbot.waitUntil(lambda: prompt.display.text != "", timeout=WITHIN_MS)
            typed.append(prompt.display.text)
            type_in(qtbot, screen, prompt.display.text)
    live(lambda sight: sight.view.ended)
    assert typed == ["123", "20.3 °C", "3.011 V", "3.011 V"]
    assert [taken.raw for taken in events(session, IndicationTaken) if taken.form == "entered"] == typed[2:]
    answers = [one for one in events(session, PromptAnswered) if one.answer != "yes"]
    assert [(one.answer, one.by, one.entry) for one in answers] == [(text, "zhang", "typed") for text in typed]
