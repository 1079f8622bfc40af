"""A record whose texts have no end is shown like any other: in time, with nothing pushed out or over another."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.records.events import InstrumentIdentified, PromptAsked, RunEnded, RunStarted, SettingIntended
from bench_core.records.record import read_record
from bench_core.records.run_events import AbortRequested, StepFailed
from bench_gui.panels.log import LogPanel
from bench_gui.panels.review.facts import FactsPanel
from bench_gui.qt import QGuiApplication, Qt
from bench_gui.tone import Tone
from bench_gui.views.review.reviewed_run import ReviewedRun
from bench_gui.views.rows import RowsView
from bench_gui.views.watching import Watching
from bench_gui.widgets.text_table import Column, TextRow, TextTable
from bench_gui.words import Language
from tests.bench_gui.inspection import abort_out_of_reach, clipped, outside, text_everywhere
from tests.bench_gui.small_runs import rewritten

ENDLESS = "SN12345678" * 10_000
WORDS = "many words " * 10_000
SMALLEST = (1024, 560)
IN_TIME_S = 0.01
"""A tick of the window in time of the processor, as for a record of usual texts."""
WITHIN_MS = 20_000


def endless(text):
    """Return a change that puts a text of 100,000 characters wherever people, files and instruments can."""

    def change(events):
        return [changed(event) for event in events]

    def changed(event):
        match event:
            case RunStarted():
                plan = replace(event.plan, title=Bilingual(text, text))
                return replace(event, operator=text, plan=plan)
            case InstrumentIdentified():
                return replace(event, serial=text, model=text, raw=text)
            case PromptAsked():
                return replace(event, text=Bilingual(text, text))
            case RunEnded():
                return replace(event, state="failed", reason=text, safe=False)
            case _:
                return event

    return change


def at(wanted, /, **fields):
    """Return a change that ends a record after the first event of a kind."""

    def change(events):
        found = next(
            number
            for number, event in enumerate(events)
            if isinstance(event, wanted) and all(getattr(event, name) == value for name, value in fields.items())
        )
        return events[: found + 1]

    return change


MOMENTS = {
    "prompt": at(PromptAsked, kind="connect"),
    "switching": at(SettingIntended, action="operate"),
    "failing": lambda events: [*at(SettingIntended)(events), StepFailed("LinkFailed", ENDLESS)],
    "aborting": lambda events: [*at(SettingIntended)(events), AbortRequested(ENDLESS, WORDS)],
    "ended": lambda events: events,
}


@pytest.fixture
def record(finished_record, tmp_path):
    """Makes a record as it was at a moment, with texts without end."""

    def made(moment, text=ENDLESS):
        def change(events):
            return endless(text)(MOMENTS[moment](events))

        return rewritten(finished_record, tmp_path / f"{moment}.calrun", change, sealed=False)

    return made


def fits(window, qtbot):
    """Assert that nothing is pushed out of the smallest window, cut, or over another, once it is laid out."""

    def look():
        assert window.size().toTuple() == SMALLEST
        assert [*clipped(window), *outside(window), *abort_out_of_reach(window)] == []

    qtbot.waitUntil(look)


@pytest.mark.parametrize(
    ("moment", "text", "language"),
    [
        ("switching", WORDS, Language.EN),
        ("ended", ENDLESS, Language.EN),
        pytest.param("failing", ENDLESS, Language.EN, marks=pytest.mark.slow),
        pytest.param("prompt", ENDLESS, Language.ZH, marks=pytest.mark.slow),
        pytest.param("aborting", WORDS, Language.ZH, marks=pytest.mark.slow),
        pytest.param("ended", WORDS, Language.ZH, marks=pytest.mark.slow),
    ],
    ids=lambda one: one[:7],
)
def test_a_run_with_texts_without_end_is_shown_in_time_and_fits(window, session, qtbot, record, moment, text, language):
    session.speak(language)
    window.resize(*SMALLEST)
    session.watch_run(record(moment, text), lambda: moment != "ended")
    window.show_screen("run")
    qtbot.waitUntil(lambda: session.sight() is not None, timeout=WITHIN_MS)
    window.refresh()
    fits(window, qtbot)
    took = []
    for _ in range(3):
        began = time.process_time()
        window.refresh()
        took.append(time.process_time() - began)
    assert min(took) < IN_TIME_S
    assert text[:6] in text_everywhere(window).replace("\u200b", "")


def test_all_of_the_log_is_copied(window, session, qtbot, record):
    session.watch_run(record("failing"), lambda: True)
    window.show_screen("run")
    qtbot.waitUntil(lambda: session.sight() is not None, timeout=WITHIN_MS)
    window.refresh()
    screen = window.screen_of("run")
    screen.area.toggle_log()
    window.refresh()
    assert f"({len(ENDLESS)})" in text_everywhere(screen.area)
    qtbot.mouseClick(screen.area.log.copy, Qt.MouseButton.LeftButton)
    assert ENDLESS in QGuiApplication.clipboard().text()


def test_the_log_of_the_run_before_is_not_copied(qtbot, form_en, finished_record):
    watching, panel = Watching(), LogPanel()
    qtbot.addWidget(panel)
    panel.adopt(form_en)
    for line in read_record(finished_record).lines:
        watching.take(line, 0.0)
    panel.show_seen(watching.seen())
    panel.forget()
    QGuiApplication.clipboard().setText("mine")
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "mine"


def test_a_finished_run_with_texts_without_end_can_be_reviewed(window, session, qtbot, record):
    window.resize(*SMALLEST)
    session.reviewed = record("ended")
    window.show_screen("review")
    screen = window.screen_of("review")
    qtbot.waitUntil(lambda: screen.run is not None and not screen.busy, timeout=WITHIN_MS)
    fits(window, qtbot)


def test_the_work_list_fits_with_a_run_whose_texts_have_no_end(window, session, qtbot, record):
    window.resize(*SMALLEST)
    records = session.workplace / "records"
    records.mkdir()
    record("switching").rename(records / "cut.calrun")
    window.show_screen("work")
    qtbot.waitUntil(lambda: "SN1234" in text_everywhere(window), timeout=WITHIN_MS)
    fits(window, qtbot)


def test_all_of_a_row_is_copied(qtbot):
    table = TextTable()
    qtbot.addWidget(table)
    table.show_texts((Column("What"), Column("Reply")), (TextRow(("reading 1", ENDLESS)),))
    assert len(table.model().index(0, 1).data()) < 400
    table.setCurrentIndex(table.model().index(0, 0))
    table.copy_row()
    assert QGuiApplication.clipboard().text() == f"reading 1\t{ENDLESS}"


def test_all_facts_of_a_run_are_copied(qtbot, form_en):
    panel = FactsPanel()
    qtbot.addWidget(panel)
    panel.adopt(form_en)
    rows = RowsView(None, (), "", Tone.NEUTRAL)
    panel.show_view(ReviewedRun("34401A", (("Operator", ENDLESS), ("Run", "a")), rows, (("simulated", Tone.WARNING),)))
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"34401A\nsimulated\nOperator\t{ENDLESS}\nRun\ta"
