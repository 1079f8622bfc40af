"""Commands to a run: none waits behind another, each is told, and the run knows that somebody answers here."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused
from bench_gui.work.commander import Commander
from sequencer.channel import channel_path, listening

WITHIN_MS = 45_000
SKIPS_NOT = Bilingual("现在不能跳过", "nothing can be skipped now")


def done(command):
    return Bilingual(f"完成：{command}", f"done: {command}")


class Run:
    """Takes commands as a run's control does."""

    def __init__(self):
        self.accepted, self.attended = [], 0
        self.hangs = threading.Event()

    def accept(self, fields):
        self.accepted.append(fields)
        if fields["command"] == "pause":
            self.hangs.wait(WITHIN_MS / 1000)
        if fields["command"] == "skip":
            raise ControlRefused(SKIPS_NOT)
        return done(fields["command"])

    @contextmanager
    def attending(self):
        self.attended += 1
        yield
        self.attended -= 1


@pytest.fixture
def run():
    made = Run()
    yield made
    made.hangs.set()


@pytest.fixture
def commander(qapp, tmp_path):
    made = Commander(tmp_path / "a.calrun", itertools.count(1))
    made.heard = []
    made.told.connect(made.heard.append)
    yield made
    made.leave()


def test_a_command_arrives_with_who_wants_it_and_its_answer_has_its_ticket(commander, run, tmp_path, qtbot):
    with listening(tmp_path / "a.calrun", run):
        ticket = commander.send("resume", "张三", reason="了解 seen")
        qtbot.waitUntil(lambda: bool(commander.heard), timeout=WITHIN_MS)
    assert run.accepted == [{"command": "resume", "by": "张三", "reason": "了解 seen"}]
    told = commander.heard[0]
    assert (told.ticket, told.command, told.text, told.refused) == (ticket, "resume", done("resume"), False)


def test_a_refusal_is_told_in_the_words_of_the_run(commander, run, tmp_path, qtbot):
    with listening(tmp_path / "a.calrun", run):
        commander.send("skip", "li")
        qtbot.waitUntil(lambda: bool(commander.heard), timeout=WITHIN_MS)
    assert commander.heard[0].refused
    assert commander.heard[0].text == SKIPS_NOT  # no path: the window shows which run it is


def test_a_run_that_is_not_there_refuses_every_command(commander, qtbot):
    commander.send("abort", "li")
    qtbot.waitUntil(lambda: bool(commander.heard), timeout=WITHIN_MS)
    assert commander.heard[0].refused
    assert "no run that can be commanded" in commander.heard[0].text.en


def test_an_abort_does_not_wait_behind_a_command_that_hangs(commander, run, tmp_path, qtbot):
    with listening(tmp_path / "a.calrun", run):
        commander.send("pause", "li")
        qtbot.waitUntil(lambda: bool(run.accepted), timeout=WITHIN_MS)
        commander.send("abort", "li")
        qtbot.waitUntil(lambda: bool(commander.heard), timeout=WITHIN_MS)
        assert [told.command for told in commander.heard] == ["abort"]
        run.hangs.set()
        qtbot.waitUntil(lambda: len(commander.heard) == 2, timeout=WITHIN_MS)


def test_a_run_that_only_begins_is_attended_as_soon_as_it_can_be_reached(commander, run, tmp_path, qtbot):
    commander.attend(lambda: True)
    with listening(tmp_path / "a.calrun", run):
        qtbot.waitUntil(lambda: run.attended == 1 and commander.attending, timeout=WITHIN_MS)
        commander.leave()
        qtbot.waitUntil(lambda: run.attended == 0, timeout=WITHIN_MS)
    assert commander.heard == []


def test_nobody_knocks_at_a_run_that_has_gone(commander, tmp_path, qtbot):
    channel_path(tmp_path / "a.calrun").write_text('{"address": "/nowhere", "secret": "00"}')
    asked = []
    commander.attend(lambda: asked.append(1) or len(asked) < 2)
    qtbot.waitUntil(lambda: not any(thread.name == "attend" for thread in threading.enumerate()), timeout=WITHIN_MS)
    assert (len(asked), commander.attending) == (2, False)


def test_who_leaves_while_the_run_only_begins_does_not_attend_it_later(commander, run, tmp_path, qtbot):
    commander.attend(lambda: True)
    commander.leave()
    qtbot.waitUntil(lambda: not any(thread.name == "attend" for thread in threading.enumerate()), timeout=WITHIN_MS)
    with listening(tmp_path / "a.calrun", run):
        assert (run.attended, commander.attending) == (0, False)


def test_an_abort_on_its_way_is_sent_before_the_window_goes(commander, run, tmp_path, monkeypatch):
    begins = threading.Event()
    monkeypatch.setattr(run, "accept", lambda fields: (run.accepted.append(fields), done("abort"))[1])
    monkeypatch.setattr("bench_gui.work.commander._SENT_WITHIN_S", WITHIN_MS / 1000)
    with listening(tmp_path / "a.calrun", run):
        threading.Timer(0.05, begins.set).start()
        slow = commander._send
        monkeypatch.setattr(commander, "_send", lambda *given: (begins.wait(WITHIN_MS / 1000), slow(*given)))
        commander.send("abort", "li")
        commander.leave()
        assert [fields["command"] for fields in run.accepted] == ["abort"]
