"""A command is pending from the moment it is sent until the run has carried it out, or refused it."""

from types import SimpleNamespace

import pytest

from bench_core.records.run_states import RunStatus
from bench_gui.panels.pending import Pending


def seen(status, held=0):
    return SimpleNamespace(state=SimpleNamespace(status=status), held=held)


@pytest.fixture
def pending():
    made = Pending()
    made.sent("pause", 1, 0)
    made.sent("skip", 2, 0)
    return made


def test_it_is_pending_until_its_own_ticket_is_answered(pending):
    pending.told(2, refused=False)
    assert pending.names == {"pause"}


def test_a_pause_is_pending_until_the_run_pauses(pending):
    pending.told(1, refused=False)
    pending.look(seen(RunStatus.RUNNING))
    assert "pause" in pending.names
    pending.look(seen(RunStatus.PAUSED, 1))
    assert "pause" not in pending.names


def test_a_pause_that_was_over_before_anybody_looked_is_pending_no_more_and_the_next_one_is(pending):
    pending.told(1, refused=False)
    pending.look(seen(RunStatus.RUNNING, held=1))
    assert pending.names == {"skip"}
    pending.sent("pause", 3, 1)
    pending.told(3, refused=False)
    pending.look(seen(RunStatus.RUNNING, held=1))
    assert pending.names == {"skip", "pause"}


def test_a_pause_that_never_comes_is_pending_no_more_once_the_run_has_ended(pending):
    pending.told(1, refused=False)
    pending.look(seen(RunStatus.FINISHED))
    assert pending.names == {"skip"}


def test_a_refused_pause_is_pending_no_more(pending):
    pending.told(1, refused=True)
    assert pending.names == {"skip"}


def test_another_run_has_nothing_pending(pending):
    pending.forget()
    assert pending.names == frozenset()
