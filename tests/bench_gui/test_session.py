"""What a window watches: one run at a time, no abort is lost between two, and nothing of the run before stays."""

from types import SimpleNamespace

import pytest

from bench_gui.work.commander import Commander
from bench_gui.work.run_watch import RunWatch

WITHIN_MS = 10_000


@pytest.fixture
def watched(session):
    yield session
    session.leave_run()


def test_an_abort_that_the_launch_could_not_send_any_more_goes_to_the_run_that_began(watched, monkeypatch, tmp_path):
    sent = []
    monkeypatch.setattr(Commander, "send", lambda _, name, by, **fields: sent.append((name, by, fields)) or 1)
    watched.launch = SimpleNamespace(unsent={"command": "abort", "by": "zhang", "reason": "wrong leads"})
    watched._began(SimpleNamespace(record=tmp_path / "a.calrun", code=lambda: None))
    assert sent == [("abort", "zhang", {"reason": "wrong leads", "explains": True})]
    assert watched.launch is None


def test_while_a_run_is_being_started_an_abort_is_for_it_and_not_for_the_run_before(watched, monkeypatch, tmp_path):
    sent, launched = [], []
    monkeypatch.setattr(Commander, "send", lambda _, name, *__, **___: sent.append(name) or 1)
    watched.watch_run(tmp_path / "before.calrun", lambda: False)
    watched.launch = SimpleNamespace(abort=lambda by, reason: launched.append((by, reason)))
    assert watched.abort("smoke")
    assert (launched, sent) == ([("zhang", "smoke")], [])
    watched.launch = None
    assert watched.abort("smoke")
    assert (len(launched), sent) == (1, ["abort"])
    watched.leave_run()
    assert not watched.abort("smoke")


def test_what_an_earlier_run_says_late_is_no_answer_to_a_command_of_this_one(watched, qtbot, tmp_path):
    heard, tickets = [], []
    watched.told.connect(heard.append)
    for name in ("a", "b"):
        watched.watch_run(tmp_path / f"{name}.calrun", lambda: False)
        tickets.append(watched.command("pause"))
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=WITHIN_MS)
    assert len(set(tickets)) == 2
    assert sorted(told.ticket for told in heard) == tickets


def test_a_record_that_cannot_be_watched_any_more_is_told(watched, qtbot, tmp_path):
    heard = []
    watched.told.connect(heard.append)
    (tmp_path / "a.calrun").write_bytes(b"hello\n")
    watched.watch_run(tmp_path / "a.calrun", lambda: True)
    qtbot.waitUntil(lambda: bool(heard), timeout=WITHIN_MS)
    assert [(one.command, one.refused, "a.calrun" in one.text.en) for one in heard] == [("watch", True, True)]


def test_a_day_of_runs_leaves_the_window_with_the_last_one_alone(watched, qtbot, tmp_path):
    for number in range(20):
        watched.watch_run(tmp_path / f"{number}.calrun", lambda: False)
    qtbot.waitUntil(lambda: len(watched.findChildren(RunWatch)) == 1, timeout=WITHIN_MS)
    assert watched.watch.record.name == "19.calrun"


def test_whether_every_reading_is_entered_twice_holds_at_once_for_the_run_that_is_watched(watched, monkeypatch):
    asked = []
    viewer = SimpleNamespace(view=lambda *_, twice: asked.append(twice))
    monkeypatch.setattr(watched, "watch", SimpleNamespace(seen=object()))
    monkeypatch.setattr(watched, "_viewer", viewer)
    for wanted in (False, True):
        watched.change(double_entry=wanted)
        watched.sight()
    assert asked == [False, True]
    monkeypatch.undo()
