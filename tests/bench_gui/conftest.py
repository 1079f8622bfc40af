"""The window offscreen, in a language and theme of a test's choice, and records of real simulated runs to look at."""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from bench_core.clock import system_clock
from sequencer.launch import launch
from sequencer.request import RunRequest
from tests.conftest import BenchFolder

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from bench_gui.app import STYLE, open_window
from bench_gui.form import Form
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.opening import Opening
from bench_gui.qt import QApplication, QCoreApplication, QEvent
from bench_gui.session import Session
from bench_gui.settings import Settings
from bench_gui.words import Language, words_in

if TYPE_CHECKING:
    from pathlib import Path

_OURS = (
    "watch ",
    "attend",
    "abort",
    "answer",
    "pause",
    "resume",
    "skip",
    "retry",
    "launch",
    "workplace",
    "reading",
    "look",
)
"""How the names of the window's threads begin."""


WAITS_S = 45.0
"""How long the waits of a test may take together: a pytest time-out that comes while Qt waits can be lost in a slot."""


class PatientBot(QtBot):
    """Waits as long as a machine with much to do may take: only what never comes costs the time."""

    def __init__(self, request):
        super().__init__(request)
        self._clock = system_clock()

    def waitUntil(self, callback, *, timeout=5000):  # noqa: N802  pytest-qt's name
        super().waitUntil(callback, timeout=self._patience(timeout))

    def waitSignal(self, signal, *, timeout=5000, raising=True, **how):  # noqa: N802  likewise
        # one that need not come, as of `assertNotEmitted`, is waited for no longer than the test says
        return super().waitSignal(
            signal, timeout=self._patience(timeout) if raising else timeout, raising=raising, **how
        )

    def _patience(self, timeout: int) -> int:
        return max(timeout, int((WAITS_S - self._clock.now()) * 1000))


@pytest.fixture
def qtbot(qapp, request) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _faults_fail(monkeypatch):
    """Fail the test in which a slot raised: Qt would print it and go on."""
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _, fault, __: raised.append(fault))
    monkeypatch.setattr(threading, "excepthook", lambda arguments: raised.append(arguments.exc_value))
    yield
    if raised:
        raise raised[0]


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp):
    """Close what a test opened, and fail it where threads of the window live on."""
    yield
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    gc.collect()
    alive = [thread for thread in threading.enumerate() if thread.name.startswith(_OURS)]
    for thread in alive:
        thread.join(20)  # only one that never ends takes so long
    assert [thread.name for thread in alive if thread.is_alive()] == []


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Return what Qt's application is made with, as the window's is."""
    return ["calbench", *STYLE]


@pytest.fixture
def form_zh() -> Form:
    return Form(words_in(Language.ZH), tokens_of(Theme.LIGHT))


@pytest.fixture
def form_en() -> Form:
    return Form(words_in(Language.EN), tokens_of(Theme.LIGHT))


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """Return an empty workplace folder."""
    folder = tmp_path / "workplace"
    folder.mkdir()
    return folder


@pytest.fixture
def session(workplace, tmp_path) -> Session:
    """Return a session of somebody who reads English, in an empty workplace."""
    opening = Opening(workplace, demo=False, record=None, operator="zhang", language=None, theme=None, scale=None)
    return Session(opening, Settings(language=Language.EN, operator="zhang"), tmp_path / "window.json")


@pytest.fixture
def window(qapp, session):
    """Return an open window without a screen yet."""
    opened = open_window(qapp, session)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def finished_record(tmp_path_factory) -> Path:
    """Return the record of a run of the small bench that has ended, made by the real runner."""
    folder = tmp_path_factory.mktemp("finished")
    bench = BenchFolder(folder)
    request = RunRequest(
        record=folder / "finished.calrun",
        procedure=bench.path("procedure.yaml"),
        bench=bench.path("bench.yaml"),
        order=bench.path("order.yaml"),
        operator="zhang",
        clock="virtual",
    )
    assert launch(request).wait() == 0
    return request.record
