"""A simulated display is looked at four times in a second, beside the window, and by nobody where it is refused."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.errors import ControlRefused
from bench_gui.work.looking import Looking, Shown
from sequencer.channel import listening

WITHIN_MS = 10_000


class Run:
    """Shows one text after the other, and answers nothing else than `p1`."""

    def __init__(self):
        self.texts = ["5.005 V", "5.006 V", ""]
        self.asked = []

    def accept(self, fields):
        assert fields["command"] == "look"
        self.asked.append(fields["prompt"])
        if fields["prompt"] != "p1":
            raise ControlRefused(Bilingual("不再等待", "not asked any more"))
        text = self.texts.pop(0)
        return Bilingual(text, text)

    @contextmanager
    def attending(self):
        yield


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def looking(qapp, clock):
    made = Looking(clock)
    made.seen = []
    made.shown.connect(made.seen.append)
    yield made
    made.stop()


def test_it_looks_four_times_in_a_second_and_at_a_new_question_at_once(looking, clock, qtbot, tmp_path):
    record, run = tmp_path / "a.calrun", Run()

    def looks(prompt, times):
        looking.look(record, prompt)
        looking._thread.join()
        assert len(run.asked) == times

    with listening(record, run):
        looks("p1", 1)
        clock.sleep(0.2)
        looks("p1", 1)
        clock.sleep(0.05)
        looks("p1", 2)
        looks("p2", 3)
        looks("p1", 4)
    qtbot.waitUntil(lambda: len(looking.seen) == 4, timeout=WITHIN_MS)
    assert looking.seen == [Shown("p1", "5.005 V"), Shown("p1", "5.006 V"), Shown("p2", ""), Shown("p1", "")]


def test_where_nobody_may_look_there_is_nothing_to_be_seen_and_nothing_old_stays(looking, qtbot, tmp_path):
    looking.look(tmp_path / "a.calrun", "p1")
    qtbot.waitUntil(lambda: bool(looking.seen), timeout=WITHIN_MS)
    assert looking.seen == [Shown("p1", "")]


def test_a_window_that_closes_looks_no_more(looking, clock, qtbot, tmp_path):
    with listening(tmp_path / "a.calrun", Run()):
        looking.look(tmp_path / "a.calrun", "p1")
        looking.stop()
    qtbot.wait(1)
    assert looking.seen == []
